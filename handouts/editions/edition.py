"""From the words that are printed to their edition."""

from __future__ import annotations

import hashlib

from handouts.compose.text import to_paragraphs
from handouts.editions.marks import Edition, mark_of


def edition_of(html: str) -> Edition:
    """Return the edition of a topic's words, given as the page of its plain text."""
    words = to_paragraphs(html)
    digest = hashlib.sha256("\n".join(words).encode()).hexdigest()
    return Edition(digest, mark_of(digest), words)
