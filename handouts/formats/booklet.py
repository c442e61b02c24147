"""Half-size pages, to fold and staple."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from handouts.formats.base import (
    BACK_SLACK_MM,
    FILL,
    MAX_SCALE,
    MIN_LAST_PAGE_FILL,
    OFFICE_PAPERS,
    PART_GAP_MM,
    Candidates,
    FitParams,
    FormatSpec,
    LayoutFn,
    MeasuredLayout,
    Outcomes,
    Paper,
    panels,
)
from handouts.units import MM_PER_INCH as INCH

if TYPE_CHECKING:
    from handouts.compose.spec import LeafletSpec

COVER_PAGES = 2  # front and back

# A page is half a sheet; it is printed on landscape sheets that carry two of them.
LEAVES = MappingProxyType(
    {
        "letter": Paper("half-letter", 5.5 * INCH, 8.5 * INCH),
        "a4": Paper("a5", 148.5, 210.0),
    }
)


def _lengths(paper: str) -> Mapping[str, float]:
    return {"leaf-width": LEAVES[paper].width_mm, "leaf-height": LEAVES[paper].height_mm}


def _companions(pdf: bytes, rtl: bool) -> Mapping[str, bytes]:
    """Return the sheets to print and fold."""
    from handouts.pdf.imposition import imposed  # loads pikepdf: only where one is made

    return {".print": imposed(pdf, rtl=rtl)}


def fit_to_booklet(spec: LeafletSpec, candidates: Candidates, lay_out: LayoutFn) -> Outcomes:
    """Yield the largest text that takes no more sheets than the smallest and leaves no page empty.

    Pages that are left over are ruled for notes, and stand before the back.
    """
    fmt, smallest = spec.format, lay_out(candidates[-1])
    if len(panels(smallest, "leaf-cover")) > COVER_PAGES:
        candidates = tuple(replace(params, fallback_step=1) for params in candidates)
        smallest = lay_out(candidates[-1])
    least = _folded_sheets(smallest)
    if fmt.max_pages and 4 * least > fmt.max_pages:
        yield f"{len(smallest.fills) - fmt.max_pages} pages over {fmt.max_pages}"
        return
    found: list[tuple[float, FitParams, MeasuredLayout]] = []
    for params in candidates:
        is_smallest = params is candidates[-1]
        laid_out = smallest if is_smallest else lay_out(params)
        leaves = panels(laid_out, "leaf")
        enough = is_smallest or leaves[-1].share >= fmt.min_last_fill
        if _folded_sheets(laid_out) == least and enough:
            found.append((min(leaf.share for leaf in leaves[:-1]), params, laid_out))
            if found[-1][0] >= MIN_LAST_PAGE_FILL:
                break
    _, params, laid_out = max(
        found, key=lambda item: (min(item[0], MIN_LAST_PAGE_FILL), item[1].size_pt)
    )
    scale = min(MAX_SCALE, max(1.0, (FILL / panels(laid_out, "leaf")[0].share) ** 0.5))
    back = laid_out.fills[-1]
    spare = max(0.0, back.height_mm - back.used_mm - BACK_SLACK_MM)
    last = panels(laid_out, "leaf")[-1]
    rest = 0.0
    if last.share < MIN_LAST_PAGE_FILL:
        rest = last.height_mm - last.used_mm - PART_GAP_MM
    params = replace(params, scale=scale, back_spare_mm=spare, spare_mm=rest)
    yield _filled_up(params, len(laid_out.fills), lay_out)


def _filled_up(params: FitParams, pages: int, lay_out: LayoutFn) -> MeasuredLayout:
    """Return a booklet of whole sheets, with its key points as large as their page lets them be."""
    params = replace(params, notes=-pages % 4)
    laid_out = lay_out(params)
    if len(laid_out.fills) % 4 and params.spare_mm:
        params = replace(params, spare_mm=0.0)
        laid_out = lay_out(params)
    while len(laid_out.fills) % 4 and params.scale > 1:
        params = replace(params, scale=max(1.0, params.scale - 0.1))
        laid_out = lay_out(params)
    return laid_out


def _folded_sheets(laid_out: MeasuredLayout) -> int:
    return -(-len(laid_out.fills) // 4)


FORMAT = FormatSpec(
    name="booklet",
    summary="half-size pages",
    how_to_print="the `.print.pdf`: both sides, short edge, actual size; fold, staple",
    steps=(
        "the largest size that needs no more sheets than the smallest and leaves no page half"
        " empty; small print after the text, if the back is too small for it; a last page with"
        " little on it is ruled for notes"
    ),
    papers=OFFICE_PAPERS,
    sizes_pt=(14.0, 13.5, 13.0, 12.5, 12.0),
    fit=fit_to_booklet,
    measure="narrow",
    max_pages=16,
    min_last_fill=0.34,
    duplex="short",
    actual_size=True,
    judged_lines=True,
    lengths=_lengths,
    companions=_companions,
)
