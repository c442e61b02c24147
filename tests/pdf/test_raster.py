"""Pictures of the pages, beside the PDF."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from handouts.cli import main
from handouts.pdf.raster import contact_sheet, page_pictures, pictures_beside, png
from tests.builders import TINY
from tests.conftest import Pdf

pytestmark = [pytest.mark.pdf, pytest.mark.usefixtures("here")]


def test_each_page_becomes_a_picture_of_the_paper_s_shape(tiny_pdf: Pdf) -> None:
    pages = page_pictures(tiny_pdf("tiny"), dpi=72)
    assert {page.size for page in pages} == {(612, 792)}
    assert min(pages[0].convert("L").getextrema()) == 0  # black text on it


def test_a_contact_sheet_holds_all_pages() -> None:
    pages = [Image.new("RGB", (60, 80), colour) for colour in ("#f00", "#0f0", "#00f")]
    sheet = contact_sheet(pages, longest_px=40)
    colours = {colour for _, colour in sheet.getcolors(10_000) or ()}
    assert {(255, 0, 0), (0, 255, 0), (0, 0, 255)} <= colours


@pytest.mark.parametrize("count", [1, 2, 7, 20])
def test_a_contact_sheet_is_about_as_wide_as_high(count: int) -> None:
    sheet = contact_sheet([Image.new("RGB", (85, 110))] * count)
    assert 0.4 < sheet.width / sheet.height < 2.5


def test_pictures_are_named_after_the_pdf(tiny_pdf: Pdf) -> None:
    assert list(pictures_beside(tiny_pdf("tiny"))) == ["-1.png", "-pages.png"]


def test_the_same_page_gives_the_same_bytes(tiny_pdf: Pdf) -> None:
    first, second = (png(page_pictures(tiny_pdf("tiny"))[0]) for _ in range(2))
    assert first == second
    assert Image.open(io.BytesIO(first)).format == "PNG"


def test_png_writes_them_beside_the_pdf(tmp_path: Path) -> None:
    arguments = ["render", "tiny", "-c", str(TINY), "-o", str(tmp_path), "--png", "-q"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    written = sorted(path.name for path in (tmp_path / "tiny" / "en").iterdir())
    assert written == ["tiny.sheet.letter-1.png", "tiny.sheet.letter-pages.png",
                       "tiny.sheet.letter.pdf"]  # fmt: skip
