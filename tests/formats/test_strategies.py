"""How formats make a text fit, on pages that are only numbers."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

import pytest

from handouts.formats import FORMATS, FitParams
from handouts.formats.base import Candidates, MeasuredLayout, fit_by_size
from handouts.formats.fit import candidates
from handouts.pdf.measure import PageFill, TwoColumns
from tests.builders import a_job

PAGE_MM = 100.0


@dataclass(frozen=True)
class Pages:
    """Pages as a strategy sees them: how full they are, and what sticks out."""

    params: FitParams
    fills: tuple[PageFill, ...]
    over: tuple[tuple[str, float], ...] = ()
    early: tuple[str, ...] = ()
    parts: dict[str, float] = field(default_factory=dict)

    def heights(self, prefix: str) -> dict[str, float]:
        return {name: mm for name, mm in self.parts.items() if name.startswith(prefix)}

    def overfull(self, _marker: str) -> tuple[tuple[str, float], ...]:
        return self.over

    def two_columns(self) -> tuple[TwoColumns, ...]:
        return ()

    def pages_of(self, ids: Collection[str]) -> dict[str, int]:
        return dict.fromkeys(ids, 1)

    def broken_early(self) -> tuple[str, ...]:
        return self.early


def pages(params: FitParams, used_mm: float, name: str = "") -> Pages:
    """Return pages that hold a text of that height."""
    full, rest = divmod(used_mm, PAGE_MM)
    fills = [PageFill(PAGE_MM, PAGE_MM, name)] * int(full)
    return Pages(params, (*fills, PageFill(rest, PAGE_MM, name)))


def outcomes(
    name: str, lay_out: Callable[[FitParams], MeasuredLayout], tried: Candidates = ()
) -> list[Pages | str]:
    """Return what the strategy of a format yields for a small topic."""
    fmt = FORMATS[name]
    tried = tried or tuple(candidates(fmt, optional=False))
    found = list(fmt.fit(a_job(form=fmt), tried, lay_out))
    assert all(isinstance(one, Pages | str) for one in found)
    return [one for one in found if isinstance(one, Pages | str)]


def test_the_largest_size_that_keeps_to_the_pages_is_taken() -> None:
    fmt = replace(FORMATS["poster"], max_pages=2)
    tried = tuple(candidates(fmt, optional=False))
    found = list(fit_by_size(a_job(form=fmt), tried, lambda fit: pages(fit, 8 * fit.size_pt)))
    kept = [one.params.size_pt for one in found if isinstance(one, Pages)]
    assert kept[0] == max(size for size in fmt.sizes_pt if 8 * size < 2 * PAGE_MM)


def test_a_poster_is_set_as_large_as_it_can_be_and_shares_out_what_is_left() -> None:
    found = outcomes("poster", lambda fit: pages(fit, 4 * fit.size_pt))
    kept = next(one for one in found if isinstance(one, Pages))
    assert kept.params.size_pt == max(size for size in FORMATS["poster"].sizes_pt if size <= 25)
    assert kept.params.spare_mm == pytest.approx(PAGE_MM - 4 * kept.params.size_pt)


def test_the_front_of_a_card_is_as_large_as_it_can_be() -> None:
    def lay_out(fit: FitParams) -> Pages:
        sides = []
        if fit.size_pt > 10:
            sides.append(("back", fit.size_pt - 10))
        if fit.size_pt * fit.scale > 10.6:
            sides.append(("front", 1.0))
        return replace(pages(fit, 10), over=tuple(sides))

    found = outcomes("card", lay_out)
    assert found[0] == "1.0 mm more than the back of the card can hold"
    kept = next(one for one in found if isinstance(one, Pages))
    assert (kept.params.size_pt, kept.params.size_pt * kept.params.scale) == (10.0, 10.5)


def test_large_print_takes_less_air_where_that_saves_a_page() -> None:
    def lay_out(fit: FitParams) -> Pages:
        return pages(fit, 199 if fit.fallback_step == 1 else 210)

    (kept,) = outcomes("large-print", lay_out)
    assert isinstance(kept, Pages)
    assert (kept.params.fallback_step, len(kept.fills)) == (1, 2)


def test_large_print_keeps_its_small_print_whole_where_no_page_is_saved() -> None:
    (kept,) = outcomes("large-print", lambda fit: pages(fit, 210))
    assert isinstance(kept, Pages)
    assert kept.params.fallback_step == 2
