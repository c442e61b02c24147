"""The bold beginning of a key point, printed large: is it a whole message?

Why: readers skim what is big. “Come with”, “Your job”, “Not for all.”, “22 in 100” told three of
four readers nothing, or the opposite. A lead has a few words, a verb, or a number with what
it counts, no colon, and does not break off before the word that it needs. Where we have no verbs
of a language, only length and ending are seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from handouts.checks.base import Check, Context, Finding, Voice
from handouts.checks.fragments import has_verb
from handouts.checks.linearise import Document
from handouts.checks.sentences import WORD

# Two to six words are the aim; Spanish says the same in more.
MIN_WORDS, MAX_WORDS = 2, {"en": 7, "es": 9}
_LEAD = re.compile(r"\*\*(.+?)\*\*")
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}")


def check_leads(document: Document, context: Context) -> Iterator[Finding]:
    """Yield leads of key points that do not stand alone."""
    language = context.language
    if language is None:
        return
    say = Voice("lead", document)
    most = MAX_WORDS.get(document.language, MAX_WORDS["en"])
    for index, point in enumerate(document.topic.front.key_points):
        match = _LEAD.match(point)
        if match is None:
            continue
        lead = _PLACEHOLDER.sub("7", match[1]).strip()
        words = WORD.findall(lead)
        line = document.topic.line_of("key_points", index)
        if lead.endswith(":"):
            yield say.at(line, f"“{lead}” ends in a colon; make it a whole message")
        elif words and words[-1].lower() in language.lead_ends:
            yield say.at(line, f"“{lead}” breaks off; make it a whole message")
        elif not MIN_WORDS <= len(words) <= most:
            message = f"“{lead}” has {len(words)} words; a lead has {MIN_WORDS} to {most}"
            yield say.at(line, message)
        elif language.verbs and not has_verb(lead, language) and not _counts(words):
            yield say.at(line, f"“{lead}” says nothing alone; give it a verb, or number and noun")


def _counts(words: list[str]) -> bool:
    """Return whether a number stands before the word for what it counts."""
    return (
        any(
            word.isdigit() and index + 1 < len(words) and not words[index + 1].isdigit()
            for index, word in enumerate(words)
        )
        and sum(word.isdigit() for word in words) == 1
    )


CHECKS = (Check("lead", "the bold lead of a key point that says nothing alone", "text",
                check_leads),)  # fmt: skip
