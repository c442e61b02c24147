"""“twice as many”, “50 % more”, and sums left to the reader."""

from __future__ import annotations

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
from handouts.languages.phrases import find_all

CODE = "relative-risk"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield ratios, such as “twice as many”, and sums that are left to the reader."""
    build = FindingBuilder(CODE, document)
    for block in document.blocks:
        for entry in context.words.relative:
            for match in find_all(entry.words, block.text):
                message = f"“{match.text}” says nothing without the numbers; give {entry.use}"
                yield build.about(block, message, match.start, match.end)
        for match in find_all(context.words.sums, block.text):
            advice = context.words.rates.advice
            message = f"“{match.text}” leaves a sum to the reader; write it as {advice}"
            yield build.about(block, message, match.start, match.end)


CHECK = Check(
    code=CODE,
    summary="“twice as many”, “50 % more”, and sums left to the reader",
    rationale=(
        "A ratio without its numbers makes small risks look large, and small benefits, too."
    ),
    needs="text",
    criterion=criteria.NUMBERS,
    findings=findings,
    conditions=(has_word_lists,),
    concern="numbers",
)
