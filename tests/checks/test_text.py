"""The ground that language checks stand on: plain text, sentences, syllables, grades, phrases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handouts.assets import shipped_files
from handouts.checks.plain_text import Block, Document, to_plain_text
from handouts.checks.sample_values import clinic_sample_values
from handouts.checks.sentences import sentences
from handouts.inputs.facts import shipped_facts
from handouts.inputs.locales import load_strings
from tests.builders import a_clinic, a_topic


def document(body: str, locale: str = "en", **front: object) -> Document:
    """Return a topic with `body` as checks see it."""
    strings = load_strings(shipped_files(), locale)
    values = clinic_sample_values(locale, a_clinic().settings, shipped_facts(), strings)
    return to_plain_text(replace(a_topic(body, **front), locale=locale), values)


def body_of(text: str) -> list[Block]:
    """Return the blocks of a body, without those of the front matter."""
    blocks = document(text).blocks
    return [block for block in blocks if block.line >= 20]


def a_block(text: str) -> Block:
    return Block(text, "paragraph", 1, "body", 0)


def test_every_block_stands_alone_with_its_line() -> None:
    blocks = body_of("First.\n\n## Why is that?\n\n- One\n- Two\n\nLast.")
    assert [(block.text, block.kind, block.line) for block in blocks] == [
        ("First.", "paragraph", 20),
        ("Why is that?", "heading", 22),
        ("One", "item", 24),
        ("Two", "item", 25),
        ("Last.", "paragraph", 27),
    ]


def test_the_items_of_one_list_share_a_group_and_paragraphs_do_not() -> None:
    first, one, two, last = body_of("First.\n\n- One\n- Two\n\nLast.")
    assert one.group == two.group
    assert len({first.group, one.group, last.group}) == 3


def test_a_wrapped_paragraph_knows_the_line_of_each_word() -> None:
    (block,) = body_of("One two\nthree four\nfive.")
    assert block.text == "One two three four five."
    assert block.line_at(block.text.index("two")) == 20
    assert block.line_at(block.text.index("three")) == 21
    assert block.line_at(block.text.index("five")) == 22


def test_a_placeholder_becomes_its_value_and_is_remembered() -> None:
    (block,) = body_of("Of 100, {{ facts.RISK_01.nausea.medicine }} felt sick.")
    assert block.text == "Of 100, 29 felt sick."
    start = block.text.index("29")
    assert block.is_filled(start, start + 2)
    assert not block.is_filled(0, 6)
    assert block.source_of(start, start + 2) == "facts.RISK_01.nausea.medicine"


def test_a_rule_that_the_clinic_has_not_set_gets_an_ordinary_value() -> None:
    (block,) = body_of("No food for {{ policy.infusion.food_hours | hours }}.")
    assert block.text == "No food for 6 hours."


def test_the_words_of_directives_are_read_with_their_lines() -> None:
    text = """:::timeline The visit
- {title: Arrive, text: Sit down.}
- title: Leave
  minutes: 20
  text: Go home.
- {title: Rest, text: Sleep.}
:::"""
    blocks = body_of(text)
    assert [(block.text, block.kind, block.line) for block in blocks] == [
        ("The visit", "heading", 20),
        ("Arrive", "cell", 21),
        ("Sit down.", "paragraph", 21),
        ("Leave", "cell", 22),
        ("Go home.", "paragraph", 24),
        ("Rest", "cell", 25),
        ("Sleep.", "paragraph", 25),
    ]


def test_figures_are_found_in_words_and_in_directives() -> None:
    text = """{{ facts.BEN_01.remission.dummy }} in 100.

:::fact-box
fact: RISK-01
with: Spray
without: Dummy
group: Adults
period: 4 weeks
rows:
  - {figure: nausea, name: Sick}
  - {fact: BEN-03, figure: response, name: Better, good: yes}
:::"""
    uses = document(text).figures
    assert [(use.fact, use.figure, use.line, use.how, use.good) for use in uses] == [
        ("BEN-01", "remission", 20, "text", None),
        ("RISK-01", "nausea", 29, "fact-box", False),
        ("BEN-03", "response", 30, "fact-box", True),
    ]


def test_bold_markers_flags_and_pen_lines_are_no_words() -> None:
    texts = [block.text for block in body_of("## A **bold** one {optional, wide}\n\n- Driver: ___")]
    assert texts == ["A bold one", "Driver:"]


def test_optional_sections_are_marked() -> None:
    blocks = body_of("## One of them {optional}\n\nIn it.\n\n## And another\n\nNot in it.")
    assert [block.optional for block in blocks] == [True, True, False, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("It took 2.5 hours. Then we left.", ["It took 2.5 hours.", "Then we left."]),
        ("See Dr. Jones at 9 a.m. today.", ["See Dr. Jones at 9 a.m. today."]),
        ("“Why?” Ask us.", ["“Why?”", "Ask us."]),
        ("¿Sin alivio? ¿Por qué? Diga.", ["¿Sin alivio?", "¿Por qué?", "Diga."]),
        ("Visit harborlight.example now", ["Visit harborlight.example now"]),
        ("No end", ["No end"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    found = sentences([a_block(text)], ["Dr.", "a.m."])
    assert [sentence.text for sentence in found] == expected
    assert all(text[item.start : item.end] == item.text for item in sentences([a_block(text)]))
