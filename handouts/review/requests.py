"""What a worker is asked for a review; see `handlers`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handouts.batch.requests import ClinicSource
from handouts.diagnostics import Diagnostic
from handouts.isolation.tasks import Reply, Request


@dataclass(frozen=True)
class ProofReply(Reply):
    """The review pack in `data`, and which words it shows."""

    # By topic and locale: the digest of the words that are shown.
    digests: Mapping[str, str]
    pages: int
    # What keeps a text out of it.
    not_made: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class ProofRequest(Request[ProofReply]):
    """Make the pack that a clinician reads before signing."""

    clinic: ClinicSource
    # Topic and locale.
    texts: tuple[tuple[str, str], ...]
    # The words of the newest signature under each text, if they were kept: topic, locale, words.
    signed: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    # The clinic's own if none is named.
    paper: str = ""
    # Whether the pages themselves are in it, to be read cold.
    with_sheets: bool = True

    reply_type = ProofReply

    def perform(self) -> ProofReply:
        """Return the pack."""
        from handouts.review import handlers

        return handlers.proof(self)
