"""Too much ink on the darkest sheet, even with less toner."""

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
from handouts.checks.on_paper import finding_on

CODE = "toner"
# Bar 19 asks for a mean of 8 % over all pages. Only the darkest sheet is measured, so it may have
# more: ours have 6 to 9 % of text and lines alone, with no ground at all.
MAX_SAVER_INK = 0.10


def findings(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield a finding if a leaflet takes much toner even in the variant that saves it."""
    ink = leaflet.saver_ink
    if ink is not None and round(ink, 2) > MAX_SAVER_INK:
        message = (
            f"ink covers {ink:.0%} with --toner-saver, at most {MAX_SAVER_INK:.0%}; set paler "
            "grounds for [data-toner] in styles/brand.css"
        )
        yield finding_on(leaflet, CODE, "warning", message)


def is_darkest(leaflet: Leaflet, _context: Context) -> Skipped | None:
    """Object to all leaflets but the one that was made once more, with less toner."""
    if leaflet.saver_ink is not None:
        return None
    return Skipped("not_applicable", "judged on the darkest sheet")


CHECK = Check(
    code=CODE,
    summary=(
        "more than 10 % ink on the darkest sheet, made with `--toner-saver`: text and"
        " lines alone take 6 to 9 %"
    ),
    rationale="Bar 19: a clinic prints thousands.",
    needs="leaflet",
    criterion=criteria.PARTS,
    findings=findings,
    conditions=(is_darkest,),
)
