"""What changed between two texts."""

from __future__ import annotations

import pytest

from handouts.comparison.changes import Change, compare
from handouts.comparison.sentences import sentences
from handouts.comparison.weights import negations, numbers, phones

BEFORE = (
    "Before your visit",
    "Eat nothing for 6 hours before your visit. You may sip water.",
    "Call us at (555) 010-0142. We answer by day.",
    "Do not drive home.",
    "Bring an adult who stays with you.",
)


def swapped(old: str, new: str) -> list[str]:
    assert any(old in text for text in BEFORE)
    return [text.replace(old, new) for text in BEFORE]


def the_change(old: list[str], new: list[str], locale: str = "en") -> Change:
    (change,) = compare(old, new, locale).changes
    return change


def test_the_same_words_are_no_difference() -> None:
    rewrapped = [text.replace(" ", "\n", 1) for text in BEFORE]
    assert compare(BEFORE, rewrapped, "en").changes == ()


@pytest.mark.parametrize(
    ("old", "new", "weight", "gone", "come"),
    [
        ("6 hours", "8 hours", "number", ("6",), ("8",)),
        ("6 hours", "six hours", "number", ("6",), ("six",)),
        ("010-0142", "010-0143", "phone", ("(555) 010-0142",), ("(555) 010-0143",)),
        ("Do not drive", "Drive", "negation", ("not",), ()),
        ("You may", "You cannot", "negation", (), ("cannot",)),
        ("an adult", "a grown-up", "words", (), ()),
        ("(555) 010-0142", "555-010-0142", "words", (), ()),
    ],
)
def test_a_changed_sentence_is_weighed(
    old: str, new: str, weight: str, gone: tuple[str, ...], come: tuple[str, ...]
) -> None:
    change = the_change(list(BEFORE), swapped(old, new))
    assert (change.kind, change.weight, change.gone, change.come) == ("changed", weight, gone, come)


def test_weighty_changes_come_first() -> None:
    text = swapped("an adult", "a grown-up")
    text = [item.replace("not drive", "ever drive").replace("0142", "0143") for item in text]
    text = [item.replace("6 hours", "8 hours") for item in text]
    found = compare(BEFORE, text, "en")
    assert [change.weight for change in found.changes] == ["number", "phone", "negation", "words"]
    assert found.of("phone")[0].come == ("(555) 010-0143",)


def test_only_the_sentence_that_changed_is_told_with_its_words_marked() -> None:
    change = the_change(list(BEFORE), swapped("6 hours", "8 hours"))
    assert change.old == "Eat nothing for 6 hours before your visit."
    assert [(piece.kind, piece.text) for piece in change.pieces] == [
        ("same", "Eat nothing for"), ("old", "6"), ("new", "8"),
        ("same", "hours before your visit."),
    ]  # fmt: skip


def test_a_moved_paragraph_is_one_move() -> None:
    moved = [*BEFORE[:1], *BEFORE[2:], BEFORE[1]]
    change = the_change(list(BEFORE), moved)
    assert (change.kind, change.new) == ("moved", BEFORE[1])


def test_what_moved_comes_last() -> None:
    moved = [*BEFORE[:1], *BEFORE[2:4], BEFORE[4].replace("an", "one"), BEFORE[1]]
    assert [change.kind for change in compare(BEFORE, moved, "en").changes] == ["changed", "moved"]


def test_a_sentence_that_went_or_came() -> None:
    shorter = the_change(list(BEFORE), [*BEFORE[:3], BEFORE[4]])
    assert (shorter.kind, shorter.weight, shorter.gone) == ("removed", "negation", ("not",))
    longer = the_change(list(BEFORE), [*BEFORE, "Stay 2 hours."])
    assert (longer.kind, longer.weight, longer.come) == ("added", "number", ("2",))


def test_spanish_is_weighed_too() -> None:
    change = the_change(["No maneje."], ["Maneje."], "es-MX")
    assert (change.weight, change.gone) == ("negation", ("no",))


def test_a_language_that_nobody_knows_has_its_numbers_weighed() -> None:
    assert the_change(["Nehmen Sie 6."], ["Nehmen Sie 8."], "de").weight == "number"


def test_numbers_phones_and_negations() -> None:
    text = "Call (555) 010-0142 or 911: 8 in 100, 1,000 mg, 2.5 %, ≥ 24 hours, don’t."
    assert phones(text) == ["(555) 010-0142"]
    assert numbers(text, "en") == ["911", "8", "100", "1,000", "2.5%", "≥24"]
    assert negations(text, "en") == ["don't"]


def test_sentences_end_where_one_starts() -> None:
    found = sentences("Wait 2.5 hours. ¿Y luego? “Go.” Call 911.")
    assert found == ("Wait 2.5 hours.", "¿Y luego?", "“Go.”", "Call 911.")
