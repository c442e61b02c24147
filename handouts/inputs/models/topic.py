"""What a topic's front matter may say, and the topic it heads."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from handouts.inputs.models.base import InputModel, Line, Paragraph
from handouts.inputs.models.clinic import RegionCode

# A practical text tells of the clinic itself, such as where to park; it says nothing medical.
Kind = Literal["information", "instruction", "risk", "practical"]
Product = Literal["infusion", "esketamine", "any"]
HelpOnSheet = Literal["boxes", "strip"]
Layout = Literal["visit", "instruction", "decision", "background", "crisis"]
Place = tuple[str | int, ...]
Origin = Literal["clinic", "shipped"]

# Ashford & St Peter's and Krames review every two years; see the leaflet standards, section 1H.
MAX_REVIEW_MONTHS = 24


def _at_most_three_sentences(value: str) -> str:
    sentences = [part for part in value.replace("?", ".").replace("!", ".").split(". ") if part]
    if len(sentences) > 3:
        raise ValueError(f"has {len(sentences)} sentences; keep to three")
    return value


class KeyPoint(InputModel):
    """One thing to remember; written as a line, or as a line with the name of a picture."""

    text: Line = Field(description="the point; a bold beginning is printed big")
    picture: str = Field("", description="name of the picture beside it", examples=["not-drive"])


def _as_key_point(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


class Action(InputModel):
    """One thing the reader can do (CDC Clear Communication Index, items 12 to 14)."""

    picture: str = Field("", description="name of the picture beside it", examples=["phone-clinic"])
    do: Line = Field(description="what to do")
    why: Line = Field(description="why it matters")
    how: Line = Field(description="how or when to do it")


class PosterPoint(InputModel):
    """One thing that a poster says."""

    lead: Annotated[Line, Field(max_length=80)] = Field(description="the message, in a few words")
    text: str = Field("", max_length=160, description="one line below it")
    picture: str = Field("", description="name of a picture beside it")


class Poster(InputModel):
    """What a topic's poster says: words of its own, read from two metres."""

    title: Annotated[Line, Field(max_length=48)] = Field(description="its title")
    message: str = Field("", max_length=90, description="one line below the title")
    picture: str = Field("", description="name of one picture that fills the middle")
    points: tuple[PosterPoint, ...] = Field(
        min_length=1, max_length=4, description="one to four things that it says"
    )


class Translation(InputModel):
    """Which text this is a translation of, and who stands for it."""

    of_version: Line = Field(description="version of the text it was made from")
    of_hash: Line = Field(description="text hash of the text it was made from")
    translator: str = Field("", description="who translated it")
    reviewer: str = Field("", description="the qualified translator who reviewed it, by name")
    reviewed: datetime.date | Literal[""] = Field("", description="date of that review")
    method: Literal["human", "machine-draft", "machine-and-human"] = Field(
        description="how the translation was made"
    )


class BasedOn(InputModel):
    """Which shipped text a clinic's own wording started from."""

    version: Line = Field(description="version of the shipped text")
    text_hash: Line = Field(description="text hash of the shipped text")


class FrontMatter(InputModel):
    """The YAML head of a topic file."""

    ref: Annotated[str, Field(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$", max_length=30)] = Field(
        description="reference id printed on every page", examples=["KET-RISKS"]
    )
    version: Annotated[str, Field(pattern=r"^\d+(\.\d+){0,2}$")] = Field(
        description="version of the text", examples=["1.0"]
    )
    issued: datetime.date = Field(description="date of this version", examples=["2026-11-23"])
    review_by: datetime.date = Field(
        description="when it must be reviewed, at most 24 months on", examples=["2028-11-22"]
    )
    kind: Kind = Field(
        description="information, instruction, risk, or practical: nothing medical",
        examples=["information"],
    )
    product: Product = Field(description="infusion, esketamine or any", examples=["any"])
    title: Annotated[Line, Field(max_length=90)] = Field(
        description="the reader's question or goal", examples=["What are the risks?"]
    )
    short_title: Annotated[Line, Field(max_length=40)] = Field(
        description="short title for later pages", examples=["Risks"]
    )
    audience: Line = Field(description="who this is for", examples=["For people who ..."])
    main_message: Annotated[Paragraph, AfterValidator(_at_most_three_sentences)] = Field(
        description="the one message, in one to three sentences", examples=["..."]
    )
    key_points: tuple[
        Annotated[KeyPoint, BeforeValidator(_as_key_point, json_schema_input_type=Line | KeyPoint)],
        ...,
    ] = Field(min_length=3, max_length=5, description="three to five key points")
    actions: tuple[Action, ...] = Field(min_length=1, description="what the reader can do")
    known: Paragraph = Field(description="what is known", examples=["..."])
    unknown: Paragraph = Field(description="what is not known yet", examples=["..."])
    facts: tuple[Annotated[str, Field(pattern=r"^[A-Z]+-\d{2}$")], ...] = Field(
        (), description="ids of the facts the text rests on", examples=["[RISK-01]"]
    )
    sources: tuple[Line, ...] = Field(
        (), description="keys of content/sources.yaml", examples=["[PI]"]
    )
    region: tuple[RegionCode, ...] = Field(
        (), description="regions it holds for, if not for all", examples=["[US]"]
    )
    help: HelpOnSheet = Field(
        "boxes",
        description="what its sheet says on getting help: both boxes, or a strip with the numbers, "
        "for people who still decide; other formats have the boxes",
        examples=["strip"],
    )
    layout: Layout = Field(
        "instruction",
        description="how page one is laid out: what happens at a visit, instructions, help with a "
        "decision, background, or help in a crisis",
        examples=["decision"],
    )
    picture: str = Field("", description="name of the picture beside the title", examples=["drip"])
    sheet_pages: Annotated[int, Field(ge=1, le=2)] = Field(
        2, description="pages of its sheet; the text must fit without sections marked optional"
    )
    poster: Poster | None = Field(
        None, description="what its poster says; without it, the topic has none"
    )
    translation: Translation | None = Field(None, description="for a translation: of which text")
    based_on: BasedOn | None = Field(None, description="for a clinic's wording: of which text")

    @model_validator(mode="after")
    def _reviewed_in_time(self) -> FrontMatter:
        latest = months_after(self.issued, MAX_REVIEW_MONTHS)
        if self.review_by <= self.issued:
            raise ValueError("review_by: must be later than issued")
        if self.review_by > latest:
            raise ValueError(f"review_by: at most 24 months after issued; write {latest} or sooner")
        return self

    @model_validator(mode="after")
    def _rests_on_something(self) -> FrontMatter:
        missing = [key for key in ("facts", "sources") if not getattr(self, key)]
        if missing and self.kind != "practical":
            key = missing[0]
            message = "needs at least 1 item; only a text that says nothing medical does without"
            raise ValueError(f"{key}: {message}, and it has `kind: practical`")
        return self


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic in one locale: its head, its body, and where it was written."""

    id: str
    locale: str
    front: FrontMatter
    body: str
    body_line: int
    file: str
    origin: Origin
    text_hash: str
    front_lines: Mapping[Place, int] = field(repr=False, default_factory=dict, hash=False)

    def is_overdue(self, today: datetime.date) -> bool:
        """Return whether the review date, which is printed to the month, has passed."""
        due = self.front.review_by
        return (today.year, today.month) > (due.year, due.month)

    def line_of(self, key: str, index: int | None = None) -> int:
        """Return the line of a front matter key, or of one item of its list."""
        return self.line_at((key,) if index is None else (key, index))

    def line_at(self, place: Place) -> int:
        """Return the line of a place in the front matter, or of the nearest around it."""
        for end in range(len(place), 0, -1):
            if place[:end] in self.front_lines:
                return self.front_lines[place[:end]]
        return 1


def months_after(day: datetime.date, months: int) -> datetime.date:
    """Return the same day `months` later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return datetime.date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
