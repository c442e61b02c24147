"""What a worker is asked about a clinic's library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handouts.batch.requests import ClinicSource
from handouts.diagnostics import Diagnostic
from handouts.isolation.tasks import Reply, Request


@dataclass(frozen=True)
class LibraryReply(Reply):
    """The files of a library, one behind the other in `data`."""

    # The path of each file and its length in bytes.
    parts: tuple[tuple[str, int], ...]
    problems: tuple[Diagnostic, ...] = ()

    def files(self) -> Mapping[str, bytes]:
        """Return the files by path; only what a library may consist of."""
        from handouts.web.library import PAGE

        found: dict[str, bytes] = {}
        start = 0
        for path, length in self.parts:
            if PAGE.fullmatch(path):  # the word of a worker is no path
                found[path] = self.data[start : start + length]
            start += length
        return found


@dataclass(frozen=True)
class LibraryRequest(Request[LibraryReply]):
    """Make the pages of a clinic's library, beside which these PDFs lie.

    `pdfs` are topic, locale and format of each.
    """

    clinic: ClinicSource
    pdfs: frozenset[tuple[str, str, str]]

    reply_type = LibraryReply

    def perform(self) -> LibraryReply:
        """Return the files.

        Raises:
            InvalidInput: the clinic's folder cannot be used, or builds nothing.
        """
        from handouts.batch.handlers import session_for
        from handouts.web.library import library

        files, problems = library(session_for(self.clinic), self.pdfs)
        parts = tuple((path, len(data)) for path, data in files.items())
        return LibraryReply(parts, problems, data=b"".join(files.values()))
