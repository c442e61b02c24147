"""Where WeasyPrint laid the words of a leaflet: each piece with its place and its element.

All places are points from the top left of the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from handouts.pdf.internals.boxes import boxes, page_box
from handouts.units import PX_PER_PT

_OF_THE_TEXT = frozenset({"::first-letter", "::first-line"})

Rect = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class LaidText:
    """A piece of one line, from one element or made by a style sheet."""

    page: int  # from 0
    text: str
    x: float
    baseline: float
    width: float
    size: float
    rtl: bool
    element: Any = field(repr=False)
    pseudo: str = ""  # such as `::marker`, for what a style sheet writes
    margin: bool = False  # in a box of the page's margin


@dataclass(frozen=True, slots=True)
class LaidBox:
    """The border box of an element, or the part of it that is on one page."""

    page: int
    rect: Rect
    element: Any = field(repr=False)
    replaced: bool = False  # a picture stands for it
    pseudo: str = ""
    pictures: tuple[str, ...] = ()  # kinds of images painted behind it


@dataclass(frozen=True, slots=True)
class LaidPages:
    """All that is on the pages of a document, in the order of its text."""

    texts: tuple[LaidText, ...]
    boxes: tuple[LaidBox, ...]


def read_pages(document: Any) -> LaidPages:
    """Return what is on the pages of a WeasyPrint document, folded or not."""
    texts: list[LaidText] = []
    found: list[LaidBox] = []
    for number, page in enumerate(document.pages):
        for child in page_box(page).children:
            reader = _Reader(number, _moved_by(child), isinstance(child, boxes.MarginBox))
            reader.read(child)
            texts += reader.texts
            found += reader.boxes
    return LaidPages(tuple(texts), tuple(found))


def _moved_by(box: Any) -> float:
    """Return how far to the right a panel was moved on its side of the sheet, in pixels."""
    if not getattr(box, "panel", ""):
        return 0.0
    ((_, (x, _y)),) = box.style["transform"]
    return float(x.value)


class _Reader:
    """Walks the boxes of one part of a page."""

    def __init__(self, page: int, moved: float, margin: bool) -> None:
        self.page, self.moved, self.margin = page, moved, margin
        self.texts: list[LaidText] = []
        self.boxes: list[LaidBox] = []

    def read(self, box: Any, element: Any = None) -> None:
        """Note a box and everything in it."""
        box = getattr(box, "_box", box)  # absolute boxes stand behind a placeholder
        if box.element is not None:
            element = box.element
        tag = str(box.element_tag or "")
        pseudo = f"::{tag.partition('::')[2]}" if "::" in tag else ""
        if pseudo in _OF_THE_TEXT:
            pseudo = ""
        if isinstance(box, boxes.TextBox):
            self._text(box, element, pseudo)
            return
        if not isinstance(box, boxes.LineBox) and element is not None:
            self._box(box, element, pseudo)
        for child in _children(box):
            self.read(child, element)

    def _text(self, box: Any, element: Any, pseudo: str) -> None:
        if not box.text.strip():
            return
        self.texts.append(
            LaidText(
                self.page,
                box.text,
                (box.position_x + self.moved) / PX_PER_PT,
                (box.position_y + box.baseline) / PX_PER_PT,
                box.width / PX_PER_PT,
                float(box.style["font_size"]) / PX_PER_PT,
                box.style["direction"] == "rtl",
                element,
                pseudo,
                self.margin,
            )
        )

    def _box(self, box: Any, element: Any, pseudo: str) -> None:
        try:
            left, top = float(box.border_box_x()) + self.moved, float(box.border_box_y())
            right, bottom = left + float(box.border_width()), top + float(box.border_height())
        except (AttributeError, TypeError):  # boxes without a layout of their own, as columns
            return
        rect = (left / PX_PER_PT, top / PX_PER_PT, right / PX_PER_PT, bottom / PX_PER_PT)
        background = getattr(box, "background", None)
        kinds = tuple(
            type(layer.image).__name__
            for layer in (background.layers if background else ())
            if layer.image is not None
        )
        replaced = isinstance(box, boxes.ReplacedBox)
        self.boxes.append(LaidBox(self.page, rect, element, replaced, pseudo, kinds))


def _children(box: Any) -> Iterator[Any]:
    """Yield what stands in a box; a table's columns paint, but hold no text."""
    yield from getattr(box, "children", ())
