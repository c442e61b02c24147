"""What the checks found: of a text, of a leaflet, and of a clinic in all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from handouts.checks.base import (
    CheckResult,
    Finding,
    Leaflet,
)
from handouts.checks.instruments.evidence import InstrumentScore
from handouts.checks.reading import Scores
from handouts.checks.review_notes import ReviewNote
from handouts.inputs.models.clinic import Clinic
from handouts.inputs.models.review import Review
from handouts.inputs.models.topic import Topic


@dataclass(frozen=True, slots=True)
class TextResult:
    """One topic in one language: what its checks said, and its measures."""

    topic: Topic
    words: int  # that a leaflet prints of it, without optional sections
    scores: Scores | None  # reading grades; None if its language has no formula
    notes: tuple[ReviewNote, ...]  # what the person who signs must confirm
    results: tuple[CheckResult, ...] = field(repr=False)  # of every check of texts
    instruments: tuple[InstrumentScore, ...] = ()  # none if we have no words of its language
    reviews: tuple[Review, ...] = ()  # the signatures under its words as they print

    def review(self, kind: str) -> Review | None:
        """Return the signature of a kind under its words, if there is one."""
        return next((review for review in self.reviews if review.kind == kind), None)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what its checks found."""
        return tuple(finding for result in self.results for finding in result.findings)

    @property
    def not_judged(self) -> tuple[CheckResult, ...]:
        """Return the results of the checks that could not judge it."""
        return tuple(result for result in self.results if result.status == "not_judged")

    def describe(self) -> dict[str, Any]:
        """Return it as plain data, for programs."""
        return {
            "topic": self.topic.id,
            "locale": self.topic.locale,
            "file": self.topic.file,
            "version": self.topic.front.version,
            "text_hash": self.topic.text_hash,
            "words": self.words,
            "facts": len(self.topic.front.facts),
            "scores": self.scores.describe() if self.scores else None,
            "instruments": [found.describe() for found in self.instruments],
            "checks": {result.check: result.status for result in self.results},
            "not_judged": {result.check: result.reason for result in self.not_judged},
            "confirm": [note.describe() for note in self.notes],
        }


@dataclass(frozen=True, slots=True)
class LeafletResult:
    """A leaflet's measures and what its checks said; the PDF itself is no longer needed."""

    leaflet: Leaflet  # measured; its `pdf` is empty
    results: tuple[CheckResult, ...] = field(repr=False)  # of every check of leaflets

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what its checks found."""
        return tuple(finding for result in self.results for finding in result.findings)


@dataclass(frozen=True, slots=True)
class Report:
    """What the checks found in one folder."""

    clinic: Clinic | None  # None for our own topics
    texts: tuple[TextResult, ...]  # every text that could be read
    others: tuple[Finding, ...]  # on the clinic's files, its style sheet, and unreadable texts
    built: tuple[tuple[str, str], ...] = ()  # topics and languages that leaflets are made of
    leaflets: tuple[LeafletResult, ...] = ()  # those that were made and looked at
    notes: tuple[str, ...] = ()  # what could not be judged at all, in a sentence each

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return every finding, by file and line."""
        found = [*self.others, *(finding for item in self.texts for finding in item.findings)]
        found += [finding for result in self.leaflets for finding in result.findings]
        return tuple(
            sorted(found, key=lambda item: (item.file, item.line or 0, item.severity, item.check))
        )

    def count(self, severity: str) -> int:
        """Return how many findings are errors, or warnings."""
        return sum(finding.severity == severity for finding in self.findings)

    def describe(self) -> dict[str, Any]:
        """Return the report as plain data, for programs."""
        return {
            "clinic": self.clinic.id if self.clinic else None,
            "errors": self.count("error"),
            "warnings": self.count("warning"),
            "topics": [item.describe() for item in self.texts],
            "leaflets": [result.leaflet.describe() for result in self.leaflets],
            "notes": list(self.notes),
            "findings": [finding.describe() for finding in self.findings],
        }
