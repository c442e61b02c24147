"""Choices without the choice of no treatment."""

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
from handouts.languages.phrases import find

CODE = "choices"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield lists of choices that leave out no treatment; a text on risks must have it."""
    words = context.words.balance
    build = FindingBuilder(CODE, document)
    if first_match(document.blocks, words.nothing):
        return
    example = context.spec.no_treatment
    heading = next(
        (
            block
            for block in document.blocks
            if block.kind == "heading" and find(words.choices, block.text)
        ),
        None,
    )
    if heading:
        yield build.about(heading, f"the choices leave one out; name “{example}” too")
    elif document.topic.front.kind == "risk":
        message = f"a text on benefit or risk names the other choices, and “{example}” among them"
        yield build.at(document.topic.line_of("kind"), message)


CHECK = Check(
    code=CODE,
    summary="choices without the choice of no treatment",
    rationale="Consent needs every choice, and doing nothing is one.",
    needs="text",
    criterion=criteria.BALANCE,
    findings=findings,
    conditions=(has_word_lists,),
    concern="safety",
)
