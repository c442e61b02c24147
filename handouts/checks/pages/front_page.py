"""A sheet whose main message or key points do not stand where readers look first."""

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

CODE = "front-page"


def findings(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield what does not stand where readers look first: message, then key points, on page 1."""
    parts = [part for part in leaflet.opening if part != "title"]
    faults = []
    if parts[:1] != ["message"]:
        faults.append("the main message does not come first on page 1")
    elif not leaflet.message_stands_out:
        faults.append("the main message looks like the text; set it larger, or on a ground")
    if "key-points" not in parts or "text" in parts[: parts.index("key-points")]:
        faults.append("the key points do not come before the text on page 1")
    for fault in faults:
        yield finding_on(leaflet, CODE, "warning", fault)


CHECK = Check(
    code=CODE,
    summary=(
        "a sheet whose main message does not come first or does not stand out, or "
        "whose key points come after the text"
    ),
    rationale=(
        "CDC Index items 2, 3 and 10: readers look at the top of page 1, and may look no further."
    ),
    needs="leaflet",
    criterion=criteria.PARTS,
    findings=findings,
    conditions=(
        is_made,
        of_format("main", "only the sheet has a front page"),
    ),
)
