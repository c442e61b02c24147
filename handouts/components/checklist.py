"""Boxes to tick; an item that ends in `___` gets a line to write on."""

from __future__ import annotations

from handouts.components.base import ComponentSpec, title_and_items

COMPONENT = ComponentSpec(
    name="checklist",
    summary="Boxes to tick; an item that ends in `___` gets a line to write on.",
    example=""":::checklist Bring with you
- A list of your medicines
- The number of your driver: ___
:::""",
    body="list",
    build=title_and_items,
    roles=frozenset({"steps", "tool", "ticks", "cue", "titled", "no-claims"}),
)
