"""PDF to pictures: each page as a PNG, and all of them small on one contact sheet."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

import pypdfium2
from PIL import Image

DPI = 110
THUMB_PX = 320  # the longer side of a page on the contact sheet
GAP_PX = 14
COLOURS = 128  # a page has few; a palette keeps the files small
GROUND, EDGE = "#e4e6e8", "#b0b4b8"

Picture = Image.Image


def page_pictures(pdf: bytes, dpi: float = DPI) -> tuple[Picture, ...]:
    """Return the pages of a PDF as pictures, crop marks and bleed included."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document)
    finally:
        document.close()


def contact_sheet(pages: Sequence[Picture], longest_px: int = THUMB_PX) -> Picture:
    """Return all pages small on one picture, in rows that make it about as wide as high."""
    thumbs = [framed(_shrunk(page, longest_px)) for page in pages]
    columns = _columns(thumbs)
    rows = [thumbs[start : start + columns] for start in range(0, len(thumbs), columns)]
    width = max(sum(thumb.width + GAP_PX for thumb in row) for row in rows) + GAP_PX
    height = sum(max(thumb.height for thumb in row) + GAP_PX for row in rows) + GAP_PX
    sheet = Image.new("RGB", (width, height), GROUND)
    y = GAP_PX
    for row in rows:
        x = GAP_PX
        for thumb in row:
            sheet.paste(thumb, (x, y))
            x += thumb.width + GAP_PX
        y += max(thumb.height for thumb in row) + GAP_PX
    return sheet


def png(picture: Picture, colours: int = COLOURS) -> bytes:
    """Return a picture as the bytes of a small PNG."""
    data = io.BytesIO()
    picture.quantize(colours, dither=Image.Dither.NONE).save(data, "PNG", optimize=True)
    return data.getvalue()


def pictures_beside(pdf: bytes) -> dict[str, bytes]:
    """Return the pictures to write beside a PDF, by the ending of their names.

    `risks.sheet.letter.pdf` gets `risks.sheet.letter-1.png` and so on, and
    `risks.sheet.letter-pages.png` with all of them.
    """
    pages = page_pictures(pdf)
    pictures = {f"-{number}.png": png(page) for number, page in enumerate(pages, start=1)}
    return pictures | {"-pages.png": png(contact_sheet(pages))}


def framed(picture: Picture) -> Picture:
    """Return a picture with a thin edge, so that white paper ends somewhere."""
    whole = Image.new("RGB", (picture.width + 2, picture.height + 2), EDGE)
    whole.paste(picture, (1, 1))
    return whole


def _shrunk(picture: Picture, longest_px: int) -> Picture:
    scale = longest_px / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _columns(thumbs: Sequence[Picture]) -> int:
    """Return how many of the pages stand in a row."""
    width = max(thumb.width for thumb in thumbs)
    height = max(thumb.height for thumb in thumbs)
    return max(1, min(len(thumbs), math.ceil(math.sqrt(len(thumbs) * height / width))))
