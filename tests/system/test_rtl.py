"""Ready for a right-to-left language: complete, mirrored, numbers in their order."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat

from handouts.pdf.laid_text import read_pages
from handouts.session import ClinicSession
from tests.pdf_ua import assert_pdf_ua, read_tags
from tests.pseudo import LOCALE, arabic, arabic_clinic

pytestmark = pytest.mark.pdf

TOPICS = ("what-to-expect-infusion", "benefits")
GOLDEN = Path(__file__).parents[1].joinpath("golden")
DPI = 40
LETTER_WIDTH = 612
TOLERANCE = 2.0  # mean difference of grey levels out of 255, a page; another font version is more


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> ClinicSession:
    return ClinicSession(arabic_clinic(tmp_path_factory.mktemp("rtl"), *TOPICS))


@pytest.fixture(scope="module")
def pdfs(session: ClinicSession) -> dict[str, bytes]:
    specs = session.specs(TOPICS, [LOCALE])
    return {spec.name: session.render(spec).pdf for spec in specs}


def page(pdf: bytes, number: int) -> Image.Image:
    drawn = pypdfium2.PdfDocument(pdf)[number - 1].render(scale=DPI / 72)
    picture: Image.Image = drawn.to_pil()
    return picture.convert("L")


def test_placeholders_and_braces_survive_the_pseudo_translation() -> None:
    assert arabic("Call {number} or {{ clinic.phone }}") == "كالل {number} ور {{ clinic.phone }}"


def test_the_document_runs_from_right_to_left(session: ClinicSession) -> None:
    (spec,) = session.specs(TOPICS[:1], [LOCALE])
    assert '<html lang="ar" dir="rtl"' in session.compose(spec).html


@pytest.mark.parametrize("topic", TOPICS)
def test_pages_are_accessible_and_two(pdfs: dict[str, bytes], topic: str) -> None:
    assert_pdf_ua(pdfs[topic])
    assert len(pypdfium2.PdfDocument(pdfs[topic])) == 2


def test_the_title_starts_at_the_right(session: ClinicSession) -> None:
    (spec,) = session.specs(TOPICS[:1], [LOCALE])
    laid = read_pages(session.lay_out(spec).document)
    title = [text for text in laid.texts if "hero__title" in (text.element.get("class") or "")]
    assert len(title) > 1
    rights = [text.x + text.width for text in title]
    assert max(rights) - min(rights) < 1  # every line of it starts there
    assert rights[0] > 0.9 * LETTER_WIDTH


def test_phone_and_names_keep_their_order(pdfs: dict[str, bytes]) -> None:
    text = pypdfium2.PdfDocument(pdfs[TOPICS[0]])[1].get_textpage().get_text_range()
    assert "(555)\u00a0010-0142" in text
    first = pypdfium2.PdfDocument(pdfs[TOPICS[0]])[0].get_textpage().get_text_range()
    assert "Mood and pain care" in first


def test_headings_are_read_in_the_order_of_the_text(pdfs: dict[str, bytes]) -> None:
    headings = read_tags(pdfs[TOPICS[0]]).outline()
    assert len(headings) > 5


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("number", [1, 2])
def test_pages_look_as_approved(
    pdfs: dict[str, bytes], topic: str, number: int, request: pytest.FixtureRequest
) -> None:
    seen = page(pdfs[topic], number)
    path = GOLDEN / f"rtl-{topic}-{number}.png"
    if request.config.getoption("--update-golden"):
        data = io.BytesIO()
        seen.quantize(16).save(data, "PNG", optimize=True)
        path.write_bytes(data.getvalue())
    approved = Image.open(path).convert("L")
    assert seen.size == approved.size
    difference = ImageStat.Stat(ImageChops.difference(seen, approved)).mean[0]
    assert difference < TOLERANCE, f"{difference:.1f}; if that is meant, use --update-golden"


def test_a_page_that_is_not_mirrored_would_be_seen(pdfs: dict[str, bytes]) -> None:
    approved = Image.open(GOLDEN / f"rtl-{TOPICS[0]}-1.png").convert("L")
    mirrored = approved.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert ImageStat.Stat(ImageChops.difference(approved, mirrored)).mean[0] > 5 * TOLERANCE
