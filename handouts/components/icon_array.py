"""One pair of numbers, drawn as a hundred dots each, in the width of a column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup
from pydantic import Field

from handouts.components.base import ComponentSpec, DrawContext, ProseField, Use
from handouts.components.chances import (
    DOTS,
    RowView,
    count_of,
    figure_of,
    label_view,
    sum_in_words,
)
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.inputs.models.base import InputModel, Line


class IconArray(InputModel):
    """One pair of numbers, drawn as 100 dots each."""

    fact: Line = Field(description="fact id the figure comes from")
    figure: Line = Field(description="key of the figure in content/facts.yaml")
    name: Line = Field(description="what happened to people, in plain words")
    with_label: Line = Field(alias="with", description="label of the treated group")
    without_label: Line = Field(alias="without", description="label of the comparison group")
    arms: tuple[Line, Line] = Field(("medicine", "dummy"), description="names of the groups")
    others: str = Field("", description="words after the number of all others, below the dots")
    good: bool = Field(True, description="yes for a benefit, no for a harm")
    sum: str = Field("", description="it in one sentence, as in a fact box")


def _build(context: DrawContext, use: Use) -> Mapping[str, Any]:
    box: IconArray = use.model
    figure = figure_of(context, use, box.fact, box.figure, use.line)
    medicine, dummy = (count_of(use, figure, arm, use.line) for arm in box.arms)
    if figure.of != DOTS:
        message = f"figure: it counts out of {figure.of}, and there are {DOTS} dots; use fact-box"
        raise InvalidInput([Diagnostic(use.file, use.line_of("figure"), message)])
    row = RowView(
        name=use.html(box.name),
        note=Markup(),
        others=use.html(box.others),
        good=box.good,
        medicine=medicine,
        dummy=dummy,
        of=DOTS,
        with_label=None,
        without_label=None,
    )
    return {
        "title": use.title,
        "with_label": label_view(use, box.with_label),
        "without_label": label_view(use, box.without_label),
        "row": row,
        "sum": sum_in_words(use, box.sum, row),
    }


COMPONENT = ComponentSpec(
    name="icon-array",
    summary="One pair of numbers, drawn as a hundred dots each, in the width of a column.",
    example=""":::icon-array
fact: RISK-01
figure: nausea
name: Felt sick
with: With the spray
without: With a dummy spray
:::""",
    body="settings",
    build=_build,
    model=IconArray,
    prose_fields={
        "name": ProseField("cell"),
        "with": ProseField("cell"),
        "without": ProseField("cell"),
        "others": ProseField("cell"),
        "sum": ProseField("paragraph"),
    },
    roles=frozenset({"figures", "drawing", "visual", "titled"}),
)
