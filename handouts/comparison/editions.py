"""Two PDFs of ours to what changed between them: words, and pages that look different."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handouts.comparison.changes import Comparison, compare
from handouts.comparison.pictures import PagePair, page_pairs
from handouts.comparison.requests import PdfPair
from handouts.errors import InvalidInput
from handouts.pdf.provenance import Provenance, read_provenance
from handouts.pdf.tagged_text import read_paragraphs
from handouts.reading import problem


@dataclass(frozen=True, slots=True)
class EditionComparison:
    """What changed between two PDFs."""

    pair: PdfPair
    before: Provenance
    after: Provenance
    words: Comparison
    # Only those that look different.
    pages: tuple[PagePair, ...]

    @property
    def is_same(self) -> bool:
        """Return whether there is no difference in words or looks."""
        return not self.words.changes and not self.pages

    def describe(self) -> dict[str, Any]:
        """Return it as JSON data, without pictures."""
        return {
            "old": {"file": self.pair.old_name, **self.before.describe()},
            "new": {"file": self.pair.new_name, **self.after.describe()},
            "same": self.is_same,
            "changes": [change.describe() for change in self.words.changes],
            "pages": [page.number for page in self.pages],
        }


def compare_pdfs(pair: PdfPair) -> EditionComparison:
    """Return what changed between two PDFs.

    Raises:
        InvalidInput: one of them is none of ours, or cannot be read.
    """
    before = read_provenance(pair.old, pair.old_name)
    after = read_provenance(pair.new, pair.new_name)
    words = compare(_texts(pair.old, pair.old_name), _texts(pair.new, pair.new_name), after.locale)
    marks = [topic.mark for topic in (*before.topics, *after.topics) if topic.mark]
    pages = tuple(page_pairs(pair.old, pair.new, marks))
    return EditionComparison(pair, before, after, words, pages)


def _texts(data: bytes, name: str) -> Sequence[str]:
    try:
        return [paragraph.text for paragraph in read_paragraphs(data)]
    except ValueError as error:
        raise InvalidInput([problem(name, f"cannot be compared: {error}")]) from None
