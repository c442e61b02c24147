"""Two to six things to know or do, each with its picture, a lead and a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from markupsafe import Markup
from pydantic import Field, RootModel

from handouts.components.base import ComponentSpec, DrawContext, ProseField, Use
from handouts.inputs.models.base import InputModel, Line


class Tile(InputModel):
    """One thing to know or do."""

    picture: Line = Field(description="name of a picture")
    lead: Line = Field(description="the message in two to six words; it is printed bold")
    text: str = Field("", description="one line more")


class Tiles(RootModel[Annotated[tuple[Tile, ...], Field(min_length=2, max_length=6)]]):
    """Things to know or do."""


@dataclass(frozen=True, slots=True)
class TileView:
    """One thing to know or do, as its macro sees it."""

    picture: str
    lead: Markup
    text: Markup


def _build(context: DrawContext, use: Use) -> Mapping[str, Any]:
    return {
        "title": use.title,
        "tiles": [
            TileView(
                context.picture(use, tile.picture, index, "picture"),
                use.html(tile.lead),
                use.html(tile.text),
            )
            for index, tile in enumerate(use.model.root)
        ],
    }


COMPONENT = ComponentSpec(
    name="tiles",
    summary="Two to six things to know or do, each with its picture, a lead and a line.",
    example=""":::tiles
- {picture: companion, lead: Do not stay alone, text: Ask someone to come.}
- {picture: lock-box, lead: Have dangers locked up, text: Pills and guns.}
- {picture: talk, lead: Say it in plain words}
:::""",
    body="settings",
    build=_build,
    model=Tiles,
    prose_fields={"lead": ProseField("item"), "text": ProseField("paragraph")},
    roles=frozenset({"drawing", "visual", "cue"}),
    wide=True,
)
