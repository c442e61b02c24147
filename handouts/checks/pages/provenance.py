"""Pages that do not tell what they are and whom to call."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    Leaflet,
)
from handouts.checks.on_paper import finding_on, is_made, squeezed

CODE = "provenance"
_ONCE = "date of issue"  # in the small print; every page has the edition's mark


def findings(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield the pages that lack what a reader needs to trace the sheet, or to call us."""
    texts = [squeezed(text) for text in leaflet.texts]
    for name, words in leaflet.marks.items():
        wanted = squeezed(words)
        lacking = [number for number, text in enumerate(texts, start=1) if wanted not in text]
        if not leaflet.format.footed or name == _ONCE:
            lacking = [] if len(lacking) < len(texts) else lacking
        if name not in leaflet.format.marks:
            continue
        if lacking:
            pages = ", ".join(map(str, lacking))
            message = (
                f"page {pages} lacks the {name} “{words}”; every printed page must tell what it "
                "is and whom to call"
            )
            yield finding_on(leaflet, CODE, "error", message)
    if leaflet.format.footed and leaflet.numbering:
        total = len(texts)
        for number, text in enumerate(texts, start=1):
            wanted = leaflet.numbering.format(number=number, total=total).strip()
            if squeezed(wanted) not in text:
                message = f"page {number} does not say “{wanted}”; a lost page would not be missed"
                yield finding_on(leaflet, CODE, "error", message)


CHECK = Check(
    code=CODE,
    summary=(
        "a page without reference, version, dates, telephone number and “page 1 of "
        "2”, read back from the PDF; on folded and cut formats, a leaflet without "
        "them"
    ),
    rationale=(
        "Every printed page must tell what it is and whom to call; a lost page must be missed."
    ),
    needs="leaflet",
    criterion=criteria.ORIGIN,
    findings=findings,
    conditions=(is_made,),
)
