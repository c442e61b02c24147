"""What to do and what not to do, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from pydantic import Field

from handouts.components.base import ComponentSpec, DrawContext, ProseField, Use
from handouts.inputs.models.base import InputModel, Line


class DoDontItem(InputModel):
    """A thing to do, or not to do, with its picture."""

    picture: Line = Field(description="name of a picture")
    text: Line = Field(description="what to do or not to do")


Item = DoDontItem | Line


class DoDont(InputModel):
    """What to do and what not to do, side by side."""

    do: tuple[Item, ...] = Field(min_length=1, max_length=7, description="things to do")
    dont: tuple[Item, ...] = Field(min_length=1, max_length=7, description="things not to do")
    do_title: str = Field("", description="title of the first list, if it is not “Do”")
    dont_title: str = Field("", description="title of the second list, if it is not “Do not”")


@dataclass(frozen=True, slots=True)
class ItemView:
    """One thing to do or not to do, as its macro sees it."""

    text: Markup
    picture: str
    """The name of its picture; empty if it has none."""


def _build(context: DrawContext, use: Use) -> Mapping[str, Any]:
    lists: DoDont = use.model

    def views(key: str, items: Sequence[Item]) -> list[ItemView]:
        return [
            ItemView(use.html(item), "")
            if isinstance(item, str)
            else ItemView(
                use.html(item.text), context.picture(use, item.picture, key, index, "picture")
            )
            for index, item in enumerate(items)
        ]

    return {
        "title": use.title,
        "do": views("do", lists.do),
        "dont": views("dont", lists.dont),
        "do_title": use.html(lists.do_title),
        "dont_title": use.html(lists.dont_title),
    }


COMPONENT = ComponentSpec(
    name="do-dont",
    summary="What to do and what not to do, side by side.",
    example=""":::do-dont The day after
do_title: Do today
do:
  - {picture: rest, text: Rest}
  - Drink water
dont:
  - {picture: not-drive, text: drive}
  - {picture: not-sign, text: sign papers}
:::""",
    body="settings",
    build=_build,
    model=DoDont,
    prose_fields={
        "do": ProseField("item"),
        "do.text": ProseField("item"),
        "dont": ProseField("item", part="dont"),
        "dont.text": ProseField("item", part="dont"),
        "do_title": ProseField("heading"),
        "dont_title": ProseField("heading"),
    },
    roles=frozenset({"steps", "cue"}),
    wide=True,
)
