"""The whole path, from a clinic's folder to the bytes of a PDF."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from handouts.assets import example_clinic
from handouts.errors import InvalidInput, RenderError
from handouts.formats import FORMATS
from handouts.session import ClinicSession
from tests.builders import TINY, a_folder, add
from tests.conftest import Pdf, page_texts
from tests.pdf_ua import assert_pdf_ua

TOPIC = "content/topics/tiny/en.md"
CLINICS = ("harbor-light", "cedar-row")
SHIPPED = ("what-to-expect-infusion", "risks", "benefits")


def squeezed(text: str) -> str:
    """Return text with its white space as single blanks."""
    return " ".join(text.split())


# --- what a request means ------------------------------------------------------------------------


def test_one_job_for_each_topic_locale_and_paper(tiny: ClinicSession) -> None:
    specs = tiny.specs(["tiny"], ["en", "es", "en"], papers=["a4", "letter", "a4"])
    assert [(spec.locale, spec.paper) for spec in specs] == [
        ("en", "a4"), ("en", "letter"), ("es", "a4"), ("es", "letter"),
    ]  # fmt: skip


def test_the_same_format_twice_is_one_job(tiny: ClinicSession) -> None:
    assert len(tiny.specs(["tiny", "tiny"], formats=["sheet", "sheet"])) == 1


def test_what_is_not_asked_for_comes_from_the_clinic_and_its_region(
    tiny: ClinicSession, tmp_path: Path
) -> None:
    assert [(spec.locale, spec.paper) for spec in tiny.specs(["tiny"])] == [("en", "letter")]
    british = ClinicSession(
        a_folder(tmp_path, {"clinic.yaml": lambda text: text.replace("US", "UK")})
    )
    assert british.default_paper == "a4"


@pytest.mark.parametrize(("day", "overdue"), [(31, set()), (32, {"tiny"})])
def test_a_text_is_overdue_when_the_month_of_its_review_is_over(
    day: int, overdue: set[str]
) -> None:
    today = datetime.date(2026, 12, 31) + datetime.timedelta(days=day)
    session = ClinicSession(TINY, today=today)
    (spec,) = session.specs(["tiny"], ["en"])
    assert spec.overdue == overdue
    assert ("<b>review was due by Jan 2027</b>" in session.compose(spec).html) is bool(overdue)


def test_a_packet_is_one_job(tiny: ClinicSession) -> None:
    (spec,) = tiny.specs(["tiny", "other"], formats=["packet"])
    assert (spec.name, len(spec.topics), spec.format.name) == ("packet", 2, "packet")


@pytest.mark.parametrize(
    ("names", "locales", "formats", "message"),
    [
        (["tinny"], ["en"], ["sheet"], "tinny: no such topic; did you mean tiny?"),
        (["other"], ["es"], ["sheet"], "other: not written in “es” yet; there is: en"),
        (["tiny"], ["fr"], ["sheet"], "fr: no such language here; use one of: en, es"),
        (["tiny"], ["en"], ["shet"], "shet: no such format; did you mean sheet?"),
    ],
)
def test_what_is_not_there_is_told_with_the_nearest(
    tiny: ClinicSession, names: list[str], locales: list[str], formats: list[str], message: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        tiny.specs(names, locales, formats)
    assert str(caught.value) == message


def test_faults_of_languages_topics_and_formats_are_told_at_once(tiny: ClinicSession) -> None:
    with pytest.raises(InvalidInput) as caught:
        tiny.specs(["nothing"], ["en", "fr"], ["x"], ["y"])
    assert len(caught.value.problems) == 4


# --- fitting -------------------------------------------------------------------------------------


@pytest.mark.pdf
def test_an_optional_section_goes_when_there_is_no_room_for_it(tmp_path: Path) -> None:
    more = "\n\n## Goes {optional}\n\n" + "Many words stand here and there.\n\n" * 160
    session = ClinicSession(a_folder(tmp_path, {TOPIC: add(more)}))
    (spec,) = session.specs(["tiny"])
    leaflet = session.render(spec)
    assert leaflet.pages <= 2
    assert "Goes" not in "".join(page_texts(leaflet.pdf))


@pytest.mark.pdf
def test_a_text_that_does_not_fit_fails_and_says_by_how_much(tmp_path: Path) -> None:
    session = ClinicSession(a_folder(tmp_path, {TOPIC: add("\nMany words stand here.\n" * 120)}))
    (spec,) = session.specs(["tiny"])
    with pytest.raises(RenderError, match=r"does not fit: \d+ mm over 2 pages; shorten the text"):
        session.render(spec)


# --- pages ---------------------------------------------------------------------------------------


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("locale", "paper", "size"),
    [("en", "letter", (612, 792)), ("en", "a4", (595, 842)), ("es", "letter", (612, 792))],
)
def test_a_sheet_is_sound_and_says_what_it_must(
    tiny_pdf: Pdf, locale: str, paper: str, size: tuple[int, int]
) -> None:
    import pypdfium2

    data = tiny_pdf("tiny", locale=locale, paper=paper)
    assert_pdf_ua(data)
    (text,) = page_texts(data)
    for words in ("Tiny Clinic", "(555) 010-0100", "(555) 010-0101", "911", "988", "TST-TINY"):
        assert words in text, words
    (page,) = pypdfium2.PdfDocument(data)
    assert tuple(round(side) for side in page.get_size()) == size


@pytest.mark.pdf
def test_a_packet_with_every_component_is_sound(tiny_pdf: Pdf) -> None:
    data = tiny_pdf("everything", "other", packet=True)
    assert_pdf_ua(data)
    texts = [squeezed(text) for text in page_texts(data)]
    for words in ("What can a leaflet hold?", "And what is that?"):
        assert words in texts[0], "the contents name each topic"
        assert any(words in text for text in texts[1:])
    assert "6 hours without food" in " ".join(texts)


@pytest.mark.pdf
def test_values_print_on_the_page_as_they_were_written(tiny_pdf: Pdf) -> None:
    text = squeezed(page_texts(tiny_pdf("tiny"))[0])
    assert "Do not eat for 6 hours. Do not drive until the next day." in text
    assert "{{" not in text


@pytest.mark.pdf
@pytest.mark.slow
@pytest.mark.parametrize("clinic", CLINICS)
@pytest.mark.parametrize("topic", SHIPPED)
@pytest.mark.parametrize("locale", ["en", "es"])
def test_the_shipped_topics_fit_both_example_clinics(
    examples: dict[str, ClinicSession], clinic: str, topic: str, locale: str
) -> None:
    session = examples[clinic]
    (spec,) = session.specs([topic], [locale])
    leaflet = session.render(spec)
    assert leaflet.pages <= (FORMATS["sheet"].max_pages or 0)
    assert leaflet.diagnostics == ()
    assert_pdf_ua(leaflet.pdf)


@pytest.fixture(scope="module")
def examples() -> dict[str, ClinicSession]:
    return {name: ClinicSession(example_clinic().parent / name) for name in CLINICS}
