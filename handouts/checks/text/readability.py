"""Reading grades by our own scorer: offline, exact about its rules, the same on every machine.

Word and sentence counts come from `sentences`, syllables from `syllables`. English formulas are
never run on Spanish, whose words have more syllables.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from handouts.checks.base import Check, Context, Finding, Skipped, Voice, counted, has_word_lists
from handouts.checks.language import find
from handouts.checks.plain_text import Document
from handouts.checks.syllables import SYLLABLES
from handouts.checks.text.sentences import WORD, Sentence, of_document

# The version of the counting rules, printed with the scores: a change of rules moves grades.
SCORER = "1"
MIN_WORDS = 100  # below, a grade says nothing (leaflet standards, 4.1)
MANY_SYLLABLES = 3

# Leaflet standards, section 0, bars 1 and 2, and section 4.4 for Spanish.
MAX_GRADE_MASKED = 6.0
MAX_GRADE = 7.0
MAX_SMOG = 9.0
MIN_EASE = 70.0
MAX_LONG_SHARE = 0.10
GOOD_INFLESZ = 65.0
MIN_INFLESZ = 55.0

# A short word that stands for a drug name when grades are given without drug names.
_MASK = "drug"


@dataclass(frozen=True, slots=True)
class Counts:
    """What the formulas start from."""

    sentences: int
    words: int
    syllables: int
    long_words: int

    @property
    def words_per_sentence(self) -> float:
        """Return the mean length of a sentence."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def syllables_per_word(self) -> float:
        """Return the mean length of a word."""
        return self.syllables / self.words if self.words else 0.0

    @property
    def long_share(self) -> float:
        """Return the share of words with three or more syllables."""
        return self.long_words / self.words if self.words else 0.0


def count(texts: Iterable[str], language: str) -> Counts:
    """Return the counts of sentences given one by one."""
    syllables_of = SYLLABLES[language]
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


def flesch_kincaid_grade(counts: Counts) -> float:
    """Return the US school grade (Kincaid, Fishburne, Rogers & Chissom 1975)."""
    return 0.39 * counts.words_per_sentence + 11.8 * counts.syllables_per_word - 15.59


def flesch_ease(counts: Counts) -> float:
    """Return the reading ease from 0 to 100 (Flesch 1948)."""
    return 206.835 - 1.015 * counts.words_per_sentence - 84.6 * counts.syllables_per_word


def smog_grade(counts: Counts) -> float:
    """Return the SMOG grade in US school years (McLaughlin 1969), scaled to 30 sentences."""
    if not counts.sentences:
        return 0.0
    return 1.0430 * math.sqrt(30 * counts.long_words / counts.sentences) + 3.1291


def inflesz(counts: Counts) -> float:
    """Return the Spanish ease of Szigriszt-Pazos (1993), read on the INFLESZ scale (2008)."""
    return 206.835 - 62.3 * counts.syllables_per_word - counts.words_per_sentence


def fernandez_huerta(counts: Counts) -> float:
    """Return the Spanish ease of Fernández-Huerta (1959), as corrected to words a sentence."""
    return 206.84 - 60 * counts.syllables_per_word - 1.02 * counts.words_per_sentence


@dataclass(frozen=True, slots=True)
class Scores:
    """The grades of a text, with drug names and with a short word in their place."""

    language: str
    plain: Counts
    masked: Counts

    def describe(self) -> dict[str, Any]:
        """Return the grades as plain data, rounded as they are printed."""
        found: dict[str, Any] = {
            "scorer": SCORER,
            "words": self.plain.words,
            "sentences": self.plain.sentences,
            "words_per_sentence": round(self.plain.words_per_sentence, 1),
        }
        if self.language == "en":
            found |= {
                "flesch_kincaid": round(flesch_kincaid_grade(self.plain), 1),
                "flesch_kincaid_masked": round(flesch_kincaid_grade(self.masked), 1),
                "smog": round(smog_grade(self.plain), 1),
                "smog_masked": round(smog_grade(self.masked), 1),
                "flesch_ease_masked": round(flesch_ease(self.masked), 1),
                "long_words_percent": round(100 * self.masked.long_share, 1),
            }
        else:
            found |= {
                "inflesz": round(inflesz(self.plain), 1),
                "inflesz_masked": round(inflesz(self.masked), 1),
                "fernandez_huerta": round(fernandez_huerta(self.plain), 1),
                "fernandez_huerta_masked": round(fernandez_huerta(self.masked), 1),
            }
        return found

    def sentence(self) -> str:
        """Return the grades in a line, as the report prints them."""
        data = self.describe()
        length = f"{data['words_per_sentence']} words a sentence"
        if self.language == "en":
            return (
                f"Flesch-Kincaid {data['flesch_kincaid_masked']} "
                f"({data['flesch_kincaid']} with drug names), SMOG {data['smog_masked']}, "
                f"ease {data['flesch_ease_masked']}, {length}, "
                f"{data['long_words_percent']} % long words"
            )
        return (
            f"INFLESZ {data['inflesz']} ({data['inflesz_masked']} without drug names), "
            f"Fernández-Huerta {data['fernandez_huerta']}, {length}"
        )


def scores(document: Document, context: Context) -> Scores | None:
    """Return the grades of a document, or None if its language has no formula here."""
    if context.language is None or document.language not in SYLLABLES:
        return None
    found = of_document(document, context)
    hide = _masker(context.language.drug_names)
    return Scores(
        document.language,
        count((sentence.text for sentence in found), document.language),
        count((hide(sentence.text) for sentence in found), document.language),
    )


def has_formulas(document: Document, _: Context) -> Skipped | None:
    """Object where we have no reading formula for a text's language."""
    if document.language in SYLLABLES:
        return None
    return Skipped("not_judged", f"no reading formula for “{document.language}”")


def check_grade(document: Document, context: Context) -> Iterator[Finding]:
    """Yield each grade that misses its bar, with the sentences that weigh most."""
    found = scores(document, context)
    if found is None or found.plain.words < MIN_WORDS:
        return
    say = Voice("reading-grade", document)
    worst = _worst(of_document(document, context), document.language)
    line = worst[0].block.line_at(worst[0].start) if worst else None
    places = ", ".join(str(sentence.block.line_at(sentence.start)) for sentence in worst)
    advice = f"shorten sentences and words, first on lines {places}"
    if document.language == "en":
        bars = (
            ("Flesch-Kincaid grade", flesch_kincaid_grade(found.masked), MAX_GRADE_MASKED, True),
            ("Flesch-Kincaid grade with drug names", flesch_kincaid_grade(found.plain), MAX_GRADE,
             True),
            ("SMOG grade", smog_grade(found.masked), MAX_SMOG, True),
            ("Flesch ease", flesch_ease(found.masked), MIN_EASE, False),
        )  # fmt: skip
        for name, score, bar, is_most in bars:
            rounded = round(score, 1)
            if (rounded > bar) if is_most else (rounded < bar):
                limit = "at most" if is_most else "at least"
                yield say.at(line, f"{name} {rounded}, {limit} {bar:g}; {advice}")
        return
    score = round(inflesz(found.plain), 1)
    if score < GOOD_INFLESZ:
        too_hard = score < MIN_INFLESZ
        bar = MIN_INFLESZ if too_hard else GOOD_INFLESZ
        yield say.at(
            line,
            f"INFLESZ {score}, {'at least' if too_hard else 'better'} {bar:g}; {advice}",
            "error" if too_hard else "warning",
        )


def check_long_words(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding if too many words have three syllables or more (English only)."""
    found = scores(document, context)
    if found is None or document.language != "en" or found.masked.words < MIN_WORDS:
        return
    share = found.masked.long_share
    if round(share, 3) <= MAX_LONG_SHARE or context.language is None:
        return
    hide = _masker(context.language.drug_names)
    tally = Counter(
        word.lower()
        for sentence in of_document(document, context)
        for word in WORD.findall(hide(sentence.text))
        if SYLLABLES["en"](word) >= MANY_SYLLABLES
    )
    message = (
        f"{100 * share:.1f} % of the words have three syllables or more, at most "
        f"{100 * MAX_LONG_SHARE:g} %; most used: {counted(tally, 8)}"
    )
    plain = [
        f"{word} → {entry.use}"
        for word, _ in tally.most_common(20)
        for entry in context.language.jargon
        if find(entry.words, word)
    ]
    if plain:
        message += f"; write {', '.join(plain[:3])}"
    yield Voice("long-words", document).at(None, message)


def _masker(names: Sequence[str]) -> Any:
    """Return a function that puts a short word in the place of drug names."""
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b", re.IGNORECASE)
    return lambda text: pattern.sub(_MASK, text)


def _worst(found: Sequence[Sentence], language: str) -> list[Sentence]:
    """Return the three sentences that do most to make the text hard, hardest first."""

    def weight(sentence: Sentence) -> float:
        counts = count([sentence.text], language)
        per_word = counts.syllables_per_word - (1.5 if language == "en" else 2.0)
        return counts.words * (per_word * 11.8) + 0.39 * counts.words**2 / 4

    return sorted(found, key=weight, reverse=True)[:3]


CHECKS = (
    Check(
        "reading-grade",
        "English: Flesch-Kincaid, SMOG and Flesch ease; Spanish: INFLESZ",
        "text",
        check_grade,
        conditions=(has_word_lists, has_formulas),
    ),
    Check(
        "long-words",
        f"at most {100 * MAX_LONG_SHARE:g} % of English words with three syllables or more",
        "text",
        check_long_words,
        conditions=(has_word_lists, has_formulas),
    ),
)
