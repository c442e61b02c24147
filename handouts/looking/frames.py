"""Is the frame of each box that keeps people safe to be seen on all its sides?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from PIL import Image

from handouts.looking.pictures import PagePictures
from handouts.looking.remarks import Remark
from handouts.pdf.laid_text import LaidBox, LaidPages

FRAMED = frozenset({"emergency", "call-us"})
APART = 80  # grey steps between a frame and what is outside it
SEEN = 0.9  # of the points looked at on each side
_POINTS = 35
_CORNER = 9.0  # points that a rounded corner may take
_OUTSIDE, _INSIDE = 4, 4  # pixels


def frame_remarks(laid: LaidPages, pages: Sequence[PagePictures], root: Any) -> Iterator[Remark]:
    """Yield the safety boxes of which a side of the frame cannot be seen, or the whole box."""
    frames = [box for box in laid.boxes if not box.pseudo and _is_framed(box.element)]
    parts = Counter(id(box.element) for box in frames)
    for box in frames:
        left, top, right, bottom = box.rect
        sides = {"left": (left, top, bottom), "right": (right, top, bottom)}
        if parts[id(box.element)] == 1:
            sides |= {"top": (top, left, right), "bottom": (bottom, left, right)}
        for name, (edge, start, end) in sides.items():
            share = _share(pages[box.page].bare, name, edge, start, end)
            if share < SEEN:
                what = (box.element.get("class") or "").split()[-1]
                message = f"the frame of .{what} on page {box.page + 1} cannot be seen ({name})"
                yield Remark(box.element, message)
                break
    there = {id(box.element) for box in frames if _has_area(box)}
    for element in root.iter():
        if _is_framed(element) and id(element) not in there:
            what = (element.get("class") or "").split()[-1]
            yield Remark(element, f"the box .{what} is not on the pages")


def _is_framed(element: Any) -> bool:
    return bool(FRAMED.intersection((element.get("class") or "").split()))


def _has_area(box: LaidBox) -> bool:
    left, top, right, bottom = box.rect
    return right - left > 20 and bottom - top > 20


def _share(picture: Image.Image, side: str, edge: float, start: float, end: float) -> float:
    """Return the share of points of a side at which there is a line."""
    first, last = start + _CORNER, end - _CORNER
    if last <= first:
        return 1.0
    upright = side in ("left", "right")
    inward = 1 if side in ("left", "top") else -1
    seen = 0
    for number in range(_POINTS):
        along = int(first + (last - first) * number / (_POINTS - 1))
        line = [
            _pixel(picture, int(edge) + inward * step, along, upright=upright)
            for step in range(-_OUTSIDE, _INSIDE + 1)
        ]
        seen += max(abs(grey - line[0]) for grey in line[1:]) >= APART
    return seen / _POINTS


def _pixel(picture: Image.Image, across: int, along: int, *, upright: bool) -> int:
    x, y = (across, along) if upright else (along, across)
    width, height = picture.size
    if not (0 <= x < width and 0 <= y < height):
        return 255
    return int(picture.getpixel((x, y)))  # type: ignore[arg-type]  # one band, so a number
