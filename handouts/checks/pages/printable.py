"""A leaflet that does not fit, with the millimetres that are over."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    Leaflet,
)

CODE = "printable"


def findings(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield why a leaflet could not be made; for one that does not fit, by how much."""
    for problem in leaflet.failures:
        yield Finding(CODE, "error", problem.file, problem.line, problem.text)


CHECK = Check(
    code=CODE,
    summary=(
        "a leaflet that does not fit, with the millimetres that are over; one that "
        "cannot be made at all, with the reason"
    ),
    rationale="Nothing is ever clipped: a leaflet that does not fit is not made.",
    needs="leaflet",
    criterion=criteria.PAGES,
    findings=findings,
)
