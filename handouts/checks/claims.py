"""What must never be said: false, dangerous, promotional or absolute claims."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handouts.checks.base import Check, Context, Document, Finding, Voice
from handouts.checks.language import Claim, Language, find, find_all
from handouts.checks.sentences import Sentence, sentences

# A “not” this far before a claim, within its clause, takes it back.
_CLAUSE = re.compile(r"[;:]|, (?:but|pero|sino|and|y) |[.!?] ")


def check_claims(document: Document, context: Context) -> Iterator[Finding]:
    """Yield each claim that no handout may make; questions and denials are left alone."""
    language = context.language
    if language is None:
        return
    say = Voice("claims", document)
    for sentence in sentences(document.blocks, language.full_stops):
        if sentence.is_question:
            continue
        for claim in language.claims:
            found = _claimed(claim, sentence, language)
            if found:
                start, end = found
                said = sentence.text[start:end]
                message = f"“{said}” ({claim.name}): {claim.use}"
                offset = sentence.start
                yield say.about(sentence.block, message, offset + start, offset + end)


def _claimed(claim: Claim, sentence: Sentence, language: Language) -> tuple[int, int] | None:
    """Return where a sentence makes a claim, if it does and doesn't take it back."""
    text = sentence.text
    for match in find_all(claim.words, text):
        if find(claim.unless, text):
            return None
        before = _CLAUSE.split(text[: match.start])[-1]
        inside = text[match.start : match.end]
        denied = find(language.negations, before) or (
            claim.negated == "allowed" and find(language.negations, inside)
        )
        if claim.negated == "flagged" or not denied:
            return match.start, match.end
    return None


CHECKS = (
    Check("claims", "false, dangerous, promotional or absolute claims", "text", check_claims),
)
