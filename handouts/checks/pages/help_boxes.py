"""An emergency or call-us box of a sheet that comes later than the first half of page 2."""

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

CODE = "help-boxes"


def findings(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield boxes for help that are hard to find: later than the first half of page 2."""
    for name, (page, above) in sorted(leaflet.boxes.items()):
        if (page, above) > (2, 0.5):
            message = (
                f"the {name} box is low on page {page}; move it to page 1 or the top of page 2"
            )
            yield finding_on(leaflet, CODE, "warning", message)


CHECK = Check(
    code=CODE,
    summary=(
        "an emergency or call-us box of a sheet that comes later than the first half of page 2"
    ),
    rationale="Help must be found at a glance.",
    needs="leaflet",
    criterion=criteria.BOXES,
    findings=findings,
    conditions=(
        is_made,
        of_format("main", "judged on the sheet"),
    ),
)
