"""Ten wallet cards on a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from handouts.formats.base import (
    OFFICE_PAPERS,
    Candidates,
    FitParams,
    FormatSpec,
    LayoutFn,
    Outcomes,
    paper_lengths,
)
from handouts.units import MM_PER_INCH as INCH

if TYPE_CHECKING:
    from handouts.compose.spec import LeafletSpec

FACE = "data-face"  # marks what must hold its text: the side of a card


@dataclass(frozen=True, slots=True)
class CardSheet:
    """Two columns of five cards on a sheet, without gaps, in millimetres."""

    card_width_mm: float
    card_height_mm: float
    side_mm: float
    """Margin on both sides of the grid."""
    top_mm: float
    """Margin above and below the grid."""
    columns: int = 2
    rows: int = 5


# Stock perforated sheets of ten; 85 x 54 mm goes into the slot of a wallet (ISO ID-1).
CARD_SHEETS = MappingProxyType(
    {
        "letter": CardSheet(3.5 * INCH, 2 * INCH, 0.75 * INCH, 0.5 * INCH),
        "a4": CardSheet(85.0, 54.0, 20.0, 13.5),
    }
)


def _lengths(paper: str) -> Mapping[str, float]:
    cards = CARD_SHEETS[paper]
    return {
        "card-width": cards.card_width_mm,
        "card-height": cards.card_height_mm,
        "cards-side": cards.side_mm,
        "cards-top": cards.top_mm,
        **paper_lengths(paper),
    }


def fit_to_card(_spec: LeafletSpec, candidates: Candidates, lay_out: LayoutFn) -> Outcomes:
    """Yield cards whose sides hold their text, or by how much one doesn't."""
    for params in candidates:
        over = _beyond_the_card(params, lay_out)
        if over:
            name, most = max(over, key=lambda item: item[1])
            yield f"{most:.1f} mm more than the {name} of the card can hold"
        else:
            yield lay_out(_with_larger_front(params, candidates, lay_out))


def _beyond_the_card(params: FitParams, lay_out: LayoutFn) -> tuple[tuple[str, float], ...]:
    """Return which sides of a card hold too much, and by how much; one card is laid out for it."""
    return lay_out(replace(params, measure_only=True)).overfull(FACE)


def _with_larger_front(params: FitParams, candidates: Candidates, lay_out: LayoutFn) -> FitParams:
    """Return the parameters with the front in a size that only fits there, if there is one."""
    for larger in candidates:
        if larger.size_pt > params.size_pt:
            scaled = replace(params, scale=larger.size_pt / params.size_pt)
            if not _beyond_the_card(scaled, lay_out):
                return scaled
    return params


FORMAT = FormatSpec(
    name="card",
    summary="ten wallet cards",
    how_to_print="both sides, long edge, actual size; cut by the marks, or use perforated sheets",
    steps="front and back on their own; the phone number stays at 12 pt",
    papers=OFFICE_PAPERS,
    sizes_pt=(11.0, 10.5, 10.0, 9.5, 9.0),
    fit=fit_to_card,
    min_pt=9.0,
    max_pages=2,
    min_last_fill=0.0,
    duplex="long",
    actual_size=True,
    whole=False,
    marks=frozenset({"reference", "version", "telephone number"}),  # its version says the rest
    help_line=False,
    driving_rule=True,
    lengths=_lengths,
)
