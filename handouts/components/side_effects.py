"""Harms with and without the treatment, one row each, with dots or bars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handouts.components.base import ComponentSpec, DrawContext, Use
from handouts.components.chances import BOX_FIELDS, FactBox, box_arguments


class SideEffects(FactBox):
    """Harms with and without the treatment."""


def _build(context: DrawContext, use: Use) -> Mapping[str, Any]:
    return {**box_arguments(context, use), "icons": use.model.icons}


COMPONENT = ComponentSpec(
    name="side-effects",
    summary="Harms with and without the treatment, one row each, with dots or bars.",
    example=""":::side-effects In the hours after
fact: RISK-01
with: With the spray
without: With a dummy spray
group: adults with depression
period: 4 weeks
certainty: We are fairly sure.
rows:
  - {figure: nausea, name: Felt sick, note: It passes within hours.}
icons: no
:::""",
    body="settings",
    build=_build,
    model=SideEffects,
    prose_fields=BOX_FIELDS,
    roles=frozenset({"figures", "chances", "drawing", "visual", "titled"}),
    wide=True,
)
