"""From the words that are printed to their edition."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from handouts.compose.text import to_paragraphs
from handouts.editions.marks import Edition, mark_of

# The text has the words of the sheet and of what is folded or enlarged from it; these have more.
FORMATS_WITH_OWN_WORDS = ("card", "poster")


def edition_of(pages: Iterable[str], ref: str) -> Edition:
    """Return the edition of a topic's words, given as its HTML in one or several formats.

    Each paragraph counts once. Lines of the topic's reference, with its dates, are left out.
    """
    found = (words for page in pages for words in to_paragraphs(page))
    words = tuple(dict.fromkeys(line for line in found if not line.startswith(f"{ref} ")))
    digest = hashlib.sha256("\n".join(words).encode()).hexdigest()
    return Edition(digest, mark_of(digest), words)
