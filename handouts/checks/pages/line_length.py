"""A long line (nine of ten are no longer) of more than 70 letters; columns with no room for 45."""

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

CODE = "line-length"
# Leaflet standards, section 0, bar 7; on panels and cards the width is what the paper leaves.
MEASURE = (45, 70)


def findings(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield a finding if lines are too long to find the next one, or too short to read on."""
    long, longest = leaflet.line_letters
    least, most = MEASURE
    if long > most:
        message = f"a long line has {long} letters, at most {most}; set narrower columns"
        yield finding_on(leaflet, CODE, "warning", message)
    elif 0 < longest < least:
        message = f"the longest line has {longest} letters, better {least}; set wider columns"
        yield finding_on(leaflet, CODE, "warning", message)


CHECK = Check(
    code=CODE,
    summary=(
        "a long line (nine of ten are no longer) of more than 70 letters; columns "
        "with no room for 45"
    ),
    rationale=(
        "Leaflet standards, bar 7: at the end of a long line the eye loses the next "
        "one. On panels and cards the width is what the paper leaves."
    ),
    needs="leaflet",
    criterion=criteria.LINES,
    findings=findings,
    conditions=(
        is_made,
        of_format("judged_lines", "the paper sets the width"),
    ),
)
