"""Numbered steps."""

from __future__ import annotations

from handouts.components.base import ComponentSpec

COMPONENT = ComponentSpec(
    name="steps",
    summary="Numbered steps.",
    example=""":::steps
1. Call us.
2. Say your name.
:::""",
    roles=frozenset({"steps", "acts", "tool", "cue"}),
)
