"""One page for the wall, of topics that say something there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handouts.formats.base import WALL_PAPERS, Candidates, FormatSpec, LayoutFn, Outcomes

if TYPE_CHECKING:
    from handouts.compose.spec import LeafletSpec


def fit_to_poster(_spec: LeafletSpec, candidates: Candidates, lay_out: LayoutFn) -> Outcomes:
    """Yield posters of one page, the room that is left shared out between their parts."""
    for params in candidates:
        laid_out = lay_out(params)
        if len(laid_out.fills) > 1:
            over = sum(fill.used_mm for fill in laid_out.fills[1:])
            yield f"{over:.0f} mm more than the page can hold"
        elif params is candidates[-1] or not laid_out.broken_early():
            fill = laid_out.fills[0]
            filled = lay_out(replace(params, spare_mm=fill.height_mm - fill.used_mm))
            yield filled if len(filled.fills) == 1 else laid_out


FORMAT = FormatSpec(
    name="poster",
    summary="one page for the wall",
    how_to_print="one side",
    steps="its words are written for it; on A3 and Tabloid only its last lines are below 24 pt",
    papers=WALL_PAPERS,
    sizes_pt=(34.0, 32.0, 30.0, 28.0, 27.0, 26.0, 24.0, 22.0, 20.5, 19.0, 18.0, 17.0),
    fit=fit_to_poster,
    min_pt=12.0,
    max_pages=1,
    whole=False,
    needs="poster",
)
