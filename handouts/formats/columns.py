"""Two columns of about the same height: where to split what stands in them.

WeasyPrint balances columns by laying their contents out again and again, some five times, which
took nearly half of the time of a sheet (docs/performance.md). So a block is split before it is laid
out, by an estimate of how high its parts are, and once more should the true heights say so.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from markupsafe import Markup

from handouts.document.markdown import split_first
from handouts.document.nodes import ComponentUse, Document, Prose
from handouts.document.sentinels import as_written

# How high parts of the shipped topics are, in two columns on Letter or A4 (mean error 2.6 mm; of
# 414 blocks, 412 were split right). An estimate that is out costs time, nothing else.
LETTERS = 44  # in a line
LINE_MM = 5.7
GAP_MM = 1.5  # after a paragraph or an item
HEADING_LETTERS = 34
HEADING_LINE_MM = 3.4
HEADING_MM = 4.7  # and what is around it
PEN_MM = 5.2
TABLE_MM = 20.0  # its head, and what is around its cells
DRAWN_MM = 15.0  # the lowest component that is drawn

_LEAF = re.compile(r"(</?(?:p|li|tr|div|h3|dt|dd)\b[^>]*>)")
_WITH_GAP = re.compile(r"<(?:p|li)\b")
_TAG = re.compile(r"<[^>]+>")
_PEN = re.compile(r'class="(?:pen-line|write-in__field)')


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a column that must not be broken: a heading with what it opens, or one element."""

    heading: Markup
    level: int
    body: Markup


@functools.lru_cache(maxsize=512)
def parts_of(heading: Markup, level: int, body: Markup) -> tuple[Part, ...]:
    """Return the parts of a section: one for each element of `body`, the first with the heading."""
    parts: list[Part] = []
    while body.strip() or (heading and not parts):
        first, body = split_first(body)
        parts.append(Part(Markup("") if parts else heading, level, first))
    return tuple(parts)


def best_split(heights: Sequence[float]) -> int:
    """Return how many parts stand in the first column, so that both end as high up as they can.

    If that can be had in two ways, the first column gets more.
    """
    return min(range(1, len(heights) + 1), key=lambda split: (taller(heights, split), -split))


def taller(heights: Sequence[float], split: int) -> float:
    """Return how high the higher one of two columns is."""
    sums = list(accumulate(heights, initial=0.0))
    return max(sums[split], sums[-1] - sums[split])


def estimated_split(parts: Sequence[Part]) -> int:
    """Return how many parts stand in the first column, as far as their letters can tell."""
    return best_split([_estimated_mm(part) for part in parts])


def optional_mm(document: Document) -> float:
    """Return how high the optional sections of a text are at least, over both columns."""

    def characters(item: Prose | ComponentUse) -> int:
        words = item.source if isinstance(item, ComponentUse) else _TAG.sub("", item.html)
        return len(as_written(words, document.placeholders))

    return sum(
        HEADING_MM
        + HEADING_LINE_MM
        + sum(map(characters, section.items)) / (2 * LETTERS) * LINE_MM
        + DRAWN_MM * sum(isinstance(item, ComponentUse) for item in section.items)
        for section in document.sections
        if section.optional
    )


def _estimated_mm(part: Part) -> float:
    heading = _TAG.sub("", part.heading).strip()
    lines = math.ceil(len(heading) / HEADING_LETTERS)
    found = HEADING_MM + lines * HEADING_LINE_MM if heading else 0.0
    gap = 0.0
    for index, piece in enumerate(_LEAF.split(part.body)):
        if index % 2:  # a tag
            gap = GAP_MM if _WITH_GAP.match(piece) else gap if piece.startswith("</") else 0.0
        elif text := _TAG.sub("", piece).strip():
            found += math.ceil(len(text) / LETTERS) * LINE_MM + gap
    return found + len(_PEN.findall(part.body)) * PEN_MM + ("<table" in part.body) * TABLE_MM
