"""Chances that a text writes as one number out of another: 22 in 100."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handouts.checks.plain_text import Block, Document
from handouts.languages.phrases import NUMBER
from handouts.languages.word_lists import WordLists

ROUND = frozenset({10, 100, 1000, 10_000, 100_000, 1_000_000})
_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Rate:
    """A chance written as `22 in 100`, or as a range out of a number, and where it stands."""

    block: Block  # where it stands
    start: int  # its first character in the block
    end: int  # after its last
    count: int  # 22 in 22 in 100
    of: int  # 100


def rates(document: Document, words: WordLists) -> list[Rate]:
    """Return every chance in the text that is written as one number out of another."""
    pattern = _rate_pattern(words)
    found = []
    for block in document.blocks:
        for match in pattern.finditer(block.text):
            count = _number(match["count"], words)
            of = _number(match["of"], words)
            is_year = of in _YEARS and match["of"].isdigit()
            if of >= 2 and count <= of and not is_year:
                found.append(Rate(block, match.start(), match.end(), count, of))
    return found


def _rate_pattern(words: WordLists) -> re.Pattern[str]:
    rate = words.rates

    def either(names: Sequence[str]) -> str:
        longest_first = sorted(names, key=len, reverse=True)
        return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)

    number = rf"(?:{NUMBER}|{either(list(rate.numbers))})"
    more = rf"(?:\s*(?:{either(rate.ranges)}|–|-)\s*{number})?"
    people = rf"(?:\s+(?:{either(rate.people)}))?"
    return re.compile(
        rf"(?<![\w.,-])(?P<count>{number}){more}{people}\s+"
        rf"(?:{either(rate.joiners)})\s+(?P<of>{number})(?![\w-])",
        re.IGNORECASE,
    )


def _number(text: str, words: WordLists) -> int:
    word = " ".join(text.lower().split())
    if word in words.rates.numbers:
        return words.rates.numbers[word]
    digits = re.sub(r"[^\d]", "", text)
    return int(digits) if digits else 0
