"""What the instruments ask of a text and a program can see: is it there, and on which line?

CDC Index, PEMAT and SAM share these. A sign says that something stands there, never that it is
good: that is for a person.
"""

from __future__ import annotations

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

    verdict: Verdict
    found: str = ""
    line: int | None = None


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
    """A text as the instruments look at it: what other checks found in it is asked for once.

    `leaflet` is its sheet, if one was made: some items can be seen on paper only.
    """

    document: Document
    context: Context
    leaflet: Leaflet | None = None
    _known: dict[str, tuple[Finding, ...]] = field(default_factory=dict, repr=False)

    def findings(self, check: TextCheck) -> tuple[Finding, ...]:
        """Return what a check says about the text."""
        if check.code not in self._known:
            self._known[check.code] = tuple(check.findings(self.document, self.context))
        return self._known[check.code]

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
    """One item of an instrument.

    `test` is None where a program can see nothing of it. `judge` is what a person must decide,
    empty where the test settles it.
    """

    number: int
    asks: str
    test: Callable[[InstrumentInput], Evidence] | None = field(repr=False)
    judge: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An item, answered for one text; `judge` is what a person must still decide."""

    number: int
    asks: str
    judge: str
    evidence: Evidence

    def describe(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "item": self.number,
            "asks": self.asks,
            "verdict": self.evidence.verdict,
            "line": self.evidence.line,
            "found": self.evidence.found,
            "for_a_person": self.judge,
        }


# What a verdict earns; the others are not counted.
_SHARES: Mapping[Verdict, float] = {"met": 1.0, "partly": 0.5, "missed": 0.0}


@dataclass(frozen=True, slots=True)
class InstrumentScore:
    """An instrument, answered for one text.

    The score is over the items of which a program can see a sign and that apply to the text;
    items that only a person can answer, or that need a printed page that was not made, are not
    in it.
    """

    name: str
    title: str
    bar: float
    answers: tuple[Answer, ...] = field(repr=False)

    @property
    def tested(self) -> tuple[Answer, ...]:
        """Return the answers that the score is over."""
        return tuple(answer for answer in self.answers if answer.evidence.verdict in _SHARES)

    @property
    def passed(self) -> float:
        """Return how many of them are met."""
        return sum(_SHARES[answer.evidence.verdict] for answer in self.tested)

    @property
    def score(self) -> float | None:
        """Return the share of the tested items that are met, in percent."""
        return 100 * self.passed / len(self.tested) if self.tested else None

    @property
    def for_a_person(self) -> tuple[Answer, ...]:
        """Return the items that a person must still judge, that apply to the text."""
        return tuple(
            answer
            for answer in self.answers
            if answer.judge and answer.evidence.verdict != "not-applicable"
        )

    @property
    def is_met(self) -> bool:
        """Return whether the score reaches the bar."""
        return self.score is None or round(self.score, 1) >= self.bar

    def describe(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "instrument": self.name,
            "title": self.title,
            "score": None if self.score is None else round(self.score, 1),
            "bar": self.bar,
            "met": self.passed,
            "tested": len(self.tested),
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
