"""What a worker is asked about two editions; see `handlers`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from handouts.isolation.tasks import Reply, Request


@dataclass(frozen=True, slots=True)
class PdfPair:
    """An old PDF and a new one, with the names that people know them by."""

    old_name: str
    new_name: str
    old: bytes = field(repr=False)
    new: bytes = field(repr=False)


@dataclass(frozen=True)
class DiffReply(Reply):
    """What changed between each two PDFs, as JSON data; in `data` the report, if there is one."""

    comparisons: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class DiffRequest(Request[DiffReply]):
    """Find out what changed between old and new PDFs."""

    pairs: tuple[PdfPair, ...]
    # Also as a PDF, on this paper; no report if empty.
    report_paper: str = ""

    reply_type = DiffReply

    def perform(self) -> DiffReply:
        """Return the changes.

        Raises:
            InvalidInput: a file is none of ours, or cannot be read.
        """
        from handouts.comparison import handlers

        return handlers.diff(self)
