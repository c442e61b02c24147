"""Type smaller than the format allows: 10 pt on a sheet, 18 pt in large print."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    Leaflet,
)
from handouts.checks.on_paper import finding_on, is_made

CODE = "small-type"


def findings(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield a finding if anything is printed smaller than the format allows."""
    least = leaflet.format.min_pt
    if leaflet.smallest_pt < least - 0.05:
        message = f"the smallest type is {leaflet.smallest_pt:.1f} pt, at least {least:g} pt"
        yield finding_on(leaflet, CODE, "error", message)


CHECK = Check(
    code=CODE,
    summary="type smaller than the format allows: 10 pt on a sheet, 18 pt in large print",
    rationale=(
        "Leaflet standards, bar 6: readers are of all ages, and some have just been treated."
    ),
    needs="leaflet",
    criterion=criteria.TYPE,
    findings=findings,
    conditions=(is_made,),
)
