"""Signing the words of a text, and taking a signature back."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from handouts.comparison.changes import compare
from handouts.diagnostics import Diagnostic
from handouts.editions.marks import typed_mark
from handouts.errors import InvalidInput
from handouts.inputs.models.review import MAX_NAME, MAX_ROLE, Kind, Review, Reviews
from handouts.record.archive import WORDS
from handouts.record.store import Record
from handouts.review.book import add
from handouts.review.printing import Printing

MAX_REASON = 400


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, on which day, and what the signature stands for."""

    name: str
    role: str
    day: datetime.date
    kind: Kind = "clinical"


def signer(name: str, role: str, day: datetime.date, kind: Kind = "clinical") -> Signer:
    """Return who signs, from what was typed.

    Raises:
        InvalidInput: a name or role that is empty, too long for the page, or not printable.
    """
    problems = [
        Diagnostic(label, None, problem)
        for label, typed, most in (("name", name, MAX_NAME), ("role", role, MAX_ROLE))
        if (problem := line_problem(typed, most))
    ]
    if problems:
        raise InvalidInput(problems)
    return Signer(" ".join(name.split()), " ".join(role.split()), day, kind)


def line_problem(typed: str, most: int) -> str:
    """Return what is wrong with a name or role that is to be printed, or nothing."""
    words = " ".join(typed.split())
    if not words or not words.isprintable():
        return "write it in letters, without control characters"
    if len(words) > most:
        return f"has {len(words)} characters; the page has room for {most}, so shorten it"
    return ""


def sign(
    folder: Path, printing: Printing, topic: str, locale: str, digest: str, who: Signer
) -> Review:
    """Sign the words of a text; `digest` (or the mark) says which were read.

    The words are kept first, so that a signature without its words cannot be.

    Raises:
        InvalidInput: other words would print now, and what changed; or none would.
        WriteError: it could not be written; then nothing is signed.
    """
    edition = printing.edition(topic, locale)
    record = Record(folder)
    typed = digest.strip().lower()
    if typed != edition.digest and typed_mark(digest) != edition.mark:
        raise InvalidInput([_not_these(record, printing, topic, locale, digest)])
    record.check_writable()
    record.archive.store(WORDS, "\n".join(printing.words[edition.digest]).encode(), ".txt")
    entry = Review(
        topic=topic, locale=locale, kind=who.kind, digest=edition.digest, mark=edition.mark,
        name=who.name, role=who.role, date=who.day,
    )  # fmt: skip
    return add(folder, lambda _reviews: entry)


def _not_these(
    record: Record, printing: Printing, topic: str, locale: str, digest: str
) -> Diagnostic:
    """Return what is said of words that would not print now."""
    edition = printing.edition(topic, locale)
    typed = digest.strip().lower()
    message = f"would print as edition {edition.mark} now, not as “{digest:.64}”"
    read = record.words(typed) if len(typed) == 64 else None
    changes = compare(read, printing.words[edition.digest], locale).changes if read else ()
    told = "; ".join(change.summary for change in changes[:3])
    return Diagnostic(
        f"{topic} ({locale})", None, f"{message}; changed: {told}" if told else message,
        fix="make the proof again, read it, and sign its digest",
    )  # fmt: skip


def withdraw(folder: Path, topic: str, locale: str, who: Signer, reason: str = "") -> Review:
    """Take the newest signature of a kind back: it stays, and an entry more says so.

    Raises:
        InvalidInput: there is none; WriteError: it could not be written.
    """

    def entry(reviews: Reviews) -> Review:
        found = reviews.of(topic, locale, who.kind)
        if not found or found[-1].event == "withdrawn":
            message = f"has no {who.kind} signature to withdraw"
            raise InvalidInput([Diagnostic(f"{topic} ({locale})", None, message)])
        last = found[-1]
        return Review(
            topic=topic, locale=locale, kind=who.kind, event="withdrawn", digest=last.digest,
            text_hash=last.text_hash, mark=last.mark, name=who.name, role=who.role,
            date=who.day, reason=" ".join(reason.split())[:MAX_REASON],
        )  # fmt: skip

    return add(folder, entry)
