"""The quality report: what was measured, and what a person signs."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pikepdf
import pypdfium2
import pytest

from handouts.checks.base import Finding, Leaflet
from handouts.checks.measures import NO_VALIDATOR
from handouts.checks.registry import CHECKS, clinic_checks
from handouts.checks.report import Report, TextResult
from handouts.diagnostics import Diagnostic
from handouts.reports.quality_pdf import quality_report, quality_view
from tests.builders import a_clinic, a_topic
from tests.leaflet_builders import (
    TODAY,
    a_checked_folder,
    a_leaflet,
    an_examined,
    looked_at,
    results,
    tiny_report,
)
from tests.pdf_ua import assert_pdf_ua, read_tags

pytestmark = pytest.mark.usefixtures("here")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return tiny_report(a_checked_folder(tmp_path_factory.mktemp("clinic")))


@pytest.mark.pdf
def test_the_quality_report_is_accessible_and_short(report: Report) -> None:
    pdf = quality_report(report, TODAY)
    assert_pdf_ua(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 1
        assert str(document.Root.Lang) == "en"
        assert str(document.docinfo.Title) == "Quality report: Tiny Clinic, 1 June 2026"
    tables = read_tags(pdf).find("Table")
    assert len(tables) == 5
    assert all(tag.scope for table in tables for tag in table.find("TH"))
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    assert "Tiny Clinic" in text
    assert "page-validation" in text
    assert quality_report(report, TODAY) == pdf


def test_every_finding_of_every_check_is_counted_under_one_bar() -> None:
    found = [
        Finding(check.code, "warning", "tiny/en.md", None, "mind this")
        for check in CHECKS.values()
        if check.needs != "clinic"
    ]
    examined = an_examined(*found)
    looked = looked_at(a_leaflet(), *found)
    others = tuple(Finding(check.code, "warning", "x", None, "y") for check in clinic_checks())
    report = Report(a_clinic(), (examined,), others, (("tiny", "en"),), (looked,))
    view = quality_view(report, TODAY)
    assert sum(bar.remarks for bar in bars_of(view)) == len(found) + len(others)


@pytest.mark.parametrize(
    ("leaflet", "bar", "text", "state"),
    [
        (a_leaflet(), "Contrast of text", "1 of 1", "met"),
        (a_leaflet(contrast=3.0), "Contrast of text", "0 of 1", "missed"),
        (a_leaflet(body_pt=11.0), "Size of type", "0 of 1", "missed"),
        (a_leaflet(pdf_ua=()), "Screen readers", "1 of 1", "met"),
        (a_leaflet(pdf_ua=None), "Screen readers", "not judged", "none"),
        (a_leaflet(texts=(), failures=(Diagnostic("a", 1, "over"),)), "Contrast of text",
         "not judged", "none"),
    ],
)  # fmt: skip
def test_the_bars_say_what_was_measured(leaflet: Leaflet, bar: str, text: str, state: str) -> None:
    looked = looked_at(leaflet)
    report = Report(a_clinic(), (an_examined(),), (), (("tiny", "en"),), (looked,))
    view = quality_view(report, TODAY)
    (result,) = [item.result for item in bars_of(view) if item.name == bar]
    assert (result.text, result.state) == (text, state)


def bars_of(view: Mapping[str, Any]) -> list[Any]:
    """Return all bars of a quality report."""
    return [*view["bars"], *(bar for half in view["rules"] for bar in half)]


def test_a_leaflet_that_was_not_made_is_told() -> None:
    leaflet = a_leaflet(texts=(), failures=(Diagnostic("a", 1, "over"),))
    report = Report(a_clinic(), (an_examined(),), (), (("tiny", "en"),), (looked_at(leaflet),))
    (row,) = quality_view(report, TODAY)["rows"]
    assert ("not made", "missed") in [(cell.text, cell.state) for cell in row["cells"]]


def many_examined(count: int, **more: Any) -> tuple[TextResult, ...]:
    """Return texts of many topics in two languages."""
    return tuple(
        replace(an_examined(), topic=replace(a_topic(), id=f"t{n}", locale=locale), **more)
        for n in range(count)
        for locale in ("en", "es")
    )


@pytest.mark.pdf
@pytest.mark.parametrize("count", [0, 1, 60])
def test_the_quality_report_is_one_page_whatever_the_clinic(count: int) -> None:
    """All is told by then: errors, notes, an address, two languages."""
    fault = Finding("claims", "error", "x.md", 3, "a promise")
    examined = many_examined(count, results=results("text", fault))
    built = tuple((item.topic.id, item.topic.locale) for item in examined)
    clinic = a_clinic(address="The Old Pump House, 1200 Harbour Street, Portmouth, PM1 2AB")
    report = Report(clinic, examined, (), built, notes=(NO_VALIDATOR, "no pages were looked at"))
    pdf = quality_report(report, TODAY)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 1


def test_texts_are_summed_up_by_language() -> None:
    examined = many_examined(30)
    built = tuple((item.topic.id, item.topic.locale) for item in examined)
    rows = quality_view(Report(a_clinic(), examined, (), built), TODAY)["rows"]
    assert [row["title"] for row in rows] == ["English, 30 texts", "Spanish, 30 texts"]


def test_signatures_on_record_are_counted() -> None:
    from handouts.inputs.models.review import Review

    review = Review(
        topic="t0", locale="en", digest="ab" * 32, kind="clarity", name="B. Lee", role="Editor",
        date=TODAY,
    )  # fmt: skip
    first, *others = many_examined(3)
    examined = (replace(first, reviews=(review,)), *others)
    built = tuple((item.topic.id, item.topic.locale) for item in examined)
    persons = quality_view(Report(a_clinic(), examined, (), built), TODAY)["persons"]
    records = {person["name"]: person["record"] for person in persons}
    assert records["Clear communication"] == "1 of 6"
    assert records["Clinical content"] == "0 of 6"
    assert records["Rules and numbers"] == "–"


def test_what_was_not_made_is_not_judged() -> None:
    report = Report(a_clinic(), (an_examined(),), (), (("tiny", "en"),))
    view = quality_view(report, TODAY)
    named = {bar.name: bar.result.state for bar in bars_of(view)}
    assert named["Screen readers"] == named["Contrast of text"] == named["Fits its pages"] == "none"
    assert "not looked at" in view["verdict"]


def test_a_clinicians_signature_and_a_past_review_date_show() -> None:
    from handouts.inputs.models.review import Review

    review = Review(
        topic="tiny", locale="en", digest="ab" * 32, name="Dr. A", role="Psychiatrist", date=TODAY
    )
    examined = replace(an_examined(), reviews=(review,))
    report = Report(a_clinic(), (examined,), (), (("tiny", "en"),))
    cells = quality_view(report, datetime.date(2027, 2, 1))["rows"][0]["cells"]
    assert cells[-2].text == "2026-06-01"
    assert (cells[-3].text, cells[-3].state) == ("2027-01-15", "missed")
