"""One pair of numbers, drawn as a hundred dots each, in the width of a column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from handouts.components.base import ComponentSpec, DrawContext, ProseField, Use
from handouts.components.chances import count_of, figure_of
from handouts.inputs.models.base import InputModel, Line


class IconArray(InputModel):
    """One pair of numbers, drawn as 100 dots each."""

    fact: Line = Field(description="fact id the figure comes from")
    figure: Line = Field(description="key of the figure in content/facts.yaml")
    name: Line = Field(description="what happened to people, in plain words")
    with_label: Line = Field(alias="with", description="label of the treated group")
    without_label: Line = Field(alias="without", description="label of the comparison group")
    arms: tuple[Line, Line] = Field(("medicine", "dummy"), description="names of the groups")


def _build(context: DrawContext, use: Use) -> Mapping[str, Any]:
    box: IconArray = use.model
    figure = figure_of(context, use, box.fact, box.figure, use.line)
    medicine, dummy = (count_of(use, figure, arm, use.line) for arm in box.arms)
    return {
        "title": use.title,
        "name": use.html(box.name),
        "with_label": use.html(box.with_label),
        "without_label": use.html(box.without_label),
        "medicine": medicine,
        "dummy": dummy,
        "of": figure.of or 100,
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
    },
    roles=frozenset({"figures", "drawing", "visual", "titled"}),
)
