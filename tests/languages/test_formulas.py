"""Syllables and reading formulas of each language."""

from __future__ import annotations

import pytest

from handouts.checks.reading import count
from handouts.languages import en, es


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
    assert en.syllables(word) == syllables


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
    assert es.syllables(word) == syllables


def test_the_formulas_give_what_is_published() -> None:
    """Counted by hand: 3 sentences, 13 words, 16 syllables, 1 word of three syllables."""
    counts = count(
        ["You may feel sick.", "Ask for medicine.", "Then lie down and sleep again."], en.syllables
    )
    assert (counts.sentences, counts.words, counts.syllables, counts.long_words) == (3, 13, 16, 1)
    assert en.flesch_kincaid_grade(counts) == pytest.approx(0.39 * 13 / 3 + 11.8 * 16 / 13 - 15.59)
    assert en.flesch_ease(counts) == pytest.approx(206.835 - 1.015 * 13 / 3 - 84.6 * 16 / 13)
    assert en.smog_grade(counts) == pytest.approx(1.043 * 10**0.5 + 3.1291)


def test_the_spanish_formulas_give_what_is_published() -> None:
    counts = count(["Le damos la medicina.", "Luego duerme."], es.syllables)
    assert (counts.sentences, counts.words, counts.syllables) == (2, 6, 12)
    assert es.inflesz(counts) == pytest.approx(206.835 - 62.3 * 2 - 3)
    assert es.fernandez_huerta(counts) == pytest.approx(206.84 - 60 * 2 - 1.02 * 3)


def test_a_list_is_judged_line_by_line() -> None:
    """Run together, the same bullets would score grades higher (leaflet standards, 4.1)."""
    items = ["You keep throwing up", "You feel confused", "Your mood gets worse", "It hurts to pee"]
    apart = en.flesch_kincaid_grade(count(items, en.syllables))
    together = en.flesch_kincaid_grade(count([" ".join(items)], en.syllables))
    assert together - apart > 4
