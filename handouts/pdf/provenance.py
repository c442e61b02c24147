"""What a printed PDF says of itself, and how far its bytes vouch for that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal

import pikepdf

from handouts.errors import InvalidInput
from handouts.pdf.alterations import strange_parts
from handouts.pdf.xmp import Value, content_digest, is_sealed, read_xmp
from handouts.reading import problem

# `whole`: byte for byte as it was written, if nobody forged its own digest. `saved-anew`: another
# program wrote the file; its pages are drawn as ours were, but not all of it can be vouched for.
Integrity = Literal["whole", "saved-anew", "altered"]


@dataclass(frozen=True, slots=True)
class PrintedTopic:
    """One topic of a PDF, in the edition that was printed."""

    topic: str
    ref: str
    version: str
    # YYYY-MM-DD.
    review_by: str
    # Of its printed words; empty in PDFs from before there were editions.
    digest: str
    # The mark at the foot of its pages.
    mark: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a PDF says of itself."""

    clinic: str
    locale: str
    format: str
    paper: str
    generator: str
    topics: tuple[PrintedTopic, ...]
    integrity: Integrity
    # In words, what was found that we did not write; empty if nothing.
    altered: str = ""

    def describe(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return {
            "clinic": self.clinic,
            "locale": self.locale,
            "format": self.format,
            "paper": self.paper,
            "topics": [
                {
                    "topic": topic.topic,
                    "ref": topic.ref,
                    "version": topic.version,
                    "digest": topic.digest,
                    "mark": topic.mark,
                }
                for topic in self.topics
            ],
        }


def read_provenance(data: bytes, name: str) -> Provenance:
    """Return what the PDF called `name` says of itself.

    Raises:
        InvalidInput: it is no PDF, or was not made by handouts.
    """
    try:
        properties = read_xmp(data)
        altered = _altered(data, properties) if "topic" in properties else ""
    except (pikepdf.PdfError, ValueError, SyntaxError, TypeError, AttributeError, RecursionError):
        raise InvalidInput([problem(name, "is not a PDF that can be read")]) from None
    if "topic" not in properties:
        message = "was not made by handouts, or its metadata was taken out"
        raise InvalidInput([problem(name, message)])
    integrity: Integrity = "altered" if altered else "saved-anew"
    return Provenance(
        clinic=_one(properties, "clinic"),
        locale=_one(properties, "locale"),
        format=_one(properties, "format"),
        paper=_one(properties, "paper"),
        generator=_one(properties, "generator"),
        topics=tuple(_topics(properties)),
        integrity="whole" if is_sealed(data) else integrity,
        altered=altered,
    )


def _altered(data: bytes, properties: Mapping[str, Value]) -> str:
    """Return what a PDF has that we never write, or lacks that we always do; else nothing."""
    if content_digest(data) != _one(properties, "content_digest"):
        return "what is drawn on its pages is not what was written"
    with pikepdf.open(BytesIO(data)) as pdf:
        return next(strange_parts(pdf), "")


def _topics(properties: Mapping[str, Value]) -> Iterator[PrintedTopic]:
    names = _all(properties, "topic")
    keys = ("ref", "version", "review_by", "edition_digest", "edition")
    columns = [_all(properties, key) for key in keys]
    for index, name in enumerate(names):
        yield PrintedTopic(
            name, *(column[index] if index < len(column) else "" for column in columns)
        )


def _one(properties: Mapping[str, Value], key: str) -> str:
    value = properties.get(key, "")
    return value if isinstance(value, str) else ", ".join(value)


def _all(properties: Mapping[str, Value], key: str) -> tuple[str, ...]:
    value = properties.get(key, ())
    return (value,) if isinstance(value, str) else value
