"""A finished PDF as PDFium draws it: three grey pictures of each page, and every sign on it.

`shown` is the page; `bare` is the page without its text; `words` is its text alone, black, opaque
and not clipped. Where `shown` does not differ from `bare` although `words` has ink, a reader sees
nothing of what is written there.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

DPI = 72  # the least at which a single sign of 10 pt can be judged
_WIDER = 4000.0  # so many times: a clip of a point then leaves a page free

Box = tuple[float, float, float, float]  # left, top, right, bottom in points from the top left


@dataclass(frozen=True, slots=True)
class Sign:
    """One letter, digit or mark as it is drawn."""

    text: str
    x: float  # points from the left, where its advance begins
    baseline: float  # points from the top
    box: Box  # of its ink


@dataclass(frozen=True, slots=True)
class PagePictures:
    """One page of a PDF."""

    shown: Image.Image = field(repr=False)
    bare: Image.Image = field(repr=False)
    words: Image.Image = field(repr=False)
    signs: tuple[Sign, ...] = field(repr=False)


def look_at(pdf: bytes) -> tuple[PagePictures, ...]:
    """Return the pages of a PDF as they are seen; crop marks and bleed included."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return tuple(_page(page) for page in document)


def _page(page: pypdfium2.PdfPage) -> PagePictures:
    shown = _picture(page)
    signs = tuple(_signs(page))
    texts: list[Any] = []
    others: list[Any] = []
    for item in _objects(page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject):
        kind = pdfium.FPDFPageObj_GetType(item)
        (texts if kind == pdfium.FPDF_PAGEOBJ_TEXT else others).append(item)
    for item in texts:
        pdfium.FPDFPageObj_SetIsActive(item, False)  # PDFium's own call
    bare = _picture(page)
    for item in texts:
        pdfium.FPDFPageObj_SetIsActive(item, True)
        pdfium.FPDFPageObj_SetFillColor(item, 0, 0, 0, 255)
        _lift_clip(item)
    for item in others:
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_FORM:
            _lift_clip(item)
        else:
            pdfium.FPDFPageObj_SetIsActive(item, False)
    return PagePictures(shown, bare, _picture(page), signs)


def _lift_clip(item: Any) -> None:
    """Let all of an object be painted: its clip grows about its middle to more than the page."""
    clip = pdfium.FPDFPageObj_GetClipPath(item)
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    low, high = [-1e9, -1e9], [1e9, 1e9]
    for path in range(max(0, pdfium.FPDFClipPath_CountPaths(clip))):
        points = []
        for index in range(pdfium.FPDFClipPath_CountPathSegments(clip, path)):
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, index)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            points.append((x.value, y.value))
        for axis in (0, 1):
            values = [point[axis] for point in points] or [0.0]
            low[axis] = max(low[axis], min(values))
            high[axis] = min(high[axis], max(values))
    if points:
        middle = [(low[axis] + high[axis]) / 2 for axis in (0, 1)]
        moves = [value - _WIDER * value for value in middle]
        pdfium.FPDFPageObj_TransformClipPath(item, _WIDER, 0, 0, _WIDER, *moves)


def _picture(page: pypdfium2.PdfPage) -> Image.Image:
    picture: Image.Image = page.render(scale=DPI / 72, grayscale=True).to_pil()
    return picture.convert("L")


def _objects(holder: Any, count: Any, get: Any) -> Iterator[Any]:
    """Yield the objects of a page or form, those in forms too."""
    for index in range(count(holder)):
        item = get(holder, index)
        yield item
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_FORM:
            yield from _objects(item, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject)


def _signs(page: pypdfium2.PdfPage) -> Iterator[Sign]:
    """Yield what the text of a page is made of, in the order in which it is drawn."""
    height = page.get_height()
    text = page.get_textpage()
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    try:
        for index in range(pdfium.FPDFText_CountChars(text)):
            if pdfium.FPDFText_IsGenerated(text, index):
                continue
            sign = chr(pdfium.FPDFText_GetUnicode(text, index) or 0xFFFD)
            if sign.isspace():
                continue
            pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top)
            pdfium.FPDFText_GetCharOrigin(text, index, x, y)
            box = (left.value, height - top.value, right.value, height - bottom.value)
            yield Sign(sign, x.value, height - y.value, box)
    finally:
        text.close()
