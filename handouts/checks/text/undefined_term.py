"""Words that patients were told, or that we need, and that a text explains nowhere.

Why: “dummy spray” stood in 13 leaflets and was explained in none; four of four readers failed CDC
item 7. The other mistake is a riddle in place of the word: somebody told “aneurysm” did not find
themselves in “a bulging artery”. So the word stands, and brackets after it explain it once. The
boxes of signs keep their one wording and do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import Check, Context, Finding, FindingBuilder, has_word_lists
from handouts.checks.plain_text import Block, Document
from handouts.languages.phrases import find, find_all
from handouts.languages.word_lists import Advice

CODE = "undefined-term"

# Brackets, a colon or a dash right after the word, “that is”, or the word itself in brackets.
_EXPLAINS = re.compile(r"[^.!?]{0,25}?\s\(|[^.!?:]{0,12}:|\s*(?:—|–|, (?:a|an|which|that is|or)\b)")
_BOXES = frozenset({"emergency", "call-us"})
_SHORT = frozenset({"short_title", "title", "audience"})


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield the first use of each word that needs an explanation and gets none."""
    build = FindingBuilder(CODE, document, "warning")
    for entry in context.words.terms:
        first = _first_unexplained(document, entry)
        if first:
            block, start, end = first
            message = f"“{block.text[start:end]}” is explained nowhere; add ({entry.use})"
            yield build.about(block, message, start, end)


def _first_unexplained(document: Document, entry: Advice) -> tuple[Block, int, int] | None:
    """Return the first place of a word outside the boxes, unless some place explains it."""
    first: tuple[Block, int, int] | None = None
    for block in document.blocks:
        for match in find_all(entry.words, block.text):
            if find(entry.unless, match.text) or block.is_filled(match.start, match.end):
                continue
            if block.part == "glossary" or _explained(block.text, match.start, match.end):
                return None
            if block.part not in _BOXES | _SHORT:
                first = first or (block, match.start, match.end)
    return first


def _explained(text: str, start: int, end: int) -> bool:
    before, after = text[:start], text[end:]
    opened = before.rfind("(")
    return bool(_EXPLAINS.match(after)) or (opened > before.rfind(")") and ")" in after)


CHECK = Check(
    code=CODE,
    summary="words to explain once that the text does not explain",
    rationale="A word that patients were told stands in the text, and is explained once.",
    needs="text",
    criterion=criteria.WORDS,
    findings=findings,
    conditions=(has_word_lists,),
)
