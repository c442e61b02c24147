"""Make the gallery of pictograms: `python docs/make_pictograms.py`."""

from __future__ import annotations

import base64
import io
import sys
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path

import weasyprint
from PIL import ImageFilter, ImageOps

from handouts import assets
from handouts.pdf.raster import Picture, page_pictures, png
from handouts.pictograms import AS_DRAWN, FOLDER, Colours, coloured

PICTURE = Path(__file__).parent / "gallery" / "pictograms.png"
MAX_BYTES = 400_000
DPI = 84
COLOURS = 40
GROUND = AS_DRAWN.brand
SMALL_MM = 13.0

# A copier, as a filter: it scans at 300 dots per inch, smears each by a sixth of a millimetre, and
# makes all that is nearly white white, all that is dark black.
SCAN_DPI = 300
SMEAR_PX = 2.0
WHITE, BLACK = 185, 75
COPIES = 2

PAGE = """<style>
@page {{ size: 330mm 1200mm; margin: 8mm }}
body {{ font: 8.5pt/1.2 sans-serif; margin: 0 }}
h1 {{ font-size: 15pt; margin: 5mm 0 2mm }}
div {{ padding: 2mm 0 }}
figure {{ display: inline-block; margin: 1.2mm 0; text-align: center; vertical-align: top }}
img {{ display: block; margin: 0 auto }}
.large figure {{ width: 34.5mm; margin-bottom: 2mm }}
.large img {{ height: 26mm }}
.small figure {{ width: 17.2mm }}
.small img {{ height: 13mm }}
.small figcaption {{ display: none }}
.reversed {{ background: {ground} }}
</style>
<h1>26 mm</h1><div class="large">{plain}</div>
<h1>13 mm</h1><div class="small">{plain}</div>
<h1>13 mm, in grey</h1><div class="small">{grey}</div>
<h1>13 mm, on the brand’s ground</h1><div class="small reversed">{reversed}</div>
<h1>13 mm, copy of a copy, shown at 200 %</h1><div class="large">{copied}</div>
"""


def drawings() -> Mapping[str, str]:
    """Return the SVG of each shipped pictogram by its name."""
    return {
        name.removeprefix(FOLDER).removesuffix(".svg"): data.decode()
        for name, data in assets.shipped_files().items()
        if name.startswith(FOLDER)
    }


def raster(drawing: str, height_mm: float, dpi: float = SCAN_DPI) -> Picture:
    """Return a drawing in print on white paper, `height_mm` high."""
    width_mm = height_mm * 100 / 80
    style = (
        f"<style>@page{{size:{width_mm}mm {height_mm}mm;margin:0}}body{{margin:0}}"
        f"svg{{display:block;height:{height_mm}mm;width:{width_mm}mm}}</style>"
    )
    return page_pictures(weasyprint.HTML(string=style + drawing).write_pdf(), dpi)[0]


def copied(printed: Picture, copies: int = COPIES) -> Picture:
    """Return what a copier makes of a print at SCAN_DPI: grey, smeared, its levels clipped."""
    levels = [min(255, max(0, round((v - BLACK) * 255 / (WHITE - BLACK)))) for v in range(256)]
    picture = printed.convert("L")
    for _ in range(copies):
        picture = picture.filter(ImageFilter.GaussianBlur(SMEAR_PX)).point(levels)
    return picture


def figures(address: Callable[[str], str]) -> str:
    """Return all pictograms with their names; `address` makes an image of one's SVG."""
    return "\n".join(
        f'<figure><img alt="" src="{address(drawing)}"><figcaption>{escape(name)}</figcaption>'
        "</figure>"
        for name, drawing in drawings().items()
    )


def _svg(drawing: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(drawing.encode()).decode()}"


def _png(picture: Picture) -> str:
    data = io.BytesIO()
    picture.save(data, "PNG")
    return f"data:image/png;base64,{base64.b64encode(data.getvalue()).decode()}"


def gallery() -> Picture:
    """Return the page with every pictogram in every state."""
    html = PAGE.format(
        ground=GROUND,
        plain=figures(_svg),
        grey=figures(lambda drawing: _png(raster(drawing, SMALL_MM).convert("L"))),
        reversed=figures(
            lambda drawing: _svg(coloured(drawing, Colours.on(GROUND, AS_DRAWN.paper)))
        ),
        copied=figures(lambda drawing: _png(copied(raster(drawing, SMALL_MM)))),
    )
    (page,) = page_pictures(weasyprint.HTML(string=html).write_pdf(), DPI)
    return _without_foot(page)


def _without_foot(page: Picture) -> Picture:
    """Return the page without the empty paper at its end."""
    box = ImageOps.invert(page.convert("L")).getbbox()
    margin = round(8 / 25.4 * DPI)
    return page.crop((0, 0, page.width, min(page.height, box[3] + margin if box else page.height)))


def main() -> None:
    """Write the gallery.

    Raises:
        SystemExit: it is too large for a page of documentation.
    """
    data = png(gallery(), COLOURS)
    if len(data) > MAX_BYTES:
        sys.exit(f"{PICTURE.name} has {len(data):,} bytes, at most {MAX_BYTES:,}")
    PICTURE.write_bytes(data)


if __name__ == "__main__":
    main()
