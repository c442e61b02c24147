"""The geometry of every format, on paper and in real PDFs."""

from __future__ import annotations

import functools
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from click.testing import CliRunner

from handouts.assets import bundled
from handouts.cli import main
from handouts.compose.spec import LeafletSpec
from handouts.errors import InvalidInput
from handouts.formats import (
    FORMATS,
    PAPERS,
    PLAIN,
    SAFE_EDGE_MM,
    FormatSpec,
    Output,
    slug_mm,
)
from handouts.formats.booklet import LEAVES
from handouts.formats.card import CARD_SHEETS
from handouts.formats.trifold import TRIFOLDS, TriFold
from handouts.pdf.appearance import read_appearance
from handouts.pdf.measure import small_text
from handouts.session import ClinicSession, Leaflet
from tests.builders import TINY, a_folder, a_job, a_topic, add
from tests.pdf_ua import assert_pdf_ua, read_tags

pytestmark = pytest.mark.usefixtures("here")

PT_PER_MM = 72 / 25.4
EVERY_FORM = [*FORMATS.having("pdf")]
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
SAVING = Output(toner_saver=True)
PRINT_SHOP = Output(bleed_mm=3.0, marks=True)

POSTER = {
    "title": "Before your visit",
    "message": "Two things to do.",
    "points": [
        {"picture": "not-eat", "lead": "Do not eat", "text": "Wait for two hours."},
        {"picture": "companion", "lead": "Bring an adult"},
    ],
}
BODY = """
:::timeline
- {title: You arrive, minutes: 10, text: We ask how you are.}
- {title: The drip, minutes: 40, text: It runs slowly.}
- {title: You rest, minutes: 60, text: We keep watch.}
- {title: You go, text: With your adult.}
:::

## What comes first?

Some words about that.

:::emergency
- You faint
:::

:::call-us
- You keep throwing up
:::

## What comes last?

:::what-we-know
:::
"""


def made(
    tiny: ClinicSession, form: FormatSpec, paper: str = "letter", output: Output = PLAIN
) -> Leaflet:
    """Return a small leaflet of the tiny clinic, made once."""
    return _made(tiny, form, paper, output)


@functools.cache
def _made(tiny: ClinicSession, form: FormatSpec, paper: str, output: Output) -> Leaflet:
    return tiny.render(spec(tiny, form, paper, output))


def spec(
    tiny: ClinicSession, form: FormatSpec, paper: str = "letter", output: Output = PLAIN
) -> LeafletSpec:
    """Return the spec for a small leaflet of the tiny clinic."""
    topic = a_topic(BODY, product="esketamine", poster=POSTER)
    return replace(a_job(topic, clinic=tiny.clinic, form=form), paper=paper, output=output)


def size_mm(box: Any) -> tuple[float, float]:
    """Return width and height of a PDF box in millimetres."""
    left, bottom, right, top = (float(value) for value in box)
    return (right - left) / PT_PER_MM, (top - bottom) / PT_PER_MM


# ---- geometry: pure numbers ---------------------------------------------------------------------


@pytest.mark.parametrize("sheet", TRIFOLDS.values(), ids=TRIFOLDS)
def test_the_panels_of_a_tri_fold_make_up_the_sheet(sheet: TriFold) -> None:
    for side in (sheet.outside(), sheet.inside()):
        assert sum(panel.width_mm for panel in side) == pytest.approx(sheet.width_mm)


@pytest.mark.parametrize("sheet", TRIFOLDS.values(), ids=TRIFOLDS)
@pytest.mark.parametrize("rtl", [False, True])
def test_folds_of_both_sides_lie_on_one_another(sheet: TriFold, rtl: bool) -> None:
    """Turned on its short edge, the sheet's outside is mirrored: x goes to W - x."""
    outside = [panel.x_mm for panel in sheet.outside(rtl=rtl)[1:]]
    inside = [panel.x_mm for panel in sheet.inside(rtl=rtl)[1:]]
    assert sorted(sheet.width_mm - x for x in outside) == pytest.approx(inside)


@pytest.mark.parametrize("sheet", TRIFOLDS.values(), ids=TRIFOLDS)
def test_the_panel_that_folds_in_is_narrower(sheet: TriFold) -> None:
    widths = {panel.name: panel.width_mm for panel in (*sheet.outside(), *sheet.inside())}
    assert widths["flap"] == widths["inside-3"] <= widths["cover"] - 1.58  # 1/16 in
    assert widths["inside-1"] == widths["inside-2"] == widths["back"] == widths["cover"]


def test_the_a4_tri_fold_is_the_one_of_the_standard() -> None:
    assert [panel.x_mm for panel in TRIFOLDS["a4"].outside()] == [0, 97, 197]
    assert [panel.x_mm for panel in TRIFOLDS["a4"].inside()] == [0, 100, 200]


def test_the_letter_tri_fold_is_the_one_of_the_standard() -> None:
    flap, back, cover = TRIFOLDS["letter"].outside()
    assert [panel.name for panel in (flap, back, cover)] == ["flap", "back", "cover"]
    assert [round(panel.x_mm / 25.4, 4) for panel in (back, cover)] == [3.625, 7.3125]
    assert [round(panel.x_mm / 25.4, 4) for panel in TRIFOLDS["letter"].inside()[1:]] == [
        3.6875,
        7.375,
    ]


@pytest.mark.parametrize("sheet", TRIFOLDS.values(), ids=TRIFOLDS)
@pytest.mark.parametrize("rtl", [False, True])
def test_text_keeps_clear_of_folds_and_edges(sheet: TriFold, rtl: bool) -> None:
    for side in (sheet.outside(rtl=rtl), sheet.inside(rtl=rtl)):
        for panel in side:
            assert (panel.width_mm - sheet.live_mm) / 2 >= SAFE_EDGE_MM - 0.001


def test_folding_in_the_head() -> None:
    """Behind the cover lies the first inside panel, behind the flap the last one."""
    sheet = TRIFOLDS["a4"]
    behind = {}
    for front in sheet.outside():
        mirrored = sheet.width_mm - front.x_mm - front.width_mm
        (back,) = [panel for panel in sheet.inside() if abs(panel.x_mm - mirrored) < 0.01]
        behind[front.name] = back.name
    assert behind == {"cover": "inside-1", "back": "inside-2", "flap": "inside-3"}


@pytest.mark.parametrize(
    ("paper", "card_mm"), [("letter", (3.5 * 25.4, 2 * 25.4)), ("a4", (85.0, 54.0))]
)
def test_ten_cards_fill_the_sheet_between_even_margins(
    paper: str, card_mm: tuple[float, float]
) -> None:
    cards, sheet = CARD_SHEETS[paper], PAPERS[paper]
    assert (cards.card_width_mm, cards.card_height_mm) == pytest.approx(card_mm)
    assert cards.columns * cards.rows == 10
    assert 2 * cards.side_mm + 2 * cards.card_width_mm == pytest.approx(sheet.width_mm)
    assert 2 * cards.top_mm + 5 * cards.card_height_mm == pytest.approx(sheet.height_mm)


@pytest.mark.parametrize("paper", LEAVES)
def test_two_booklet_pages_make_a_landscape_sheet(paper: str) -> None:
    leaf, sheet = LEAVES[paper], PAPERS[paper]
    assert 2 * leaf.width_mm == pytest.approx(sheet.height_mm)
    assert leaf.height_mm == pytest.approx(sheet.width_mm, abs=0.01)


def test_marks_stand_clear_of_the_bleed() -> None:
    """WeasyPrint draws marks in the outer half of the slug."""
    for bleed in (0.0, 3.0, 5.0, 12.0):
        output = Output(bleed_mm=bleed, marks=True)
        assert slug_mm(output) / 2 >= bleed - 0.001 or slug_mm(output) - bleed >= 6
    assert slug_mm(Output(bleed_mm=3.0)) == 3.0


# ---- real PDFs ----------------------------------------------------------------------------------


@pytest.mark.pdf
@pytest.mark.parametrize("form", EVERY_FORM, ids=lambda form: form.name)
def test_every_format_is_pdf_ua_and_in_its_sizes(tiny: ClinicSession, form: FormatSpec) -> None:
    leaflet = made(tiny, form, "a4")
    assert_pdf_ua(leaflet.pdf)
    assert form.max_pages is None or leaflet.pages <= form.max_pages


_SIZES = {
    ("sheet", "letter"): (215.9, 279.4),
    ("large-print", "a4"): (210, 297),
    ("trifold", "letter"): (279.4, 215.9),
    ("trifold", "a4"): (297, 210),
    ("booklet", "letter"): (139.7, 215.9),
    ("booklet", "a4"): (148.5, 210),
    ("card", "a4"): (210, 297),
    ("poster", "tabloid"): (279.4, 431.8),
    ("poster", "a3"): (297, 420),
}


@pytest.mark.pdf
@pytest.mark.parametrize(("name", "paper"), list(_SIZES))
def test_pages_have_the_size_of_their_paper(tiny: ClinicSession, name: str, paper: str) -> None:
    with pikepdf.open(io.BytesIO(made(tiny, FORMATS[name], paper).pdf)) as pdf:
        for page in pdf.pages:
            assert size_mm(page.mediabox) == pytest.approx(_SIZES[name, paper], abs=0.05)


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("form", "duplex", "scaling"),
    [
        ("trifold", "/DuplexFlipShortEdge", "/None"),
        ("booklet", "/DuplexFlipShortEdge", "/None"),
        ("card", "/DuplexFlipLongEdge", "/None"),
        ("sheet", "/DuplexFlipLongEdge", None),
        ("poster", None, None),
    ],
)
def test_a_pdf_says_how_to_print_it(
    tiny: ClinicSession, form: str, duplex: str | None, scaling: str | None
) -> None:
    with pikepdf.open(io.BytesIO(made(tiny, FORMATS[form]).pdf)) as pdf:
        wishes = pdf.Root.ViewerPreferences
        assert wishes.DisplayDocTitle
        assert [wishes.get("/Duplex"), wishes.get("/PrintScaling")] == [
            duplex and pikepdf.Name(duplex),
            scaling and pikepdf.Name(scaling),
        ]


@pytest.mark.pdf
def test_a_tri_fold_is_read_as_it_is_unfolded(tiny: ClinicSession) -> None:
    """Cover, flap, inside, back; though on paper the flap and the back stand left of the cover.

    Whom to call begins the last panel inside.
    """
    text = read_tags(made(tiny, FORMATS["trifold"]).pdf).text
    order = ["What is this?", "The short version", "You arrive", "What comes last?",
             "You keep throwing up", "Call 911 now if"]  # fmt: skip
    places = [text.index(words) for words in order]
    assert places == sorted(places)


@pytest.mark.pdf
@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_the_panels_stand_where_they_fold(tiny: ClinicSession, paper: str) -> None:
    sheet = TRIFOLDS[paper]
    document = pypdfium2.PdfDocument(made(tiny, FORMATS["trifold"], paper).pdf)
    places = {"The short version": (0, "flap"), "Call 911": (0, "back"), "What is": (0, "cover"),
              "What comes last": (1, "inside-1")}  # fmt: skip
    for words, (page, name) in places.items():
        side = sheet.outside() if page == 0 else sheet.inside()
        (panel,) = [panel for panel in side if panel.name == name]
        text = document[page].get_textpage()
        index, _ = text.search(words).get_next()
        left = text.get_charbox(index)[0] / PT_PER_MM
        assert abs(left - panel.middle_mm) <= sheet.live_mm / 2 + 0.5
    document.close()


def ink_along(leaflet: Leaflet, page: int, at_mm: float, *, upright: bool) -> list[float]:
    """Return where there is ink on a line across a page, in mm, from its top or its left."""
    document = pypdfium2.PdfDocument(leaflet.pdf)
    scale = 4.0
    grey = document[page].render(scale=scale).to_pil().convert("L")
    document.close()
    across = round(at_mm * PT_PER_MM * scale)
    length = grey.height if upright else grey.width
    places = (((across, n) if upright else (n, across)) for n in range(length))
    inked = [n for n, place in enumerate(places) if grey.getpixel(place) < 160]
    return [n / scale / PT_PER_MM for n in inked]


@pytest.mark.pdf
@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_fold_marks_stand_at_the_folds_and_outside_the_live_area(
    tiny: ClinicSession, paper: str
) -> None:
    sheet, leaflet = TRIFOLDS[paper], made(tiny, FORMATS["trifold"], paper)
    for page, side in enumerate((sheet.outside(), sheet.inside())):
        for panel in side[1:]:
            inked = ink_along(leaflet, page, panel.x_mm, upright=True)
            assert any(y < SAFE_EDGE_MM for y in inked)
            assert any(y > sheet.height_mm - SAFE_EDGE_MM for y in inked)
            assert not [y for y in inked if SAFE_EDGE_MM < y < sheet.height_mm - SAFE_EDGE_MM]


@pytest.mark.pdf
@pytest.mark.parametrize("paper", CARD_SHEETS)
def test_cut_marks_stand_at_the_edges_of_cards(tiny: ClinicSession, paper: str) -> None:
    cards, leaflet = CARD_SHEETS[paper], made(tiny, FORMATS["card"], paper)
    far = cards.top_mm + cards.rows * cards.card_height_mm
    for page in (0, 1):
        for column in range(cards.columns + 1):
            x = cards.side_mm + column * cards.card_width_mm
            inked = ink_along(leaflet, page, x, upright=True)
            assert any(y < cards.top_mm for y in inked)
            assert any(y > far for y in inked)
        for row in range(cards.rows + 1):
            y = cards.top_mm + row * cards.card_height_mm
            assert any(x < cards.side_mm for x in ink_along(leaflet, page, y, upright=False))


@pytest.mark.pdf
def test_only_one_of_ten_cards_is_read_out(tiny: ClinicSession) -> None:
    leaflet = made(tiny, FORMATS["card"])
    assert read_tags(leaflet.pdf).text.count("I had esketamine nasal spray") == 1
    document = pypdfium2.PdfDocument(leaflet.pdf)
    assert document[0].get_textpage().get_text_bounded().count("I had esketamine") == 10
    document.close()


@pytest.mark.pdf
def test_the_card_of_a_topic_on_both_drugs_leaves_the_day_to_the_pen(tiny: ClinicSession) -> None:
    topic = a_topic(BODY, product="any")
    leaflet = tiny.render(a_job(topic, clinic=tiny.clinic, form=FORMATS["card"]))
    words = "".join(read_tags(leaflet.pdf).text.split())
    assert "DonotdriveuntildaytimeFirstImustsleepwell" in words


def test_only_topics_with_words_for_it_have_a_poster(tiny: ClinicSession) -> None:
    with pytest.raises(InvalidInput, match="tiny: no poster: in the front matter") as caught:
        tiny.specs(["tiny"], formats=["poster"], papers=["a3"])
    assert caught.value.problems[0].fix.startswith("ask for the sheet")
    session = ClinicSession(bundled("content") / "clinics" / "harbor-light")
    found = session.specs(["risks", "bladder-health"], formats=["poster"], papers=["a3"])
    assert [topic.id for one in found for topic in one.topics] == ["bladder-health"]


def test_a_poster_names_a_picture_that_there_is(tiny: ClinicSession) -> None:
    topic = a_topic(BODY, poster={**POSTER, "picture": "not-eating"})
    with pytest.raises(InvalidInput, match="no picture “not-eating”; did you mean not-eat"):
        tiny.compose(a_job(topic, clinic=tiny.clinic, form=FORMATS["poster"]))


@pytest.mark.pdf
@pytest.mark.parametrize("topic", ["after-your-session-infusion", "crisis-help", "medical-uses"])
def test_large_print_takes_four_pages_and_says_first_whom_to_call(topic: str) -> None:
    """On page one both numbers, on page two at the latest all signs."""
    session = ClinicSession(bundled("content") / "clinics" / "harbor-light")
    (spec,) = session.specs([topic], formats=["large-print"])
    leaflet = session.render(spec)
    assert leaflet.pages <= 4
    document = pypdfium2.PdfDocument(leaflet.pdf)
    one, two = (document[page].get_textpage().get_text_bounded() for page in (0, 1))
    document.close()
    assert "911" in one
    assert "988" in one
    assert "Call 911 now if" in one + two or topic == "crisis-help"  # whose head says it


@pytest.mark.pdf
@pytest.mark.parametrize(("paper", "title_pt"), [("a3", 72.0), ("tabloid", 72.0)])
def test_a_poster_can_be_read_from_two_metres(
    tiny: ClinicSession, paper: str, title_pt: float
) -> None:
    document = tiny.lay_out(spec(tiny, FORMATS["poster"], paper)).document
    inks = read_appearance(document, frozenset()).runs
    assert min(ink.size_pt for ink in inks if ".poster__foot" not in ink.path) >= 24
    assert max(ink.size_pt for ink in inks if ".poster__title" in ink.path) >= title_pt


@pytest.mark.pdf
@pytest.mark.parametrize("form", EVERY_FORM, ids=lambda form: form.name)
def test_a_print_shop_gets_bleed_and_marks(tiny: ClinicSession, form: FormatSpec) -> None:
    plain, printed = (made(tiny, form, output=item) for item in (PLAIN, PRINT_SHOP))
    with (
        pikepdf.open(io.BytesIO(plain.pdf)) as before,
        pikepdf.open(io.BytesIO(printed.pdf)) as pdf,
    ):
        for sheet, page in zip(before.pages, pdf.pages, strict=True):
            trim = size_mm(sheet.mediabox)
            assert size_mm(page.trimbox) == pytest.approx(trim, abs=0.01)
            assert size_mm(page.obj.BleedBox) == pytest.approx([s + 6 for s in trim], abs=0.01)
            assert size_mm(page.mediabox) == pytest.approx([s + 18 for s in trim], abs=0.01)
    assert_pdf_ua(printed.pdf)


@pytest.mark.pdf
@pytest.mark.parametrize("name", ["sheet", "booklet", "poster"])
def test_grounds_go_on_into_the_bleed(tiny: ClinicSession, name: str) -> None:
    """Somewhere, the colour next to the trim and that just inside the bleed's end are the same."""
    leaflet = made(tiny, FORMATS[name], output=PRINT_SHOP)
    document = pypdfium2.PdfDocument(leaflet.pdf)
    picture = document[0].render(scale=2).to_pil().convert("L")
    document.close()
    trim_right = picture.width - round(9 * PT_PER_MM * 2)
    near_end = trim_right + round(2.6 * PT_PER_MM * 2)
    beyond = trim_right + round(3.4 * PT_PER_MM * 2)
    rows = range(picture.height // 10, picture.height * 9 // 10, 8)
    dark = [y for y in rows if picture.getpixel((near_end, y)) < 128]
    assert dark
    assert all(picture.getpixel((beyond, y)) > 200 for y in dark)


def mean_ink(pdf: bytes) -> float:
    """Return how much of the pages is covered, 0 to 1, as a black-and-white printer sees it."""
    document = pypdfium2.PdfDocument(pdf)
    greys = [page.render(scale=0.7).to_pil().convert("L") for page in document]
    document.close()
    total = sum(grey.width * grey.height for grey in greys)
    ink = sum(
        (255 - value) * count for grey in greys for value, count in enumerate(grey.histogram())
    )
    return float(ink / 255 / total)


@pytest.mark.pdf
@pytest.mark.parametrize("form", EVERY_FORM, ids=lambda form: form.name)
def test_saving_toner_keeps_the_words_and_drops_the_grounds(
    tiny: ClinicSession, form: FormatSpec
) -> None:
    plain, saving = (made(tiny, form, output=item) for item in (PLAIN, SAVING))
    assert read_tags(saving.pdf).text == read_tags(plain.pdf).text
    assert mean_ink(saving.pdf) < mean_ink(plain.pdf)
    assert mean_ink(saving.pdf) < (0.13 if form.name == "poster" else 0.08)
    assert_pdf_ua(saving.pdf)


@pytest.mark.parametrize("name", ["harbor-light", "cedar-row"])
def test_the_frames_that_save_toner_take_no_room(name: str) -> None:
    """Else a text that fills its sheet would not fit in this variant, at the front desk."""
    session = ClinicSession(bundled("content") / "clinics" / name)
    plain, saving = (
        [
            session.lay_out(spec)
            for spec in session.specs(["key-takeaways", "crisis-help"], ["es"], output=output)
        ]
        for output in (PLAIN, SAVING)
    )
    assert [len(found.fills) for found in saving] == [len(found.fills) for found in plain]


@pytest.mark.pdf
@pytest.mark.parametrize("form", EVERY_FORM, ids=lambda form: form.name)
@pytest.mark.parametrize("output", [PLAIN, SAVING], ids=["plain", "toner-saver"])
def test_every_format_is_legible_in_grey(
    tiny: ClinicSession, form: FormatSpec, output: Output
) -> None:
    """All text on the printed page differs from its ground in luminance by 4.5 to 1 or more."""
    document = pypdfium2.PdfDocument(made(tiny, form, output=output).pdf)
    for page in document:
        grey = page.render(scale=3).to_pil().convert("L")
        text = page.get_textpage()
        for index in range(text.count_rects()):
            left, bottom, right, top = (round(3 * value) for value in text.get_rect(index))
            if right - left > 6 and top - bottom > 6:
                part = grey.crop((left, grey.height - top, right, grey.height - bottom))
                dark, light = part.getextrema()
                words = text.get_text_bounded(*text.get_rect(index))
                assert contrast(float(dark), float(light)) >= LEAST_CONTRAST, words
    document.close()


def contrast(dark: float, light: float) -> float:
    """Return the WCAG contrast of two greys, 0 to 255."""
    return (luminance(light) + 0.05) / (luminance(dark) + 0.05)


def luminance(grey: float) -> float:
    """Return the relative luminance of a grey (WCAG 2.2)."""
    part = grey / 255
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


@pytest.mark.pdf
def test_packet_topics_start_on_right_hand_pages_when_duplex(tiny: ClinicSession) -> None:
    specs = tiny.specs(["tiny", "other"], formats=["packet"], output=Output(duplex=True))
    leaflet = tiny.render(specs[0])
    document = pypdfium2.PdfDocument(leaflet.pdf)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    firsts = [number for number, text in enumerate(texts, start=1) if "The short version" in text]
    assert [number % 2 for number in firsts] == [1, 1]
    assert "This page is blank on purpose." in texts[3]
    assert specs[0].path.name == "packet.letter.duplex.pdf"
    assert f"{len(texts)} pages" in texts[0]


@pytest.mark.pdf
def test_small_type_is_found(tiny: ClinicSession) -> None:
    """Making any leaflet fails if there is some; see the next test."""
    pages = tiny.lay_out(spec(tiny, FORMATS["sheet"])).document.pages
    assert not small_text(pages, FORMATS["sheet"].min_pt)
    assert small_text(pages, 40.0)


@pytest.mark.pdf
def test_a_brand_that_sets_small_type_is_told_where(tmp_path: Path) -> None:
    folder = a_folder(
        tmp_path, {"styles/brand.css": add("\n.masthead__name { font-size: 12pt }\n")}
    )
    arguments = ["render", "tiny", "-c", str(folder), "-o", str(tmp_path / "out")]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    result = CliRunner().invoke(main, [*arguments, "--format", "large-print"])
    assert result.exit_code == 2
    assert "brand.css" in result.output
    assert "no less than 12.5 pt" in result.output


@pytest.mark.pdf
def test_a_paper_that_a_format_does_not_come_on_is_an_error(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        main, ["render", "tiny", "-c", str(TINY), "-o", str(tmp_path), "--paper", "a3"]
    )
    assert result.exit_code == 2
    assert "sheet: does not come on a3; it comes on letter, a4" in result.output


@pytest.mark.parametrize(
    ("text", "status"), [("3mm", None), ("0.125in", None), ("3cm", 2), ("-3mm", 2), ("40mm", 2)]
)
def test_the_bleed_is_a_length(text: str, status: int | None, tmp_path: Path) -> None:
    arguments = ["render", "no-such-topic", "-c", str(TINY), "-o", str(tmp_path)]
    result = CliRunner().invoke(main, [*arguments, f"--bleed={text}"])
    is_usage = "is not a length such as 3mm or 0.125in" in result.output
    assert is_usage == (status is not None)


@pytest.mark.pdf
def test_a_packet_says_once_whom_to_call_and_what_it_rests_on() -> None:
    """Only boxes go from a topic that say the same as those behind the cover, letter by letter."""
    session = ClinicSession(bundled("content") / "clinics" / "harbor-light")
    topics = ["what-to-expect-infusion", "after-your-session-infusion", "for-your-companion"]
    (spec,) = session.specs(topics, formats=["packet"])
    text = read_tags(session.render(spec).pdf).text
    assert text.count("Call 911 now if") == 2  # the companion's box speaks of another person
    assert text.count("Sources:") == 1
