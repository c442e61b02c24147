"""The identity of printed words: what changes it, and what does not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from handouts.editions.marks import ALPHABET, mark_of, typed_mark
from handouts.pdf.xmp import read_xmp
from handouts.session import ClinicSession
from tests.builders import Spoiled, a_folder, add, swap

TOPIC = "content/topics/tiny/en.md"


DRIVE = " Do not drive {{ policy.infusion.drive }}."


def edition(parent: Path, spoiled: Mapping[str, Spoiled] | None = None) -> str:
    """Return the mark of the tiny topic, with some files of its clinic changed."""
    parent.mkdir(exist_ok=True)
    return ClinicSession(a_folder(parent, spoiled)).edition("tiny", "en").mark


@pytest.mark.parametrize(
    "spoiled",
    [
        {"clinic.yaml": swap("food_hours: 6", "food_hours: 8")},
        {"clinic.yaml": swap("010-0100", "010-0105")},
        {"clinic.yaml": swap("region: US", "region: CA")},
        {TOPIC: swap("You keep vomiting", "You keep coughing")},
        {TOPIC: swap("A second thing", "Another thing")},
    ],
    ids=["rule", "phone", "region", "call-out", "key point"],
)
def test_a_word_that_is_printed_changes_it(
    tmp_path: Path, tiny: ClinicSession, spoiled: dict[str, Spoiled]
) -> None:
    assert edition(tmp_path, spoiled) != tiny.edition("tiny", "en").mark


def test_a_word_that_a_glossary_explains_changes_it(tmp_path: Path, tiny: ClinicSession) -> None:
    text = "content/topics/everything/en.md"
    other = ClinicSession(a_folder(tmp_path, {text: swap("term: Drip", "term: Line")}))
    assert other.edition("everything", "en").mark != tiny.edition("everything", "en").mark


@pytest.mark.parametrize(
    "spoiled",
    [
        {"styles/brand.css": add("\n:root { --color-primary: #123456; }\n")},
        {"clinic.yaml": add("\nbuild: {topics: [tiny], formats: [card]}\n")},
        {TOPIC: swap("review_by: 2027-01-15", "review_by: 2027-06-15")},
        {"content/topics/other/en.md": swap("title:", "title: New")},
    ],
    ids=["colour", "build", "dates", "another topic"],
)
def test_what_is_no_printed_word_does_not(
    tmp_path: Path, tiny: ClinicSession, spoiled: dict[str, Spoiled]
) -> None:
    assert edition(tmp_path, spoiled) == tiny.edition("tiny", "en").mark


@pytest.mark.pdf
def test_it_is_the_same_in_every_format_and_stands_in_the_metadata(tiny: ClinicSession) -> None:
    found = tiny.edition("tiny", "en")
    for form in ("sheet", "card"):
        (spec,) = tiny.specs(["tiny"], ["en"], [form])
        properties = read_xmp(tiny.render(spec).pdf)
        assert (properties["edition"], properties["edition_digest"]) == (found.mark, found.digest)


def test_each_language_has_its_own(tiny: ClinicSession) -> None:
    assert tiny.edition("tiny", "en") != tiny.edition("tiny", "es")


def test_a_mark_has_no_characters_that_look_alike() -> None:
    assert not set(ALPHABET) & set("01OILSZBU5")
    assert mark_of("ab" * 32) == mark_of("ab" * 32)
    assert typed_mark(" 7k3f92qd") == typed_mark("7K3F 92QD") == "7K3F-92QD"


def test_the_rule_on_a_card_is_in_it(tmp_path: Path) -> None:
    text: dict[str, Spoiled] = {TOPIC: swap(DRIVE, "")}
    later = {**text, "clinic.yaml": swap("next-day-after-sleep", "24-hours")}
    assert edition(tmp_path / "a", text) != edition(tmp_path / "b", later)
