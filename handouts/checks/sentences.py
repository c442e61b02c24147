"""Sentences and words of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handouts.checks.base import (
    Context,
)
from handouts.checks.plain_text import Block, Document
from handouts.languages.phrases import LETTER, NUMBER, find

WORD = re.compile(rf"{LETTER}+(?:[’'-]{LETTER}+)*|{NUMBER}")
BLOCK_CAPITALS = re.compile(r"(?:\b[^\W\d_a-zà-ÿ]{4,}\b[\s,]*){2,}")
# A stop ends a sentence if what follows starts one: a capital, a figure, or an opening mark.
_END = re.compile(r"(?<![.!?…])[.!?…]+[\"”’»)\]]*(?=\s+[\"“‘«(\[]*[¿¡]?[^\W_a-zà-ÿ])")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a block: its text, and where in the block it starts."""

    block: Block
    start: int
    text: str

    @property
    def end(self) -> int:
        """Return where in the block it ends."""
        return self.start + len(self.text)

    @property
    def words(self) -> list[str]:
        """Return its words; a number is a word."""
        return WORD.findall(self.text)

    @property
    def is_question(self) -> bool:
        """Return whether it asks."""
        return self.text.rstrip('"”’»)] ').endswith("?")


def sentences(blocks: Iterable[Block], full_stops: Iterable[str] = ()) -> Iterator[Sentence]:
    """Yield the sentences of `blocks`; the end of a block always ends one.

    `full_stops` are abbreviations whose stop ends no sentence.
    """
    shut = tuple(stop.lower() for stop in full_stops)
    reach = max(map(len, shut), default=0) + 1
    for block in blocks:
        start = 0
        for match in _END.finditer(block.text):
            before = block.text[max(0, match.end() - reach) : match.end()].lower()
            if any(_ends_in_word(before, stop) for stop in shut):
                continue
            yield _sentence(block, start, match.end())
            start = match.end()
        if block.text[start:].strip():
            yield _sentence(block, start, len(block.text))


def of_document(document: Document, context: Context) -> list[Sentence]:
    """Return the sentences of the running text: paragraphs and list items."""
    stops = context.words.full_stops if context.language else ()
    return list(sentences(document.prose, stops))


def word_count(document: Document) -> int:
    """Return the words that a sheet prints of a topic, without its optional sections."""
    return sum(
        len(WORD.findall(block.text))
        for block in document.blocks
        if not block.optional and block.part not in ("short_title", "poster")
    )


def first_match(
    blocks: tuple[Block, ...], phrases: tuple[str, ...]
) -> tuple[Block, int, int] | None:
    """Return where one of these phrases first stands: the block, and from where to where."""
    for block in blocks:
        match = find(phrases, block.text)
        if match:
            return block, match.start, match.end
    return None


def _sentence(block: Block, start: int, end: int) -> Sentence:
    text = block.text[start:end]
    lead = len(text) - len(text.lstrip())
    return Sentence(block, start + lead, text.strip())


def _ends_in_word(text: str, word: str) -> bool:
    """Return whether `text` ends in `word` with nothing but a gap before it."""
    if not text.endswith(word):
        return False
    before = text[: -len(word)]
    return not before or not before[-1].isalnum()
