"""A last page less than a third full, another page less than 65 % (large print: 50 %)."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    Leaflet,
)
from handouts.checks.on_paper import finding_on, is_made, of_format

CODE = "page-fill"


def findings(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield the pages that are nearly empty."""
    least_full = leaflet.format.min_fill or 0.0
    last = len(leaflet.fills)
    for number, fill in enumerate(leaflet.fills, start=1):
        least = leaflet.format.min_last_fill if number == last else least_full
        if fill < least:
            message = (
                f"page {number} of {last} is {fill:.0%} full, better {least:.0%}; "
                "write shorter to save it, or bring back what was left out"
            )
            yield finding_on(leaflet, CODE, "warning", message)


CHECK = Check(
    code=CODE,
    summary=("a last page less than a third full, another page less than 65 % (large print: 50 %)"),
    rationale=("A page that is nearly empty looks as if something were missing, and costs paper."),
    needs="leaflet",
    criterion=criteria.PARTS,
    findings=findings,
    conditions=(
        is_made,
        of_format("min_fill", "pages of this format are not filled"),
    ),
)
