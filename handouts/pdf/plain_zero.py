"""Atkinson Hyperlegible with a plain zero.

Its zero has a slash, so that a code can't be misread; to most readers, `1ØØ` looks struck out. The
family has no other zero, and digits of another family stand out among its letters. So the slash is
taken out of its own zero: the counter, of which the slash leaves two parts, is made whole again.
"""

from __future__ import annotations

import functools
import io
import math
from collections.abc import Iterable
from typing import Any

from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

FOLDER = "fonts/plain-zero/"  # where the pages find what `fonts/` holds, with this zero

Point = tuple[float, float]
Segment = tuple[str, tuple[Point, ...]]


@functools.lru_cache(maxsize=8)
def with_plain_zero(font: bytes) -> bytes:
    """Return a TrueType font with the slash taken out of its zero; one that has none, unchanged."""
    # Without new bounds for all glyphs, the others are copied as they are.
    face = TTFont(io.BytesIO(font), recalcTimestamp=False, recalcBBoxes=False)
    drawn = RecordingPen()
    face.getGlyphSet()["zero"].draw(drawn)
    contours = _contours(drawn.value)
    if len(contours) != 3:
        return font
    outline, *parts = sorted(contours, key=_height, reverse=True)
    lean = math.tan(math.radians(-face["post"].italicAngle))
    pen = TTGlyphPen(None)
    _draw(pen, outline)
    _draw(pen, _whole(min(parts, key=_bottom), lean))
    face["glyf"]["zero"] = zero = pen.glyph()
    zero.recalcBounds(face["glyf"])
    made = io.BytesIO()
    face.save(made, reorderTables=None)
    return made.getvalue()


def _whole(part: list[Segment], lean: float) -> list[Segment]:
    """Return the whole counter, of its lower part: a quarter of it, four times.

    The part begins at its lowest point, goes up to the slash and along it, and comes back down on
    the left: from the leftmost point on, it is a quarter that no slash has cut.
    """
    upright = [(name, tuple((x - lean * y, y) for x, y in points)) for name, points in part]
    bottom = upright[0][1][-1]
    start = next(i for i, (name, _) in enumerate(upright) if name == "lineTo") + 1
    left = upright[start][1][-1]
    quarter = [left, *(point for _, points in upright[start + 1 :] for point in points)]
    x, y = bottom[0], left[1]
    right = [(2 * x - a, b) for a, b in reversed(quarter)]
    below = [*quarter, *right[1:]]
    above = [(2 * x - a, 2 * y - b) for a, b in below]
    ring = [(a + lean * b, b) for a, b in (*below, *above[1:])]
    return [("moveTo", (ring[0],)), *_curves(ring, len(quarter) - 1)]


def _curves(ring: list[Point], length: int) -> Iterable[Segment]:
    """Yield the four quarters of a ring of points as quadratic curves."""
    for start in range(1, len(ring), length):
        yield "qCurveTo", tuple(ring[start : start + length])


def _contours(segments: Iterable[Any]) -> list[list[Segment]]:
    contours: list[list[Segment]] = []
    for name, points in segments:
        if name == "moveTo":
            contours.append([])
        if points:
            contours[-1].append((name, points))
    return contours


def _draw(pen: Any, contour: Iterable[Segment]) -> None:
    for name, points in contour:
        getattr(pen, name)(*((round(x), round(y)) for x, y in points))
    pen.closePath()


def _height(contour: list[Segment]) -> float:
    heights = [y for _, points in contour for _, y in points]
    return max(heights) - min(heights)


def _bottom(contour: list[Segment]) -> float:
    return min(y for _, points in contour for _, y in points)
