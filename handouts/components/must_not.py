"""Who must not have the treatment, in a red frame with a raised hand."""

from __future__ import annotations

from handouts.components.base import ComponentSpec, title_and_items

COMPONENT = ComponentSpec(
    name="must-not",
    summary="Who must not have the treatment, in a red frame with a raised hand.",
    example=""":::must-not Do not have it if you have now, or ever had
- **an aneurysm** (a weak, bulging artery)
- **bleeding in the brain**
:::""",
    body="list",
    build=title_and_items,
    roles=frozenset({"safety", "cue", "titled"}),
    wide=True,
)
