"""Spanish: syllables by the rules of the Real Academia, the INFLESZ scale.

English formulas are never run on Spanish, whose words have more syllables.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from itertools import pairwise

from handouts.languages.base import Counts, Formula, LanguageSpec, ReadingBar

_STRONG = "aeoáéó"
_ACCENTED_WEAK = "íú"
_NUCLEUS = re.compile(r"[aeiouáéíóúü]+")


@functools.cache
def syllables(word: str) -> int:
    """Return the number of syllables of a Spanish word, by the rules of the Real Academia.

    Two strong vowels (a, e, o) are two syllables, a weak one (i, u) joins its neighbour unless it
    bears the accent; the u of que, qui, gue and gui is silent, and y ends a word as a vowel.
    """
    plain = unicodedata.normalize("NFC", word.lower())
    if "-" in plain:
        return sum(syllables(part) for part in plain.split("-") if part)
    if not any(sign.isalpha() for sign in plain):
        return 1
    plain = re.sub(r"(?<=q)u(?=[eiéí])|(?<=g)u(?=[eiéí])", "", plain)
    plain = re.sub(r"y(?![aeiouáéíóú])", "i", plain)
    plain = re.sub(r"(?<=[aeiouáéíóú])h(?=[aeiouáéíóú])", "", plain)
    count = sum(_nuclei(run) for run in _NUCLEUS.findall(plain))
    return max(1, count)


def _nuclei(run: str) -> int:
    """Return how many syllables a run of vowels makes."""
    count = 1
    for left, right in pairwise(run):
        strong = left in _STRONG and right in _STRONG
        broken = left in _ACCENTED_WEAK and right in _STRONG
        broken = broken or (left in _STRONG and right in _ACCENTED_WEAK)
        same = left == right
        count += strong or broken or same
    return count


def inflesz(counts: Counts) -> float:
    """Return the Spanish ease of Szigriszt-Pazos (1993), read on the INFLESZ scale (2008)."""
    return 206.835 - 62.3 * counts.syllables_per_word - counts.words_per_sentence


def fernandez_huerta(counts: Counts) -> float:
    """Return the Spanish ease of Fernández-Huerta (1959), as corrected to words a sentence."""
    return 206.84 - 60 * counts.syllables_per_word - 1.02 * counts.words_per_sentence


INFLESZ = Formula(
    "inflesz", "INFLESZ",
    "Szigriszt-Pazos, 1993; scale of Barrio-Cantalejo and others, 2008",
    "206.835 − 62.3 syllables a word − words a sentence", inflesz,
)  # fmt: skip
FERNANDEZ_HUERTA = Formula(
    "fernandez_huerta", "Fernández-Huerta", "Fernández-Huerta, 1959",
    "206.84 − 60 syllables a word − 1.02 words a sentence", fernandez_huerta,
)  # fmt: skip

# Leaflet standards, sections 0 and 4.4: Spanish says the same in 15 to 25 % more words.
LANGUAGE = LanguageSpec(
    name="es",
    title="Spanish",
    joins=("de", "de cada"),
    turns=("pero", "sino", "y"),
    explains=("es decir", "o sea", "que es"),
    no_treatment="ningún tratamiento",
    syllables=syllables,
    usual_syllables=2.0,
    formulas=(INFLESZ, FERNANDEZ_HUERTA),
    bars=(ReadingBar(INFLESZ, 55.0, "INFLESZ", is_most=False, is_masked=False, better=65.0),),
    bar_label="INF",
    suitable=(65.0, 55.0),
    word_budget=660,
    negations=(
        "no", "nunca", "jamás", "ni", "ningún", "ninguno", "ninguna", "nada", "nadie", "tampoco",
        "sin", "salvo", "excepto",
    ),
    number_words=(
        "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once",
        "doce", "veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "cien", "mil", "mitad",
    ),
)  # fmt: skip
