"""Leaflets are made, measured and checked, and the command says what was found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from handouts.checks import measures
from handouts.checks.measures import NO_VALIDATOR
from handouts.checks.page_checker import with_pages
from handouts.checks.report import Report
from handouts.checks.run import check_clinic
from handouts.cli import main
from tests.builders import TINY, add
from tests.leaflet_builders import (
    OWN,
    TODAY,
    a_checked_folder,
    building,
    tiny_report,
)

pytestmark = pytest.mark.usefixtures("here")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return tiny_report(a_checked_folder(tmp_path_factory.mktemp("clinic")))


@pytest.mark.pdf
def test_a_good_leaflet_is_made_and_measured(report: Report) -> None:
    (looked,) = report.leaflets
    leaflet = looked.leaflet
    assert [finding for finding in looked.findings if finding.severity == "error"] == []
    assert leaflet.is_made
    assert leaflet.pdf_ua == ()
    assert leaflet.smallest_pt >= 10
    assert leaflet.body_pt == 12
    assert leaflet.contrast >= 7
    assert set(leaflet.marks) == {
        "reference", "version", "date of issue", "review date", "telephone number"
    }  # fmt: skip
    data = report.describe()
    assert json.loads(json.dumps(data))["leaflets"][0]["pdf_ua"] is True


@pytest.mark.pdf
def test_a_text_that_is_too_long_and_pale_words_are_told(tmp_path: Path) -> None:
    pale_text = (TINY / OWN).read_text("utf-8").replace("TST-TINY", "TST-PALE")
    pale_text = pale_text.replace("What is this?", "What is pale?")
    folder = a_checked_folder(
        tmp_path,
        {
            OWN: add("\n\nSome more words here." * 150),
            "content/topics/pale/en.md": pale_text,
            "clinic.yaml": building("tiny, pale"),
            "styles/brand.css": "h2 { color: #ccc }",
        },
    )
    report = with_pages(check_clinic(folder, TODAY), TODAY)
    long, pale = report.leaflets
    (finding,) = [item for item in long.findings if item.check == "printable"]
    assert finding.severity == "error"
    assert " mm over 2 pages" in finding.message
    assert not long.leaflet.is_made
    assert any(item.check == "brand" and item.line == 1 for item in pale.findings)
    assert pale.leaflet.contrast < 2


@pytest.mark.pdf
def test_without_a_validator_pdf_ua_is_not_judged_and_a_note_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measures, "PDF_UA_MODULE", "no_such_module_here")
    report = with_pages(check_clinic(a_checked_folder(tmp_path), TODAY), TODAY)
    assert report.notes == (NO_VALIDATOR,)
    assert report.leaflets[0].leaflet.pdf_ua is None
    assert not report.count("error")


def test_another_package_called_page_is_no_validator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measures, "PDF_UA_MODULE", "json")
    assert measures.pdf_ua_validator() is None


def checked(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments), "--today", str(TODAY)])


def test_without_pango_the_texts_are_checked_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handouts.cli.check.find_missing_libraries", lambda: ("pango",))
    result = checked(a_checked_folder(tmp_path))
    assert "no pages were looked at: pango missing" in result.output
    assert "1 text, 0 leaflets" in result.output
    assert result.exit_code == 0


@pytest.mark.pdf
def test_the_command_writes_the_report(tmp_path: Path) -> None:
    folder, file = a_checked_folder(tmp_path), tmp_path / "quality.pdf"
    result = checked(folder, "--report", file, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["reports"][0]["leaflets"][0]["made"]
    assert file.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["one", "two", "--report", "x.pdf"], "one clinic"),
        (["nowhere", "--report", "no/such/folder/x.pdf"], "no such clinic folder"),
    ],
)
def test_wrong_input_ends_with_2(
    arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = checked(*arguments)
    assert result.exit_code == 2
    assert words in result.output
