"""Pages side by side: only those that look different, with a frame round what does."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

import pypdfium2
from PIL import ImageChops, ImageDraw

from handouts.pdf.raster import Picture, framed, page_pictures
from handouts.units import MM_PER_INCH

DPI = 100
_NOTICEABLE = 32  # of 255
_MARGIN_PX = 8
_FRAME = "#8f1d14"
# Beside an edition's mark the rest of its line moves, as no two marks are equally wide.
_LINE_MM = 60.0
_AIR_MM = 0.8

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class PagePair:
    """A page before and after; one of them may not be there."""

    # From 1.
    number: int
    old: Picture | None = field(repr=False)
    new: Picture | None = field(repr=False)


def page_pairs(
    old: bytes, new: bytes, marks: Collection[str] = (), dpi: int = DPI
) -> Iterator[PagePair]:
    """Yield the pages of two PDFs that look different, framed where they do.

    The editions' marks differ wherever a word on any page does: they are not looked at.
    """
    pairs = zip_longest(page_pictures(old, dpi), page_pictures(new, dpi))
    none: list[Box] = []
    ignored = zip_longest(
        _mark_boxes(old, marks, dpi), _mark_boxes(new, marks, dpi), fillvalue=none
    )
    for number, ((before, after), boxes) in enumerate(zip(pairs, ignored, strict=True), 1):
        if before is None or after is None or before.size != after.size:
            yield PagePair(number, before and framed(before), after and framed(after))
        elif box := _different(before, after, [*boxes[0], *boxes[1]]):
            yield PagePair(number, _marked(before, box), _marked(after, box))


def _different(before: Picture, after: Picture, ignored: Collection[Box]) -> Box | None:
    """Return the box of what differs, or None."""
    difference = ImageChops.difference(before, after).convert("L")
    draw = ImageDraw.Draw(difference)
    for box in ignored:
        draw.rectangle(box, fill=0)
    return difference.point(lambda value: 255 if value > _NOTICEABLE else 0).getbbox()


def _mark_boxes(pdf: bytes, marks: Collection[str], dpi: int) -> list[list[Box]]:
    """Return where marks and what follows them stand on each page, in pixels."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_on_page(page, marks, dpi) for page in document]
    finally:
        document.close()


def _on_page(page: pypdfium2.PdfPage, marks: Collection[str], dpi: int) -> list[Box]:
    width, height = page.get_size()
    text = page.get_textpage()
    scale, mm = dpi / 72, 72 / MM_PER_INCH
    found = []
    for mark in sorted(set(marks)):
        searcher = text.search(mark, match_case=True)
        while place := searcher.get_next():
            left, bottom, right, top = text.get_charbox(place[0])
            is_foot = top < height / 5  # from its line down: what follows may break elsewhere
            foot = 0.0 if is_foot else bottom - _AIR_MM * mm
            start = 0.0 if is_foot else left
            end = width if is_foot else right + _LINE_MM * mm
            found.append(
                (
                    int(start * scale), int((height - top - _AIR_MM * mm) * scale),
                    int(end * scale), int((height - foot) * scale),
                )
            )  # fmt: skip
    return found


def _marked(picture: Picture, box: Box) -> Picture:
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
