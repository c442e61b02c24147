"""One page for the wall."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handouts.formats.base import WALL_PAPERS, Candidates, FormatSpec, LayoutFn, Outcomes

if TYPE_CHECKING:
    from handouts.compose.spec import LeafletSpec

STEPS = 3  # see templates/layouts/poster.html


def fit_to_poster(_spec: LeafletSpec, candidates: Candidates, lay_out: LayoutFn) -> Outcomes:
    """Yield posters of one page, the room that is left shared out between their parts.

    In each step there is less on it: the lists of signs go, which are on the leaflet, then the
    key points. A step is begun where its smallest text fits.
    """
    for step in range(STEPS):
        staged = [replace(params, fallback_step=step) for params in candidates]
        smallest = lay_out(staged[-1])
        if len(smallest.fills) > 1:
            over = sum(fill.used_mm for fill in smallest.fills[1:])
            yield f"{over:.0f} mm more than the page can hold"
            continue
        for params in staged:
            is_smallest = params is staged[-1]
            laid_out = smallest if is_smallest else lay_out(params)
            early = laid_out.broken_early() and not is_smallest
            if len(laid_out.fills) == 1 and not early:
                fill = laid_out.fills[0]
                yield lay_out(replace(params, spare_mm=fill.height_mm - fill.used_mm))


FORMAT = FormatSpec(
    name="poster",
    summary="one page for the wall",
    how_to_print="one side",
    steps=(
        "without the list of signs; then without key points (Letter and A4 seldom hold them at"
        " 24 pt). Only the reference line is smaller than 24 pt"
    ),
    papers=WALL_PAPERS,
    sizes_pt=(40.0, 36.0, 32.0, 30.0, 28.0, 26.0, 24.0),
    fit=fit_to_poster,
    min_pt=14.0,
    max_pages=1,
    whole=False,
)
