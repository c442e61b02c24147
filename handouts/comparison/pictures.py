"""Pages side by side: only those that look different, with a frame round what does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from PIL import ImageChops, ImageDraw

from handouts.pdf.raster import Picture, framed, page_pictures
from handouts.units import MM_PER_INCH

DPI = 100
# The foot of a page bears the edition's mark, which differs wherever a word on any page does.
FOOT_MM = 15.0
_NOTICEABLE = 32  # of 255
_MARGIN_PX = 8
_FRAME = "#8f1d14"


@dataclass(frozen=True, slots=True)
class PagePair:
    """A page before and after; one of them may not be there."""

    # From 1.
    number: int
    old: Picture | None = field(repr=False)
    new: Picture | None = field(repr=False)


def page_pairs(old: bytes, new: bytes, dpi: int = DPI) -> Iterator[PagePair]:
    """Yield the pages of two PDFs that look different, framed where they do."""
    pairs = zip_longest(page_pictures(old, dpi), page_pictures(new, dpi))
    for number, (before, after) in enumerate(pairs, 1):
        if before is None or after is None or before.size != after.size:
            yield PagePair(number, before and framed(before), after and framed(after))
        elif box := _different(before, after, dpi):
            yield PagePair(number, _marked(before, box), _marked(after, box))


def _different(before: Picture, after: Picture, dpi: int) -> tuple[int, int, int, int] | None:
    """Return the box of what differs above the foot, or None."""
    height = before.height - round(FOOT_MM / MM_PER_INCH * dpi)
    area = (0, 0, before.width, height)
    difference = ImageChops.difference(before.crop(area), after.crop(area)).convert("L")
    return difference.point(lambda value: 255 if value > _NOTICEABLE else 0).getbbox()


def _marked(picture: Picture, box: tuple[int, int, int, int]) -> Picture:
    """Return a picture with a frame round a box of it."""
    whole: Picture = picture.copy()
    left, top, right, bottom = box
    ImageDraw.Draw(whole).rectangle(
        (
            max(0, left - _MARGIN_PX), max(0, top - _MARGIN_PX),
            min(whole.width - 1, right + _MARGIN_PX), min(whole.height - 1, bottom + _MARGIN_PX),
        ),
        outline=_FRAME,
        width=2,
    )  # fmt: skip
    return framed(whole)
