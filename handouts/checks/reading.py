"""Reading grades by our own scorer: offline, exact about its rules, the same on every machine.

Word and sentence counts come from `sentences`, syllables, formulas and bars from `languages`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from handouts.checks.base import (
    Context,
)
from handouts.checks.plain_text import Document
from handouts.checks.sentences import (
    WORD,
    of_document,
)
from handouts.languages import Counts, LanguageSpec, ReadingBar

# The version of the counting rules, printed with the scores: a change of rules moves grades.
SCORER = "1"
MIN_WORDS = 100  # below, a grade says nothing (leaflet standards, 4.1)
MANY_SYLLABLES = 3
# A short word that stands for a drug name when grades are given without drug names.
_MASK = "drug"


def count(texts: Iterable[str], syllables_of: Callable[[str], int]) -> Counts:
    """Return the counts of sentences given one by one."""
    sentences = words = syllables = long_words = 0
    for text in texts:
        found = WORD.findall(text)
        if not found:
            continue
        sizes = [syllables_of(word) for word in found]
        sentences += 1
        words += len(found)
        syllables += sum(sizes)
        long_words += sum(size >= MANY_SYLLABLES for size in sizes)
    return Counts(sentences, words, syllables, long_words)


@dataclass(frozen=True, slots=True)
class Scores:
    """The grades of a text, with drug names and with a short word in their place."""

    language: LanguageSpec  # whose formulas they are
    plain: Counts  # with drug names
    masked: Counts  # with a short word in the place of drug names

    def value(self, bar: ReadingBar) -> float:
        """Return the value that a bar judges, rounded as it is printed."""
        return round(bar.formula.compute(self.masked if bar.is_masked else self.plain), 1)

    @property
    def shown(self) -> float:
        """Return the value that tables show: that of the language's first bar."""
        return self.value(self.language.bars[0])

    def describe(self) -> dict[str, Any]:
        """Return the grades as plain data, rounded as they are printed."""
        found: dict[str, Any] = {
            "scorer": SCORER,
            "words": self.plain.words,
            "sentences": self.plain.sentences,
            "words_per_sentence": round(self.plain.words_per_sentence, 1),
        }
        for formula in self.language.formulas:
            found[formula.key] = round(formula.compute(self.plain), 1)
            found[f"{formula.key}_masked"] = round(formula.compute(self.masked), 1)
        if self.language.max_long_share is not None:
            found["long_words_percent"] = round(100 * self.masked.long_share, 1)
        return found


def scores(document: Document, context: Context) -> Scores | None:
    """Return the grades of a document, or None if its language has no formula here."""
    language = context.language
    if language is None or language.spec.syllables is None or not language.spec.bars:
        return None
    found = of_document(document, context)
    hide = masker(language.words.drug_names)
    return Scores(
        language.spec,
        count((sentence.text for sentence in found), language.spec.syllables),
        count((hide(sentence.text) for sentence in found), language.spec.syllables),
    )


def masker(names: Sequence[str]) -> Callable[[str], str]:
    """Return a function that puts a short word in the place of drug names."""
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b", re.IGNORECASE)
    return lambda text: pattern.sub(_MASK, text)
