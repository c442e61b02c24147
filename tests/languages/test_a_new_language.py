"""A new language: its strings, its words, and one module. Nothing else knows its name."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest

from handouts.assets import shipped_files
from handouts.checks.plain_text import to_plain_text
from handouts.checks.registry import text_checks
from handouts.checks.session import CheckSession
from handouts.inputs.library import load_library
from handouts.languages import LANGUAGES, Counts, Formula, LanguageSpec, ReadingBar
from handouts.registry import discover
from tests.builders import a_clinic, a_topic

TODAY = datetime.date(2026, 6, 1)


def letters(counts: Counts) -> float:
    return 10 * counts.words_per_sentence


LETTERS = Formula("ease", "Ease", "made up for this test", "10 words a sentence", letters)
DANISH = LanguageSpec(
    name="da",
    title="Danish",
    joins=("ud af",),
    turns=("men", "og"),
    explains=("det vil sige",),
    no_treatment="ingen behandling",
    syllables=lambda word: 1 + len(word) // 4,
    formulas=(LETTERS,),
    bars=(ReadingBar(LETTERS, 60.0, "ease", is_most=True, is_masked=True),),
    bar_label="DA",
    suitable=(50.0, 60.0),
)


@pytest.fixture
def desk() -> Iterator[CheckSession]:
    """Return a desk at which Danish is known; its words are English ones, which will do."""
    LANGUAGES.register(DANISH, plugin="danish")
    desk = CheckSession(a_clinic(), load_library(shipped_files(), {}), TODAY)
    words = desk.shipped["content/language/en.yaml"]
    desk.shipped = {**desk.shipped, "content/language/da.yaml": words}
    yield desk
    LANGUAGES.withdraw("danish")


def statuses(desk: CheckSession, body: str) -> dict[str, str]:
    topic = replace(a_topic(body), locale="da")
    document = to_plain_text(topic, desk.values("da"))
    context = desk.context(document)
    return {check.code: check.run(document, context).status for check in text_checks()}


def test_a_text_in_it_is_judged(desk: CheckSession) -> None:
    found = statuses(desk, "Ketamine cures you. " + "Far too many words stand in a row here. " * 20)
    assert found["claims"] == "failed"
    assert found["reading-grade"] == "failed", "by the language's own formula"
    assert found["jargon"] == "passed"


def test_what_it_does_not_say_is_not_judged(desk: CheckSession) -> None:
    found = statuses(desk, "Some words.")
    assert DANISH.supports() == {"checks", "reading-grade"}
    assert found["word-budget"] == "not_judged"
    assert found["long-words"] == "not_applicable"


def test_word_lists_alone_do_not_make_a_language() -> None:
    desk = CheckSession(a_clinic(), load_library(shipped_files(), {}), TODAY)
    words = desk.shipped["content/language/en.yaml"]
    desk.shipped = {**desk.shipped, "content/language/da.yaml": words}
    assert statuses(desk, "Ketamine cures you.")["claims"] == "not_judged"


def test_languages_are_found_by_looking_and_say_what_they_support() -> None:
    assert set(LANGUAGES) == {"en", "es"}
    assert {spec.name for spec in LANGUAGES.having("long-words")} == {"en"}
    assert discover("handouts.languages", "NOTHING", SimpleNamespace) == ()
