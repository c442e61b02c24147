"""A frame for the one thing that staff write down for the reader, such as when they may drive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from handouts.components.base import ComponentSpec, DrawContext, ProseField, Use
from handouts.inputs.models.base import InputModel, Line


class PenField(InputModel):
    """One thing to write down, with its picture."""

    picture: Line = Field(description="name of a picture")
    lead: Line = Field(description="what is written down, to be read before the lines")
    lines: tuple[Line, ...] = Field(min_length=1, max_length=3, description="words below the lines")
    text: str = Field("", description="the rule behind it, in one sentence")
    ticks: tuple[Line, ...] = Field((), max_length=3, description="boxes to tick, in a row")
    end: str = Field("", description="words behind the boxes, as in “All three!”")


def _build(context: DrawContext, use: Use) -> Mapping[str, Any]:
    pen: PenField = use.model
    return {
        "title": use.title,
        "drawing": context.picture(use, pen.picture, "picture"),
        "lead": use.html(pen.lead),
        "lines": [use.html(line) for line in pen.lines],
        "text": use.html(pen.text),
        "ticks": [use.html(tick) for tick in pen.ticks],
        "end": use.html(pen.end),
    }


COMPONENT = ComponentSpec(
    name="pen-field",
    summary="A frame for the one thing that staff write down, such as when the reader may drive.",
    example=""":::pen-field
picture: not-drive
lead: Do not drive before
lines: [day, time]
ticks: [I have slept well, I feel fully normal]
end: Both!
:::""",
    body="settings",
    build=_build,
    model=PenField,
    prose_fields={
        "lead": ProseField("cell"),
        "lines": ProseField("cell"),
        "text": ProseField("paragraph"),
        "ticks": ProseField("cell"),
        "end": ProseField("cell"),
    },
    roles=frozenset({"tool", "blanks", "cue", "drawing", "visual", "titled", "no-claims"}),
    wide=True,
)
