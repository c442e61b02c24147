"""An edition as it is kept with what was given: its digest, its mark and its printed words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from handouts.compose.text import to_text
from handouts.record.marks import mark_of
from handouts.session import ClinicSession

_ONE_LINE = 1_000_000


@dataclass(frozen=True, slots=True)
class PrintedEdition:
    """The words of a topic as a clinic prints them."""

    digest: str
    mark: str
    state: Literal["draft", "signed"]
    # A paragraph, heading, item or row each.
    words: tuple[str, ...]


def printed_edition(session: ClinicSession, topic: str, locale: str) -> PrintedEdition:
    """Return the edition of a topic that would be printed now.

    Raises:
        InvalidInput: it cannot be printed.
    """
    (spec,) = session.specs([topic], [locale], ["text"])
    text = to_text(session.compose(spec).html, _ONE_LINE)
    words = tuple(line.strip() for line in text.splitlines() if line.strip())
    digest = hashlib.sha256("\n".join(words).encode()).hexdigest()
    return PrintedEdition(digest, mark_of(digest), "draft", words)
