"""The words of the sheet at 18 pt and more, in one column."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handouts.formats.base import (
    MIN_LAST_PAGE_FILL,
    OFFICE_PAPERS,
    Candidates,
    FitParams,
    FormatSpec,
    LayoutFn,
    MeasuredLayout,
    Outcomes,
)

if TYPE_CHECKING:
    from handouts.compose.spec import LeafletSpec

# How many sections may go before the boxes of signs and between them.
SIGNS_AFTER = ((0, 1), (0, 2), (1, 1), (0, 3), (0, 4), (1, 0))
WELL_FILLED = 0.75  # no page needs to be fuller


def fit_to_large_print(spec: LeafletSpec, candidates: Candidates, lay_out: LayoutFn) -> Outcomes:
    """Yield the layout; with less air, if that saves a page that is one too many or hardly used.

    If it saves none, the small print stands whole on that page.
    """
    for params in candidates:
        params = replace(params, signs_first=True)
        laid_out = _well_filled(params, lay_out)
        long = len(laid_out.fills) > (spec.format.advised_pages or 1)
        if long or laid_out.fills[-1].share < MIN_LAST_PAGE_FILL:
            tight = _well_filled(replace(params, fallback_step=1), lay_out)
            if len(tight.fills) < len(laid_out.fills):
                laid_out = tight
            elif not long:
                laid_out = _well_filled(replace(params, fallback_step=2), lay_out)
        yield laid_out


def _well_filled(params: FitParams, lay_out: LayoutFn) -> MeasuredLayout:
    """Return the layout in which the boxes of signs leave least paper empty.

    Two of them take a page together. Where one starts a new page and leaves the last one half
    empty, sections that follow it come first.
    """
    best = lay_out(params)
    for after in SIGNS_AFTER:
        if _emptiest(best) >= WELL_FILLED:
            break
        tried = lay_out(replace(params, signs_after=after))
        if (-len(tried.fills), _emptiest(tried)) > (-len(best.fills), _emptiest(best)):
            best = tried
    return best


def _emptiest(laid_out: MeasuredLayout) -> float:
    """Return how full the emptiest page is between the first and the last."""
    return min((fill.share for fill in laid_out.fills[1:-1]), default=1.0)


FORMAT = FormatSpec(
    name="large-print",
    summary="the same words at 18 pt and more, in one column",
    how_to_print="both sides, long edge",
    steps=(
        "boxes of signs let the next sections go first, where they would leave a page half empty;"
        " less air, if that saves a page"
    ),
    papers=OFFICE_PAPERS,
    sizes_pt=(18.0,),
    fit=fit_to_large_print,
    measure="wide-type",
    min_pt=12.5,
    advised_pages=4,
    min_last_fill=0.0,
    min_fill=0.5,
    duplex="long",
    footed=True,
    judged_lines=True,
    header_characters=52,
)
