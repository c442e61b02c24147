"""What to do and what not to do, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from handouts.components.base import ComponentSpec, DrawContext, ProseField, Use
from handouts.inputs.models.base import InputModel, Line


class DoDont(InputModel):
    """What to do and what not to do, side by side."""

    do: tuple[Line, ...] = Field(min_length=1, max_length=7, description="things to do")
    dont: tuple[Line, ...] = Field(min_length=1, max_length=7, description="things not to do")


def _build(_context: DrawContext, use: Use) -> Mapping[str, Any]:
    lists: DoDont = use.model
    return {
        "title": use.title,
        "do": [use.html(text) for text in lists.do],
        "dont": [use.html(text) for text in lists.dont],
    }


COMPONENT = ComponentSpec(
    name="do-dont",
    summary="What to do and what not to do, side by side.",
    example=""":::do-dont The day after
do: [Drink water, Rest]
dont: [Drive, Sign papers]
:::""",
    body="settings",
    build=_build,
    model=DoDont,
    prose_fields={"do": ProseField("item"), "dont": ProseField("item", part="dont")},
    roles=frozenset({"steps", "cue"}),
)
