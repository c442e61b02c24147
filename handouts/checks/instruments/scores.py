"""CDC Index, PEMAT-P and SAM of a text, and the checks that hold them to their bars."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from handouts.checks.base import Check, Context, Finding, Leaflet, has_word_lists
from handouts.checks.instruments.cdc import BAR as CDC_BAR
from handouts.checks.instruments.cdc import cdc_index
from handouts.checks.instruments.evidence import Scored, View
from handouts.checks.instruments.pemat import BAR as PEMAT_BAR
from handouts.checks.instruments.pemat import pemat
from handouts.checks.instruments.sam import BAR as SAM_BAR
from handouts.checks.instruments.sam import sam
from handouts.checks.plain_text import Document


def instruments(
    document: Document, context: Context, leaflet: Leaflet | None = None
) -> tuple[Scored, ...]:
    """Return the instruments for a text, or none if we have no word lists for its language.

    `leaflet` is its sheet, if there is one: without it, the items that need paper are not judged.
    """
    if context.language is None:
        return ()
    view = View(document, context, leaflet)
    return (cdc_index(view), *pemat(view), sam(view))


def findings(check: str, found: Scored, file: str) -> Iterator[Finding]:
    """Yield one finding that names every item a text misses, if its score is under the bar.

    A warning: some items are tested by rules of thumb. The quality report counts the bar as missed.
    """
    if found.is_met or found.score is None:
        return
    lacking = [answer for answer in found.answers if answer.sign.verdict in ("missed", "partly")]
    items = "; ".join(
        f"{answer.number} {answer.asks.lower()} ({answer.sign.found.rstrip('.')})"
        for answer in lacking
    )
    line = next((answer.sign.line for answer in lacking if answer.sign.line), None)
    message = f"{found.title} {found.score:.0f}, at least {found.bar:g}; missing are: {items}"
    yield Finding(check, "warning", file, line, message)


def _check(
    name: str, score: Callable[[View], tuple[Scored, ...]]
) -> Callable[[Document, Context], Iterator[Finding]]:
    def run(document: Document, context: Context) -> Iterator[Finding]:
        for found in score(View(document, context)):
            yield from findings(name, found, document.file)

    return run


CHECKS = (
    Check(
        "cdc-index",
        f"CDC Clear Communication Index under {CDC_BAR:g}",
        "text",
        _check("cdc-index", lambda view: (cdc_index(view),)),
        conditions=(has_word_lists,),
    ),
    Check(
        "pemat",
        f"PEMAT-P under {PEMAT_BAR:g} % on understanding or acting",
        "text",
        _check("pemat", pemat),
        conditions=(has_word_lists,),
    ),
    Check(
        "sam",
        f"SAM under {SAM_BAR:g}, of what a program can judge",
        "text",
        _check("sam", lambda view: (sam(view),)),
        conditions=(has_word_lists,),
    ),
)
