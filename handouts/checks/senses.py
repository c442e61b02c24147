"""“You see or hear things”: everybody does.

Why: the call-us box of 23 leaflets named hallucinations so. A reader who takes it word for word
calls every day, or never; the sign is lost. What is meant are things that are not there.
"""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks.base import Check, Context, Finding, Voice
from handouts.checks.language import find
from handouts.checks.linearise import Document
from handouts.checks.sentences import sentences


def check_senses(document: Document, context: Context) -> Iterator[Finding]:
    """Yield sentences on things seen or heard that leave out that they are not there."""
    language = context.language
    if language is None:
        return
    say = Voice("not-there", document)
    for sentence in sentences(document.blocks, language.full_stops):
        for entry in language.senses:
            match = find(entry.words, sentence.text)
            if match and not find(entry.unless, sentence.text):
                start = sentence.start + match.start
                message = f"“{match.text}”: everybody does; write “{entry.use}”"
                yield say.about(sentence.block, message, start, start + len(match.text))


CHECKS = (
    Check("not-there", "“see or hear things” without “that are not there”", "text", check_senses),
)
