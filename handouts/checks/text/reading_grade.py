"""A text that is harder than its language's reading bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    FindingBuilder,
    has_word_lists,
    supports,
)
from handouts.checks.plain_text import Document
from handouts.checks.reading import MIN_WORDS, count, scores
from handouts.checks.sentences import (
    Sentence,
    of_document,
)
from handouts.languages import LanguageSpec

CODE = "reading-grade"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield each grade that misses its bar, with the sentences that weigh most."""
    found = scores(document, context)
    if found is None or found.plain.words < MIN_WORDS:
        return
    build = FindingBuilder(CODE, document)
    worst = _worst(of_document(document, context), found.language)
    line = worst[0].block.line_at(worst[0].start) if worst else None
    places = ", ".join(str(sentence.block.line_at(sentence.start)) for sentence in worst)
    advice = f"shorten sentences and words, first on lines {places}"
    for bar in found.language.bars:
        value = found.value(bar)
        if bar.exceeds(value, bar.limit):
            limit = "at most" if bar.is_most else "at least"
            yield build.at(line, f"{bar.names} {value}, {limit} {bar.limit:g}; {advice}")
        elif bar.better is not None and bar.exceeds(value, bar.better):
            message = f"{bar.names} {value}, better {bar.better:g}; {advice}"
            yield build.at(line, message, "warning")


def _worst(found: Sequence[Sentence], language: LanguageSpec) -> list[Sentence]:
    """Return the three sentences that do most to make the text hard, hardest first."""

    def weight(sentence: Sentence) -> float:
        counts = count([sentence.text], language.syllables or len)
        per_word = counts.syllables_per_word - language.usual_syllables
        return counts.words * (per_word * 11.8) + 0.39 * counts.words**2 / 4

    return sorted(found, key=weight, reverse=True)[:3]


CHECK = Check(
    code=CODE,
    summary="a text that is harder than its language's reading bars",
    rationale=(
        "Readers are tired, unwell, or read in a second language. A grade knows the "
        "length of words and sentences and nothing else: it is a gate, not a proof."
    ),
    needs="text",
    criterion=criteria.READING,
    findings=findings,
    conditions=(
        has_word_lists,
        supports("reading-grade"),
    ),
)
