"""A benefit up front and no harm; a text on risks without the benefit."""

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
from handouts.checks.sentences import (
    first_match,
)

CODE = "benefit-and-harm"
# What stands out on the page and is read first.
_FRONT = ("main_message", "key_points")


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield places that speak of benefit without harm: on the front, in figures, or at all."""
    words = context.words.balance
    build = FindingBuilder(CODE, document)
    front = document.part(*_FRONT)
    benefit, harm = first_match(front, words.benefit), first_match(front, words.harm)
    if benefit and not harm:
        block, start, end = benefit
        message = "the first lines name a benefit and no harm; give a harm the same prominence"
        yield build.about(block, message, start, end)
    drawn = [use for use in document.figures if use.good is not None]
    good = [use for use in drawn if use.good]
    if good and len(good) == len(drawn) and not first_match(document.blocks, words.harm):
        message = "the figures show benefits only, and the text names no harm; add the harms"
        yield build.at(good[0].line, message)
    if document.topic.front.kind == "risk" and not first_match(document.blocks, words.benefit):
        message = "a text on risks that names no benefit; say in how many people it helps"
        yield build.at(document.topic.line_of("kind"), message)


CHECK = Check(
    code=CODE,
    summary="a benefit up front and no harm; a text on risks without the benefit",
    rationale=(
        "CDC Index item 19. What stands first is what is remembered, so harm stands there as well."
    ),
    needs="text",
    criterion=criteria.BALANCE,
    findings=findings,
    conditions=(has_word_lists,),
    concern="safety",
)
