"""An aside, with a title of its own if it needs one."""

from __future__ import annotations

from handouts.components.base import ComponentSpec

COMPONENT = ComponentSpec(
    name="note",
    summary="An aside, with a title of its own if it needs one.",
    example=""":::note Good to know
You will be awake all the time.
:::""",
    roles=frozenset({"callout", "cue"}),
)
