"""A component with a name of ours."""

from __future__ import annotations

from handouts.components.base import ComponentSpec
from handouts.plugins import API_VERSION, ComponentExtension

NOTE = ComponentExtension(
    api=API_VERSION,
    spec=ComponentSpec(name="note", summary="Another note.", example=":::note\nWords.\n:::"),
)
