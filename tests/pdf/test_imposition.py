"""Booklets: the pages of a folded sheet, in the order that a printer needs."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.formats import FORMATS
from handouts.pdf.imposition import imposed, signature, with_blanks
from handouts.session import ClinicSession
from tests.builders import a_job, a_topic


def numbered(pages: int, width: float = 396, height: float = 612) -> bytes:
    """Return a PDF of `pages` pages, each as wide as its number says, at 10 points a page."""
    data = io.BytesIO()
    with pikepdf.new() as pdf:
        for number in range(1, pages + 1):
            page = pdf.add_blank_page(page_size=(width, height))
            mark = f"0 0 0 rg 0 0 {10 * number} {height} re f".encode()
            page.contents_add(pikepdf.Stream(pdf, mark))
        pdf.docinfo["/Title"] = "A booklet"
        pdf.Root.Lang = "en"
        pdf.save(data)
    return data.getvalue()


def sides_read_back(pdf: bytes) -> list[tuple[int | None, int | None]]:
    """Return the page numbers on the left and right of each side, by how wide their marks are."""
    document = pypdfium2.PdfDocument(pdf)
    sides = []
    for page in document:
        grey = page.render(scale=1).to_pil().convert("L")
        middle = grey.height // 2
        half = grey.width // 2
        row = [grey.getpixel((x, middle)) < 128 for x in range(grey.width)]
        found = [round(sum(part) / 10) or None for part in (row[:half], row[half:])]
        sides.append((found[0], found[1]))
    document.close()
    return sides


@pytest.mark.parametrize(
    ("pages", "sides"),
    [
        (4, ((4, 1), (2, 3))),
        (8, ((8, 1), (2, 7), (6, 3), (4, 5))),
        (12, ((12, 1), (2, 11), (10, 3), (4, 9), (8, 5), (6, 7))),
    ],
)
def test_pages_stand_where_folding_puts_them_in_order(
    pages: int, sides: tuple[tuple[int, int], ...]
) -> None:
    """Leaflet standards, 3.2: front N-2i and 1+2i, back 2+2i and N-1-2i."""
    assert signature(pages) == sides


@given(st.integers(1, 16))
def test_every_page_is_there_once_and_neighbours_add_up(sheets: int) -> None:
    sides = signature(4 * sheets)
    assert sorted(page for side in sides for page in side) == list(range(1, 4 * sheets + 1))
    assert {left + right for left, right in sides} == {4 * sheets + 1}


@given(st.integers(1, 16))
def test_leafing_through_the_folded_sheets_gives_the_reading_order(sheets: int) -> None:
    """Fold in the head: first all fronts' right halves and backs' left halves, then the rest."""
    sides = signature(4 * sheets)
    first_half = [page for front, back in zip(sides[::2], sides[1::2], strict=True)
                  for page in (front[1], back[0])]  # fmt: skip
    second_half = [page for front, back in reversed(list(zip(sides[::2], sides[1::2], strict=True)))
                   for page in (back[1], front[0])]  # fmt: skip
    assert first_half + second_half == list(range(1, 4 * sheets + 1))


@pytest.mark.parametrize("pages", [0, 2, 6, 7])
def test_other_numbers_of_pages_fill_no_folded_sheets(pages: int) -> None:
    with pytest.raises(ValueError, match="multiple of four"):
        signature(pages)


@pytest.mark.parametrize(
    ("pages", "order"),
    [
        (4, (1, 2, 3, 4)),
        (5, (1, 2, 3, 4, None, None, None, 5)),
        (7, (1, 2, 3, 4, 5, 6, None, 7)),
        (1, (None, None, None, 1)),
    ],
)
def test_blanks_stand_before_the_back(pages: int, order: tuple[int | None, ...]) -> None:
    assert with_blanks(pages) == order


def test_the_print_copy_has_two_pages_on_each_side() -> None:
    pdf = imposed(numbered(8))
    assert sides_read_back(pdf) == [(8, 1), (2, 7), (6, 3), (4, 5)]


def test_missing_pages_are_left_blank_inside_the_back() -> None:
    assert sides_read_back(imposed(numbered(6))) == [(6, 1), (2, None), (None, 3), (4, 5)]


def test_right_to_left_booklets_have_their_spine_on_the_right() -> None:
    assert sides_read_back(imposed(numbered(4), rtl=True)) == [(1, 4), (3, 2)]


def test_the_print_copy_says_how_to_print_it() -> None:
    with pikepdf.open(io.BytesIO(imposed(numbered(4), note="print copy"))) as pdf:
        assert pdf.Root.ViewerPreferences.Duplex == pikepdf.Name.DuplexFlipShortEdge
        assert pdf.Root.ViewerPreferences.PrintScaling == pikepdf.Name("/None")
        assert pdf.docinfo["/Title"] == "A booklet (print copy)"
        assert str(pdf.Root.Lang) == "en"
        assert [float(value) for value in pdf.pages[0].mediabox] == [0, 0, 792, 612]


def test_the_same_booklet_gives_the_same_bytes() -> None:
    source = numbered(8)
    assert imposed(source) == imposed(source)


@pytest.mark.pdf
def test_a_booklet_comes_with_its_print_copy(tiny: ClinicSession) -> None:
    spec = a_job(a_topic(product="any"), clinic=tiny.clinic, form=FORMATS["booklet"])
    leaflet = tiny.render(spec)
    assert spec.path.name == "tiny.booklet.letter.pdf"
    assert leaflet.pages % 4 == 0
    with pikepdf.open(io.BytesIO(leaflet.companions[".print"])) as pdf:
        assert len(pdf.pages) == leaflet.pages // 2
        width, height = (float(value) for value in pdf.pages[0].mediabox[2:])
        assert (width, height) == pytest.approx((792, 612), abs=0.1)
