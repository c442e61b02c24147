"""Chances with and without the treatment, each drawn as a hundred dots."""

from __future__ import annotations

from handouts.components.base import ComponentSpec
from handouts.components.chances import BOX_FIELDS, FactBox, box_arguments

COMPONENT = ComponentSpec(
    name="fact-box",
    summary="Chances with and without the treatment, each drawn as a hundred dots.",
    example=""":::fact-box Does it help?
fact: RISK-01
with: With the spray
without: With a dummy spray
group: adults with depression
period: 4 weeks
certainty: We are fairly sure.
rows:
  - {figure: nausea, name: Felt sick, note: It passes within hours.}
:::""",
    body="settings",
    build=box_arguments,
    model=FactBox,
    prose_fields=BOX_FIELDS,
    roles=frozenset({"figures", "chances", "drawing", "visual", "titled"}),
    wide=True,
)
