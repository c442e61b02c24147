"""What the directives of a topic may say; one model for each directive with a YAML body."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, RootModel

from handouts.inputs.models.base import Line, Paragraph, Written


class Stop(Written):
    """One stop of a timeline."""

    title: Line = Field(description="what happens")
    minutes: str = Field("", description="how long, in minutes: a number or a placeholder")
    text: Paragraph = Field(description="what it is like")


class Timeline(RootModel[Annotated[tuple[Stop, ...], Field(min_length=3, max_length=6)]]):
    """The stops of a visit, in order."""


class RiskRow(Written):
    """One line of a fact box: a figure of the fact base under a plain name."""

    figure: Line = Field(description="key of the figure in content/facts.yaml")
    name: Line = Field(description="what happened to people, in plain words")
    note: str = Field("", description="what it feels like, how long, what we do")
    good: bool = Field(False, description="yes for a benefit, no for a harm")
    fact: str = Field("", description="fact id, if it is not the box's")
    of_with: str = Field("", description="label over the first number, if it is not the box's")
    of_without: str = Field("", description="label over the second number, if not the box's")


class FactBox(Written):
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


class SideEffects(FactBox):
    """Harms with and without the treatment."""


class IconArray(Written):
    """One pair of numbers, drawn as 100 dots each."""

    fact: Line = Field(description="fact id the figure comes from")
    figure: Line = Field(description="key of the figure in content/facts.yaml")
    name: Line = Field(description="what happened to people, in plain words")
    with_label: Line = Field(alias="with", description="label of the treated group")
    without_label: Line = Field(alias="without", description="label of the comparison group")
    arms: tuple[Line, Line] = Field(("medicine", "dummy"), description="names of the groups")


class DoDont(Written):
    """What to do and what not to do, side by side."""

    do: tuple[Line, ...] = Field(min_length=1, max_length=7, description="things to do")
    dont: tuple[Line, ...] = Field(min_length=1, max_length=7, description="things not to do")


class PenField(Written):
    """A labelled blank to fill with a pen."""

    label: Line = Field(description="what to write there")
    size: Literal["short", "long", "lines"] = Field("long", description="short, long or lines")


class WriteInFields(RootModel[Annotated[tuple[PenField, ...], Field(min_length=1, max_length=6)]]):
    """Blanks to fill with a pen."""


class Term(Written):
    """A word and what it means."""

    term: Line = Field(description="the word")
    meaning: Line = Field(description="what it means, in plain words")


class Glossary(RootModel[Annotated[tuple[Term, ...], Field(min_length=1, max_length=12)]]):
    """Words and what they mean."""


Mark = Literal["kidneys", "bladder", "outlet"]


class Sign(Written):
    """What may be felt at one of the numbered marks of the drawing."""

    mark: Mark = Field(description="kidneys, bladder or outlet")
    text: Paragraph = Field(description="what may be felt there, and what to do")


def _every_mark(signs: tuple[Sign, ...]) -> tuple[Sign, ...]:
    """Return the signs in the order of the drawing's numbers, one for each number."""
    order = get_args(Mark)
    if sorted(sign.mark for sign in signs) != sorted(order):
        raise ValueError(f"write one sign for each mark of the drawing: {', '.join(order)}")
    return tuple(sorted(signs, key=lambda sign: order.index(sign.mark)))


class BladderSigns(Written):
    """The signs of bladder trouble, one for each mark of the drawing."""

    signs: Annotated[tuple[Sign, ...], AfterValidator(_every_mark)] = Field(
        description="kidneys, bladder and outlet, each with its text"
    )


class SprayStep(Written):
    """One drawing of how the spray is used, and the words below it."""

    picture: Literal["blow", "recline", "spray", "rest"] = Field(description="which drawing")
    text: Paragraph = Field(description="what to do")


class SpraySteps(RootModel[Annotated[tuple[SprayStep, ...], Field(min_length=3, max_length=4)]]):
    """How the spray is used, in order."""


class MoodTracker(Written):
    """Boxes for a number from 0 to 10 a day."""

    low: Line = Field(description="what 0 stands for")
    high: Line = Field(description="what 10 stands for")
    rows: tuple[Line, ...] = Field(
        min_length=1, max_length=6, description="one line of seven boxes each", examples=["Week 1"]
    )
