"""“common”, “rare” and the like without a number in the same item."""

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
from handouts.checks.rates import rates
from handouts.checks.sentences import (
    sentences,
)
from handouts.languages.phrases import find

CODE = "chance-words"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield words such as “rare” that have no number beside them."""
    words = context.words
    build = FindingBuilder(CODE, document)
    with_rates = {id(rate.block) for rate in rates(document, words)}
    for block in document.blocks:
        if id(block) in with_rates or block.kind == "title":
            continue
        for sentence in sentences([block], words.full_stops):
            match = find(words.chance_words, sentence.text)
            if match and not sentence.is_question:
                start = sentence.start + match.start
                message = (
                    f"“{match.text}” means different things to different people; give the number "
                    f"({words.rates.advice}), or leave the word out"
                )
                yield build.about(block, message, start, start + len(match.text))


CHECK = Check(
    code=CODE,
    summary="“common”, “rare” and the like without a number in the same item",
    rationale="A word for a chance means one thing to its writer and another to each reader.",
    needs="text",
    criterion=criteria.NUMBERS,
    findings=findings,
    conditions=(has_word_lists,),
    concern="numbers",
)
