"""What a check cannot judge is not judged, and never passed: a text in a language without words."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from click.testing import CliRunner

from handouts.assets import shipped_files
from handouts.checks.report import Report
from handouts.checks.run import check_clinic
from handouts.cli import main
from handouts.reports.quality_pdf import quality_report, quality_view
from tests.builders import TINY, a_folder, add, swap

pytestmark = pytest.mark.usefixtures("here")

TODAY = datetime.date(2026, 6, 1)
# One text for both languages: what it says is flagged where somebody can read it.
HARMFUL = """

## Wie gut wirkt es bei mir?

Ketamine is completely safe and cures depression. 9 in 10 patients are cured forever. A 2-fold rise.
"""
NEEDS_WORDS = {
    "claims", "jargon", "stigma", "abbreviations", "passive", "third-person", "chance-words",
    "frequency-bands", "denominators", "one-in-x", "relative-risk", "percent", "comparator",
    "period", "benefit-and-harm", "known-and-unknown", "choices", "policy", "reading-grade",
    "long-words", "word-budget", "cdc-index", "pemat-actionability", "sam",
}  # fmt: skip


def a_german_clinic(parent: Path, *, text: str = HARMFUL, settings: str = "") -> Path:
    """Return a clinic with one text, saved in English and as if it were German."""
    english = (TINY / "content/topics/other/en.md").read_text("utf-8") + text
    files: Mapping[str, Any] = {
        "clinic.yaml": lambda old: add(f"\nbuild: {{topics: [other]}}\n{settings}")(
            swap("[en, es]", "[en, de]")(old)
        ),
        "content/topics/other/en.md": english,
        "content/topics/other/de.md": english,
        "content/topics/tiny/en.md": None,
        "content/topics/tiny/es.md": None,
        "content/topics/everything/en.md": None,
        "content/locales/de.yaml": shipped_files()["content/locales/en.yaml"],
    }
    return a_folder(parent, files)


def german(report: Report) -> Report:
    """Return the report as if the clinic built the German text alone."""
    (examined,) = [item for item in report.texts if item.topic.locale == "de"]
    return Report(report.clinic, (examined,), (), (("other", "de"),))


def bars_of(report: Report) -> dict[str, tuple[str, str]]:
    view = quality_view(report, TODAY)
    bars = [*view["bars"], *(bar for half in view["rules"] for bar in half)]
    return {bar.name: (bar.result.text, bar.result.state) for bar in bars}


def test_a_language_without_word_lists_passes_no_bar_that_needs_words(tmp_path: Path) -> None:
    """Promises and typed chances in it used to count as met in the report that people sign."""
    report = check_clinic(a_german_clinic(tmp_path), TODAY)
    flagged = {finding.check for finding in report.findings if finding.file.endswith("en.md")}
    assert {"claims", "comparator", "one-in-x"} <= flagged, "the words are harmful"
    bars = bars_of(german(report))
    for name in ("Words", "Balance", "Numbers", "CDC Index", "PEMAT-P, to understand", "SAM"):
        assert bars[name] == ("not judged", "none"), name


def test_what_may_harm_and_nobody_judged_is_an_error(tmp_path: Path) -> None:
    report = check_clinic(a_german_clinic(tmp_path), TODAY)
    (finding,) = [item for item in report.findings if item.check == "not-judged"]
    assert finding.severity == "error"
    assert finding.file.endswith("other/de.md")
    assert finding.message.startswith("claims and numbers and safety not judged: no word lists")
    assert "accept: {not_judged: {de: [claims, numbers, safety]}}" in finding.message


@pytest.mark.parametrize(
    ("accepted", "left"),
    [
        ("[claims, numbers, safety]", ""),
        ("[claims, numbers]", "safety not judged"),
        ("[safety]", "claims and numbers not judged"),
    ],
)
def test_a_clinic_accepts_by_name_what_its_own_reader_judges(
    accepted: str, left: str, tmp_path: Path
) -> None:
    settings = f"accept: {{not_judged: {{de: {accepted}}}}}\n"
    report = check_clinic(a_german_clinic(tmp_path, settings=settings), TODAY)
    told = [item.message for item in report.findings if item.check == "not-judged"]
    assert [message.startswith(left) for message in told] == ([True] if left else [])
    (examined,) = german(report).texts
    said = {result.check: result.status for result in examined.results}
    assert {said[check] for check in NEEDS_WORDS} == {"not_judged"}
    assert bars_of(german(report))["Words"] == ("not judged", "none"), "accepted, not judged"


def test_a_text_that_waits_for_a_person_is_not_counted_as_met(tmp_path: Path) -> None:
    """With an English text beside it, a bar tells how many of each there are."""
    report = check_clinic(a_german_clinic(tmp_path, text=""), TODAY)
    assert bars_of(report)["Words"] == ("1 of 1, 1 not judged", "open")
    harmful = check_clinic(a_german_clinic(tmp_path / "harmful"), TODAY)
    assert bars_of(harmful)["Words"] == ("0 of 1, 1 not judged", "missed")


@pytest.mark.parametrize(
    ("locale", "words"),
    [("en", "we do judge “en”"), ("fr", "“fr” is not among the clinic's locales")],
)
def test_a_needless_acceptance_is_told(locale: str, words: str, tmp_path: Path) -> None:
    settings = f"accept:\n  not_judged:\n    {locale}: [claims]\n"
    folder = a_german_clinic(tmp_path, settings=settings)
    (finding,) = [f for f in check_clinic(folder, TODAY).findings if f.check == "build-list"]
    assert words in finding.message
    lines = (folder / "clinic.yaml").read_text().split("\n")
    assert finding.line == lines.index(f"    {locale}: [claims]") + 1


def test_terminal_and_data_say_not_judged(tmp_path: Path) -> None:
    folder = str(a_german_clinic(tmp_path))
    arguments = ["check", folder, "--no-pages", "--today", "2026-06-01"]
    text = CliRunner().invoke(main, arguments).output
    assert "not judged in 1 text: " in text
    assert "no word lists for “de” (content/language/de.yaml, " in text
    assert "1 text not judged in full" in text
    data = json.loads(CliRunner().invoke(main, [*arguments, "--json"]).output)
    texts = {item["locale"]: item for item in data["reports"][0]["topics"]}
    assert texts["de"]["checks"]["claims"] == "not_judged"
    assert texts["de"]["not_judged"]["claims"].startswith("no word lists")
    assert texts["en"]["checks"]["claims"] == "failed"
    assert texts["en"]["not_judged"] == {}


@pytest.mark.pdf
def test_the_signed_report_says_not_judged(tmp_path: Path) -> None:
    settings = "accept: {not_judged: {de: [claims, numbers, safety]}}\n"
    report = german(check_clinic(a_german_clinic(tmp_path, settings=settings), TODAY))
    (examined,) = report.texts
    calm = tuple(replace(result, findings=()) for result in examined.results)
    report = replace(report, texts=(replace(examined, results=calm),))
    document = pypdfium2.PdfDocument(quality_report(report, TODAY))
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    assert " ".join(text.split()).count("not judged") > 8
    assert "not all checks can read German" in " ".join(text.split())
