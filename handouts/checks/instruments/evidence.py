"""What the instruments ask of a text and a program can see: is it there, and on which line?

CDC Index, PEMAT and SAM share these. A sign says that something stands there, never that it is
good: that is for a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from handouts.checks.base import Context, Finding, Leaflet, TextCheck
from handouts.checks.plain_text import Block, Document, UsedComponent
from handouts.checks.rates import rates
from handouts.components.registry import named
from handouts.languages.phrases import find
from handouts.languages.word_lists import WordLists

Verdict = Literal["met", "partly", "missed", "person", "not-applicable", "page"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen of an item, and the line where it stands or is lacking."""

    verdict: Verdict  # page: it can be seen on a printed page only, and none was made
    found: str = ""  # what was seen, or is lacking
    line: int | None = None  # where it stands, or where it would belong


MET = Evidence("met")
ON_PAGE = Evidence("page", "judged on the printed page")


def missed(found: str, line: int | None = None) -> Evidence:
    """Return the sign of an item that is not met."""
    return Evidence("missed", found, line)


def not_applicable(why: str) -> Evidence:
    """Return the sign of an item that says nothing about this text."""
    return Evidence("not-applicable", why)


@dataclass(frozen=True)
class InstrumentInput:
    """A text as the instruments look at it.

    `leaflet` is its sheet, if one was made: some items can be seen on paper only.
    """

    document: Document
    context: Context
    leaflet: Leaflet | None = None

    def findings(self, check: TextCheck) -> tuple[Finding, ...]:
        """Return what a check says about the text."""
        return check.found(self.document, self.context)

    def free_of(self, *checks: TextCheck) -> Evidence:
        """Return whether checks have nothing to say; if not, the first thing they say."""
        for check in checks:
            for finding in self.findings(check):
                return missed(finding.message, finding.line)
        return MET

    def components(self, *roles: str) -> tuple[UsedComponent, ...]:
        """Return the components that have one of these roles."""
        wanted = frozenset[str]().union(*(named(role) for role in roles))
        return tuple(used for used in self.document.components if used.name in wanted)

    def needs(self, *roles: str, why: str) -> Evidence:
        """Return whether a component of one of these roles stands in the text."""
        used = self.components(*roles)
        return Evidence("met", line=used[0].line) if used else missed(why, self.body_line)

    def first(self, phrases: Iterable[str], blocks: Iterable[Block] = ()) -> Block | None:
        """Return the first block with one of these phrases."""
        for block in blocks or self.document.blocks:
            if find(phrases, block.text):
                return block
        return None

    @property
    def words(self) -> WordLists:
        """Return the word lists of the text's language."""
        return self.context.words

    @property
    def body_line(self) -> int:
        """Return the line on which the text below the settings starts."""
        return self.document.topic.body_line

    def line_of(self, key: str) -> int:
        """Return the line of a setting."""
        return self.document.topic.line_of(key)

    @property
    def tells_chances(self) -> bool:
        """Return whether a chance stands in the text, in words or drawn."""
        drawn = any(use.how != "text" for use in self.document.figures)
        return drawn or bool(rates(self.document, self.words))

    @property
    def has_numbers(self) -> bool:
        """Return whether any number stands in the text."""
        return any(any(sign.isdigit() for sign in block.text) for block in self.document.blocks)


@dataclass(frozen=True, slots=True)
class Item:
    """One item of an instrument."""

    number: int  # as the instrument counts it
    asks: str  # what it asks for, in short
    # None where a program can see nothing of it.
    test: Callable[[InstrumentInput], Evidence] | None = field(repr=False)
    judge: str = ""  # what a person must decide; empty where the test settles it


@dataclass(frozen=True, slots=True)
class Answer:
    """An item, answered for one text."""

    number: int  # of the item
    asks: str  # what the item asks for
    judge: str  # what a person must still decide
    evidence: Evidence  # what a program saw

    @property
    def verdict(self) -> Verdict:
        """Return what counts: a sign of something that a person must judge is no pass."""
        if self.judge and self.evidence.verdict in ("met", "partly"):
            return "person"
        return self.evidence.verdict

    def describe(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "item": self.number,
            "asks": self.asks,
            "verdict": self.verdict,
            "sign": self.evidence.verdict,
            "line": self.evidence.line,
            "found": self.evidence.found,
            "for_a_person": self.judge,
        }


# What a verdict earns; the others are not counted.
_SHARES: Mapping[Verdict, float] = {"met": 1.0, "partly": 0.5, "missed": 0.0}


@dataclass(frozen=True, slots=True)
class InstrumentScore:
    """An instrument, answered for one text: from what is sure to what may be.

    A program sees whether something is there, not whether it is good. An item of which it sees a
    sign is met only where nothing is left to judge; else it is for a person, like those of which a
    program can see nothing, and those that need a printed page that was not made. So the score
    lies between `at_least`, if a person agrees with none of those, and `at_most`, with all.
    """

    name: str  # for programs
    title: str  # for people
    bar: float  # the score to reach, in percent
    answers: tuple[Answer, ...] = field(repr=False)  # one for each item

    @property
    def applicable(self) -> tuple[Answer, ...]:
        """Return the answers to the items that apply to the text."""
        return tuple(answer for answer in self.answers if answer.verdict != "not-applicable")

    @property
    def settled(self) -> tuple[Answer, ...]:
        """Return the answers that leave nothing to a person."""
        return tuple(answer for answer in self.answers if answer.verdict in _SHARES)

    @property
    def at_least(self) -> float | None:
        """Return the score in percent if all that is open is missed; None if nothing applies."""
        met = sum(_SHARES[answer.verdict] for answer in self.settled)
        return 100 * met / len(self.applicable) if self.applicable else None

    @property
    def at_most(self) -> float | None:
        """Return the score in percent if all that is open is met; None if nothing applies."""
        if self.at_least is None:
            return None
        still_open = len(self.applicable) - len(self.settled)
        return self.at_least + 100 * still_open / len(self.applicable)

    @property
    def signs(self) -> float | None:
        """Return the share of the items a program tests of which it sees a sign, in percent."""
        seen = [answer.evidence.verdict for answer in self.answers]
        shares = [_SHARES[verdict] for verdict in seen if verdict in _SHARES]
        return 100 * sum(shares) / len(shares) if shares else None

    @property
    def for_a_person(self) -> tuple[Answer, ...]:
        """Return the items that a person must still judge, that apply to the text."""
        return tuple(answer for answer in self.applicable if answer.judge)

    @property
    def is_missed(self) -> bool:
        """Return whether the bar is out of reach, or too many signs are lacking for it."""
        reach = (self.at_most, self.signs)
        return any(value is not None and round(value, 1) < self.bar for value in reach)

    @property
    def is_met(self) -> bool:
        """Return whether the bar is reached whatever a person says of the open items."""
        return self.at_least is None or round(self.at_least, 1) >= self.bar

    @property
    def shown(self) -> str:
        """Return the score as tables print it: 40–95, or – if nothing applies."""
        if self.at_least is None or self.at_most is None:
            return "–"
        low, high = f"{self.at_least:.0f}", f"{self.at_most:.0f}"
        return low if low == high else f"{low}–{high}"

    def describe(self) -> dict[str, Any]:
        """Return it as plain data."""
        count = Counter(answer.verdict for answer in self.answers)
        return {
            "instrument": self.name,
            "title": self.title,
            "at_least": None if self.at_least is None else round(self.at_least, 1),
            "at_most": None if self.at_most is None else round(self.at_most, 1),
            "bar": self.bar,
            "counts": dict(sorted(count.items())),
            "for_a_person": [answer.number for answer in self.for_a_person],
            "items": [answer.describe() for answer in self.answers],
        }


def scored(
    name: str, title: str, bar: float, items: Iterable[Item], view: InstrumentInput
) -> InstrumentScore:
    """Return the instrument's answers for one text."""
    answers = tuple(
        Answer(
            item.number, item.asks, item.judge, item.test(view) if item.test else Evidence("person")
        )
        for item in items
    )
    return InstrumentScore(name, title, bar, answers)
