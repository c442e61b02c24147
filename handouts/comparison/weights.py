"""What a change may do to a reader: another number, another telephone, another direction."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from handouts.languages import LANGUAGES

Weight = Literal["number", "phone", "negation", "words"]
# In the order in which changes are told.
WEIGHTS: tuple[Weight, ...] = ("number", "phone", "negation", "words")

# Seven figures or more, as people write them in telephone numbers.
_PHONE = re.compile(r"(?<![\d.,])\+?\(?\d(?:[\s().–-]{0,2}\d){6,14}(?![\d%])")
_NUMBER = re.compile(r"(?:[<>≤≥±]\s?)?\d+(?:[.,:/\u00a0\u202f]\d+)*\s?%?")


def phones(text: str) -> list[str]:
    """Return the telephone numbers in a text, as they are written."""
    return [str(found) for found in _PHONE.findall(text)]


def numbers(text: str, locale: str) -> list[str]:
    """Return the numbers in a text that are no telephone numbers, in figures or in words."""
    rest = _PHONE.sub(" ", text)
    found = [re.sub(r"\s", "", number) for number in _NUMBER.findall(rest)]
    return found + _listed(rest, _numbers_in(locale))


def negations(text: str, locale: str) -> list[str]:
    """Return the words in a text that turn a sentence round."""
    return _listed(text, _negations_in(locale))


def difference(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what is in the old list only, and what is in the new one only; equal ones cancel.

    Two telephone numbers with the same figures are equal, however they are written.
    """
    written = {_figures(item): item for item in (*old, *new)}
    gone, come = Counter(map(_figures, old)), Counter(map(_figures, new))
    return (
        tuple(written[key] for key in (gone - come).elements()),
        tuple(written[key] for key in (come - gone).elements()),
    )


def _figures(item: str) -> str:
    return re.sub(r"\D", "", item) if _PHONE.fullmatch(item) else item


def weigh(
    old: str, new: str, locale: str
) -> tuple[Weight, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the weight of a change, and what makes it: what is gone, and what has come."""
    found: tuple[tuple[Weight, list[str], list[str]], ...] = (
        ("number", numbers(old, locale), numbers(new, locale)),
        ("phone", phones(old), phones(new)),
        ("negation", negations(old, locale), negations(new, locale)),
    )
    for weight, before, after in found:
        changed = difference(before, after)
        if any(changed):
            return weight, changed
    return "words", ((), ())


def _listed(text: str, listed: frozenset[str]) -> list[str]:
    found = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", text.lower().replace("’", "'"))
    return [word for word in found if word in listed]


def _negations_in(locale: str) -> frozenset[str]:
    language = LANGUAGES.get(locale.partition("-")[0])
    return frozenset(language.negations if language else ())


def _numbers_in(locale: str) -> frozenset[str]:
    language = LANGUAGES.get(locale.partition("-")[0])
    return frozenset(language.number_words if language else ())
