"""A word that hurts."""

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
    sentences,
)
from handouts.languages.phrases import find

CODE = "stigma"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield each word that hurts, with the words to use."""
    build = FindingBuilder(CODE, document)
    for sentence in sentences(document.blocks, context.words.full_stops):
        for entry in context.words.stigma:
            match = find(entry.words, sentence.text)
            if match and not find(entry.unless, sentence.text):
                start = sentence.start + match.start
                message = f"“{match.text}” hurts readers; write: {entry.use}"
                yield build.about(sentence.block, message, start, start + len(match.text))


CHECK = Check(
    code=CODE,
    summary="a word that hurts",
    rationale="Words that blame keep people from asking for help.",
    needs="text",
    criterion=criteria.WORDS,
    findings=findings,
    conditions=(has_word_lists,),
)
