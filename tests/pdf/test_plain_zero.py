"""The slash is taken out of a zero, and nothing else changes."""

from __future__ import annotations

import io

import pytest
from fontTools.pens.areaPen import AreaPen
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

from handouts.assets import shipped_files
from handouts.pdf.plain_zero import with_plain_zero

FACES = [path for path in shipped_files() if path.startswith("fonts/Atkinson")]


def opened(font: bytes) -> TTFont:
    return TTFont(io.BytesIO(font))


def inked(face: TTFont, glyph: str) -> float:
    """Return the area of a glyph's ink; that of its counters is taken off."""
    pen = AreaPen(face.getGlyphSet())
    face.getGlyphSet()[glyph].draw(pen)
    return abs(float(pen.value))


def bounds(face: TTFont, glyph: str) -> tuple[float, float, float, float]:
    pen = BoundsPen(face.getGlyphSet())
    face.getGlyphSet()[glyph].draw(pen)
    left, bottom, right, top = pen.bounds
    return left, bottom, right, top


@pytest.mark.parametrize("path", FACES)
def test_the_zero_is_a_ring_of_the_same_size(path: str) -> None:
    before = opened(shipped_files()[path])
    after = opened(with_plain_zero(shipped_files()[path]))
    assert before["glyf"]["zero"].numberOfContours == 3
    assert after["glyf"]["zero"].numberOfContours == 2
    assert bounds(after, "zero") == bounds(before, "zero")
    slash = inked(before, "zero") - inked(after, "zero")
    assert 0.03 < slash / inked(before, "zero") < 0.3
    assert inked(after, "zero") > 0.75 * inked(after, "O")


def test_all_else_stays() -> None:
    font = shipped_files()[FACES[0]]
    before, after = opened(font), opened(with_plain_zero(font))
    assert after.getGlyphOrder() == before.getGlyphOrder()
    assert after["hmtx"].metrics == before["hmtx"].metrics
    for name in set(before.getGlyphOrder()) - {"zero"}:
        assert after["glyf"][name] == before["glyf"][name], name


def test_a_zero_without_a_slash_is_left_alone() -> None:
    plain = with_plain_zero(shipped_files()[FACES[0]])
    assert with_plain_zero(plain) is plain
