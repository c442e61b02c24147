"""What a worker is asked about a clinic's topics and its customized files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handouts.diagnostics import Diagnostic
from handouts.isolation.tasks import Reply, Request


@dataclass(frozen=True)
class CatalogueReply(Reply):
    """Topics or facts, each as JSON data, and the problems of those that cannot be read."""

    entries: tuple[Mapping[str, Any], ...]
    problems: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class ListTopicsRequest(Request[CatalogueReply]):
    """List the topics of a clinic over ours; of ours alone, if `folder` is None."""

    folder: Path | None

    reply_type = CatalogueReply

    def perform(self) -> CatalogueReply:
        """Return the topics.

        Raises:
            InvalidInput: the clinic's folder cannot be used.
        """
        from handouts.authoring import catalogue

        return CatalogueReply(*catalogue.topics(catalogue.library_of(self.folder)))


@dataclass(frozen=True)
class ListFactsRequest(Request[CatalogueReply]):
    """List facts with the topics that use them; all facts, if none is named."""

    folder: Path | None
    facts: tuple[str, ...] = ()

    reply_type = CatalogueReply

    def perform(self) -> CatalogueReply:
        """Return the facts.

        Raises:
            InvalidInput: there is no such fact, or the clinic's folder cannot be used.
        """
        from handouts.authoring import catalogue

        return CatalogueReply(*catalogue.facts(catalogue.library_of(self.folder), self.facts))


@dataclass(frozen=True)
class ExplainRequest(Request[CatalogueReply]):
    """Find out where the value of a key comes from, and of each key below it."""

    folder: Path
    key: str

    reply_type = CatalogueReply

    def perform(self) -> CatalogueReply:
        """Return one entry for each value.

        Raises:
            InvalidInput: there is no such key, or the clinic's folder cannot be used.
        """
        from handouts.authoring import explaining

        return CatalogueReply(tuple(explaining.explain(self.folder, self.key)))


@dataclass(frozen=True)
class CompareReply(Reply):
    """What changed in ours, in lines to print."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class CompareCopiesRequest(Request[CompareReply]):
    """Find out what changed in ours since a clinic copied files; all, if none is named."""

    folder: Path
    paths: tuple[str, ...] = ()

    reply_type = CompareReply

    def perform(self) -> CompareReply:
        """Return the changes.

        Raises:
            InvalidInput: one of the named files is not customized.
        """
        from handouts.authoring import overrides

        return CompareReply(tuple(overrides.compare_copies(self.folder, self.paths)))


@dataclass(frozen=True)
class AcceptReply(Reply):
    """Texts of customized files with a note of our newest version, by path."""

    texts: Mapping[str, str]


@dataclass(frozen=True)
class AcceptCopiesRequest(Request[AcceptReply]):
    """Note in customized files that they take our newest version into account."""

    folder: Path
    paths: tuple[str, ...] = ()

    reply_type = AcceptReply

    def perform(self) -> AcceptReply:
        """Return the files.

        Raises:
            InvalidInput: one of the named files is not customized.
        """
        from handouts.authoring import overrides

        return AcceptReply(overrides.accept_copies(self.folder, self.paths))
