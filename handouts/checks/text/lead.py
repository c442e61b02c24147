"""The bold beginning of a key point, printed large: is it a whole message?

Why: readers skim what is big. “Come with”, “Your job”, “Not for all.”, “22 in 100” told three of
four readers nothing, or the opposite. A lead has a few words, a verb, or a number with what
it counts, no colon, and does not break off before the word that it needs. Where we have no verbs
of a language, only length and ending are seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import Check, Context, Finding, FindingBuilder, has_word_lists
from handouts.checks.plain_text import Document
from handouts.checks.sentences import WORD
from handouts.checks.text.fragment import has_verb

CODE = "lead"

# Two to six words are the aim; Spanish says the same in more.
MIN_WORDS, MAX_WORDS = 2, {"en": 7, "es": 9}
_LEAD = re.compile(r"\*\*(.+?)\*\*")
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}")


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield leads of key points that do not stand alone."""
    words = context.words
    build = FindingBuilder(CODE, document)
    most = MAX_WORDS.get(document.language, MAX_WORDS["en"])
    for index, point in enumerate(document.topic.front.key_points):
        match = _LEAD.match(point.text)
        if match is None:
            continue
        lead = _PLACEHOLDER.sub("7", match[1]).strip()
        found = WORD.findall(lead)
        line = document.topic.line_of("key_points", index)
        if lead.endswith(":"):
            yield build.at(line, f"“{lead}” ends in a colon; make it a whole message")
        elif found and found[-1].lower() in words.lead_ends:
            yield build.at(line, f"“{lead}” breaks off; make it a whole message")
        elif not MIN_WORDS <= len(found) <= most:
            message = f"“{lead}” has {len(found)} words; a lead has {MIN_WORDS} to {most}"
            yield build.at(line, message)
        elif words.verbs and not has_verb(lead, words) and not _counts(found):
            yield build.at(line, f"“{lead}” says nothing alone; give it a verb, or number and noun")


def _counts(words: list[str]) -> bool:
    """Return whether a number stands before the word for what it counts."""
    return (
        any(
            word.isdigit() and index + 1 < len(words) and not words[index + 1].isdigit()
            for index, word in enumerate(words)
        )
        and sum(word.isdigit() for word in words) == 1
    )


CHECK = Check(
    code=CODE,
    summary="the bold lead of a key point that says nothing alone",
    rationale="Readers skim what is large; half a message says nothing there, or the opposite.",
    needs="text",
    criterion=criteria.PARTS,
    findings=findings,
    conditions=(has_word_lists,),
)
