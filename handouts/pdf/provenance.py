"""What a printed PDF came from, and whether it is still the current one."""

from __future__ import annotations

import datetime
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import pikepdf

from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.inputs.library import Library
from handouts.pdf.alterations import strange_parts
from handouts.pdf.xmp import Value, content_digest, read_xmp

MAX_BYTES = 64 << 20

State = Literal["current", "superseded", "unknown"]


@dataclass(frozen=True, slots=True)
class TopicReport:
    """One topic of a PDF: which text it was, and how that text stands today."""

    topic: str
    ref: str
    version: str
    review_by: str
    text_hash: str
    state: State
    expired: bool

    @property
    def words(self) -> str:
        """Return the verdict in words."""
        text = {
            "current": "current text",
            "superseded": "superseded: the text has changed since",
            "unknown": "no such topic here to compare with",
        }[self.state]
        return f"{text}; review date passed on {self.review_by}" if self.expired else text


@dataclass(frozen=True, slots=True)
class Report:
    """What a PDF says of itself, and what is true of it."""

    file: str
    clinic: str
    locale: str
    format: str
    paper: str
    generator: str
    altered: bool
    topics: tuple[TopicReport, ...]

    @property
    def good(self) -> bool:
        """Return whether it may be handed out: unaltered, current, not expired."""
        return not self.altered and all(
            topic.state == "current" and not topic.expired for topic in self.topics
        )

    def describe(self) -> dict[str, Any]:
        """Return the report as plain data, for programs."""
        return {
            "file": self.file,
            "clinic": self.clinic,
            "locale": self.locale,
            "format": self.format,
            "paper": self.paper,
            "generator": self.generator,
            "altered": self.altered,
            "good": self.good,
            "topics": [
                {
                    "topic": topic.topic,
                    "ref": topic.ref,
                    "version": topic.version,
                    "review_by": topic.review_by,
                    "text_hash": topic.text_hash,
                    "state": topic.state,
                    "expired": topic.expired,
                    "words": topic.words,
                }
                for topic in self.topics
            ],
        }


def inspect_pdf(path: Path, library: Library, today: datetime.date) -> Report:
    """Return what the PDF at `path` came from and how it stands on `today`.

    Raises:
        InvalidInput: it cannot be read, is no PDF, or was not made by handouts.
    """
    try:
        data = _read(path)
        properties = read_xmp(data)
        altered = _is_altered(data, properties) if properties else False
    except OSError as error:
        raise _problem(path, f"cannot be read: {(error.strerror or '').lower()}") from None
    except (pikepdf.PdfError, ValueError, SyntaxError, TypeError, AttributeError, RecursionError):
        raise _problem(path, "is not a PDF that can be read") from None
    if "topic" not in properties:
        raise _problem(path, "was not made by handouts, or its metadata was taken out")
    return Report(
        file=str(path),
        clinic=_one(properties, "clinic"),
        locale=_one(properties, "locale"),
        format=_one(properties, "format"),
        paper=_one(properties, "paper"),
        generator=_one(properties, "generator"),
        altered=altered,
        topics=tuple(_topics(properties, library, today)),
    )


def _read(path: Path) -> bytes:
    """Return the bytes of a plain file.

    Raises:
        InvalidInput: it is a device, a pipe or a folder, or too large to be a leaflet.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise _problem(path, "is not a plain file")
    if found.st_size > MAX_BYTES:
        raise _problem(path, f"is larger than {MAX_BYTES >> 20} MB; no leaflet is")
    return path.read_bytes()


def _is_altered(data: bytes, properties: Mapping[str, Value]) -> bool:
    """Return whether pages draw something else than they did, or something was added to them."""
    if content_digest(data) != _one(properties, "content_digest"):
        return True
    with pikepdf.open(BytesIO(data)) as pdf:
        return any(strange_parts(pdf))


def _problem(path: Path, message: str) -> InvalidInput:
    return InvalidInput([Diagnostic(str(path), None, message)])


def _topics(
    properties: Mapping[str, Value], library: Library, today: datetime.date
) -> list[TopicReport]:
    names = _all(properties, "topic")
    columns = [_all(properties, key) for key in ("ref", "version", "review_by", "source_hash")]
    locale = _one(properties, "locale")
    reports = []
    for index, name in enumerate(names):
        ref, version, review_by, source_hash = (
            column[index] if index < len(column) else "" for column in columns
        )
        state: State = "unknown"
        if locale in library.locales(name):
            same = library.topic(name, locale).text_hash == source_hash
            state = "current" if same else "superseded"
        expired = bool(review_by) and review_by < today.isoformat()
        reports.append(TopicReport(name, ref, version, review_by, source_hash, state, expired))
    return reports


def _one(properties: Mapping[str, Value], key: str) -> str:
    value = properties.get(key, "")
    return value if isinstance(value, str) else ", ".join(value)


def _all(properties: Mapping[str, Value], key: str) -> tuple[str, ...]:
    value = properties.get(key, ())
    return (value,) if isinstance(value, str) else value
