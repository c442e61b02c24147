"""What the fact base may say: facts and their figures, sources, and what depends on the region."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BeforeValidator, Field, PlainValidator, model_validator

from handouts.inputs.models.base import InputModel, Line, Paragraph
from handouts.inputs.models.clinic import PaperName, RegionCode

Status = Literal["checked", "recalled"]
FactId = Annotated[str, Field(pattern=r"^[A-Z]+-\d{2}$")]
SourceKey = Annotated[str, Field(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$")]

# A figure is reached as facts.RISK_01.nausea; these names would reach a method of dict instead.
_TAKEN = frozenset(dir(dict))
_DEFAULTS = ("of", "people", "people_in_all", "period", "group", "comparator")
_PERCENT = 100


def _whole(value: Any) -> int:
    if not re.fullmatch(r"\d{1,9}", str(value)):
        raise ValueError(f"“{value}” is not a whole number")
    return int(value)


def _number(value: Any) -> int | Decimal:
    if not re.fullmatch(r"-?\d{1,9}(\.\d{1,4})?", str(value)):
        raise ValueError(f"“{value}” is not a number")
    return Decimal(str(value)) if "." in str(value) else int(value)


def _name(value: Any) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", str(value)):
        raise ValueError(f"“{value}” is not a name; use small letters, digits and _")
    if value in _TAKEN:
        raise ValueError(f"“{value}” cannot be a name here; choose another")
    return str(value)


Whole = Annotated[int, BeforeValidator(_whole)]
Number = Annotated[int | Decimal, PlainValidator(_number)]
Name = Annotated[str, BeforeValidator(_name)]


class Figure(InputModel):
    """One number of a fact: two arms of a study, a single value, a range, or a phone number."""

    arms: Mapping[Name, Whole] = Field({}, description="whole number for each arm, out of `of`")
    value: Number | None = Field(None, description="the number, if it stands alone")
    low: Number | None = Field(None, description="start of a range")
    high: Number | None = Field(None, description="end of a range")
    text: str = Field("", description="a phone number")
    unit: str = Field("", description="unit of a value or range")
    of: Whole | None = Field(None, description="how many people the numbers are out of")
    exact: Mapping[str, Number] = Field({}, description="the numbers as published, in percent")
    counts: Mapping[str, Whole] = Field({}, description="number of people, for each arm")
    people: Mapping[str, Whole] = Field({}, description="size of each arm")
    people_in_all: Whole | None = Field(None, description="size of the study, if arms are unknown")
    period: str = Field("", description="for how long")
    group: str = Field("", description="who was studied")
    comparator: str = Field("", description="what the dummy arm had, if not a dummy spray")
    status: Status = Field("checked", description="checked or recalled; the fact's if unset")

    @model_validator(mode="before")
    @classmethod
    def _arms_are_the_other_keys(cls, data: Any) -> Any:
        """Return `data` with every further key that holds a number moved into `arms`."""
        if not isinstance(data, dict):
            return data
        arms = {
            key: value
            for key, value in data.items()
            if key not in cls.model_fields and re.match(r"-?\d", str(value))
        }
        rest = {key: value for key, value in data.items() if key not in arms}
        return {**rest, "arms": {**rest.get("arms", {}), **arms}}

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        is_range = self.low is not None or self.high is not None
        forms = [bool(self.arms), self.value is not None, is_range, bool(self.text)]
        if sum(forms) != 1:
            raise ValueError("write either arms, or value, or low and high, or text")
        if is_range and None in (self.low, self.high):
            raise ValueError("a range needs both low and high")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError(f"low ({self.low}) must be below high ({self.high})")
        return self

    @model_validator(mode="after")
    def _numbers_fit(self) -> Self:
        for name in self.exact:
            if name not in self.numbers:
                raise ValueError(f"exact.{name}: there is no {name} beside it")
        if self.of is None:
            return self
        for name, number in self.numbers.items():
            if not isinstance(number, int) or not 0 <= number <= self.of:
                raise ValueError(f"{name}: {number} is not a whole number from 0 to {self.of}")
            exact = self.exact.get(name)
            if exact is not None and abs(number - exact * self.of / Decimal(_PERCENT)) > 0.5:
                raise ValueError(f"{name}: {exact} percent is not {number} in {self.of}")
        return self

    @model_validator(mode="after")
    def _arms_make_sense(self) -> Self:
        if not self.arms:
            return self
        if len(self.arms) < 2:  # never one arm alone: a number means little without the other
            raise ValueError("one arm only; add what happened in the other arm")
        if self.of is None:
            raise ValueError("arms need `of`, here or in the fact")
        for part in (self.counts, self.people):
            if part and set(part) != set(self.arms):
                raise ValueError(f"counts and people must name the arms: {', '.join(self.arms)}")
        for arm, count in self.counts.items():
            people = self.people.get(arm, 0)
            percent = self.exact.get(arm)
            if not people or count > people:
                raise ValueError(f"{arm}: {count} people out of {people}")
            if percent is not None and abs(count / people * _PERCENT - float(percent)) > 0.1:
                raise ValueError(f"{arm}: {count} of {people} is not {percent} percent")
        return self

    @property
    def numbers(self) -> dict[str, int | Decimal]:
        """Return the numbers by name: the arms, or value, or low and high."""
        alone = {"value": self.value, "low": self.low, "high": self.high}
        return {**self.arms, **{key: number for key, number in alone.items() if number is not None}}

    @property
    def is_recalled(self) -> bool:
        """Return whether the figure still waits to be confirmed."""
        return self.status == "recalled"

    def printable(self) -> dict[str, Any]:
        """Return what a placeholder may print: numbers and sizes, no words of any language."""
        found: dict[str, Any] = {**self.numbers}
        for key in ("text", "of", "exact", "counts", "people", "people_in_all"):
            if getattr(self, key):
                found[key] = getattr(self, key)
        return found


class LabelVersion(InputModel):
    """The version of a product's label that a fact must be read against."""

    set_id: Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")] = Field(
        description="set id of the label"
    )
    version: Whole = Field(description="version of the label")


class Quote(InputModel):
    """The source's own words, as they were read on the day `seen`."""

    text: Annotated[str, Field(min_length=10, max_length=500)] = Field(
        description="the words, letter by letter"
    )
    source: SourceKey = Field(description="key of content/sources.yaml")
    place: Line = Field(description="where it stands: page, section or address")
    seen: datetime.date = Field(description="day on which it was read")


class Fact(InputModel):
    """One statement, how sure it is, and what it rests on."""

    statement: Paragraph = Field(description="the fact in plain sentences")
    status: Status = Field(description="checked or recalled")
    confirm: str = Field("", description="what must still be confirmed, and where")
    sources: tuple[SourceKey, ...] = Field((), description="keys of content/sources.yaml")
    quotes: tuple[Quote, ...] = Field((), description="the sources' own words, where seen")
    valid_until: datetime.date | None = Field(
        None, description="last day on which it is known to hold; topics do not print after it"
    )
    label: LabelVersion | None = Field(None, description="label it rests on, if it does")
    related: tuple[FactId, ...] = Field((), description="ids of the facts it names")
    of: Whole | None = Field(None, description="default of the figures with arms")
    people: Mapping[str, Whole] = Field({}, description="default of the figures with arms")
    people_in_all: Whole | None = Field(None, description="default of the figures with arms")
    period: str = Field("", description="default of the figures with arms")
    group: str = Field("", description="default of the figures with arms")
    comparator: str = Field("", description="default of the figures with arms")
    figures: Mapping[Name, Figure] = Field({}, description="the numbers, each under a name")

    @model_validator(mode="before")
    @classmethod
    def _figures_get_the_defaults(cls, data: Any) -> Any:
        """Return `data` with the defaults of the fact written into its figures."""
        figures = data.get("figures") if isinstance(data, dict) else None
        if not isinstance(figures, dict):
            return data
        shared = {key: data[key] for key in _DEFAULTS if key in data}
        # A status that is no status is reported once, for the fact.
        status = {"status": data["status"]} if data.get("status") in get_args(Status) else {}
        filled = {}
        for name, figure in figures.items():
            filled[name] = figure
            if isinstance(figure, dict):
                is_alone = bool({"value", "low", "high", "text"} & set(figure))
                filled[name] = {**({} if is_alone else shared), **status, **figure}
        return {**data, "figures": filled}

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if self.status == "checked" and not (self.sources or self.related):
            raise ValueError("a checked fact needs sources or related facts; or write `recalled`")
        for quote in self.quotes:
            if quote.source not in self.sources:
                raise ValueError(f"quotes: add {quote.source} to the fact's `sources`")
        return self


class Source(InputModel):
    """One reference: the line a leaflet prints, and the whole citation."""

    label: Line = Field(description="short line for print")
    citation: Paragraph = Field(description="the official document or paper in full")
    url: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = Field(
        "", description="address of the official page"
    )
    seen: bool = Field(description="yes if it, or a copy or summary of it, was read")
    accessed: datetime.date | None = Field(None, description="date it was read")
    note: str = Field("", description="what was read instead of it, or what to confirm")

    @model_validator(mode="after")
    def _has_a_date_if_seen(self) -> Self:
        if self.seen != (self.accessed is not None):
            raise ValueError("accessed: write it for a source that was seen, and only then")
        return self


class CrisisLine(InputModel):
    """A line to call or text in a crisis."""

    name: Line = Field(description="name of the line")
    call: str = Field("", description="number to call")
    text: str = Field("", description="number to text")
    text_word: str = Field("", description="word to text, if the line needs one")
    hours: Literal["", "24/7"] = Field("", description="24/7 if it answers at any time")
    note: str = Field("", description="what else to know")
    fact: FactId = Field(description="fact it rests on")

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not (self.call or self.text):
            raise ValueError("a crisis line needs a number to call or to text")
        return self


class Report(InputModel):
    """Where to report a side effect."""

    name: Line = Field(description="name of the scheme")
    call: str = Field("", description="number to call")


class Region(InputModel):
    """What changes with the country a clinic is in."""

    territory: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = Field(
        description="country code that decides how dates are written"
    )
    emergency_number: Annotated[str, Field(pattern=r"^\d{3}$")] = Field(
        description="number to call in an emergency"
    )
    crisis: tuple[CrisisLine, ...] = Field(min_length=1, description="crisis lines, first first")
    regulator: Line = Field(description="short name of the medicines regulator")
    report: Report | None = Field(None, description="where to report a side effect")
    paper: PaperName = Field(description="letter or a4")
    facts: tuple[FactId, ...] = Field(description="facts it rests on")
    confirm: str = Field("", description="what must still be confirmed")


@dataclass(frozen=True, slots=True)
class FactBase:
    """All facts, sources and regions, by id, key and code."""

    facts: Mapping[str, Fact]
    sources: Mapping[str, Source]
    regions: Mapping[RegionCode, Region]

    def fact(self, fact_id: str) -> Fact:
        """Return the fact `RISK-01`, also asked for as `RISK_01`; KeyError if there is none."""
        return self.facts[fact_id.replace("_", "-")]

    def figure(self, fact_id: str, name: str) -> Figure:
        """Return the figure `name` of a fact; KeyError if there is no such fact or figure."""
        return self.fact(fact_id).figures[name]

    def placeholders(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Return the figures as `{{ facts.RISK_01.nausea.medicine }}` reaches them."""
        return {
            fact_id.replace("-", "_"): {
                name: figure.printable() for name, figure in fact.figures.items()
            }
            for fact_id, fact in self.facts.items()
            if fact.figures
        }
