"""Chances out of different numbers in one topic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    FindingBuilder,
    has_word_lists,
)
from handouts.checks.plain_text import Document
from handouts.checks.rates import ROUND, Rate, rates

CODE = "denominators"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield chances whose second number differs from the rest, in words and in figures."""
    words = context.words
    build = FindingBuilder(CODE, document)
    uses: dict[int, list[tuple[int, Rate | None]]] = defaultdict(list)
    for rate in rates(document, words):
        if rate.of in ROUND:
            uses[rate.of].append((rate.block.line_at(rate.start), rate))
    for use in document.figures:
        fact = context.facts.facts.get(use.fact)
        figure = fact.figures.get(use.figure) if fact else None
        if figure and figure.of and figure.arms and use.how != "text":
            uses[figure.of].append((use.line, None))
    if len(uses) < 2:
        return
    usual = max(uses, key=lambda of: (len(uses[of]), -of))
    for of in sorted(set(uses) - {usual}):
        line, first = min(uses[of], key=lambda use: use[0])
        message = f"a chance out of {of:,}, while the others are out of {usual:,}; use one of them"
        if first is None:
            yield build.at(line, message)
        else:
            yield build.about(first.block, message, first.start, first.end)


CHECK = Check(
    code=CODE,
    summary="chances out of different numbers in one topic",
    rationale="CDC Index item 17: 1 in 50 and 3 in 100 cannot be compared without a sum.",
    needs="text",
    criterion=criteria.NUMBERS,
    findings=findings,
    conditions=(has_word_lists,),
    concern="numbers",
)
