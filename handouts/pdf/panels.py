"""The panels of a folded sheet, each laid out as a page of its own, put side by side on the sheet.

So text flows from panel to panel as it does from page to page, with the same rules for headings
and single lines, and how full a panel is can be measured. WeasyPrint offers no public way to put
pages side by side: their boxes are moved by a transform, which is what the CSS property does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf

from handouts.formats.base import Folding
from handouts.pdf.internals.boxes import Dimension, page_box, with_children
from handouts.pdf.internals.pdf_objects import resolve
from handouts.pdf.measure import page_name
from handouts.pdf.tagging.tag_tree import TagTree
from handouts.units import PX_PER_MM


def folded(document: Any, folding: Folding) -> Any:
    """Return a document whose pages are the sides of the sheet, with the panels on them.

    Places take the pages of their name in order; a place without a page stays empty.
    """
    waiting = {name: list(pages) for name, pages in _by_name(document.pages)}
    sides = []
    for side in folding.sides:
        ground = waiting[side.ground].pop(0)
        children = list(page_box(ground).children)
        for place in side.places:
            name = next((name for name in place.pages if waiting.get(name)), None)
            if name:
                panel = waiting[name].pop(0)
                children += _moved(panel, place.middle_mm * PX_PER_MM - panel.width / 2)
        sides.append(with_children(ground, children))
    return document.copy(sides)


def tags_read_last(document: Any, pdf: Any, folding: Folding) -> list[bytes]:
    """Return the references of the tags at the top of the tree that are read after all others.

    For the finisher, before any tag is changed.
    """
    tree = TagTree(document, pdf)
    last = {
        id(box)
        for page in document.pages
        for root in page_box(page).children
        if getattr(root, "panel", "") == folding.last
        for box in (root, *root.descendants(placeholders=True))
    }
    return [
        pair.tag.reference
        for pair in tree.pairs
        if id(pair.box) in last and pair.tag["P"] == tree.top.reference and not pair.margin
    ]


def read_last(pdf: Any, references: list[bytes]) -> None:
    """Move tags to the end of the tree: the reader's order isn't that of the sheet's sides."""
    root = resolve(pdf, pdf.catalog["StructTreeRoot"])
    top = resolve(pdf, root["K"][0])
    moved = [kid for kid in top["K"] if kid in references]
    top["K"] = pydyf.Array([*(kid for kid in top["K"] if kid not in references), *moved])


def _by_name(pages: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    names = dict.fromkeys(page_name(page) for page in pages)
    for name in names:
        yield name, [page for page in pages if page_name(page) == name]


def _moved(panel: Any, by_px: float) -> Iterator[Any]:
    """Yield the boxes of a panel, moved to the right."""
    move = (("translate", (Dimension(by_px, "px"), Dimension(0, "px"))),)
    for child in page_box(panel).children:
        box = child.copy()
        box.style = box.style.copy()
        box.style["transform"] = move
        box.panel = page_name(panel)
        yield box
