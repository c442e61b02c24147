"""When to call the clinic, with its numbers."""

from __future__ import annotations

from handouts.components.base import ComponentSpec

COMPONENT = ComponentSpec(
    name="call-us",
    summary="When to call the clinic, with its numbers.",
    example=""":::call-us
- You keep vomiting
- You cannot pass urine
:::""",
    roles=frozenset({"callout", "safety", "urgent", "required", "cue", "titled"}),
    need="when to call the clinic",
)
