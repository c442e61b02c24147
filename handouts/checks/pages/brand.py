"""Contrast, hidden or moved text, a spoiled emergency box, and whatever else a brand may break."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    Leaflet,
)

CODE = "brand"


def findings(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield what is wrong with the look of a leaflet."""
    for severity, problem in leaflet.brand:
        subject = str(problem.data.get("subject", ""))
        yield Finding(CODE, severity, problem.file, problem.line, problem.text, subject=subject)


CHECK = Check(
    code=CODE,
    summary=(
        "contrast, hidden or moved text, a spoiled emergency box, small type, letters"
        " a font lacks, blurred pictures"
    ),
    rationale=(
        "Contrast under 7:1 is a remark with the nearest colour that passes, under "
        "4.5:1 an error (WCAG 2.2). Dots and bars of a benefit, a harm and the "
        "comparison group must differ by 15 steps of lightness (CIE L*), or they look"
        " alike in greyscale print. A fault of the style sheet is told once, with the"
        " first leaflet that shows it."
    ),
    needs="leaflet",
    criterion=criteria.CONTRAST,
    findings=findings,
)
