"""Reading grades by our own scorer: offline, exact about its rules, the same on every machine.

Word and sentence counts come from `sentences`, syllables, formulas and bars from `languages`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from handouts.checks.base import Check, Context, Finding, Voice, counted, has_word_lists, supports
from handouts.checks.plain_text import Document
from handouts.checks.text.sentences import WORD, Sentence, of_document
from handouts.languages import Counts, LanguageSpec, ReadingBar
from handouts.languages.phrases import find

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

    language: LanguageSpec
    plain: Counts
    masked: Counts

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
    hide = _masker(language.words.drug_names)
    return Scores(
        language.spec,
        count((sentence.text for sentence in found), language.spec.syllables),
        count((hide(sentence.text) for sentence in found), language.spec.syllables),
    )


def check_grade(document: Document, context: Context) -> Iterator[Finding]:
    """Yield each grade that misses its bar, with the sentences that weigh most."""
    found = scores(document, context)
    if found is None or found.plain.words < MIN_WORDS:
        return
    say = Voice("reading-grade", document)
    worst = _worst(of_document(document, context), found.language)
    line = worst[0].block.line_at(worst[0].start) if worst else None
    places = ", ".join(str(sentence.block.line_at(sentence.start)) for sentence in worst)
    advice = f"shorten sentences and words, first on lines {places}"
    for bar in found.language.bars:
        value = found.value(bar)
        if bar.exceeds(value, bar.limit):
            limit = "at most" if bar.is_most else "at least"
            yield say.at(line, f"{bar.names} {value}, {limit} {bar.limit:g}; {advice}")
        elif bar.better is not None and bar.exceeds(value, bar.better):
            message = f"{bar.names} {value}, better {bar.better:g}; {advice}"
            yield say.at(line, message, "warning")


def check_long_words(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding if too many words have three syllables or more."""
    found = scores(document, context)
    if found is None or found.masked.words < MIN_WORDS:
        return
    spec, words = context.spec, context.words
    share = found.masked.long_share
    if spec.max_long_share is None or round(share, 3) <= spec.max_long_share:
        return
    hide = _masker(words.drug_names)
    tally = Counter(
        word.lower()
        for sentence in of_document(document, context)
        for word in WORD.findall(hide(sentence.text))
        if spec.syllables and spec.syllables(word) >= MANY_SYLLABLES
    )
    message = (
        f"{100 * share:.1f} % of the words have three syllables or more, at most "
        f"{100 * spec.max_long_share:g} %; most used: {counted(tally, 8)}"
    )
    plain = [
        f"{word} → {entry.use}"
        for word, _ in tally.most_common(20)
        for entry in words.jargon
        if find(entry.words, word)
    ]
    if plain:
        message += f"; write {', '.join(plain[:3])}"
    yield Voice("long-words", document).at(None, message)


def _masker(names: Sequence[str]) -> Callable[[str], str]:
    """Return a function that puts a short word in the place of drug names."""
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b", re.IGNORECASE)
    return lambda text: pattern.sub(_MASK, text)


def _worst(found: Sequence[Sentence], language: LanguageSpec) -> list[Sentence]:
    """Return the three sentences that do most to make the text hard, hardest first."""

    def weight(sentence: Sentence) -> float:
        counts = count([sentence.text], language.syllables or len)
        per_word = counts.syllables_per_word - language.usual_syllables
        return counts.words * (per_word * 11.8) + 0.39 * counts.words**2 / 4

    return sorted(found, key=weight, reverse=True)[:3]


CHECKS = (
    Check(
        "reading-grade",
        "a text that is harder than its language's reading bars",
        "text",
        check_grade,
        conditions=(has_word_lists, supports("reading-grade")),
    ),
    Check(
        "long-words",
        "too many words of three syllables or more",
        "text",
        check_long_words,
        conditions=(has_word_lists, supports("long-words")),
    ),
)
