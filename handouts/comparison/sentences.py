"""Paragraphs to sentences, sentences to words; enough for a comparison."""

from __future__ import annotations

import re

# A stop ends a sentence if what follows starts one: a capital, a figure, or an opening mark.
_END = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][\"”’»)\]]))\s+(?=[\"“‘«(\[]*[¿¡]?[^\W_a-zà-ÿ])")
# A number keeps its sign, its fractions and its percent; a word its apostrophes and hyphens.
_WORD = re.compile(
    r"(?:[<>≤≥±]\s?)?\d+(?:[.,:/\u00a0\u202f]\d+)*\s?%?|[^\W\d_]+(?:[’'-][^\W\d_]+)*|[^\s\w]"
)
_SPACES = re.compile(r"[\s\u00ad\u200b]+")


def plain(text: str) -> str:
    """Return a text with single spaces: how its lines break is no difference."""
    return _SPACES.sub(" ", text).strip()


def sentences(paragraph: str) -> tuple[str, ...]:
    """Return the sentences of a paragraph; its end always ends one."""
    return tuple(part for part in (plain(part) for part in _END.split(paragraph)) if part)


def words(sentence: str) -> list[str]:
    """Return the words, numbers and marks of a sentence."""
    return [word.strip() for word in _WORD.findall(sentence)]
