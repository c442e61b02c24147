"""Make the gallery of formats from real output: `python docs/make_gallery.py`."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

from handouts import assets
from handouts.formats import Output
from handouts.pdf.raster import Picture, contact_sheet, framed, page_pictures, png
from handouts.session import ClinicSession

GALLERY = Path(__file__).parent / "gallery"
MAX_BYTES = 100_000
COLOURS = 48
SAVING = Output(toner_saver=True)
PRINT_SHOP = Output(bleed_mm=3.0, marks=True)

# name of the picture: clinic, topics, format, locale, paper, output, dots per inch
SHOTS = {
    "sheet": ("harbor-light", ("what-to-expect-infusion",), "sheet", "en", "letter", Output(), 55),
    "large-print": ("harbor-light", ("risks",), "large-print", "en", "letter", Output(), 0),
    "trifold": ("harbor-light", ("preparing-infusion",), "trifold", "en", "letter", Output(), 64),
    "trifold-es": ("cedar-row", ("bladder-health",), "trifold", "es", "a4", Output(), 64),
    "booklet": ("harbor-light", ("after-your-session-infusion",), "booklet", "en", "letter",
                Output(), 0),
    "card": ("harbor-light", ("after-your-session-infusion",), "card", "en", "letter", Output(),
             60),
    "poster": ("harbor-light", ("preparing-infusion",), "poster", "en", "tabloid", Output(), 40),
    "packet": ("cedar-row", ("what-to-expect-infusion", "risks"), "packet", "en", "letter",
               Output(duplex=True), 0),
    "toner-saver": ("harbor-light", ("preparing-infusion",), "sheet", "en", "letter", SAVING, 55),
    "print-shop": ("harbor-light", ("preparing-infusion",), "trifold", "en", "letter", PRINT_SHOP,
                   52),
}  # fmt: skip


def stacked(pages: tuple[Picture, ...]) -> Picture:
    """Return pages under one another if they are wide, else side by side."""
    pages = tuple(framed(page) for page in pages)
    wide = pages[0].width > pages[0].height
    gap = 10
    if wide:
        size = (pages[0].width, sum(page.height + gap for page in pages) - gap)
    else:
        size = (sum(page.width + gap for page in pages) - gap, pages[0].height)
    picture = Image.new("RGB", size, "#fff")
    place = 0
    for page in pages:
        picture.paste(page, (0, place) if wide else (place, 0))
        place += (page.height if wide else page.width) + gap
    return picture


def main() -> None:
    """Write every picture of SHOTS.

    Raises:
        SystemExit: one is too large for a page of documentation.
    """
    GALLERY.mkdir(exist_ok=True)
    for name, (clinic, topics, form, locale, paper, output, dpi) in SHOTS.items():
        session = ClinicSession(assets.bundled("content") / "clinics" / clinic)
        (spec,) = session.specs(topics, [locale], [form], [paper], output=output)
        pages = page_pictures(session.render(spec).pdf, dpi or 60)
        picture = stacked(pages) if dpi else contact_sheet(pages, 300)
        data = png(picture, COLOURS)
        if len(data) > MAX_BYTES:
            sys.exit(f"{name} has {len(data):,} bytes, at most {MAX_BYTES:,}")
        (GALLERY / f"{name}.png").write_bytes(data)


if __name__ == "__main__":
    main()
