"""Rules of PDF/UA-1 that the PDF breaks."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    Leaflet,
    Skipped,
)
from handouts.checks.on_paper import finding_on, is_made

CODE = "pdf-ua"


def findings(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield the rules of PDF/UA-1 that a leaflet breaks."""
    for rule in leaflet.pdf_ua or ():
        yield finding_on(leaflet, CODE, "error", f"the PDF breaks PDF/UA-1 rule {rule}")


def was_validated(leaflet: Leaflet, _context: Context) -> Skipped | None:
    """Object where nothing here could judge PDF/UA."""
    if leaflet.pdf_ua is not None:
        return None
    return Skipped("not_judged", "page-validation is not installed")


CHECK = Check(
    code=CODE,
    summary="rules of PDF/UA-1 that the PDF breaks",
    rationale=(
        "A screen reader needs tags. Judged by page-validation: `pip install "
        "'handouts[check]'`; without it nobody judged, and a note says so."
    ),
    needs="leaflet",
    criterion=criteria.SCREEN_READERS,
    findings=findings,
    conditions=(
        is_made,
        was_validated,
    ),
)
