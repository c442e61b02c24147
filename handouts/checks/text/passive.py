"""Passive voice in the main message and the actions, or in more than 15 % of the sentences."""

from __future__ import annotations

import re
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
    Sentence,
    of_document,
)
from handouts.languages.word_lists import WordLists

CODE = "passive"
# PEMAT item 5 asks for the active voice throughout; a few passives are good English.
MAX_PASSIVE_SHARE = 0.15
# The message and the actions are where CDC item 6 wants none.
ACTIVE_PARTS = ("main_message", "actions")


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield passives in the message and the actions, and a note if there are many elsewhere."""
    pattern = _passive_pattern(context.words)
    build = FindingBuilder(CODE, document, "warning")
    found = of_document(document, context)
    passive = [(sentence, match) for sentence in found if (match := _passive(sentence, pattern))]
    for sentence, match in passive:
        if sentence.block.part in ACTIVE_PARTS:
            start = sentence.start + match.start()
            message = f"“{match[0]}”: say who does it, in the active voice"
            yield build.about(sentence.block, message, start, sentence.start + match.end())
    if len(found) >= 20 and len(passive) > MAX_PASSIVE_SHARE * len(found):
        lines = sorted({item.block.line_at(item.start) for item, _ in passive})
        places = ", ".join(map(str, lines))
        yield build.at(
            lines[0],
            f"{len(passive)} of {len(found)} sentences are in the passive voice; "
            f"say who does what (lines {places})",
        )


def _passive_pattern(lists: WordLists) -> re.Pattern[str]:
    words = lists.passive
    endings = "|".join(map(re.escape, words.endings))
    irregular = "|".join(map(re.escape, words.irregular))
    auxiliaries = "|".join(map(re.escape, words.auxiliaries))
    adjectives = "|".join(map(re.escape, words.adjectives))
    adverb = rf"(?:\w+{re.escape(words.adverb_ending)}\s+)?"
    return re.compile(
        rf"\b(?:{auxiliaries})\s+{adverb}"
        rf"(?!(?:{adjectives})\b)(?:\w{{2,}}(?:{endings})|{irregular})\b",
        re.IGNORECASE,
    )


def _passive(sentence: Sentence, pattern: re.Pattern[str]) -> re.Match[str] | None:
    return pattern.search(sentence.text)


CHECK = Check(
    code=CODE,
    summary=(
        "passive voice in the main message and the actions, or in more than 15 % of the sentences"
    ),
    rationale=(
        "CDC Index item 6, PEMAT item 5: who does what must be plain. A few passives "
        "are good English."
    ),
    needs="text",
    criterion=criteria.WORDS,
    findings=findings,
    conditions=(has_word_lists,),
)
