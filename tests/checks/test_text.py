"""The ground that language checks stand on: plain text, sentences, syllables, grades, phrases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from handouts.assets import shipped_files
from handouts.checks import plain_text as linearise_module
from handouts.checks.language import find, find_all, load_language, pattern_of
from handouts.checks.plain_text import Block, Document, linearise
from handouts.checks.sample_values import Sampler
from handouts.checks.syllables import english, spanish
from handouts.checks.text.readability import (
    count,
    fernandez_huerta,
    flesch_ease,
    flesch_kincaid_grade,
    inflesz,
    smog_grade,
)
from handouts.checks.text.sentences import sentences
from handouts.document.markdown import read_body
from handouts.errors import InvalidInput
from handouts.inputs.facts import shipped_facts
from handouts.inputs.locales import load_strings
from tests.builders import a_clinic, a_topic


def document(body: str, locale: str = "en", **front: object) -> Document:
    """Return a topic with `body` as checks see it."""
    strings = load_strings(shipped_files(), locale)
    sampler = Sampler(locale, a_clinic().settings, shipped_facts(), strings)
    return linearise(replace(a_topic(body, **front), locale=locale), sampler)


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


def test_both_parsers_read_alike() -> None:
    """The checks read Markdown themselves, because sections of HTML have no lines."""
    parser: MarkdownIt = linearise_module._PARSER
    body = (
        "## One\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n:::note Hi\nText\n:::\n\n<b>x</b>\n\n## Two"
    )
    headings = [section.heading for section in read_body(body, "x.md", 1)]
    ours = [
        token.content
        for before, token in zip(parser.parse(body), parser.parse(body)[1:], strict=False)
        if before.type == "heading_open"
    ]
    assert ours == headings


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


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("cat", 1), ("take", 1), ("table", 2), ("watched", 1), ("wanted", 2), ("settled", 2),
        ("changes", 2), ("makes", 1), ("people", 2), ("medicine", 3), ("ketamine", 3),
        ("esketamine", 4), ("antidepressant", 5), ("anxiety", 4), ("breathing", 2), ("pressure", 2),
        ("infusion", 3), ("depression", 3), ("sleepy", 2), ("tired", 2), ("idea", 3), ("likely", 2),
        ("off-label", 3), ("ECT", 3), ("you’ll", 1), ("didn't", 2), ("22", 1), ("mechanism", 4),
        ("psychiatrist", 4), ("studied", 2), ("trouble", 2), ("serious", 3), ("area", 3),
    ],
)  # fmt: skip
def test_english_syllables(word: str, syllables: int) -> None:
    assert english(word) == syllables


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("día", 2), ("agua", 2), ("guía", 2), ("que", 1), ("guerra", 2), ("pingüino", 3),
        ("ahora", 3), ("leer", 2), ("país", 2), ("ciudad", 2), ("ansiedad", 3), ("hay", 1),
        ("muy", 1), ("ayuda", 3), ("infusión", 3), ("esketamina", 5), ("cirugía", 4),
        ("suicidio", 3), ("aéreo", 4), ("quien", 1), ("oír", 2), ("búho", 2), ("energía", 4),
        ("8", 1),
    ],
)  # fmt: skip
def test_spanish_syllables(word: str, syllables: int) -> None:
    assert spanish(word) == syllables


def test_the_formulas_give_what_is_published() -> None:
    """Counted by hand: 3 sentences, 13 words, 16 syllables, 1 word of three syllables."""
    counts = count(
        ["You may feel sick.", "Ask for medicine.", "Then lie down and sleep again."], "en"
    )
    assert (counts.sentences, counts.words, counts.syllables, counts.long_words) == (3, 13, 16, 1)
    assert flesch_kincaid_grade(counts) == pytest.approx(0.39 * 13 / 3 + 11.8 * 16 / 13 - 15.59)
    assert flesch_ease(counts) == pytest.approx(206.835 - 1.015 * 13 / 3 - 84.6 * 16 / 13)
    assert smog_grade(counts) == pytest.approx(1.043 * 10**0.5 + 3.1291)


def test_the_spanish_formulas_give_what_is_published() -> None:
    counts = count(["Le damos la medicina.", "Luego duerme."], "es")
    assert (counts.sentences, counts.words, counts.syllables) == (2, 6, 12)
    assert inflesz(counts) == pytest.approx(206.835 - 62.3 * 2 - 3)
    assert fernandez_huerta(counts) == pytest.approx(206.84 - 60 * 2 - 1.02 * 3)


def test_a_list_is_judged_line_by_line() -> None:
    """Run together, the same bullets would score grades higher (leaflet standards, 4.1)."""
    items = ["You keep throwing up", "You feel confused", "Your mood gets worse", "It hurts to pee"]
    apart = flesch_kincaid_grade(count(items, "en"))
    together = flesch_kincaid_grade(count([" ".join(items)], "en"))
    assert together - apart > 4


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
    listed = {word for entry in language.jargon for word in entry.words}
    assert "bupropion" in listed
    assert "infusion*" not in listed


def test_a_clinic_cannot_allow_what_is_not_on_our_lists() -> None:
    own = b"allowed:\n  - {word: cures, reason: it does}\n"
    with pytest.raises(InvalidInput, match="not on our lists"):
        load_language(shipped_files(), {"content/language/en.yaml": own}, "en")


def test_a_language_without_lists_has_none() -> None:
    assert load_language(shipped_files(), {}, "fi") is None
