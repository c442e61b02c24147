"""“patients should” in place of “you”."""

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

CODE = "third-person"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield places that talk about the reader as “the patient”."""
    build = FindingBuilder(CODE, document, "warning")
    for block in document.blocks:
        for match in find_all(context.words.third_person, block.text):
            message = f"“{match.text}”: talk to the reader, say “you”"
            yield build.about(block, message, match.start, match.end)


CHECK = Check(
    code=CODE,
    summary="“patients should” in place of “you”",
    rationale="PEMAT item 21: a sheet talks to its reader.",
    needs="text",
    criterion=criteria.WORDS,
    findings=findings,
    conditions=(has_word_lists,),
)
