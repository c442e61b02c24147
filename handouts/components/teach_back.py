"""Questions that readers answer in their own words, each with a line."""

from __future__ import annotations

from handouts.components.base import ComponentSpec, title_and_items

COMPONENT = ComponentSpec(
    name="teach-back",
    summary="Questions that readers answer in their own words, each with a line.",
    example=""":::teach-back
- Who is taking you home?
:::""",
    body="list",
    build=title_and_items,
    roles=frozenset({"tool", "titled", "no-claims"}),
)
