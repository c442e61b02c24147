"""Lays a page out, with a look at the tree of boxes before: some take longer than anyone waits.

WeasyPrint lays a flexible box out several times, and each level inside it several times more: five
levels of `display: flex` are a second, eight are minutes. The boxes are only known once styles and
elements have met, so the look is taken between WeasyPrint's two steps, which `HTML.render` does in
one go: they are called one after the other here, for tested versions; a test compares the result.
"""

from __future__ import annotations

from typing import Any

from weasyprint import DEFAULT_OPTIONS
from weasyprint.css.counters import CounterStyle
from weasyprint.document import Document, DocumentMetadata, Page
from weasyprint.formatting_structure import boxes
from weasyprint.formatting_structure.build import build_formatting_structure
from weasyprint.html import get_html_metadata
from weasyprint.layout import layout_document
from weasyprint.pdf import VARIANTS

from handouts.pdf.internals.errors import LayoutTooExpensive
from handouts.pdf.internals.precomputed_styles import PrecomputedStyles

# Measured with one paragraph inside: 4 levels 1 s, 5 levels 10 s; columns in columns 10 s.
MAX_FLEXIBLE = 4
MAX_COLUMNS = 1
MAX_DEPTH = 90
MAX_BOXES = 60_000
MAX_CHARACTERS = 2_000_000


def lay_out_within_limits(html: Any, sheets: list[Any], fonts: Any, variant: str) -> Any:
    """Return WeasyPrint's document of `html`, as `HTML.render` makes it for a PDF variant.

    Raises:
        LayoutTooExpensive: laying it out would take too long.
    """
    options = {**DEFAULT_OPTIONS, "stylesheets": sheets, "pdf_variant": variant}
    for name, value in VARIANTS[variant][1].items():
        if name in options and options[name] is None:
            options[name] = value
    counters = CounterStyle()
    context = Document._build_layout_context(html, fonts, counters, {}, options)
    context.style_for = PrecomputedStyles(context.style_for)
    root = build_formatting_structure(
        html.etree_element, context.style_for, context.get_image_from_uri, html.base_url,
        context.target_collector, counters, context.footnotes,
    )  # fmt: skip
    _refuse(root)
    pages = [Page(box) for box in layout_document(html, root, context)]
    metadata = DocumentMetadata(**get_html_metadata(html))
    document = Document(pages, metadata, html.url_fetcher, fonts, {}, options["output_intent"])
    document._html = html
    return document


def _refuse(root: Any) -> None:
    count = characters = 0
    waiting: list[tuple[Any, int, int, int]] = [(root, 0, 0, 0)]
    while waiting:
        box, depth, flexible, columns = waiting.pop()
        count += 1
        flexible += isinstance(box, boxes.FlexContainerBox | boxes.GridContainerBox)
        style = box.style
        columns += style["column_count"] != "auto" or style["column_width"] != "auto"
        if flexible > MAX_FLEXIBLE:
            raise LayoutTooExpensive(
                f"{_name(box)} is the {flexible}th flex or grid box inside one another "
                f"(at most {MAX_FLEXIBLE}); let fewer rules say `display: flex`",
                needle="display: flex",
            )
        if columns > MAX_COLUMNS and isinstance(box, boxes.BlockContainerBox):
            message = f"{_name(box)} has columns inside columns; keep one of them"
            raise LayoutTooExpensive(message, needle="columns:")
        if depth > MAX_DEPTH:
            raise LayoutTooExpensive(f"boxes nested deeper than {MAX_DEPTH}; nest them less")
        if isinstance(box, boxes.TextBox):
            characters += len(box.text)
        if count > MAX_BOXES or characters > MAX_CHARACTERS:
            raise LayoutTooExpensive(
                "the styles make far more of this page than its text has; look at content"
            )
        children = getattr(box, "children", ())
        waiting += [(child, depth + 1, flexible, columns) for child in children]


def _name(box: Any) -> str:
    """Return an element as a style sheet would name it."""
    classes = (box.element.get("class") or "").split() if box.element is not None else []
    return "." + classes[0] if classes else f"<{box.element_tag}>"
