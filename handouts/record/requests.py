"""What a worker is asked before something is given, and about what was given; see `handlers`."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handouts.batch.requests import ClinicSource, LeafletKey
from handouts.diagnostics import Diagnostic
from handouts.formats import PLAIN, Output
from handouts.isolation.tasks import Reply, Request
from handouts.record.entries import GivenTopic


@dataclass(frozen=True, slots=True)
class PreparedLeaflet:
    """A leaflet that can be given: which editions are in it, and what it will be made of."""

    key: LeafletKey
    topics: tuple[GivenTopic, ...]
    # The digest of all that it is made of.
    fingerprint: str


@dataclass(frozen=True)
class PrepareReply(Reply):
    """What a wish means; in `data`, as a JSON object, the words of each edition by its digest."""

    # The digest of the clinic's files as they were read.
    digest: str
    clinic: str
    region: str
    leaflets: tuple[PreparedLeaflet, ...]


@dataclass(frozen=True)
class PrepareRequest(Request[PrepareReply]):
    """Find out which editions somebody means to give; what is empty, the settings say."""

    clinic: ClinicSource
    # Ids of topics and names of sets.
    names: tuple[str, ...]
    locales: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("sheet",)
    papers: tuple[str, ...] = ()
    output: Output = PLAIN

    reply_type = PrepareReply

    def perform(self) -> PrepareReply:
        """Return the leaflets.

        Raises:
            InvalidInput: unknown names, faults of the clinic's files, a review that is overdue.
        """
        from handouts.record import handlers

        return handlers.prepare(self)


@dataclass(frozen=True, slots=True)
class CurrentEdition:
    """How a topic would be printed today."""

    topic: str
    locale: str
    title: str
    # Empty if it cannot be printed.
    digest: str = ""
    mark: str = ""
    # YYYY-MM-DD.
    review_by: str = ""
    is_overdue: bool = False
    # Whether a clinician's signature stands under its words.
    is_signed: bool = False
    # What keeps it from being printed.
    problems: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class CurrentReply(Reply):
    """How topics would be printed today; in `data` the words of each edition, as above."""

    editions: tuple[CurrentEdition, ...]


@dataclass(frozen=True)
class CurrentRequest(Request[CurrentReply]):
    """Find out how topics would be printed today."""

    clinic: ClinicSource
    # Pairs of topic and locale.
    texts: tuple[tuple[str, str], ...]

    reply_type = CurrentReply

    def perform(self) -> CurrentReply:
        """Return the editions; a topic that is gone is left out.

        Raises:
            InvalidInput: faults of the clinic's settings.
        """
        from handouts.record import handlers

        return handlers.current(self)


@dataclass(frozen=True)
class InspectReply(Reply):
    """What is known of each file, as JSON data."""

    reports: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class InspectRequest(Request[InspectReply]):
    """Read back which editions PDFs are, and compare them with what a clinic would print today."""

    clinic: ClinicSource
    files: tuple[Path, ...]
    today: datetime.date

    reply_type = InspectReply

    def perform(self) -> InspectReply:
        """Return the reports.

        Raises:
            InvalidInput: a file is none of ours, or faults of the clinic's files.
        """
        from handouts.record import handlers

        return handlers.inspect(self)
