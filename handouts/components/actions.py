"""What the reader can do, why and how: the `actions` of the front matter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handouts.components.base import ComponentSpec, DrawContext, Use


def _build(context: DrawContext, _use: Use) -> Mapping[str, Any]:
    return {"items": context.front["actions"]}


COMPONENT = ComponentSpec(
    name="actions",
    summary="What the reader can do, why and how: the `actions` of the front matter.",
    example=""":::actions
:::""",
    body="none",
    build=_build,
    roles=frozenset({"required", "acts", "actions", "titled"}),
    need="what the reader can do (else `actions` in the settings is never printed)",
)
