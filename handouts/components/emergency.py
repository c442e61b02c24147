"""Whom to call at once, and for what."""

from __future__ import annotations

from handouts.components.base import ComponentSpec

COMPONENT = ComponentSpec(
    name="emergency",
    summary="Whom to call at once, and for what.",
    example=""":::emergency
- You cannot breathe well
- You think about ending your life
:::""",
    roles=frozenset({"callout", "safety", "urgent", "required", "cue", "titled"}),
    need="when to call for help at once",
)
