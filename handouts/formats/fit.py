"""Makes a text fit its format, step by step, or says by how much it does not.

Everything is measured in the layout engine's own pages; nothing is ever clipped. The steps are a
format's own first (where its small print stands, say), then sections marked {optional} go, then
the text is set in the next smaller permitted size. What a format does of its own is in its file.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from handouts.diagnostics import DOES_NOT_FIT, Diagnostic
from handouts.document.parse import parse_topic
from handouts.errors import DoesNotFit
from handouts.formats.base import (
    BASE_PT,
    FitParams,
    FormatSpec,
    LayoutFn,
    MeasuredLayout,
    Outcomes,
)
from handouts.pdf.measure import (
    PageFill,
    TwoColumns,
    broken_early,
    heights,
    overfull,
    pages_of,
    two_columns,
)
from handouts.pdf.renderer import LaidOut

if TYPE_CHECKING:
    from handouts.compose.spec import LeafletSpec

MAX_TRACKING = 3  # see styles/base/text.css


@dataclass(frozen=True, slots=True)
class _Measured:
    """The pages of a leaflet as strategies see them: a `MeasuredLayout`."""

    laid_out: LaidOut

    @property
    def fills(self) -> tuple[PageFill, ...]:
        return self.laid_out.fills

    def heights(self, prefix: str) -> dict[str, float]:
        return heights(self.laid_out.document.pages, prefix)

    def overfull(self, marker: str) -> tuple[tuple[str, float], ...]:
        return overfull(self.laid_out.document.pages, marker)

    def two_columns(self) -> tuple[TwoColumns, ...]:
        return two_columns(self.laid_out.document.pages)

    def pages_of(self, ids: Collection[str]) -> Mapping[str, int]:
        return pages_of(self.laid_out.document.pages, ids)

    def broken_early(self) -> tuple[str, ...]:
        return broken_early(self.laid_out.document.pages)


def fit_to_format(spec: LeafletSpec, lay_out: Callable[[FitParams], LaidOut]) -> LaidOut:
    """Return the first layout of a spec that keeps to its format.

    Raises:
        DoesNotFit: none does; with what sticks out of where, and by how much.
    """

    def measured(params: FitParams) -> _Measured:
        return _Measured(lay_out(params))

    fmt = spec.format
    over = f"{fmt.name} permits no size"
    optional = any(parse_topic(topic).has_optional for topic in spec.topics)
    tried = tuple(candidates(fmt, optional=optional))
    for outcome in fmt.fit(spec, tried, measured):
        if isinstance(outcome, _Measured):
            strategy = functools.partial(fmt.fit, spec, tried)
            return _with_whole_lines(outcome, strategy, measured).laid_out
        over = str(outcome)
    message = f"{spec.name} ({spec.locale}, {fmt.name}, {spec.paper}) does not fit: {over}"
    fix = "shorten the text, or mark a section {optional}"
    found = Diagnostic(spec.topics[0].file, None, message, code=DOES_NOT_FIT, fix=fix)
    raise DoesNotFit([found])


def _with_whole_lines(
    laid_out: _Measured, strategy: Callable[[LayoutFn], Outcomes], lay_out: LayoutFn
) -> _Measured:
    """Return a layout, or one with closer words if it has lines that are broken after a word."""
    found = laid_out
    for tracking in range(1, MAX_TRACKING + 1):
        if not found.broken_early():
            return found
        closer = functools.partial(_with_tracking, lay_out, tracking)
        found = next((one for one in strategy(closer) if isinstance(one, _Measured)), found)
    return laid_out if found.broken_early() else found


def _with_tracking(lay_out: LayoutFn, tracking: int, params: FitParams) -> MeasuredLayout:
    return lay_out(replace(params, tracking=tracking))


def candidates(fmt: FormatSpec, *, optional: bool) -> Iterator[FitParams]:
    """Yield the steps a format permits: without optional parts, if there are any, then smaller.

    Type larger than it needs to be is no reason to leave anything out.
    """
    ample = tuple(size for size in fmt.sizes_pt if size >= BASE_PT)
    smaller = tuple((size,) for size in fmt.sizes_pt if size < BASE_PT)
    drops = (False, True) if optional and fmt.max_pages is not None else (False,)
    for sizes in (ample, *smaller):
        for drop in drops:
            yield from (FitParams(drop_optional=drop, size_pt=size) for size in sizes)
