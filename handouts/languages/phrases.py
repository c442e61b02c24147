"""Phrases to look for in a text, written so that a translator can read them.

`*` stands for the rest of a word, `(a|b)` for one or the other, ` .. ` for up to four words, `#`
for a number. Capitals don't count unless the phrase starts with `=`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

LETTER = r"[^\W\d_]"
# Bounded, like every repetition below: a clinic's text must not be able to stop the checks.
NUMBER = r"\d{1,12}(?:[.,\u00a0\u202f]\d{1,12}){0,4}"

_PARTS = re.compile(r"(\s*\.\.\s*)|(\*)|([()|])|(#)|(\s+)|([^\s*()|#.]+|\.)")


@functools.cache
def pattern_of(phrase: str) -> re.Pattern[str]:
    """Return the pattern that finds `phrase` in a sentence.

    Raises:
        ValueError: the brackets do not match.
    """
    flags = re.IGNORECASE
    if phrase.startswith("="):
        phrase, flags = phrase[1:], re.RegexFlag(0)
    found = []
    for gap, rest, bracket, number, space, text in _PARTS.findall(phrase.strip()):
        if gap:
            found.append(r"(?:[^\w.!?]+[\w’'%-]+){0,4}?[^\w.!?]+")
        elif rest:
            found.append(r"[\w’'-]*")
        elif bracket:
            found.append("(?:" if bracket == "(" else bracket)
        elif number:
            found.append(NUMBER)
        elif space:
            found.append(r"\s+")
        else:
            found.append(re.escape(text).replace("'", "['’]"))
    try:
        return re.compile(rf"(?<![\w-])(?:{''.join(found)})(?![\w-])", flags)
    except re.error as error:
        raise ValueError(f"“{phrase}” is not a phrase: {error}") from None


@dataclass(frozen=True, slots=True)
class Match:
    """Where a phrase was found in a text."""

    start: int
    end: int
    text: str = field(repr=False)


def find(phrases: Iterable[str], text: str) -> Match | None:
    """Return the first place where one of `phrases` stands in `text`."""
    best: Match | None = None
    for phrase in phrases:
        found = pattern_of(phrase).search(text)
        if found and (best is None or found.start() < best.start):
            best = Match(found.start(), found.end(), found[0])
    return best


def find_all(phrases: Iterable[str], text: str) -> list[Match]:
    """Return every place where one of `phrases` stands in `text`, first ones first.

    Of places that overlap, the first and longest counts.
    """
    places = {match.span() for phrase in phrases for match in pattern_of(phrase).finditer(text)}
    found: list[Match] = []
    for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
        if not found or start >= found[-1].end:
            found.append(Match(start, end, text[start:end]))
    return found
