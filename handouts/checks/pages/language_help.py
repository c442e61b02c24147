"""A leaflet that nowhere offers other languages, large print and help to read."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    Leaflet,
)
from handouts.checks.on_paper import finding_on, is_made, of_format, squeezed

CODE = "language-help"


def findings(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield a finding if a leaflet does not offer other languages, large print and help."""
    if squeezed(leaflet.help_line) not in squeezed("".join(leaflet.texts)):
        message = f"nowhere says “{leaflet.help_line}”; put it back, as our colophon has it"
        yield finding_on(leaflet, CODE, "error", message)


CHECK = Check(
    code=CODE,
    summary="a leaflet that nowhere offers other languages, large print and help to read",
    rationale=(
        "It looks for the line “Need large print, another language, or help to read this? Ask us.”"
    ),
    needs="leaflet",
    criterion=criteria.ORIGIN,
    findings=findings,
    conditions=(
        is_made,
        of_format("help_line", "no room on this format"),
    ),
)
