"""Make the pictures of the README and the docs from real output: `python docs/make_pictures.py`."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
from PIL import Image

from handouts import resources
from handouts.leaflets import Workshop

PICTURES = Path(__file__).parent / "pictures"
DPI = 88
COLOURS = 64  # a page has few; a palette keeps the files small

# clinic, topics, packet, pages, start of the file's name
SHOTS = (
    ("harbor-light", ("what-to-expect-infusion",), False, (1, 2), "what-to-expect-infusion"),
    ("harbor-light", ("risks",), False, (1, 2), "risks"),
    ("cedar-row", ("benefits",), False, (1, 2), "cedar-row-benefits"),
    ("cedar-row", ("what-to-expect-infusion", "risks", "benefits"), True, (1,), "packet"),
)


def page_picture(pdf: bytes, number: int) -> bytes:
    """Return one page of a PDF as the bytes of a PNG, with a thin grey edge."""
    document = pypdfium2.PdfDocument(pdf)
    picture = document[number - 1].render(scale=DPI / 72).to_pil().convert("RGB")
    framed = Image.new("RGB", (picture.width + 2, picture.height + 2), "#b8bcc0")
    framed.paste(picture, (1, 1))
    data = io.BytesIO()
    framed.quantize(COLOURS, dither=Image.Dither.NONE).save(data, "PNG", optimize=True)
    return data.getvalue()


def main() -> None:
    """Write every picture of SHOTS."""
    PICTURES.mkdir(exist_ok=True)
    for clinic, topics, packet, pages, name in SHOTS:
        workshop = Workshop(resources.bundled("content") / "clinics" / clinic)
        (job,) = workshop.jobs(topics, packet=packet)
        leaflet = workshop.make(job)
        for number in pages:
            path = PICTURES / f"{name}-{number}.png"
            path.write_bytes(page_picture(leaflet.pdf, number))


if __name__ == "__main__":
    main()
