"""Checks are found by looking, and what is written about them is made from them."""

from __future__ import annotations

import pkgutil
from importlib import resources
from pathlib import Path

import pytest

from docs.make_checks import TABLES, with_tables
from handouts import checks
from handouts.checks.criteria import CRITERIA
from handouts.checks.examples import examples_of
from handouts.checks.registry import CHECKS
from handouts.reports.bars import MEASURES

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
