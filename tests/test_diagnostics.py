"""Diagnostics: their words, their order and their JSON."""

from __future__ import annotations

import json
import pickle

import pytest

from handouts.diagnostics import DOES_NOT_FIT, Diagnostic, from_json, to_json

PLAIN = Diagnostic("clinic.yaml", 3, "wrong")
FULL = Diagnostic(
    "risks/en.md", None, "does not fit", code=DOES_NOT_FIT, severity="warning",
    fix="shorten it", data={"over_mm": 12.5, "pages": [], "sure": True},
)  # fmt: skip


def test_the_text_tells_the_fix_as_well() -> None:
    assert str(FULL) == "risks/en.md: does not fit; shorten it"
    assert str(PLAIN) == "clinic.yaml:3: wrong"
    assert PLAIN.location == ("clinic.yaml", 3)


@pytest.mark.parametrize("one", [PLAIN, FULL, Diagnostic("", None, "wrong")])
def test_json_gives_back_the_same(one: Diagnostic) -> None:
    (again,) = from_json(json.loads(json.dumps(to_json([one]))))
    assert again == one
    assert again.data == one.data
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301  # our own bytes


def test_programs_find_the_whole_sentence_as_the_message() -> None:
    assert FULL.to_json()["message"] == "does not fit; shorten it"
    assert PLAIN.to_json() == {
        "file": "clinic.yaml", "line": 3, "message": "wrong", "code": "invalid-input",
        "severity": "error",
    }  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [["clinic.yaml", 3, "wrong"], {"file": "a"}, {**PLAIN.to_json(), "severity": "grave"},
     {**PLAIN.to_json(), "line": "three"}],
)  # fmt: skip
def test_other_data_is_refused(data: object) -> None:
    with pytest.raises((TypeError, KeyError, ValueError, AttributeError)):
        from_json([data])


def test_equal_words_at_one_place_are_one_diagnostic() -> None:
    other = Diagnostic("clinic.yaml", 3, "wrong", data={"seen": 1})
    assert len({PLAIN, other}) == 1
    assert len({PLAIN, Diagnostic("clinic.yaml", 3, "wrong", severity="warning")}) == 2
