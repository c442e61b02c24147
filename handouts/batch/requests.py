"""What a worker is asked to do with a clinic's leaflets, and what it gives; see `handlers`."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from handouts.diagnostics import Diagnostic
from handouts.formats import PLAIN, Output
from handouts.isolation.tasks import Reply, Request
from handouts.paths import LEAFLET


@dataclass(frozen=True, slots=True)
class ClinicSource:
    """Where a worker finds a clinic's files, and which ones they must be."""

    # The clinic's folder.
    folder: Path
    # The day on which texts are overdue for their review; None to look at no dates.
    today: datetime.date | None = None
    # The digest of its files when the work was planned; empty if any will do.
    digest: str = ""
    # The digest of the program and libraries when the work was planned; empty if any will do.
    environment: str = ""
    # The files themselves, where the folder cannot be read by the worker.
    files: Mapping[str, bytes] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class LeafletKey:
    """Which leaflet of a clinic."""

    topics: tuple[str, ...]
    locale: str
    format: str
    paper: str


@dataclass(frozen=True, slots=True)
class NamedLeaflet:
    """A leaflet with the path that it is written to, below the output folder."""

    key: LeafletKey
    path: str


@dataclass(frozen=True)
class PlanReply(Reply):
    """All leaflets that a clinic asks for, as a JSON list of manifest entries in `data`."""


@dataclass(frozen=True)
class PlanRequest(Request[PlanReply]):
    """Plan what the `build` section of a clinic asks for."""

    clinic: ClinicSource

    reply_type = PlanReply

    def perform(self) -> PlanReply:
        """Return the plan.

        Raises:
            InvalidInput: the clinic's settings have faults.
        """
        from handouts.batch import handlers

        return handlers.plan(self)


@dataclass(frozen=True)
class SelectReply(Reply):
    """The leaflets that a selection means."""

    # The digest of the clinic's files as they were read.
    digest: str
    # In the order of the selection.
    leaflets: tuple[NamedLeaflet, ...]


@dataclass(frozen=True)
class SelectRequest(Request[SelectReply]):
    """Find out which leaflets somebody means; what is empty, the clinic's settings say."""

    clinic: ClinicSource
    topics: tuple[str, ...]
    locales: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("sheet",)
    papers: tuple[str, ...] = ()
    # All topics in one PDF.
    packet: bool = False
    output: Output = PLAIN

    reply_type = SelectReply

    def perform(self) -> SelectReply:
        """Return the leaflets.

        Raises:
            InvalidInput: unknown names, or faults of the clinic's files.
        """
        from handouts.batch import handlers

        return handlers.select(self)


@dataclass(frozen=True)
class RenderReply(Reply):
    """A finished leaflet: the PDF and what is written beside it, one behind the other in `data`."""

    # Of the PDF.
    pages: int
    # What the person at the keyboard should know.
    warnings: tuple[Diagnostic, ...] = ()
    # How the name of each file ends, such as `.print.pdf`, and its length in bytes.
    parts: tuple[tuple[str, int], ...] = ()

    def files(self, path: str) -> Iterator[tuple[str, bytes]]:
        """Yield paths and contents of what is written for the leaflet at `path`, the PDF first."""
        stem = path.removesuffix(".pdf").removesuffix(".txt").removesuffix(".html")
        start = 0
        for ending, length in self.parts:
            if LEAFLET.fullmatch(f"{stem}{ending}.pdf"):  # the word of a worker is no path
                yield f"{stem}{ending}", self.data[start : start + length]
            start += length


@dataclass(frozen=True)
class RenderRequest(Request[RenderReply]):
    """Make one leaflet."""

    clinic: ClinicSource
    leaflet: LeafletKey
    output: Output = PLAIN
    # Also what is written beside the PDF, such as a booklet's sheets.
    companions: bool = False
    # Also a picture of each page.
    pictures: bool = False

    reply_type = RenderReply

    def perform(self) -> RenderReply:
        """Return the leaflet.

        Raises:
            InvalidInput: faults of the input; RenderError: it cannot be made as asked for.
        """
        from handouts.batch import handlers

        return handlers.render(self)
