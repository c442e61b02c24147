"""One topic on two sides of one sheet, in two columns."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from handouts.document.parse import parse_topic
from handouts.formats.base import (
    OFFICE_PAPERS,
    Candidates,
    FitParams,
    FormatSpec,
    LayoutFn,
    MeasuredLayout,
    Outcomes,
)
from handouts.formats.columns import best_split, optional_mm, taller

if TYPE_CHECKING:
    from handouts.compose.spec import LeafletSpec
    from handouts.pdf.measure import TwoColumns

LEVEL_MM = 5.0  # two columns may end so much lower than they could: less than a line


def fit_to_sheet(spec: LeafletSpec, _candidates: Candidates, lay_out: LayoutFn) -> Outcomes:
    """Yield sheets that keep to the topic's number of pages, or by how much they don't.

    The text is first laid out without its optional sections, and with them only where the last page
    has room for them by an estimate: most texts that have some fill their pages without. A text
    that is too long in either way is set closer.
    """
    most = min(spec.format.max_pages or 1, spec.topics[0].front.sheet_pages)
    topic = spec.topics[0]
    optional = optional_mm(parse_topic(topic))
    settings = itertools.product(spec.format.sizes_pt, (False, True))
    for params in (FitParams(size_pt=size, is_tight=tight) for size, tight in settings):
        least = _in_two_columns(replace(params, drop_optional=optional > 0), most, lay_out)
        over = sum(fill.used_mm for fill in least.fills[most:])
        if over:
            yield f"{over:.0f} mm over {most} page{'s'[: most - 1]}"
            continue
        last = least.fills[-1]
        if optional and (most > len(least.fills) or last.height_mm - last.used_mm > optional):
            whole = _in_two_columns(params, most, lay_out)
            if len(whole.fills) <= most:
                yield whole
        yield least


def _in_two_columns(params: FitParams, most: int, lay_out: LayoutFn) -> MeasuredLayout:
    """Return the layout whose columns are level: as estimated or, should that be out, measured.

    If it has more than `most` pages, they are as level as they can be. A block that goes on to
    another page is left to the layout engine.
    """
    splits: dict[int, int | None] = {}
    while True:
        laid_out = lay_out(replace(params, splits=splits))
        level = LEVEL_MM if len(laid_out.fills) <= most else 0.0
        better = {
            block.number: _better_split(block)
            for block in laid_out.two_columns()
            if len(block.pages) > 1 or _level_mm(block) > level
        }
        if not better or better.keys() & splits.keys():
            return laid_out
        splits = splits | better


def _level_mm(block: TwoColumns) -> float:
    """Return how much lower a block ends than it could."""
    heights = block.heights_mm
    return taller(heights, len(block.columns_mm[0])) - taller(heights, best_split(heights))


def _better_split(block: TwoColumns) -> int | None:
    return None if len(block.pages) > 1 else best_split(block.heights_mm)


FORMAT = FormatSpec(
    name="sheet",
    summary="two pages on one sheet",
    how_to_print="both sides, turned on the long edge",
    steps="lines and boxes closer (one page if the topic says `sheet_pages: 1`)",
    papers=OFFICE_PAPERS,
    sizes_pt=(12.0,),
    fit=fit_to_sheet,
    max_pages=2,
    min_fill=0.65,
    duplex="long",
    main=True,
    has_strip=True,
    footed=True,
    judged_lines=True,
)
