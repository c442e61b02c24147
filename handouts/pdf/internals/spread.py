"""Free paper shared out: what a page has left goes between its parts, not below the last one.

A page marks what may be spread with `data-spread`; an element with `data-fixed` in it stays where
it is. Boxes are moved after the layout, which costs nothing next to another layout. Only with
versions that the fast path was tested with: in the plain path, the room stays at the foot.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from handouts.pdf.internals.boxes import Page, page_box
from handouts.units import PX_PER_MM

MAX_GAP_MM = 6.0  # more between two parts looks as if something were missing
WIDE = "block--wide"  # the components of such a block are spread as if they stood alone
_COMPONENTS = frozenset({"div", "section"})
_HEADINGS = frozenset({"h1", "h2", "h3"})


def spread(document: Any) -> None:
    """Move the parts of each page that is marked so that its free room stands between them."""
    for number, page in enumerate(document.pages):
        box = page_box(page)
        bottom = box.content_box_y() + box.height
        marked = list(_marked(box))
        for part in marked:
            _spread(part, bottom)
        if marked:  # anchors, links and turned boxes are found where they stand now
            document.pages[number] = Page(box)


def _marked(box: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        if _attribute(child, "data-spread") is not None:
            yield child
        else:
            yield from _marked(child)


def _spread(marked: Any, bottom: float) -> None:
    last = [child for child in marked.children if child.is_in_normal_flow()][-1:]
    free = bottom - max(
        (child.position_y + child.margin_height() for child in last), default=bottom
    )
    moving = list(_parts(marked))[1:]
    if free <= 0 or not moving:
        return
    gap = min(free / (len(moving) + 1), MAX_GAP_MM * PX_PER_MM)
    for number, part in enumerate(moving, start=1):
        for box in part:
            _move(box, number * gap)


def _parts(box: Any) -> Iterator[list[Any]]:
    """Yield what moves together, in order; a heading keeps what it opens."""
    for child in box.children:
        if not child.is_in_normal_flow() or _attribute(child, "data-fixed") is not None:
            continue
        if WIDE in (_attribute(child, "class") or "").split():
            yield from _components(child)
        else:
            yield [child]


def _components(block: Any) -> Iterator[list[Any]]:
    part: list[Any] = []
    for child in block.children:
        opened = bool(part) and part[-1].element_tag in _HEADINGS
        starts = child.element_tag in _HEADINGS or (child.element_tag in _COMPONENTS and not opened)
        if part and starts:
            yield part
            part = []
        part.append(child)
    if part:
        yield part


def _move(box: Any, distance: float) -> None:
    """Move a box down with all in it, and the areas of backgrounds, which the layout has fixed."""
    box.translate(0, distance)
    for inner in box.descendants(placeholders=True):
        if background := inner.background:
            layers = [_moved(layer, distance) for layer in background.layers]
            inner.background = background._replace(layers=layers)


def _moved(layer: Any, distance: float) -> Any:
    def down(area: Any) -> Any:
        if isinstance(area, str):  # WeasyPrint's word for a layer without a picture
            return area
        x, y, *rest = area
        return (x, y + distance, *rest)

    return layer._replace(
        painting_area=down(layer.painting_area),
        positioning_area=down(layer.positioning_area),
        clipped_boxes=[down(clipped) for clipped in layer.clipped_boxes],
    )


def _attribute(box: Any, name: str) -> str | None:
    element = getattr(box, "element", None)
    found: str | None = None if element is None else element.get(name)
    return found
