"""What can wait for the next visit."""

from __future__ import annotations

from handouts.components.base import ComponentSpec

COMPONENT = ComponentSpec(
    name="tell-us",
    summary="What can wait for the next visit.",
    example=""":::tell-us
- Your sleep has changed
:::""",
    roles=frozenset({"callout", "safety", "titled"}),
)
