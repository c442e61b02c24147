"""What components that draw chances share: a table of figures of the fact base."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

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
    others: str = Field("", description="words after the number of all others, below the dots")
    good: bool = Field(False, description="yes for a benefit, no for a harm")
    fact: str = Field("", description="fact id, if it is not the box's")
    of_with: str = Field("", description="label over the first number, if it is not the box's")
    of_without: str = Field("", description="label over the second number, if not the box's")


class FactBox(InputModel):
    """Chances with and without the treatment, from one study or a few."""

    fact: Line = Field(description="fact id the figures come from", examples=["RISK-01"])
    with_label: Line = Field(alias="with", description="label of the treated group")
    without_label: Line = Field(
        alias="without",
        description="label of the comparison group; what stands in brackets at its end says more",
    )
    arms: tuple[Line, Line] = Field(
        ("medicine", "dummy"), description="names of the two groups in content/facts.yaml"
    )
    group: Line = Field(description="who was studied")
    period: Line = Field(description="for how long")
    rows: tuple[RiskRow, ...] = Field(min_length=1, max_length=9, description="one a figure")
    certainty: str = Field("", description="how sure we can be, in one sentence")
    sum: str = Field(
        "",
        description="the first row in one sentence, with [medicine], [dummy], [did_not], "
        "[difference] and [of], which are filled in",
    )
    icons: bool = Field(True, description="draw 100 dots for each number; no draws bars")
    size: Literal["small", "large"] = Field(
        "small", description="of the dots: large where they are what the topic is about"
    )


DOTS = 100  # people that a picture of dots shows

BOX_FIELDS: Mapping[str, ProseField] = {
    "with": ProseField("cell"),
    "without": ProseField("cell"),
    "group": ProseField("cell"),
    "period": ProseField("cell"),
    "name": ProseField("cell"),
    "of_with": ProseField("cell"),
    "of_without": ProseField("cell"),
    "note": ProseField("paragraph"),
    "others": ProseField("cell"),
    "certainty": ProseField("paragraph"),
    "sum": ProseField("paragraph"),
}

_MEANING = re.compile(r"(.+?)\s+(\(.+\))")
_TOKEN = re.compile(r"\[(\w*)\]")


@dataclass(frozen=True, slots=True)
class LabelView:
    """The label of a group of people."""

    name: Markup
    meaning: Markup
    """What its name means, in brackets; empty if nothing is said."""


@dataclass(frozen=True, slots=True)
class RowView:
    """One line of a fact box as its macro sees it; its numbers are read from the fact base."""

    name: Markup
    note: Markup
    others: Markup
    good: bool
    medicine: int
    dummy: int
    of: int
    with_label: LabelView | None
    """The label of its first number, if it is not the box's."""
    without_label: LabelView | None


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
        "with_label": label_view(use, box.with_label),
        "without_label": label_view(use, box.without_label),
        "sum": sum_in_words(use, box.sum, rows[0]),
        "size": box.size,
        "icons": box.icons and all(row.of == DOTS for row in rows),
        "group": use.html(box.group),
        "period": use.html(box.period),
        "certainty": use.html(box.certainty),
        "rows": rows,
        "people": people,
    }


def label_view(use: Use, text: str) -> LabelView:
    """Return a label in two parts: the name of the group, and what it means."""
    html = use.html(text)
    parts = _MEANING.fullmatch(html)
    return LabelView(Markup(parts[1]), Markup(parts[2])) if parts else LabelView(html, Markup())


def sum_in_words(use: Use, text: str, row: RowView) -> Markup:
    """Return the author's sentence on a row, with its numbers filled in.

    Raises:
        InvalidInput: it asks for another number than there is.
    """
    numbers = {
        "medicine": row.medicine,
        "dummy": row.dummy,
        "did_not": row.of - row.medicine,
        "difference": abs(row.medicine - row.dummy),
        "of": row.of,
    }
    other = [name for name in _TOKEN.findall(text) if name not in numbers]
    if other:
        message = unknown(f"sum: there is no [{other[0]}]", other[0], numbers)
        raise InvalidInput([Diagnostic(use.file, use.line_of("sum"), message)])
    return Markup(_TOKEN.sub(lambda token: str(numbers[token[1]]), use.html(text)))


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
        others=use.html(row.others),
        good=row.good,
        medicine=medicine,
        dummy=dummy,
        of=figure.of or 100,
        with_label=label_view(use, row.of_with) if row.of_with else None,
        without_label=label_view(use, row.of_without) if row.of_without else None,
    )
