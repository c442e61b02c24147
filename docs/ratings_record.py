"""What readers said of a printed leaflet: docs/ratings/<topic>.<locale>.yaml, checked and typed.

A reader sees the printed pages and nothing else. Every item of the CDC Clear Communication Index
and of PEMAT-P (AHRQ, 2013) is answered, so that no point is won by being forgotten.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PlainValidator, model_validator

from handouts.checks.instruments import cdc, pemat
from handouts.checks.instruments.evidence import Item
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.inputs.models.base import InputModel, Line, Paragraph
from handouts.inputs.validation import validate
from handouts.inputs.yaml import parse_yaml

FOLDER = Path(__file__).with_name("ratings")
QUESTIONS = 6  # asked of each topic

_NAME = re.compile(r"(?P<topic>[a-z0-9-]+)\.(?P<locale>[a-z]{2,3}(-[A-Z]{2})?)\.yaml")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reader says of one item: a point, a point lost with its reason, or left out."""

    counts: bool
    earned: bool
    reason: str = ""  # of a point lost


def _verdict(value: Any) -> Verdict:
    if value == "yes":
        return Verdict(counts=True, earned=True)
    if value == "not applicable":
        return Verdict(counts=False, earned=False)
    word, _, reason = str(value).partition(":")
    if word == "no" and reason.strip():
        return Verdict(counts=True, earned=False, reason=reason.strip())
    raise ValueError("write `yes`, `not applicable`, or `no:` and the reason, all in quotes")


Verdicts = Mapping[str, Annotated[Verdict, PlainValidator(_verdict)]]


class TeachBack(InputModel):
    """A question answered in the reader's own words from the page alone."""

    question: Line
    answer: Literal["right", "partly", "wrong", "not found"]
    page: Literal["1", "2", "none"] = Field(description="where the answer stands")
    page_says: Paragraph = Field(description="the words that answer")
    reader_says: Paragraph


class Reading(InputModel):
    """One reader's rating of the printed pages."""

    rater: Line = Field(examples=["software reader 1"])
    kind: Literal["software", "person"]
    date: datetime.date
    edition: Line = Field(
        description="as printed in the foot", examples=["KET-RISKS 2.0 · 8EWF-C8K9"]
    )
    cdc: Verdicts
    pemat: Verdicts
    teach_back: Annotated[tuple[TeachBack, ...], Field(min_length=QUESTIONS, max_length=QUESTIONS)]
    stumbled: tuple[Paragraph, ...] = Field((), description="sentences read twice, quoted")
    cut: tuple[Paragraph, ...] = Field((), description="what could go")
    picture: tuple[Paragraph, ...] = Field((), description="which picture is missing")

    @model_validator(mode="after")
    def _all_items(self) -> Self:
        for instrument in INSTRUMENTS.values():
            given = set(getattr(self, instrument.field))
            asked = {str(item.number) for item in PARTS[instrument.field]}
            for wrong, what in ((asked - given, "no verdict on"), (given - asked, "there is no")):
                if wrong:
                    numbers = ", ".join(sorted(wrong, key=lambda number: (len(number), number)))
                    raise ValueError(f"{instrument.field}: {what} item {numbers}")
        if self.cdc["1"].counts and not self.cdc["1"].earned:
            kept = [number for number in "234" if self.cdc[number].earned]
            if kept:
                raise ValueError(f"cdc: without item 1, item {', '.join(kept)} earns no point")
        return self

    @property
    def mark(self) -> str:
        """Return the edition mark, such as 8EWF-C8K9."""
        return self.edition.rpartition(" ")[2]


class Rating(InputModel):
    """All readings of one topic in one language; the lower verdict on each item counts."""

    topic: Line
    locale: Line
    readings: Annotated[tuple[Reading, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Instrument:
    """One score of a leaflet: the items that count for it, and the share to reach."""

    title: str
    field: Literal["cdc", "pemat"]
    items: Sequence[Item]
    bar: float  # in percent

    def lost(self, rating: Rating) -> tuple[Item, ...]:
        """Return the items that any reader gave no point for."""
        return tuple(item for item in self.items if self._any(rating, item, _is_lost))

    def applicable(self, rating: Rating) -> int:
        """Return how many items count, to one reader at least."""
        return sum(self._any(rating, item, lambda verdict: verdict.counts) for item in self.items)

    def percent(self, rating: Rating) -> int:
        """Return the share of points in percent, rounded down so that no bar is met by rounding."""
        of = self.applicable(rating)
        return 100 * (of - len(self.lost(rating))) // of

    def is_met(self, rating: Rating) -> bool:
        """Return whether the bar holds."""
        return self.percent(rating) >= self.bar

    def _any(self, rating: Rating, item: Item, test: Callable[[Verdict], bool]) -> bool:
        number = str(item.number)
        return any(test(getattr(one, self.field)[number]) for one in rating.readings)


def _is_lost(verdict: Verdict) -> bool:
    return verdict.counts and not verdict.earned


PARTS = {"cdc": cdc.ITEMS, "pemat": (*pemat.UNDERSTANDING, *pemat.ACTING)}
# The bars of the second edition: CDC 90, PEMAT 90 and 80, teach-back six of six.
INSTRUMENTS = {
    "cdc": Instrument("CDC Index", "cdc", cdc.ITEMS, 90),
    "understandable": Instrument("PEMAT understandable", "pemat", pemat.UNDERSTANDING, 90),
    "actionable": Instrument("PEMAT actionable", "pemat", pemat.ACTING, 80),
}


def answered(rating: Rating) -> int:
    """Return how many of the six questions every reader answered rightly from the page."""
    rows = zip(*(reading.teach_back for reading in rating.readings), strict=True)
    return sum(all(answer.answer == "right" for answer in row) for row in rows)


def parse_rating(text: str, file: str) -> Rating:
    """Return a rating file's content.

    Raises:
        InvalidInput: with file and line of every fault.
    """
    parsed = parse_yaml(text, file)
    rating = validate(Rating, parsed)
    name = _NAME.fullmatch(Path(file).name)
    if name is None or name.groupdict() != {"topic": rating.topic, "locale": rating.locale}:
        message = f"topic, locale: the file is to be called {rating.topic}.{rating.locale}.yaml"
        raise InvalidInput([Diagnostic(file, parsed.line_of(("topic",)), message)])
    return rating


def shipped_ratings(folder: Path = FOLDER) -> tuple[Rating, ...]:
    """Return all ratings of a folder, by topic and language.

    Raises:
        InvalidInput: with every fault of every file.
    """
    found, problems = [], []
    for path in sorted(folder.glob("*.yaml")):
        try:
            found.append(parse_rating(path.read_text("utf-8"), f"docs/ratings/{path.name}"))
        except InvalidInput as fault:
            problems += fault.problems
    if problems:
        raise InvalidInput(problems)
    return tuple(found)
