"""Large print of more than 4 pages."""

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

CODE = "page-count"


def findings(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield a finding if a leaflet has more pages than its readers read."""
    limit = leaflet.format.advised_pages
    if limit and len(leaflet.texts) > limit:
        message = f"{len(leaflet.texts)} pages, at most {limit}; shorten the text"
        yield finding_on(leaflet, CODE, "warning", message)


CHECK = Check(
    code=CODE,
    summary="large print of more than 4 pages",
    rationale="Bar 3: more pages are not read.",
    needs="leaflet",
    criterion=criteria.PAGES,
    findings=findings,
    conditions=(
        is_made,
        of_format("advised_pages", "no advice on pages of this format"),
    ),
)
