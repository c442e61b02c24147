"""Phrases, and word lists with the words of a clinic."""

from __future__ import annotations

import pytest

from handouts.assets import shipped_files
from handouts.checks.language import load_language
from handouts.errors import InvalidInput
from handouts.languages.phrases import find, find_all, pattern_of


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("administer*", "We administered it.", "administered"),
        (
            "prevent* .. suicide",
            "It prevents every kind of suicide.",
            "prevents every kind of suicide",
        ),
        ("prevent* .. suicide", "It prevents falls. Suicide is another thing.", None),
        ("(take|bring) (your |)spray home", "Take spray home.", "Take spray home"),
        ("# mg", "Give 0.5 mg now.", "0.5 mg"),
        ("oral", "It is moral.", None),
        ("=US", "Tell us.", None),
        ("can't", "You can’t.", "can’t"),
    ],
)
def test_phrases(phrase: str, text: str, found: str | None) -> None:
    match = find([phrase], text)
    assert (match.text if match else None) == found


def test_a_phrase_with_open_brackets_is_refused() -> None:
    with pytest.raises(ValueError, match="not a phrase"):
        pattern_of("(one|two")


def test_of_overlapping_places_the_longest_counts() -> None:
    found = find_all(["times more", "three times", "three times more"], "It is three times more.")
    assert [match.text for match in found] == ["three times more"]


def test_a_clinic_adds_words_and_keeps_some_of_ours_with_a_reason() -> None:
    own = """jargon:
  - {words: [bupropion], use: your other pill}
allowed:
  - {word: "infusion*", reason: our patients know it}
"""
    path = "content/language/en.yaml"
    language = load_language(shipped_files(), {path: own.encode()}, "en-US", "my-clinic")
    assert language
    listed = {word for entry in language.words.jargon for word in entry.words}
    assert "bupropion" in listed
    assert "infusion*" not in listed


def test_a_clinic_cannot_allow_what_is_not_on_our_lists() -> None:
    own = b"allowed:\n  - {word: cures, reason: it does}\n"
    with pytest.raises(InvalidInput, match="not on our lists"):
        load_language(shipped_files(), {"content/language/en.yaml": own}, "en")


def test_a_language_without_lists_has_none() -> None:
    assert load_language(shipped_files(), {}, "fi") is None
