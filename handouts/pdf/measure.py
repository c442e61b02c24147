"""What WeasyPrint's finished layout says: how full pages are, what sticks out, which fonts.

Reads the boxes of the pages, which WeasyPrint offers no public way to; only
positions, sizes and computed families are read, nothing is changed.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from handouts.formats import SAFE_EDGE_MM
from handouts.pdf.internals.boxes import boxes, page_box
from handouts.units import PX_PER_MM, PX_PER_PT

DESCENT = 0.3  # how far letters reach below their line, in font sizes
SPACE = 0.25  # the width of a space, about, in font sizes
WIDE = 1.1  # how much wider than its letters on average a word may be
COLUMN = "data-column"  # marks a column: the number of its block, a dash, 0 or 1
ROOM = "data-room"  # marks an empty box that is there to be written into
_FLOWING = ("p", "li", "dd")  # elements whose text a page may break


@dataclass(frozen=True, slots=True)
class PageFill:
    """How much of a page's text area is used, from its top to its last line, in millimetres.

    `name` is the page's name in CSS.
    """

    used_mm: float
    height_mm: float
    name: str = ""

    @property
    def share(self) -> float:
        """Return the used part of the text area, 0 to 1."""
        return self.used_mm / self.height_mm if self.height_mm else 0.0


@dataclass(frozen=True, slots=True)
class SmallText:
    """Text printed smaller than a format allows."""

    page: int
    text: str
    size_pt: float


@dataclass(frozen=True, slots=True)
class OutsideText:
    """Text nearer to the paper's edge than a printer can print."""

    page: int
    text: str


def page_fills(pages: list[Any]) -> tuple[PageFill, ...]:
    """Return how full each page is; running headers and footers don't count."""
    fills = []
    for page in pages:
        box = page_box(page)
        top = box.content_box_y()
        bottom = max((_bottom(leaf) for leaf in _leaves(_body(box))), default=top)
        used, height = (bottom - top) / PX_PER_MM, box.height / PX_PER_MM
        fills.append(PageFill(used, height, page_name(page)))
    return tuple(fills)


def page_name(page: Any) -> str:
    """Return the name that CSS gave a page."""
    return str(page_box(page).page_type.name or "")


def heights(pages: list[Any], prefix: str) -> dict[str, float]:
    """Return the height in millimetres of every element whose id begins with `prefix`.

    The parts of one that goes over several pages are added up.
    """
    found: dict[str, float] = {}
    for page in pages:
        for box in _outermost(page_box(page), prefix):
            name = box.element.get("id")
            found[name] = found.get(name, 0.0) + box.margin_height() / PX_PER_MM
    return found


@dataclass(frozen=True, slots=True)
class TwoColumns:
    """A block that was split into two columns: the heights of what stands in each, and where."""

    number: int
    columns_mm: tuple[tuple[float, ...], tuple[float, ...]]
    pages: frozenset[int]

    @property
    def heights_mm(self) -> tuple[float, ...]:
        """Return the heights of all parts, in reading order."""
        return self.columns_mm[0] + self.columns_mm[1]


def two_columns(pages: list[Any]) -> tuple[TwoColumns, ...]:
    """Return the blocks that were split into two columns beforehand, in order."""
    found: dict[str, tuple[list[float], list[float]]] = {}
    where: dict[str, set[int]] = {}
    for number, page in enumerate(pages, start=1):
        for box in _walk(page_box(page)):
            if not isinstance(box, boxes.TableCellBox) or not _is_own(box, COLUMN):
                continue
            block, _, column = box.element.get(COLUMN).partition("-")
            heights = [child.margin_height() / PX_PER_MM for child in box.children]
            found.setdefault(block, ([], []))[int(column)].extend(heights)
            where.setdefault(block, set()).add(number)
    return tuple(
        TwoColumns(int(block), (tuple(first), tuple(second)), frozenset(where[block]))
        for block, (first, second) in found.items()
    )


def pages_of(pages: list[Any], ids: Collection[str]) -> Counter[str]:
    """Return on how many pages the elements with these ids stand."""
    found: Counter[str] = Counter()
    for page in pages:
        found.update({
            name
            for box in _walk(page_box(page))
            if box.element is not None and (name := box.element.get("id")) in ids
        })  # fmt: skip
    return found


def overfull(pages: list[Any], marker: str) -> tuple[tuple[str, float], ...]:
    """Return how far, in millimetres, text sticks out below the elements with attribute `marker`.

    Each comes with the attribute's value; those that hold their text are left out.
    """
    found = []
    for page in pages:
        for box in _walk(page_box(page)):
            if not isinstance(box, boxes.BlockBox) or not _is_own(box, marker):
                continue
            bottom = max((_bottom(leaf) for leaf in _leaves(iter([box]))), default=0.0)
            over = (bottom - box.content_box_y() - box.height) / PX_PER_MM
            if over > 0.1:
                found.append((str(box.element.get(marker)), over))
    return tuple(found)


def stranded_headings(pages: list[Any]) -> tuple[tuple[int, str], ...]:
    """Return page and text of the headings that stand last on a page, without what they head."""
    found = []
    for number, page in enumerate(pages, start=1):
        last = ("", False)
        for child in _body(page_box(page)):
            for box, in_heading in _texts(child, False):
                last = (getattr(box, "text", "").strip(), in_heading)
        if last[1]:
            found.append((number, last[0]))
    return tuple(found)


def lone_lines(pages: list[Any]) -> tuple[str, ...]:
    """Return the single lines that a page or column break parted from their paragraph."""
    parts: dict[Any, list[list[Any]]] = {}
    for box in (inner for page in pages for outer in _body(page_box(page))
                for inner in _walk(outer)):  # fmt: skip
        if isinstance(box, boxes.BlockContainerBox) and box.element_tag in _FLOWING:
            lines = [child for child in box.children if isinstance(child, boxes.LineBox)]
            if lines:
                parts.setdefault(box.element, []).append(lines)
    return tuple(
        "".join(item.text for item in lines[0].descendants() if isinstance(item, boxes.TextBox))
        for fragments in parts.values()
        if len(fragments) > 1
        for lines in fragments
        if len(lines) == 1
    )


def broken_early(pages: list[Any]) -> tuple[str, ...]:
    """Return the lines that end in their first half although the paragraph goes on.

    WeasyPrint 70 breaks a line after its first word where, by chance, bold words that follow would
    end just past the margin.
    """
    found = []
    for box in (inner for page in pages for inner in _walk(page_box(page))):
        if not isinstance(box, boxes.BlockContainerBox) or box.element_tag not in _FLOWING:
            continue
        lines = [child for child in box.children if isinstance(child, boxes.LineBox)]
        for upper, lower in itertools.pairwise(lines):
            line, following = _line_texts(upper), _line_texts(lower)
            if not line or not following:
                continue
            end = max(
                item.position_x + item.width
                for item in upper.descendants()
                if isinstance(item, boxes.TextBox | boxes.AtomicInlineLevelBox)
            )
            first, _, _ = following[0].text.partition(" ")
            room = box.content_box_x() + box.width - end
            space = SPACE * following[0].style["font_size"]
            needed = space + WIDE * following[0].width * len(first) / len(following[0].text)
            if room > box.width / 2 and needed < room:
                found.append("".join(text.text for text in line))
    return tuple(found)


def small_text(pages: list[Any], min_pt: float) -> tuple[SmallText, ...]:
    """Return the text that is smaller than `min_pt`."""
    found = []
    for number, page in enumerate(pages, start=1):
        for box in _walk(page_box(page)):
            if isinstance(box, boxes.TextBox) and box.text.strip():
                size = box.style["font_size"] / PX_PER_PT
                if size < min_pt - 0.01:
                    found.append(SmallText(number, box.text.strip(), size))
    return tuple(found)


def outside_text(pages: list[Any]) -> tuple[OutsideText, ...]:
    """Return the text that stands outside the area every printer can print."""
    edge = SAFE_EDGE_MM * PX_PER_MM - 1
    found = []
    for number, page in enumerate(pages, start=1):
        for box in _walk(page_box(page)):
            if not isinstance(box, boxes.TextBox) or not box.text.strip():
                continue
            # Not the box's own bottom: fonts for tall scripts claim more room than letters take.
            bottom = box.position_y + box.baseline + DESCENT * box.style["font_size"]
            right = box.position_x + box.width
            inside_x = box.position_x >= edge and right <= page.width - edge
            top = box.position_y + box.baseline - box.style["font_size"]
            inside_y = top >= edge and bottom <= page.height - edge
            if not (inside_x and inside_y):
                found.append(OutsideText(number, box.text.strip()))
    return tuple(found)


def wanted_families(pages: list[Any]) -> frozenset[str]:
    """Return the first font family that each piece of text asks for."""
    return frozenset(
        box.style["font_family"][0]
        for page in pages
        for box in _walk(page_box(page))
        if isinstance(box, boxes.TextBox) and box.text.strip()
    )


def _texts(box: Any, in_heading: bool) -> Iterator[tuple[Any, bool]]:
    """Yield the pieces of text below `box`, each with whether it belongs to a heading."""
    if box.element is not None and box.element_tag in ("h1", "h2", "h3"):
        in_heading = True
    if (isinstance(box, boxes.TextBox) and box.text.strip()) or _is_own(box, ROOM):
        yield box, in_heading
    for child in getattr(box, "children", ()):
        yield from _texts(getattr(child, "_box", child), in_heading)


def _line_texts(line: Any) -> list[Any]:
    return [
        box for box in line.descendants() if isinstance(box, boxes.TextBox) and box.text.strip()
    ]


def _outermost(box: Any, prefix: str) -> Iterator[Any]:
    """Yield the boxes whose element's id begins with `prefix`, not those inside them."""
    for child in box.children:
        if isinstance(child, boxes.BlockBox) and _is_own(child, "id", prefix):
            yield child
        elif isinstance(child, boxes.ParentBox):
            yield from _outermost(child, prefix)


def _is_own(box: Any, attribute: str, prefix: str = "") -> bool:
    """Return whether the element of `box` has `attribute`, with a value that begins so."""
    value = None if box.element is None else box.element.get(attribute)
    return value is not None and value.startswith(prefix)


def _body(whole: Any) -> Iterator[Any]:
    """Yield the boxes of the page's own text, without its margin boxes."""
    for child in whole.children:
        if not isinstance(child, boxes.MarginBox):
            yield child


def _walk(root: Any) -> Iterator[Any]:
    """Yield a box and all that is in it, in order, out-of-flow boxes too.

    As `Box.descendants`, which costs a step for each level that a box is deep.
    """
    waiting = [root]
    while waiting:
        box = waiting.pop()
        yield box
        waiting += reversed(box.children)


def _leaves(found: Iterator[Any]) -> Iterator[Any]:
    """Yield the text and picture boxes below `found`, and the room for the pen that counts too."""
    for box in found:
        for inner in _walk(box):
            is_text = isinstance(inner, boxes.TextBox) and inner.text.strip()
            if is_text or isinstance(inner, boxes.ReplacedBox) or _is_own(inner, ROOM):
                yield inner


def _bottom(box: Any) -> float:
    return float(box.position_y + box.margin_height())
