"""What a copier leaves of the figures: frames, empty dots and hatches of a copy of a copy."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from docs.make_pictograms import SCAN_DPI, copied
from handouts.assets import example_clinic
from handouts.formats import AS_WRITTEN
from handouts.pdf.internals.boxes import page_box
from handouts.pdf.raster import Picture, page_pictures
from handouts.pdf.renderer import Page
from handouts.session import ClinicSession
from handouts.units import PX_PER_INCH

pytestmark = pytest.mark.pdf

DARK = 128


def figures(topic: str, wanted: str) -> Iterator[Picture]:
    """Yield the boxes of a class on a sheet, printed and copied twice, in grey."""
    session = ClinicSession(example_clinic())
    (spec,) = session.specs([topic])
    composed = session.compose(spec, AS_WRITTEN)
    laid_out = session.renderer.lay_out(Page(topic, composed.html, composed.properties))
    pictures = page_pictures(session.renderer.write(laid_out), SCAN_DPI)
    for page, printed in zip(laid_out.document.pages, pictures, strict=True):
        for box in page_box(page).descendants():
            element = box.element
            if element is not None and wanted in (element.get("class") or "").split():
                yield copied(printed.crop(_edges(box)))


def _edges(box: Any) -> tuple[int, int, int, int]:
    """Return the edges of a box in dots of the scan, with a few more around it."""
    scale, more = SCAN_DPI / PX_PER_INCH, 6
    left, top = box.position_x * scale, box.position_y * scale
    right, bottom = left + box.margin_width() * scale, top + box.margin_height() * scale
    return int(left) - more, int(top) - more, int(right) + more, int(bottom) + more


def edges(pixels: list[int]) -> int:
    """Return how often a line of pixels turns from light to dark."""
    return sum(a >= DARK > b for a, b in itertools.pairwise(pixels))


def row(picture: Picture, part: float) -> list[int]:
    """Return the pixels of a row, by its place from 0 at the top to 1."""
    y = round(part * (picture.height - 1))
    return list(picture.crop((0, y, picture.width, y + 1)).tobytes())


def test_empty_dots_are_still_rings() -> None:
    found = list(figures("benefits", "dots"))
    assert len(found) >= 2
    for dots in found:
        assert edges(row(dots, 0.95)) == 20  # both sides of ten rings
        assert 10 <= edges(row(dots, 0.06)) < 20  # filled ones have no inside


def test_the_frame_and_the_middle_of_the_axis_are_still_there() -> None:
    (grid,) = figures("risks", "chart__grid")
    below = row(grid, 0.995 - 12 / grid.height)
    assert edges(below) >= 3  # left, half and right


def test_a_comparison_is_still_hatched() -> None:
    bars = [bar for bar in figures("risks", "bar__hatch") if bar.width > 80]
    assert bars
    for bar in bars:
        assert edges(row(bar, 0.5)) >= 4
