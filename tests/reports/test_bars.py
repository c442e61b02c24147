"""Bars that hang on a person: an instrument's signs are no pass until somebody has signed."""

from __future__ import annotations

import datetime
from dataclasses import replace

from handouts.assets import shipped_files
from handouts.checks.plain_text import to_plain_text
from handouts.checks.report import Report
from handouts.checks.run import check_document
from handouts.checks.session import CheckSession
from handouts.inputs.library import load_library
from handouts.inputs.models.review import Review
from handouts.reports.bars import CriterionRow, bars_of
from handouts.reports.entries import entries_of
from handouts.reports.quality_pdf import quality_view
from tests.builders import a_clinic

TODAY = datetime.date(2026, 11, 23)


def a_report(*reviews: Review) -> Report:
    """Return the report on one of our own texts, which lacks no sign."""
    clinic = a_clinic()
    session = CheckSession(clinic, load_library(shipped_files(), {}), TODAY)
    topic = session.library.topic("benefits", "en")
    text = check_document(session, to_plain_text(topic, session.values("en")))
    return Report(clinic, (replace(text, reviews=reviews),), (), (("benefits", "en"),))


def bar(report: Report, title: str) -> CriterionRow:
    (found,) = [bar for bar in bars_of(report, list(entries_of(report))) if bar.name == title]
    return found


def a_signature(report: Report) -> Review:
    (text,) = report.texts
    return Review(
        topic=text.topic.id, locale="en", digest="ab" * 32, kind="clarity", name="B. Lee",
        role="Editor", date=TODAY,
    )  # fmt: skip


def test_a_score_that_hangs_on_a_person_is_not_met() -> None:
    found = bar(a_report(), "CDC Index")
    assert (found.result.text, found.result.state) == ("for a person", "open")
    assert found.measured.endswith("to 100")


def test_it_is_met_once_somebody_has_judged_the_rest_and_signed() -> None:
    signed = a_report(a_signature(a_report()))
    found = bar(signed, "CDC Index")
    assert (found.result.text, found.result.state) == ("1 of 1", "met")


def test_a_bar_that_waits_is_not_counted_as_met() -> None:
    tiles = {tile["words"]: tile["number"] for tile in quality_view(a_report(), TODAY)["tiles"]}
    met, _, judged = str(tiles["bars met"]).partition(" of ")
    assert int(met) <= int(judged) - 4
