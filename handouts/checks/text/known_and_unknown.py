"""Nothing said of what is not known."""

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
from handouts.languages.phrases import find

CODE = "known-and-unknown"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield `unknown` that says that nothing is unknown, and figures without a word on doubt."""
    build = FindingBuilder(CODE, document)
    for block in document.part("unknown"):
        bare = block.text.strip(" .!").lower()
        match = find(context.words.balance.empty, bare)
        if match and len(match.text) == len(bare):
            yield build.about(block, "something is always unknown; say what the studies left open")
    if document.topic.front.known.strip() == document.topic.front.unknown.strip():
        line = document.topic.line_of("unknown")
        yield build.at(line, "`known` and `unknown` say the same; say what is not known")


CHECK = Check(
    code=CODE,
    summary="nothing said of what is not known",
    rationale="CDC Index item 11: doubt that is not told is a false certainty.",
    needs="text",
    criterion=criteria.BALANCE,
    findings=findings,
    conditions=(has_word_lists,),
    concern="safety",
)
