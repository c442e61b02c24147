"""Paper or a file that turns up: which edition it is, and whether it may still be handed out."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from handouts.batch.manifest import CorruptManifest, manifest_name, read_manifest
from handouts.comparison.changes import Comparison, compare
from handouts.comparison.editions import compare_pdfs
from handouts.comparison.requests import PdfPair
from handouts.editions.marks import Edition
from handouts.errors import HandoutsError, InvalidInput
from handouts.pdf.provenance import PrintedTopic, Provenance, read_provenance
from handouts.reading import read_file
from handouts.record.store import Record
from handouts.session import ClinicSession

# Worst first: a file is as its worst topic.
State = Literal["altered", "unknown", "superseded", "expired", "current"]
STATES: tuple[State, ...] = ("altered", "unknown", "superseded", "expired", "current")
# What vouches for a file's bytes: the archive of what was given, the manifest of a batch, or only
# the digest that it bears itself.
Proof = Literal["archive", "manifest", "itself", ""]
_TOLD = 3


@dataclass(frozen=True, slots=True)
class TopicVerdict:
    """One topic of a file, and how its edition stands today."""

    printed: PrintedTopic
    state: State
    # Why, in words.
    reason: str
    # The mark of the edition that would be printed today; empty if there is none.
    current_mark: str = ""
    comparison: Comparison = field(default_factory=Comparison)

    def describe(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return {
            "topic": self.printed.topic,
            "ref": self.printed.ref,
            "version": self.printed.version,
            "review_by": self.printed.review_by,
            "digest": self.printed.digest,
            "mark": self.printed.mark,
            "current_mark": self.current_mark,
            "state": self.state,
            "words": self.reason,
            "changes": [change.describe() for change in self.comparison.changes],
        }


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is known of a file."""

    file: str
    provenance: Provenance
    proof: Proof
    # The newest issue that handed out these very bytes; empty if there is none.
    issue: str
    topics: tuple[TopicVerdict, ...]

    @property
    def state(self) -> State:
        """Return how the file stands: as its bytes, or its worst topic."""
        if not self.proof:
            return "altered" if self.provenance.altered else "unknown"
        return min((topic.state for topic in self.topics), key=STATES.index, default="unknown")

    @property
    def vouched(self) -> str:
        """Return in words what vouches for the bytes, and what does not."""
        if self.proof == "archive":
            given = f" of issue {self.issue}" if self.issue else ""
            return f"byte for byte the archived one{given}"
        if self.proof == "manifest":
            return "byte for byte the one that the batch made"
        if self.proof == "itself":
            return "unaltered by accident; no archive or manifest here vouches for it"
        if self.provenance.altered:
            return f"ALTERED: {self.provenance.altered}"
        return "saved anew by another program: nobody can tell what it changed"

    def describe(self) -> dict[str, Any]:
        """Return it as JSON data."""
        found = self.provenance
        return {
            "file": self.file,
            "state": self.state,
            "good": self.state == "current",
            "clinic": found.clinic,
            "locale": found.locale,
            "format": found.format,
            "paper": found.paper,
            "generator": found.generator,
            "altered": self.state == "altered",
            "proof": self.proof,
            "issue": self.issue,
            "vouched": self.vouched,
            "topics": [topic.describe() for topic in self.topics],
        }


def inspect_file(path: Path, session: ClinicSession, today: datetime.date) -> Inspection:
    """Return what is known of a file, compared with what the clinic would print today.

    Raises:
        InvalidInput: it cannot be read, or is none of ours.
    """
    data = read_file(path)
    provenance = read_provenance(data, str(path))
    record = Record(Path(session.clinic.folder))
    sha256 = hashlib.sha256(data).hexdigest()
    issue = record.issue_with(sha256)
    proof: Proof = "itself" if provenance.integrity == "whole" else ""
    if issue is not None:
        proof = "archive"
    elif _in_manifest(path, sha256):
        proof = "manifest"
    judge = _Judge(data, str(path), provenance, session, record, today)
    topics = tuple(judge.verdict(topic) for topic in provenance.topics)
    return Inspection(str(path), provenance, proof, issue.id if issue else "", topics)


class _Judge:
    """Judges the topics of one file."""

    def __init__(
        self,
        data: bytes,
        name: str,
        provenance: Provenance,
        session: ClinicSession,
        record: Record,
        today: datetime.date,
    ) -> None:
        self._data, self._name, self._provenance = data, name, provenance
        self._session, self._record, self._today = session, record, today

    def verdict(self, topic: PrintedTopic) -> TopicVerdict:
        """Return how a topic's edition stands."""
        locale, clinic = self._provenance.locale, self._session.clinic
        if self._provenance.clinic != clinic.id:
            made_for = f"it was made for {self._provenance.clinic}, not for {clinic.id}"
            return TopicVerdict(topic, "unknown", f"{made_for}; name its folder with -c")
        if locale not in self._session.library.locales(topic.topic):
            return TopicVerdict(topic, "unknown", "no such topic here to compare with")
        try:
            now = self._session.edition(topic.topic, locale)
        except InvalidInput as error:
            return TopicVerdict(topic, "superseded", f"it cannot be printed any more: {error}")
        if now.digest != topic.digest:
            found = self._compared(topic, now)
            return TopicVerdict(topic, "superseded", _superseded(now.mark, found), now.mark, found)
        if topic.review_by < self._today.isoformat():
            passed = f"expired: its review date passed on {topic.review_by}"
            return TopicVerdict(topic, "expired", passed, now.mark)
        return TopicVerdict(topic, "current", "current", now.mark)

    def _compared(self, topic: PrintedTopic, now: Edition) -> Comparison:
        """Return what changed: between the words, where the old ones were kept; else the pages."""
        old = self._record.words(topic.digest) if topic.digest else None
        if old is not None:
            return compare(old, now.words, self._provenance.locale)
        try:
            return compare_pdfs(
                PdfPair(self._name, "today", self._data, self._printed_today())
            ).words
        except HandoutsError:
            return Comparison()

    def _printed_today(self) -> bytes:
        """Return the leaflet as it would be printed today."""
        found = self._provenance
        specs = self._session.specs(
            [topic.topic for topic in found.topics], [found.locale], [found.format], [found.paper]
        )
        return self._session.render(specs[0]).pdf


def _superseded(mark: str, found: Comparison) -> str:
    told = "; ".join(change.summary for change in found.changes[:_TOLD])
    more = len(found.changes) - _TOLD
    what = f": {told}" + (f"; and {more} more" if more > 0 else "") if told else ""
    return f"superseded, the edition to give is {mark}{what}"


def _in_manifest(path: Path, sha256: str) -> bool:
    """Return whether a manifest above a file says that it has these bytes."""
    return any(entry == sha256 for entry in _claims(path.absolute()))


def _claims(path: Path) -> Iterator[str]:
    """Yield what manifests above a file say of it."""
    for folder in path.parents[:4]:
        try:
            entries = read_manifest(folder / manifest_name()).entries
        except (CorruptManifest, HandoutsError):
            continue
        entry = entries.get(path.relative_to(folder).as_posix())
        if entry:
            yield entry.sha256
