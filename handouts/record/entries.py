"""What a line of the record says, as frozen values; nothing in it can name a patient."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from handouts.errors import HandoutsError

# A staff code; too short for most names, and the only thing that a person types into the record.
MAX_CODE = 4
MAX_COPIES = 99
_CODE = re.compile(rf"[A-Z0-9]{{1,{MAX_CODE}}}")
_MARK = r"^[0-9A-Z]{4}-[0-9A-Z]{4}$"

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Mark = Annotated[str, Field(pattern=_MARK)]
Code = Annotated[str, Field(pattern=rf"^([A-Z0-9]{{1,{MAX_CODE}}})?$")]
Copies = Annotated[int, Field(ge=1, le=MAX_COPIES)]
Word = Annotated[str, Field(max_length=120)]


@dataclass(frozen=True, slots=True)
class GivenTopic:
    """A topic of a leaflet that was given, in the edition that was printed."""

    topic: Word
    ref: Word
    version: Word
    # The digest of its printed words, and the mark at the foot of its pages.
    digest: Sha256
    mark: Mark
    state: Literal["draft", "signed"] = "draft"


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """A file of the archive."""

    # What its name ends with: `.pdf`, `.print.pdf` for a booklet's sheets, `.txt`.
    ending: Annotated[str, Field(pattern=r"^(\.[a-z]+)?\.(pdf|txt)$")]
    sha256: Sha256


@dataclass(frozen=True, slots=True)
class Item:
    """One leaflet that was given."""

    # Several in a packet.
    topics: Annotated[tuple[GivenTopic, ...], Field(min_length=1)]
    locale: Word
    format: Word
    paper: Word
    # Pages as its reader counts them; 0 for a text.
    pages: int
    # The leaflet first, then what is printed in its place, such as a booklet's sheets.
    files: Annotated[tuple[ArchivedFile, ...], Field(min_length=1)]
    # The digest of all that it was made of, by which it is found again.
    fingerprint: Sha256

    @property
    def name(self) -> str:
        """Return what its files are called, without their ending, as `handouts render` does."""
        if len(self.topics) > 1:
            return f"{self.format}.{self.paper}"
        topic = self.topics[0].topic
        is_text = self.files[0].ending == ".txt"
        return topic if is_text else f"{topic}.{self.format}.{self.paper}"

    @property
    def to_print(self) -> ArchivedFile:
        """Return the file for the printer."""
        return self.files[-1]


@dataclass(frozen=True, slots=True)
class Issue:
    """What one person was handed at one time."""

    # Eight characters; the chart knows whose it is, the record does not.
    id: Mark
    # UTC, to the second.
    time: datetime.datetime
    # The clinic's own date at that time.
    day: datetime.date
    clinic: Word
    # Which country writes its dates how.
    region: Word
    by: Code
    copies: Copies
    items: Annotated[tuple[Item, ...], Field(min_length=1)]
    # The version of handouts.
    made_by: Word
    event: Literal["issue"] = "issue"

    @property
    def topics(self) -> tuple[GivenTopic, ...]:
        """Return the topics of all leaflets."""
        return tuple(topic for item in self.items for topic in item.topics)

    @property
    def chart(self) -> str:
        """Return the line for the patient's chart: at most 240 characters."""
        from handouts.record.chart import chart_line

        return chart_line(self)


@dataclass(frozen=True, slots=True)
class Note:
    """What happened to paper later: a line more, never a line less."""

    # `printed-again` and `not-handed-out` are about an issue, `binned` about an edition's mark.
    event: Literal["printed-again", "not-handed-out", "binned"]
    about: Mark
    time: datetime.datetime
    by: Code = ""
    copies: Copies = 1


Entry = Annotated[Issue | Note, Field(discriminator="event")]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the record: what it says, chained to the line before it."""

    previous: Sha256
    entry: Entry


_LINE: TypeAdapter[Line] = TypeAdapter(Line)


def to_bytes(line: Line) -> bytes:
    """Return a line as it stands in the file, without its end."""
    return _LINE.dump_json(line, warnings=False)  # `from_bytes` judges


def from_bytes(data: bytes) -> Line:
    """Return the line that `to_bytes` wrote.

    Raises:
        ValueError: it is something else.
    """
    try:
        return _LINE.validate_json(data)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in found["loc"])
        raise ValueError(f"{place}: {found['msg']}" if place else found["msg"]) from None


def staff_code(typed: str) -> str:
    """Return a staff code as the record keeps it, in capitals.

    Raises:
        HandoutsError: it is none; what was typed is not repeated, it might be somebody's name.
    """
    code = typed.strip().upper()
    if code and not _CODE.fullmatch(code):
        raise HandoutsError(
            f"a staff code has at most {MAX_CODE} letters A to Z or digits; "
            "a name is never kept in the record"
        )
    return code
