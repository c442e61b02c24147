"""The stops of a visit or of a course, in order, each with its picture: a storyboard."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from markupsafe import Markup
from pydantic import Field, RootModel

from handouts.components.base import ComponentSpec, DrawContext, ProseField, Use
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.inputs.models.base import InputModel, Line, Paragraph
from handouts.inputs.models.clinic import BlankToFill
from handouts.l10n import BLANK


class Stop(InputModel):
    """One stop of a timeline."""

    title: Line = Field(description="what happens")
    picture: str = Field("", description="name of a picture; for all stops, or for none")
    minutes: str = Field("", description="how long, in minutes: a number or a placeholder")
    text: Paragraph = Field(description="what it is like")


class Timeline(RootModel[Annotated[tuple[Stop, ...], Field(min_length=3, max_length=6)]]):
    """The stops of a visit, in order."""


@dataclass(frozen=True, slots=True)
class StopView:
    """One stop as its macro sees it."""

    title: Markup
    picture: str
    minutes: int | None
    """None where the clinic or a pen decides, or where none are written."""
    minutes_words: Any
    text: Markup


def _build(context: DrawContext, use: Use) -> Mapping[str, Any]:
    stops = []
    for index, stop in enumerate(use.model.root):
        minutes = _minutes(context, use, stop.minutes, index)
        words = context.minutes_words(minutes) if minutes is not None else ""
        number = minutes if isinstance(minutes, int) else None
        picture = context.picture(use, stop.picture, index, "picture")
        stops.append(StopView(use.html(stop.title), picture, number, words, use.html(stop.text)))
    if any(stop.picture for stop in stops) and not all(stop.picture for stop in stops):
        message = "give each stop a picture, or none: a gap in the row looks like a mistake"
        raise InvalidInput([Diagnostic(use.file, use.line, message)])
    return {"title": use.title, "stops": stops}


def _minutes(context: DrawContext, use: Use, text: str, index: int) -> Any:
    """Return minutes as a number, a blank for the pen, or None where nothing is written."""
    if not text:
        return None
    value = context.value(text)
    if value in (BlankToFill.BLANK.value, BLANK):
        return BLANK
    if not re.fullmatch(r"\d{1,3}", str(value)):
        line = use.line_of(index, "minutes")
        message = f"minutes: “{value}” is not a number of minutes"
        raise InvalidInput([Diagnostic(use.file, line, message)])
    return int(value)


COMPONENT = ComponentSpec(
    name="timeline",
    summary="The stops of a visit or of a course, in order, each with its picture: a storyboard.",
    example=""":::timeline Your visit
- title: You check in
  picture: arrive
  minutes: 20
  text: We ask how you are and check your blood pressure.
- title: You get the medicine
  picture: drip
  minutes: "{{ policy.infusion.infusion_minutes }}"
  text: You may feel far away. We stay near.
- title: You rest
  picture: rest
  minutes: "{{ policy.infusion.rest_minutes }}"
  text: You sit until you feel steady.
:::""",
    body="settings",
    build=_build,
    model=Timeline,
    prose_fields={"title": ProseField("cell"), "text": ProseField("paragraph")},
    roles=frozenset({"drawing", "visual", "steps", "cue", "titled"}),
    wide=True,
)
