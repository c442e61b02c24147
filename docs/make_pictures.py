"""Make the pictures of the README and the docs from real output: `python docs/make_pictures.py`."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image

from handouts import assets
from handouts.authoring.scaffold import Answers, starter_files, write_folder
from handouts.pdf.raster import framed, page_pictures, png
from handouts.session import ClinicSession

DOCS = Path(__file__).parent
PICTURES = DOCS / "pictures"
DPI = 88
COLOURS = 64  # a page has few; a palette keeps the files small
BRANDS_DPI = 64
RECIPE_HEIGHT = 0.45  # of the page: the head is what the recipes change

# clinic, topics, format, pages, start of the file's name
SHOTS = (
    ("harbor-light", ("what-to-expect-infusion",), "sheet", (1, 2), "what-to-expect-infusion"),
    ("harbor-light", ("risks",), "sheet", (1, 2), "risks"),
    ("cedar-row", ("benefits",), "sheet", (1, 2), "cedar-row-benefits"),
    ("cedar-row", ("what-to-expect-infusion", "risks", "benefits"), "packet", (1,), "packet"),
)

_RECIPE = re.compile(r"^### (.+?)\n\n```css\n(.*?)```", re.MULTILINE | re.DOTALL)
_EXAMPLE = re.compile(r"<!-- willow-creek.*?```css\n(.*?)```", re.DOTALL)


def page_picture(pdf: bytes, number: int, height: float = 1.0, dpi: int = DPI) -> bytes:
    """Return the upper part of one page of a PDF as the bytes of a PNG, with a thin grey edge."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[number - 1].render(scale=dpi / 72).to_pil().convert("RGB")
    page = page.crop((0, 0, page.width, int(page.height * height)))
    framed = Image.new("RGB", (page.width + 2, page.height + 2), "#b8bcc0")
    framed.paste(page, (1, 1))
    data = io.BytesIO()
    framed.quantize(COLOURS, dither=Image.Dither.NONE).save(data, "PNG", optimize=True)
    return data.getvalue()


def shots() -> Iterator[tuple[str, bytes]]:
    """Yield name and picture of each page in SHOTS."""
    for clinic, topics, fmt, pages, name in SHOTS:
        session = ClinicSession(assets.bundled("content") / "clinics" / clinic)
        (spec,) = session.specs(topics, formats=[fmt])
        leaflet = session.render(spec)
        for number in pages:
            yield f"{name}-{number}", page_picture(leaflet.pdf, number)


def recipes() -> Iterator[tuple[str, str]]:
    """Yield name and CSS of each recipe in docs/branding.md; the first is no change at all."""
    yield "as-shipped", ""
    for title, css in _RECIPE.findall((DOCS / "branding.md").read_text("utf-8")):
        yield re.sub(r"[^a-z]+", "-", title.lower()), css


def recipe_pictures() -> Iterator[tuple[str, bytes]]:
    """Yield name and picture of the example clinic's head with each recipe."""
    for name, css in recipes():
        with tempfile.TemporaryDirectory() as parent:
            folder = Path(parent) / "harbor-light"
            shutil.copytree(assets.example_clinic(), folder)
            with (folder / "styles" / "brand.css").open("a", encoding="utf-8") as brand:
                brand.write(css)
            session = ClinicSession(folder)
            (spec,) = session.specs(["risks"])
            yield f"recipe-{name}", page_picture(session.render(spec).pdf, 1, RECIPE_HEIGHT, 64)


def willow_creek(parent: Path) -> Path:
    """Return the folder of the clinic that docs/branding.md makes step by step."""
    (css,) = _EXAMPLE.findall((DOCS / "branding.md").read_text("utf-8"))
    folder = parent / "willow-creek"
    answers = Answers("Willow Creek Clinic", "(555) 010-0162", "(555) 010-0163", "US")
    files = starter_files(assets.shipped_files(), answers, str(folder))
    settings = files["clinic.yaml"].replace(b"# logo:", b"logo:")
    logo = (PICTURES / "willow-creek.svg").read_bytes()
    own = {"clinic.yaml": settings, "logo.svg": logo, "styles/brand.css": css.encode()}
    write_folder(folder, {**files, **own})
    return folder


def three_brands() -> Iterator[tuple[str, bytes]]:
    """Yield one leaflet in three brands, side by side."""
    with tempfile.TemporaryDirectory() as parent:
        clinics = assets.bundled("content") / "clinics"
        folders = (clinics / "harbor-light", clinics / "cedar-row", willow_creek(Path(parent)))
        pages = []
        for folder in folders:
            session = ClinicSession(folder)
            (spec,) = session.specs(["risks"], papers=["letter"])
            pages.append(framed(page_pictures(session.render(spec).pdf, BRANDS_DPI)[0]))
    gap = pages[0].width // 24
    whole = Image.new("RGB", (3 * pages[0].width + 2 * gap, pages[0].height), "white")
    for number, page in enumerate(pages):
        whole.paste(page, (number * (page.width + gap), 0))
    yield "three-brands", png(whole)


def main() -> None:
    """Write every picture."""
    PICTURES.mkdir(exist_ok=True)
    for name, picture in (*shots(), *recipe_pictures(), *three_brands()):
        (PICTURES / f"{name}.png").write_bytes(picture)


if __name__ == "__main__":
    main()
