"""What a worker is asked for `handouts check`, and what it gives; see `handlers`.

Between two steps, what was found travels through the process that asks as bytes that it does not
look into: they are for another worker of the same clinic.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path

from handouts.batch.requests import LeafletKey
from handouts.diagnostics import Diagnostic
from handouts.isolation.tasks import Reply, Request


@dataclass(frozen=True, slots=True)
class CheckTarget:
    """What is checked, and as on which day."""

    # The clinic's folder; None for the topics that come with handouts.
    folder: Path | None
    # The day to judge dates by.
    today: datetime.date
    # The digest of the clinic's files as they were first read; empty if any will do.
    digest: str = ""


@dataclass(frozen=True, slots=True)
class LeafletToCheck:
    """A leaflet to make and look at."""

    # What messages call it.
    name: str
    key: LeafletKey


@dataclass(frozen=True, slots=True)
class CheckedLeaflet:
    """What came of looking at one leaflet."""

    key: LeafletKey
    # What its worker gave, for another worker.
    result: bytes = field(default=b"", repr=False)
    # Why there is no result.
    problems: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class CheckTextReply(Reply):
    """The report on the texts, for another worker, in `data`."""

    leaflets: tuple[LeafletToCheck, ...]
    # Of the clinic's files as they were read; empty for our own topics.
    digest: str


@dataclass(frozen=True)
class CheckTextRequest(Request[CheckTextReply]):
    """Check the texts, and say which leaflets to look at."""

    target: CheckTarget
    # What the report says besides.
    notes: tuple[str, ...] = ()
    # Whether leaflets will be looked at.
    pages: bool = True

    reply_type = CheckTextReply

    def perform(self) -> CheckTextReply:
        """Return what was found.

        Raises:
            InvalidInput: the clinic's folder cannot be used.
        """
        from handouts.checks import handlers

        return handlers.check_text(self)


@dataclass(frozen=True)
class CheckLeafletReply(Reply):
    """What there is to say of one leaflet, for another worker, in `data`."""


@dataclass(frozen=True)
class CheckLeafletRequest(Request[CheckLeafletReply]):
    """Make one leaflet and check its pages."""

    target: CheckTarget
    leaflet: LeafletKey

    reply_type = CheckLeafletReply

    def perform(self) -> CheckLeafletReply:
        """Return what was found.

        Raises:
            InvalidInput: the clinic's folder was changed.
        """
        from handouts.checks import handlers

        return handlers.check_leaflet(self)


@dataclass(frozen=True)
class SummaryReply(Reply):
    """The whole report as text or JSON, in `data`."""

    errors: int
    warnings: int


@dataclass(frozen=True)
class SummarizeRequest(Request[SummaryReply]):
    """Put together what was found."""

    target: CheckTarget
    # From CheckTextReply.
    report: bytes = field(repr=False)
    leaflets: tuple[CheckedLeaflet, ...]
    as_json: bool = False

    reply_type = SummaryReply

    def perform(self) -> SummaryReply:
        """Return the report."""
        from handouts.checks import handlers

        return handlers.summarize(self)


@dataclass(frozen=True)
class QualityReportReply(Reply):
    """A PDF to sign and file, in `data`."""


@dataclass(frozen=True)
class QualityReportRequest(Request[QualityReportReply]):
    """Make the quality report of what was found."""

    target: CheckTarget
    # From CheckTextReply.
    report: bytes = field(repr=False)
    leaflets: tuple[CheckedLeaflet, ...]

    reply_type = QualityReportReply

    def perform(self) -> QualityReportReply:
        """Return the PDF.

        Raises:
            InvalidInput: it cannot be made.
        """
        from handouts.checks import handlers

        return handlers.quality_report(self)
