"""Every text fits its form, whole: nothing lost, nothing too near the edge, nothing too small.

By default a sample of topics, papers and languages is made; `HANDOUTS_MATRIX=all` makes every
topic in every format, paper, language and brand (some minutes).
"""

from __future__ import annotations

import datetime
import functools
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pypdfium2
import pytest

from handouts import assets
from handouts.compose.spec import LeafletSpec
from handouts.errors import InvalidInput, RenderError
from handouts.formats import FORMATS, SAFE_EDGE_MM, FitParams, FormatSpec
from handouts.formats.fit import candidates, fit_to_format
from handouts.inputs.models.review import MAX_NAME, MAX_ROLE, Review, Reviews
from handouts.pdf.measure import (
    broken_early,
    lone_lines,
    pages_of,
    small_text,
    stranded_headings,
)
from handouts.pdf.renderer import LaidOut
from handouts.session import ClinicSession, Leaflet
from tests.builders import a_clinic, a_job, a_topic
from tests.pdf_ua import assert_pdf_ua, read_tags

pytestmark = pytest.mark.pdf

ALL = os.environ.get("HANDOUTS_MATRIX") == "all"
CLINICS = ("harbor-light", "cedar-row")
SAMPLE = (
    ("harbor-light", "what-to-expect-infusion", "en", "letter"),
    ("cedar-row", "preparing-infusion", "es", "a4"),
)
WALL = (("harbor-light", "risks", "es", "tabloid"), ("cedar-row", "bladder-health", "en", "a3"))
PT_PER_MM = 72 / 25.4
PARTS_OF_A_FULL_SHEET = 14

# What does not fit, and is to be shortened by its writer or marked {optional}. Kept here so that
# the list can only get shorter: a topic that fits after all fails the test.
KNOWN_NOT_TO_FIT: frozenset[tuple[str, str, str, str]] = frozenset()


@functools.cache
def session(clinic: str) -> ClinicSession:
    """Return the session of an example clinic, made once."""
    return ClinicSession(assets.bundled("content") / "clinics" / clinic)


@functools.cache
def brandless() -> ClinicSession:
    """Return the session of a clinic without a brand, which could be to blame, made once."""
    return ClinicSession(a_clinic())


def cases() -> Iterator[Any]:
    """Yield clinic, topic, locale, format and paper of every leaflet to make."""
    for clinic, topic, locale, paper in _places():
        library = session(clinic).library
        if topic in library.ids and locale in library.locales(topic):
            for form in FORMATS.having("pdf"):
                front = library.topic(topic, locale).front
                if paper in form.papers and (not form.needs or getattr(front, form.needs)):
                    case = (clinic, topic, locale, form.name, paper)
                    yield pytest.param(*case, id="-".join(case))


def _places() -> Iterator[tuple[str, str, str, str]]:
    if not ALL:
        yield from (*SAMPLE, *WALL)
        return
    for clinic in CLINICS:
        for topic in session(clinic).library.ids:
            for locale in ("en", "es"):
                for paper in ("letter", "a4", "tabloid", "a3"):
                    yield clinic, topic, locale, paper


def job_of(clinic: str, topic: str, locale: str, form: str, paper: str) -> LeafletSpec:
    (spec,) = session(clinic).specs([topic], [locale], [form], [paper])
    return spec


class Words(HTMLParser):
    """Collects what a reader gets from a part of a page, sentence by sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._skipped = 0

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.pieces.append(data)


def sentences(html: str) -> set[str]:
    """Return the pieces of text in `html`, without spaces, as a PDF's text can be searched."""
    parser = Words()
    parser.feed(html)
    found = (sentence for piece in parser.pieces for sentence in re.split(r"(?<=[.?!]) ", piece))
    return {plain(sentence) for sentence in found if len(plain(sentence)) > 2}


def plain(text: str) -> str:
    """Return text without spaces and ligatures."""
    return re.sub(r"\s|\u200b|\u00ad", "", unicodedata.normalize("NFKC", text))


def topic_sentences(clinic: str, spec: LeafletSpec, *, optional: bool = True) -> set[str]:
    """Return every sentence that a topic prints, from its sheet before it is laid out."""
    sheet = replace(spec, format=FORMATS["sheet"], paper="letter")
    html = session(clinic).compose(sheet, FitParams(drop_optional=not optional)).html
    body = html.partition('<div class="hero">')[2]
    return sentences(body.partition('<p class="colophon__formats">')[0])


@pytest.mark.parametrize(("clinic", "topic", "locale", "form", "paper"), list(cases()))
def test_every_leaflet_fits_its_form(
    clinic: str, topic: str, locale: str, form: str, paper: str
) -> None:
    spec = job_of(clinic, topic, locale, form, paper)
    if (topic, locale, form, paper) in KNOWN_NOT_TO_FIT:
        with pytest.raises(RenderError, match=r"\d+ mm"):
            session(clinic).render(spec)
        return
    laid_out = session(clinic).lay_out(spec)
    leaflet = session(clinic).finish(spec, laid_out)
    assert list(faults(clinic, spec, laid_out, leaflet)) == []
    assert_pdf_ua(leaflet.pdf)


# As long as they may be.
NAME, ROLE = "Dr. Maximiliana Montgomery-Wolfenstein M", "Medical director and psychiatrist, M"


@functools.cache
def signed_session(clinic: str) -> ClinicSession:
    """Return a clinic of whose topics each is signed by the longest name and role there may be."""
    plain = session(clinic)
    texts = sorted(plain.library.sources) if ALL else [SAMPLE[0][1:3]]
    reviews = [
        Review(
            topic=topic, locale=locale, digest=plain.edition(topic, locale).digest,
            kind="clinical", name=NAME, role=ROLE, date=datetime.date(2026, 11, 30),
        )
        for topic, locale in texts
    ]  # fmt: skip
    return ClinicSession(replace(plain.clinic, reviews=Reviews(tuple(reviews))))


def signed_cases() -> list[Any]:
    """Return the cases once more: all of them, or three forms of one topic."""
    some = [(*SAMPLE[0][:3], form, SAMPLE[0][3]) for form in ("sheet", "trifold", "large-print")]
    return [case for case in cases() if ALL or case.values in some]


@pytest.mark.parametrize(("clinic", "topic", "locale", "form", "paper"), signed_cases())
def test_a_signed_leaflet_is_laid_out_as_its_draft(
    clinic: str, topic: str, locale: str, form: str, paper: str
) -> None:
    """The room for the longest signature is always kept: signing makes no leaflet too long."""
    (spec,) = signed_session(clinic).specs([topic], [locale], [form], [paper])
    signed = signed_session(clinic).lay_out(spec)
    draft = session(clinic).lay_out(job_of(clinic, topic, locale, form, paper))
    assert (len(NAME), len(ROLE)) == (MAX_NAME, MAX_ROLE)
    assert NAME in unescape(signed.page.html) or not spec.format.whole
    assert [fill.name for fill in signed.fills] == [fill.name for fill in draft.fills]
    assert not small_text(signed.document.pages, spec.format.min_pt)


def faults(clinic: str, spec: LeafletSpec, laid_out: LaidOut, leaflet: Leaflet) -> Iterator[str]:
    """Yield in words what a reader or a printer would find wrong with a leaflet."""
    pages = laid_out.document.pages
    yield from (f"lost: {sentence}" for sentence in _lost(clinic, spec, leaflet))
    yield from (f"near the edge: {text}" for text in _near_the_edge(leaflet))
    yield from _empty_pages(spec.format, laid_out)
    yield from (f"small: {small}" for small in small_text(pages, spec.format.min_pt))
    yield from (f"heading at a page's foot: {found}" for found in stranded_headings(pages))
    yield from (f"alone: {line}" for line in lone_lines(pages))
    yield from (f"broken early: {line}" for line in broken_early(pages))


def _lost(clinic: str, spec: LeafletSpec, leaflet: Leaflet) -> list[str]:
    if not spec.format.whole:
        return []
    text = plain(read_tags(leaflet.pdf).text)
    required = topic_sentences(clinic, spec, optional=False)
    lost = [found for found in required if found not in text]
    if spec.format.max_pages is None:  # it may be as long as it likes: nothing goes
        lost += [found for found in topic_sentences(clinic, spec) if found not in text]
    return sorted(set(lost))


def _near_the_edge(leaflet: Leaflet) -> Iterator[str]:
    edge = SAFE_EDGE_MM * PT_PER_MM - 1
    document = pypdfium2.PdfDocument(leaflet.pdf)
    for number, page in enumerate(document, start=1):
        width, height = page.get_size()
        text = page.get_textpage()
        for index in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(index)
            inside = left > edge and right < width - edge and bottom > edge and top < height - edge
            if not inside and text.get_text_range(index, 1).strip():
                yield f"page {number}: {text.get_text_range(index, 20)}"
                break
    document.close()


def _empty_pages(form: FormatSpec, laid_out: LaidOut) -> Iterator[str]:
    fills = [fill for fill in laid_out.fills if fill.name not in ("outside", "ground")]
    for number, fill in enumerate(fills, start=1):
        least = form.min_last_fill if number == len(fills) else 1 / 3
        if form.name == "booklet":  # a section a page, however short
            least = min(least, 0.15)
        if fill.share < least:
            yield f"page {number} ({fill.name}) is {fill.share:.0%} full"


def packets() -> Iterator[tuple[str, tuple[str, ...], str, str]]:
    """Yield clinic, topics, locale and paper of the packets to make."""
    if not ALL:  # two whose optional sections fit no sheet, and one that is set closer
        yield "harbor-light", ("treatment-course", "what-to-expect-esketamine"), "en", "a4"
        yield "harbor-light", ("benefits",), "en", "letter"
        return
    for clinic in CLINICS:
        for locale in ("en", "es"):
            for paper in ("letter", "a4"):
                yield clinic, tuple(session(clinic).library.ids), locale, paper


@pytest.mark.parametrize(("clinic", "topics", "locale", "paper"), list(packets()))
def test_a_topic_takes_no_more_than_one_sheet_of_a_packet(
    clinic: str, topics: tuple[str, ...], locale: str, paper: str
) -> None:
    (spec,) = session(clinic).specs(topics, [locale], ["packet"], [paper])
    laid_out = session(clinic).lay_out(spec)
    pages = laid_out.document.pages
    taken = pages_of(pages, topics)
    assert set(taken) == set(topics)
    assert [topic for topic in topics if taken[topic] > 2] == []
    assert [fill for fill in laid_out.fills if fill.share < 1 / 3] == []
    assert not (stranded_headings(pages) + lone_lines(pages) + broken_early(pages))
    assert_pdf_ua(session(clinic).finish(spec, laid_out).pdf)


@pytest.mark.parametrize("form", list(FORMATS.having("whole", "pdf")), ids=lambda form: form.name)
def test_a_text_that_is_too_long_says_by_how_much(form: FormatSpec) -> None:
    """Nothing is clipped: there is no leaflet at all, and the message says what to do."""
    words = "Some words to fill a page, which say nothing much at all. " * 6
    body = f"## A part\n\n{words}\n\n" * (90 if form.name == "booklet" else 40)
    topic = a_topic(body, main_message="Long words " * 90, product="esketamine")
    spec = a_job(topic, clinic=brandless().clinic, form=form)
    if form.max_pages is None:
        assert brandless().render(spec).pages > 4
        return
    with pytest.raises(RenderError) as caught:
        brandless().render(spec)
    message = caught.value.problems[0].message
    assert f"({topic.locale}, {form.name}, letter) does not fit: " in message
    assert re.search(r"\d+ (mm|pages) ", message.replace(".", ""))
    assert caught.value.problems[0].fix == "shorten the text, or mark a section {optional}"


def test_optional_sections_go_before_the_text_gets_smaller() -> None:
    form = replace(FORMATS["sheet"], sizes_pt=(12.0, 11.0))
    found = [(fit.size_pt, fit.drop_optional) for fit in candidates(form, optional=True)]
    assert found == [(12.0, False), (12.0, True), (11.0, False), (11.0, True)]


def test_without_optional_sections_there_is_nothing_to_drop() -> None:
    assert [fit.drop_optional for fit in candidates(FORMATS["trifold"], optional=False)] == [
        False
    ] * 7


def test_an_optional_section_is_dropped_where_the_sheet_is_full(tiny: ClinicSession) -> None:
    words = "Some words to fill a page, which say nothing much at all. " * 5
    body = f"## A part\n\n{words}\n\n" * PARTS_OF_A_FULL_SHEET
    full = a_topic(body)
    with_more = a_topic(f"{body}## Not needed {{optional}}\n\n{words}\n\n")
    pages = [
        len(tiny.lay_out(a_job(topic, clinic=tiny.clinic)).fills) for topic in (full, with_more)
    ]
    html = tiny.lay_out(a_job(with_more, clinic=tiny.clinic)).page.html
    assert pages == [2, 2]
    assert "Not needed" not in html


def test_an_optional_section_stays_where_there_is_room(tiny: ClinicSession) -> None:
    """It is laid out second: most texts that have one fill their pages without."""
    topic = a_topic("## A part\n\nWords.\n\n## Not needed {optional}\n\nMore words.\n\n")
    assert "More words." in tiny.lay_out(a_job(topic, clinic=tiny.clinic)).page.html


def test_words_stand_closer_where_a_line_would_break_after_its_first_word(
    tiny: ClinicSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([("You",), ("You",), ()])
    monkeypatch.setattr("handouts.formats.fit.broken_early", lambda _: next(answers))
    assert 'data-tracking="2"' in tiny.lay_out(a_job(clinic=tiny.clinic)).page.html
    assert next(answers, None) is None


def test_a_format_that_permits_no_size_is_an_error(tiny: ClinicSession) -> None:
    spec = a_job(clinic=tiny.clinic, form=replace(FORMATS["sheet"], sizes_pt=()))
    with pytest.raises(InvalidInput, match="permits no size"):
        fit_to_format(spec, lambda fit: pytest.fail("laid out"))
