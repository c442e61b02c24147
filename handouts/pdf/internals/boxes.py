"""The parts of WeasyPrint's laid-out pages that we read, in one list of imports.

WeasyPrint offers no public way to the boxes of a page. The protocols name what our code relies on,
so that a version that renames one fails here first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol

from weasyprint.css.properties import Dimension
from weasyprint.document import Page
from weasyprint.formatting_structure import boxes
from weasyprint.images import Gradient, RasterImage
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.text.ffi import fontconfig

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = [
    "AbsolutePlaceholder", "Box", "Dimension", "Gradient", "Page", "PageBox", "RasterImage",
    "Style", "boxes", "has_fonts", "page_box", "root_element",
    "with_children",
]  # fmt: skip


class Style(Protocol):
    """Computed values of a box by CSS property, underscores for hyphens; lengths in CSS pixels."""

    def __getitem__(self, name: str) -> Any:
        """Return the computed value of a property."""


class Box(Protocol):
    """A box of the formatting structure after layout; all lengths in CSS pixels."""

    element: Element | None
    element_tag: str | None
    style: Style
    position_x: float
    position_y: float
    width: float
    height: float

    def margin_height(self) -> float:
        """Return the height with margins."""

    def content_box_x(self) -> float:
        """Return the left edge of the content."""

    def content_box_y(self) -> float:
        """Return the top edge of the content."""

    def descendants(self) -> Iterator[Any]:
        """Yield the boxes inside, in order."""


class PageBox(Box, Protocol):
    """The box of a whole page; its children are the root element's box and the margin boxes."""

    children: tuple[Any, ...]
    page_type: Any


def page_box(page: Any) -> Any:
    """Return the `PageBox` of a page of a WeasyPrint document."""
    return page._page_box


def root_element(document: Any) -> Any:
    """Return the root of the tree of elements that a document was laid out from."""
    return document._html.etree_element


def with_children(page: Any, children: list[Any]) -> Any:
    """Return a page like `page` with other boxes on it."""
    return Page(page_box(page).copy_with_children(children))


def has_fonts(configuration: Any) -> bool:
    """Return whether any @font-face was loaded; WeasyPrint crashes when there is no font at all."""
    fonts = fontconfig.FcConfigGetFonts(configuration._config, fontconfig.FcSetApplication)
    return bool(fonts) and fonts.nfont > 0
