"""Checks are found by looking, and what is written about them is made from them."""

from __future__ import annotations

import pkgutil
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest

from docs.make_checks import TABLES, with_tables
from handouts import checks
from handouts.checks import criteria
from handouts.checks.base import Check, CheckResult, Context, Finding
from handouts.checks.criteria import CRITERIA, Criterion
from handouts.checks.examples import examples_of
from handouts.checks.instruments import cdc, pemat, sam
from handouts.checks.pages.line_length import MEASURE
from handouts.checks.plain_text import Document
from handouts.checks.registry import CHECKS
from handouts.checks.report import Report
from handouts.checks.text.sentence_length import MAX_MEAN_WORDS, MAX_WORDS
from handouts.reports.bars import MEASURES, bars_of
from handouts.reports.entries import entries_of
from handouts.reports.rows import MIN_BODY_PT, MIN_CONTRAST
from tests.leaflet_builders import an_examined

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"


@pytest.mark.parametrize("folder", ["text", "clinic", "pages"])
def test_every_module_of_these_folders_is_one_check(folder: str) -> None:
    (path,) = checks.__path__
    modules = {module.name for module in pkgutil.iter_modules([f"{path}/{folder}"])}
    needs = {"text": "text", "clinic": "clinic", "pages": "leaflet"}[folder]
    assert modules == {check.code.replace("-", "_") for check in CHECKS.having(needs)}


def test_every_file_of_examples_stands_beside_its_check() -> None:
    files = resources.files("handouts.checks.text").iterdir()
    names = {file.name.removesuffix(".yaml") for file in files if file.name.endswith(".yaml")}
    assert names <= {code.replace("-", "_") for code in CHECKS}
    assert examples_of("no-such-check") == ()


@pytest.mark.parametrize("code", sorted(CHECKS))
def test_a_check_says_what_it_looks_for_and_why(code: str) -> None:
    check = CHECKS[code]
    assert check.summary
    assert check.rationale.endswith((".", "”"))
    assert check.criterion in CRITERIA


def test_every_criterion_has_a_check() -> None:
    """Else it would stand in no report."""
    assert {check.criterion for check in CHECKS.values()} == set(CRITERIA)
    assert set(MEASURES) <= set(CRITERIA)


def test_the_documentation_is_made_from_the_registry() -> None:
    """If this fails: python docs/make_checks.py."""
    text = PAGE.read_text("utf-8")
    assert with_tables(text) == text
    assert all(f"<!-- end of {name} -->" in text for name in TABLES)
    assert [code for code in CHECKS if f"| `{code}` |" not in text] == []


def test_the_marks_of_the_criteria_are_the_limits_of_the_checks() -> None:
    assert f"{MAX_MEAN_WORDS} on average, {MAX_WORDS} at most" == criteria.SENTENCES.mark
    assert criteria.LINES.mark.startswith(f"{MEASURE[1]} or less")
    assert criteria.CONTRAST.mark.startswith(f"{MIN_CONTRAST:g}:1")
    assert f"text {MIN_BODY_PT:g} pt" in criteria.TYPE.mark
    assert criteria.CDC.mark.startswith(f"{cdc.BAR:g} ")
    assert criteria.PEMAT_READ.mark == criteria.PEMAT_ACT.mark == f"{pemat.BAR:g} % or more"
    assert criteria.SAM.mark == f"{sam.BAR:g} % or more"


def test_a_check_of_a_plugin_gets_a_bar_of_its_own() -> None:
    def nothing(_document: Document, _context: Context) -> list[Finding]:
        return []

    own = Criterion("Semicolons", "none")
    check = Check("semicolon", "semicolons", "text", nothing, "They are hard.", own)
    CHECKS.register(check, plugin="semicolons")
    try:
        text = an_examined()
        text = replace(text, results=(*text.results, CheckResult("semicolon", "passed")))
        report = Report(None, (text,), (), (("tiny", "en"),))
        *_, last = bars_of(report, list(entries_of(report)))
    finally:
        CHECKS.withdraw("semicolons")
    assert (last.name, last.mark, last.result.text) == ("Semicolons", "none", "1 of 1")
