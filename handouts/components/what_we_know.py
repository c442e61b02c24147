"""What is known beside what is not: `known` and `unknown` of the front matter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handouts.components.base import ComponentSpec, DrawContext, Use


def _build(context: DrawContext, _use: Use) -> Mapping[str, Any]:
    return {"known": context.front["known"], "unknown": context.front["unknown"]}


COMPONENT = ComponentSpec(
    name="what-we-know",
    summary="What is known beside what is not: `known` and `unknown` of the front matter.",
    example=""":::what-we-know
:::""",
    body="none",
    build=_build,
    roles=frozenset({"required", "unknowns", "titled"}),
    need="known and unknown (else they are never printed)",
)
