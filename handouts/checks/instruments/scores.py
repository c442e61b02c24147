"""CDC Index, PEMAT-P and SAM of a text, and what a score under its bar is told as."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks.base import Context, Finding, Leaflet
from handouts.checks.instruments.cdc import cdc_index
from handouts.checks.instruments.evidence import InstrumentInput, InstrumentScore
from handouts.checks.instruments.pemat import pemat
from handouts.checks.instruments.sam import sam
from handouts.checks.plain_text import Document


def instruments(
    document: Document, context: Context, leaflet: Leaflet | None = None
) -> tuple[InstrumentScore, ...]:
    """Return the instruments for a text, or none if we have no word lists for its language.

    `leaflet` is its sheet, if there is one: without it, the items that need paper are not judged.
    """
    if context.language is None:
        return ()
    view = InstrumentInput(document, context, leaflet)
    return (cdc_index(view), *pemat(view), sam(view))


def score_findings(check: str, found: InstrumentScore, file: str) -> Iterator[Finding]:
    """Yield one finding that names every item a text misses, if its score is under the bar.

    A warning: some items are tested by rules of thumb. The quality report counts the bar as missed.
    """
    if not found.is_missed or found.signs is None:
        return
    lacking = [
        answer for answer in found.answers if answer.evidence.verdict in ("missed", "partly")
    ]
    items = "; ".join(
        f"{answer.number} {answer.asks.lower()} ({answer.evidence.found.rstrip('.')})"
        for answer in lacking
    )
    line = next((answer.evidence.line for answer in lacking if answer.evidence.line), None)
    message = (
        f"{found.title}: signs of {found.signs:.0f} % of what a program looks for, at least "
        f"{found.bar:g}; missing are: {items}"
    )
    yield Finding(check, "warning", file, line, message)
