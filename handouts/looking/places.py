"""Do the words stand in the order in which they are to be read, on lines of their own?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from handouts.looking.remarks import Remark
from handouts.pdf.laid_text import LaidText

_TOUCH = 1.5  # points by which things that stand side by side may overlap
_SAME_LINE = 0.45  # of the size: marks above or below the line stand less far from it
_AT_A_GLANCE = ("hero", "masthead", "cover", "chart__axis", "nerve")
LINE = 0.98  # of the size: lines closer than that touch


def place_remarks(texts: Sequence[LaidText], root: Any) -> Iterator[Remark]:
    """Yield words that stand before those that are to be read first, and lines that touch.

    `texts` are as they were laid out, in the order of the boxes, before any sheet is folded.
    """
    order = {element: index for index, element in enumerate(root.iter())}
    parents = {child: parent for parent in root.iter() for child in parent}
    heads = {inner for element in root.iter() if _is_head(element) for inner in element.iter()}
    read = [
        text for text in texts if not text.pseudo and not text.margin and text.element not in heads
    ]
    for one, other in pairwise(read):
        if one.element is None or other.element is None or one.page != other.page:
            continue
        back = order.get(other.element, 0) < order.get(one.element, 0)
        if back and not _holds(other.element, one.element, parents):
            yield Remark(other.element, f"“{_said(other)}” stands before “{_said(one)}”")
        elif _is_before(other, one, rtl=_is_rtl(one.element, other.element, parents)):
            yield Remark(other.element, f"“{_said(other)}” is placed before “{_said(one)}”")
        elif _touch(one, other):
            yield Remark(other.element, f"“{_said(other)}” touches the line above it")


def _is_head(element: Any) -> bool:
    """Return whether an element is read at a glance: the head of a leaflet, labels of a figure."""
    names = (element.get("class") or "").split()
    return any(name.startswith(_AT_A_GLANCE) for name in names)


def _is_rtl(one: Any, other: Any, parents: Mapping[Any, Any]) -> bool:
    """Return whether the line that holds two elements is read from the right, as it was written."""
    while one is not None and not _holds(one, other, parents):
        one = parents.get(one)
    while one is not None and not one.get("dir"):
        one = parents.get(one)
    return one is not None and one.get("dir") == "rtl"


def _is_before(text: LaidText, before: LaidText, *, rtl: bool) -> bool:
    """Return whether a text would be read before the one that it follows."""
    if text.baseline - before.baseline > _SAME_LINE * before.size:
        return False  # further down
    if rtl:
        return text.x + text.width > before.x + _TOUCH
    return text.x < before.x + before.width - _TOUCH


def _touch(above: LaidText, text: LaidText) -> bool:
    """Return whether two lines of one text are closer than their letters are high."""
    apart = text.baseline - above.baseline
    overlap = min(above.x + above.width, text.x + text.width) - max(above.x, text.x)
    return overlap > _TOUCH and _SAME_LINE * text.size < apart < LINE * min(text.size, above.size)


def _holds(element: Any, inner: Any, parents: Mapping[Any, Any]) -> bool:
    while inner is not None:
        if inner is element:
            return True
        inner = parents.get(inner)
    return False


def _said(text: LaidText) -> str:
    return text.text.strip()[:30]
