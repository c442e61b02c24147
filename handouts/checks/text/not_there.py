"""“You see or hear things”: everybody does.

Why: the call-us box of 23 leaflets named hallucinations so. A reader who takes it word for word
calls every day, or never; the sign is lost. What is meant are things that are not there.
"""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import Check, Context, Finding, FindingBuilder, has_word_lists
from handouts.checks.plain_text import Document
from handouts.checks.sentences import sentences
from handouts.languages.phrases import find

CODE = "not-there"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield sentences on things seen or heard that leave out that they are not there."""
    words = context.words
    build = FindingBuilder(CODE, document)
    for sentence in sentences(document.blocks, words.full_stops):
        for entry in words.senses:
            match = find(entry.words, sentence.text)
            if match and not find(entry.unless, sentence.text):
                start = sentence.start + match.start
                message = f"“{match.text}”: everybody does; write “{entry.use}”"
                yield build.about(sentence.block, message, start, start + len(match.text))


CHECK = Check(
    code=CODE,
    summary="“see or hear things” without “that are not there”",
    rationale="Everybody sees and hears things; the sign of danger is that they are not there.",
    needs="text",
    criterion=criteria.WORDS,
    findings=findings,
    conditions=(has_word_lists,),
    concern="safety",
)
