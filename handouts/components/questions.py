"""Printed questions to ask, and two lines for the reader's own."""

from __future__ import annotations

from handouts.components.base import ComponentSpec

COMPONENT = ComponentSpec(
    name="questions",
    summary="Printed questions to ask, and two lines for the reader's own.",
    example=""":::questions
- How long does it take?
- Who will be with me?
:::""",
    roles=frozenset({"tool", "titled", "no-claims", "questions"}),
)
