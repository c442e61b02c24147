"""Harms with and without the treatment, one row each, on one axis."""

from __future__ import annotations

from pydantic import Field

from handouts.components.base import ComponentSpec
from handouts.components.chances import BOX_FIELDS, FactBox, box_arguments


class SideEffects(FactBox):
    """Harms with and without the treatment."""

    icons: bool = Field(False, description="draw 100 dots for each number, not bars")


COMPONENT = ComponentSpec(
    name="side-effects",
    summary="Harms with and without the treatment, one row each, on one axis.",
    example=""":::side-effects In the hours after
fact: RISK-01
with: With the spray
without: With a dummy spray
group: adults with depression
period: 4 weeks
certainty: We are fairly sure.
sum: On the spray, [medicine] in [of] felt sick and [did_not] in [of] did not.
rows:
  - {figure: nausea, name: Felt sick, note: It passes within hours.}
:::""",
    body="settings",
    build=box_arguments,
    model=SideEffects,
    prose_fields=BOX_FIELDS,
    roles=frozenset({"figures", "chances", "drawing", "visual", "titled"}),
    wide=True,
)
