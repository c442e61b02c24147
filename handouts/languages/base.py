"""What the program knows of a language besides its words: syllables, reading formulas, budgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

# What a language may support; what it does not support is not judged in it.
Ability = Literal["checks", "reading-grade", "long-words", "word-budget"]


@dataclass(frozen=True, slots=True)
class Counts:
    """What reading formulas start from."""

    sentences: int
    words: int
    syllables: int
    long_words: int  # of three syllables or more

    @property
    def words_per_sentence(self) -> float:
        """Return the mean length of a sentence."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def syllables_per_word(self) -> float:
        """Return the mean length of a word."""
        return self.syllables / self.words if self.words else 0.0

    @property
    def long_share(self) -> float:
        """Return the share of words with three or more syllables."""
        return self.long_words / self.words if self.words else 0.0


@dataclass(frozen=True, slots=True)
class Formula:
    """A reading formula and where it comes from."""

    key: str  # its name in data: flesch_kincaid
    title: str  # as reports print it: Flesch-Kincaid
    source: str  # who published it, and when
    rule: str  # the formula as docs/checks.md prints it
    compute: Callable[[Counts], float] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReadingBar:
    """A limit that a text's grade must keep."""

    formula: Formula
    limit: float
    names: str  # how the message calls the value: SMOG grade
    is_most: bool  # the limit is the greatest value that passes; else the least
    is_masked: bool  # drug names, which no writer can avoid, count as one short word
    better: float | None = None  # a value between this and the limit is a remark

    def exceeds(self, value: float, limit: float) -> bool:
        """Return whether a value is on the wrong side of a limit."""
        return value > limit if self.is_most else value < limit


@dataclass(frozen=True, slots=True)
class LanguageSpec:
    """One language: what its texts can be judged by. Its words are in content/language."""

    name: str  # as in a locale: en
    title: str  # in English
    joins: tuple[str, ...]  # words between the numbers of a chance, which stay on one line
    turns: tuple[str, ...]  # words after a comma that start a clause of its own: but, and
    explains: tuple[str, ...]  # words that start an explanation: which is, or
    no_treatment: str  # how messages name the choice of no treatment
    syllables: Callable[[str], int] | None = field(default=None, repr=False)
    usual_syllables: float = 1.5  # of a word in plain text: what is more makes it hard
    formulas: tuple[Formula, ...] = ()
    bars: tuple[ReadingBar, ...] = ()  # the first is the one that tables show
    bar_label: str = ""  # what tables call the value of the first bar: FK
    suitable: tuple[float, float] = (0.0, 0.0)  # SAM, factor 5: superior, adequate; first bar
    max_long_share: float | None = None  # of words with three syllables or more
    word_budget: int | None = None  # words that two pages hold
    negations: tuple[str, ...] = ()  # single words that turn a sentence round
    number_words: tuple[str, ...] = ()  # numbers written as words, from two on

    def supports(self) -> frozenset[Ability]:
        """Return what can be judged in this language."""
        found: set[Ability] = {"checks"}
        if self.syllables and self.bars:
            found.add("reading-grade")
            if self.max_long_share is not None:
                found.add("long-words")
        if self.word_budget is not None:
            found.add("word-budget")
        return frozenset(found)
