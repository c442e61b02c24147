"""What components that draw chances share: a table of figures of the fact base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from pydantic import Field

from handouts.components.base import DrawContext, ProseField, Use
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput, did_you_mean, unknown
from handouts.inputs.models.base import InputModel, Line
from handouts.inputs.models.facts import Figure


class RiskRow(InputModel):
    """One line of a fact box: a figure of the fact base under a plain name."""

    figure: Line = Field(description="key of the figure in content/facts.yaml")
    name: Line = Field(description="what happened to people, in plain words")
    note: str = Field("", description="what it feels like, how long, what we do")
    good: bool = Field(False, description="yes for a benefit, no for a harm")
    fact: str = Field("", description="fact id, if it is not the box's")
    of_with: str = Field("", description="label over the first number, if it is not the box's")
    of_without: str = Field("", description="label over the second number, if not the box's")


class FactBox(InputModel):
    """Chances with and without the treatment, from one study or a few."""

    fact: Line = Field(description="fact id the figures come from", examples=["RISK-01"])
    with_label: Line = Field(alias="with", description="label of the treated group")
    without_label: Line = Field(alias="without", description="label of the comparison group")
    arms: tuple[Line, Line] = Field(
        ("medicine", "dummy"), description="names of the two groups in content/facts.yaml"
    )
    group: Line = Field(description="who was studied")
    period: Line = Field(description="for how long")
    rows: tuple[RiskRow, ...] = Field(min_length=1, max_length=9, description="one a figure")
    certainty: str = Field("", description="how sure we can be, in one sentence")
    icons: bool = Field(True, description="draw 100 dots for each number; no draws bars")


BOX_FIELDS: Mapping[str, ProseField] = {
    "with": ProseField("cell"),
    "without": ProseField("cell"),
    "group": ProseField("cell"),
    "period": ProseField("cell"),
    "name": ProseField("cell"),
    "of_with": ProseField("cell"),
    "of_without": ProseField("cell"),
    "note": ProseField("paragraph"),
    "certainty": ProseField("paragraph"),
}


@dataclass(frozen=True, slots=True)
class RowView:
    """One line of a fact box as its macro sees it; its numbers are read from the fact base."""

    name: Markup
    note: Markup
    good: bool
    medicine: int
    dummy: int
    of: int
    with_label: Markup
    without_label: Markup


def box_arguments(context: DrawContext, use: Use) -> Mapping[str, Any]:
    """Return what the macros of fact boxes take; numbers come from the fact base alone.

    Raises:
        InvalidInput: facts, figures or groups that do not exist; all of them.
    """
    box: FactBox = use.model
    problems: list[Diagnostic] = []
    rows = []
    for index, row in enumerate(box.rows):
        try:
            rows.append(_row(context, use, row, use.line_of("rows", index)))
        except InvalidInput as error:
            problems.extend(error.problems)
    if problems:
        raise InvalidInput(problems)
    counts = [
        figure_of(context, use, row.fact or box.fact, row.figure, use.line).people
        for row in box.rows
    ]
    same = all(count == counts[0] for count in counts)  # else no one number is true of the box
    people = None
    if same and set(box.arms) <= set(counts[0]):
        people = {"medicine": counts[0][box.arms[0]], "dummy": counts[0][box.arms[1]]}
    return {
        "title": use.title,
        "with_label": use.html(box.with_label),
        "without_label": use.html(box.without_label),
        "group": use.html(box.group),
        "period": use.html(box.period),
        "certainty": use.html(box.certainty),
        "rows": rows,
        "people": people,
    }


def figure_of(context: DrawContext, use: Use, fact_id: str, name: str, line: int) -> Figure:
    """Return a figure of the fact base, or raise the problem that names the nearest ones."""
    fact = context.facts.facts.get(fact_id)
    if fact is None:
        message = unknown(f"fact: no fact “{fact_id}”", fact_id, context.facts.facts)
        raise InvalidInput([Diagnostic(use.file, line, message)])
    if name not in fact.figures:
        message = unknown(f"figure: {fact_id} has no figure “{name}”", name, fact.figures)
        raise InvalidInput([Diagnostic(use.file, line, message)])
    return fact.figures[name]


def count_of(use: Use, figure: Figure, arm: str, line: int) -> int:
    """Return the count of one group, or raise the problem that names the nearest groups."""
    if arm not in figure.arms:
        hint = did_you_mean(arm, figure.arms) or "this figure has one value; print it in a sentence"
        message = f"arms: no group “{arm}” in this figure; {hint}"
        raise InvalidInput([Diagnostic(use.file, line, message)])
    return figure.arms[arm]


def _row(context: DrawContext, use: Use, row: RiskRow, line: int) -> RowView:
    box: FactBox = use.model
    figure = figure_of(context, use, row.fact or box.fact, row.figure, line)
    medicine, dummy = (count_of(use, figure, arm, line) for arm in box.arms)
    return RowView(
        name=use.html(row.name),
        note=use.html(row.note),
        good=row.good,
        medicine=medicine,
        dummy=dummy,
        of=figure.of or 100,
        with_label=use.html(row.of_with or box.with_label),
        without_label=use.html(row.of_without or box.without_label),
    )
