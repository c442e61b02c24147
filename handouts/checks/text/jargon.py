"""A word of the trade that the text does not explain in brackets or a glossary."""

from __future__ import annotations

import functools
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
from handouts.checks.glossary import is_in_glossary
from handouts.checks.plain_text import Block, Document
from handouts.languages import LanguageSpec
from handouts.languages.phrases import find, find_all
from handouts.languages.word_lists import Advice

CODE = "jargon"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield the first use of each word of the trade that the text does not explain."""
    explanation = _explanation(context.spec)
    build = FindingBuilder(CODE, document, "warning")
    for entry in context.words.jargon:
        match = _first_unexplained(document, entry, explanation)
        if match:
            block, start, end = match
            message = f"“{block.text[start:end]}”: write “{entry.use}”, or explain it in brackets"
            yield build.about(block, message, start, end)


def _first_unexplained(
    document: Document, entry: Advice, explanation: re.Pattern[str]
) -> tuple[Block, int, int] | None:
    """Return where a word of the trade first stands, unless the text explains it somewhere."""
    first: tuple[Block, int, int] | None = None
    for block in document.blocks:
        if block.part == "short_title" or find(entry.unless, block.text):
            continue
        for match in find_all(entry.words, block.text):
            if block.is_filled(match.start, match.end):
                continue
            if _explained_here(block, match.start, match.end, explanation):
                return None
            first = first or (block, match.start, match.end)
    if first and is_in_glossary(document, first[0].text[first[1] : first[2]]):
        return None
    return first


@functools.cache
def _explanation(language: LanguageSpec) -> re.Pattern[str]:
    """Return what may follow a word to explain it: brackets, a colon, a dash, “which is”."""
    marks = ["—", "–", *(rf", {re.escape(words)}\b" for words in language.explains)]
    return re.compile(rf"[^.!?]{{0,25}}? \(|[^.!?:]{{0,12}}:|\s*(?:{'|'.join(marks)})")


def _explained_here(block: Block, start: int, end: int, explanation: re.Pattern[str]) -> bool:
    """Return whether brackets or a colon beside a word explain it, or it stands in brackets."""
    after, before = block.text[end:], block.text[:start]
    if explanation.match(after):
        return True
    opened = before.rfind("(")
    return opened > before.rfind(")") and ")" in after


CHECK = Check(
    code=CODE,
    summary="a word of the trade that the text does not explain in brackets or a glossary",
    rationale=(
        "CDC Index item 7, PEMAT items 3 and 4: readers do not look words up, they stop reading."
    ),
    needs="text",
    criterion=criteria.WORDS,
    findings=findings,
    conditions=(has_word_lists,),
)
