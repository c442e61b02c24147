"""Do the bars and dots on the page say the numbers of the document?

An element with `--count` in its own style, and `--of` beside it, is a bar in the width of its
parent; one with `--count` alone is a field of a hundred dots, filled row by row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from PIL import Image, ImageStat

from handouts.looking.pictures import Box, PagePictures
from handouts.looking.remarks import Remark
from handouts.pdf.laid_text import LaidBox, LaidPages

APART = 40  # grey steps between what is filled and what is not, on average over a spot
HATCHED = 20  # the same for a bar that may be hatched
_COUNT = re.compile(r"--count:\s*(\d+)")
_OF = re.compile(r"--of:\s*(\d+)")
_SPOTS = (0.2, 0.5, 0.8)
_LEAST = 6.0  # points: shorter bars and rests are not looked at
_HUNDRED = 100


def figure_remarks(laid: LaidPages, pages: Sequence[PagePictures]) -> Iterator[Remark]:
    """Yield the figures that say something else than the document."""
    own = [box for box in laid.boxes if not box.pseudo and not box.replaced]
    rects: dict[Any, list[LaidBox]] = {}
    for box in own:
        rects.setdefault(box.element, []).append(box)
    for box in own:
        style = box.element.get("style") or ""
        count = _COUNT.search(style)
        if not count:
            continue
        of = _OF.search(style)
        picture = pages[box.page].bare
        number = int(count[1])
        if of:
            around = _around(box, rects)
            good = around is not None and _bar_is(picture, box.rect, around, number / int(of[1]))
        else:
            good = _dots_are(picture, box.rect, number)
        if not good:
            share = f"{number} of {of[1] if of else _HUNDRED}"
            kind = "bar" if of else "field of dots"
            yield Remark(box.element, f"a {kind} on page {box.page + 1} does not show {share}")


def _around(box: LaidBox, rects: dict[Any, list[LaidBox]]) -> Box | None:
    """Return the box of the parent of an element, on the same page."""
    found = [
        parent.rect
        for element, parents in rects.items()
        if box.element in list(element)
        for parent in parents
        if parent.page == box.page
        and parent.rect[1] <= box.rect[1] + 1
        and parent.rect[3] >= box.rect[3] - 1
    ]
    return found[0] if found else None


def _bar_is(picture: Image.Image, bar: Box, around: Box, share: float) -> bool:
    """Return whether a bar is so long, and differs from the rest of its line."""
    whole = around[2] - around[0]
    if whole <= 0 or abs((bar[2] - bar[0]) / whole - share) > 0.02 or bar[3] - bar[1] < 4:
        return share == 0
    length = bar[2] - bar[0]
    if length < _LEAST:
        return True
    from_right = abs(bar[2] - around[2]) < abs(bar[0] - around[0])
    rest = (around[0], bar[0]) if from_right else (bar[2], around[2])
    top, bottom = bar[1] + 1.5, bar[3] - 1.5
    filled = [_grey(picture, bar[0] + spot * length, top, bottom) for spot in _SPOTS]
    if rest[1] - rest[0] < _LEAST:
        return True
    empty = [_grey(picture, rest[0] + spot * (rest[1] - rest[0]), top, bottom) for spot in _SPOTS]
    return min(empty) - max(filled) >= HATCHED


def _grey(picture: Image.Image, x: float, top: float, bottom: float) -> float:
    """Return how light an upright strip of four points is, on average."""
    box = (int(x - 2), int(top), int(x + 2), max(int(top) + 1, int(bottom)))
    return float(ImageStat.Stat(picture.crop(box)).mean[0])


def _dots_are(picture: Image.Image, field: Box, count: int) -> bool:
    """Return whether the first dots of a field of a hundred are filled, and no others.

    A row may begin at its right end, as it does where one reads from there.
    """
    width, height = field[2] - field[0], field[3] - field[1]
    if min(width, height) < 10:
        return False
    columns = 20 if width > 2 * height else 10
    rows = _HUNDRED // columns
    greys = []
    for index in range(_HUNDRED):
        x = field[0] + (index % columns + 0.5) * width / columns
        y = field[1] + (index // columns + 0.5) * height / rows
        spot = (int(x - 0.5), int(y - 0.5), int(x - 0.5) + 2, int(y - 0.5) + 2)
        greys.append(float(ImageStat.Stat(picture.crop(spot)).mean[0]))
    lines = [greys[start : start + columns] for start in range(0, _HUNDRED, columns)]
    mirrored = [grey for line in lines for grey in reversed(line)]
    return any(
        not one[:count] or not one[count:] or min(one[count:]) - max(one[:count]) >= APART
        for one in (greys, mirrored)
    )
