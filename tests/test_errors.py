"""Problems, the errors that carry them, and the words they suggest."""

from __future__ import annotations

import pickle

import pytest

from handouts.diagnostics import Diagnostic
from handouts.errors import (
    Interrupted,
    InvalidInput,
    RenderError,
    SomeFailed,
    WriteError,
    did_you_mean,
    nearest,
    unknown,
)

TOPICS = ("benefits", "preparing", "risks", "what-to-expect-infusion")


@pytest.mark.parametrize(
    ("problem", "shown"),
    [
        (Diagnostic("clinic.yaml", 3, "wrong"), "clinic.yaml:3: wrong"),
        (Diagnostic("clinic.yaml", None, "wrong"), "clinic.yaml: wrong"),
        (Diagnostic("", None, "wrong"), "wrong"),
    ],
)
def test_a_problem_says_as_much_of_its_place_as_is_known(problem: Diagnostic, shown: str) -> None:
    assert str(problem) == shown


def test_all_problems_are_told_each_once_in_order() -> None:
    first, second = Diagnostic("b", 2, "x"), Diagnostic("a", 1, "y")
    error = InvalidInput([first, second, first])
    assert error.problems == (first, second)
    assert str(error) == "b:2: x\na:1: y"


@pytest.mark.parametrize(("kind", "status"), [(InvalidInput, 2), (RenderError, 2), (SomeFailed, 1)])
def test_errors_cross_processes_with_problems_and_status(
    kind: type[InvalidInput], status: int
) -> None:
    error = kind([Diagnostic("a", 1, "y")])
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301  # our own bytes
    assert (type(copy), copy.problems, copy.exit_code) == (kind, error.problems, status)


def test_a_write_error_crosses_processes() -> None:
    error = WriteError("out", "full")
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301  # our own bytes
    assert (str(copy), copy.path, copy.reason, copy.exit_code) == ("out: full", "out", "full", 2)


def test_an_interruption_ends_with_the_status_that_shells_report() -> None:
    copy = pickle.loads(pickle.dumps(Interrupted(15)))  # noqa: S301  # our own bytes
    assert copy.exit_code == 143


@pytest.mark.parametrize(
    ("word", "close"),
    [
        ("riks", ["risks"]),
        ("RISKS", ["risks"]),
        ("expect", ["what-to-expect-infusion"]),
        ("xyzzy", []),
        ("", []),
    ],
)
def test_nearest_words(word: str, close: list[str]) -> None:
    assert nearest(word, TOPICS) == close


def test_nearest_keeps_the_letters_as_they_are_written() -> None:
    assert nearest("day-99", ["DAY-09", "RISK-01"]) == ["DAY-09"]


def test_few_words_are_all_named_and_many_are_not() -> None:
    assert did_you_mean("xyzzy", TOPICS) == f"use one of: {', '.join(TOPICS)}"
    assert did_you_mean("xyzzy", [f"word{n}" for n in range(50)]) == ""


def test_nothing_to_suggest_leaves_no_loose_end() -> None:
    assert unknown("no fact “X”", "X", []) == "no fact “X”"
    assert unknown("no topic", "riks", TOPICS) == "no topic; did you mean risks?"
