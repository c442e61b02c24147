"""A leaflet's HTML, read fast, with the rules of WeasyPrint's own styles that a leaflet can need.

WeasyPrint gives every element a style for each of six pseudo-elements: its list marker, and the
calls, markers and backlinks of notes. That is six styles in seven, and none of them is used, but
for the markers of list items. So the rules for notes are left out (the gates refuse notes), and the
one for markers is kept to list items. Measured in docs/performance.md.
"""

from __future__ import annotations

import functools
import re
from typing import Any

from cssselect2 import ElementWrapper
from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.html import UA

from handouts.pdf.internals.html_tree import html_tree

_NOTES = re.compile(r"(?m)^::(?:footnote|note)-[a-z]+ \{[^{}]*\}$")
_MARKERS = re.compile(r"(?m)^::marker(?= \{)")


class LeafletHTML(HTML):  # type: ignore[misc]  # WeasyPrint has no types
    """HTML that is laid out with `default_styles` under its own."""

    def __init__(self, page: str, base_url: str, url_fetcher: Any) -> None:
        tree = html_tree(page)
        if tree is None:
            super().__init__(string=page, base_url=base_url, url_fetcher=url_fetcher)
            return
        self.base_url = base_url
        self.url_fetcher = url_fetcher
        self.media_type = "print"
        self.wrapper_element = ElementWrapper.from_html_root(tree, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:  # noqa: ARG002  # WeasyPrint's call
        return [default_styles()]


@functools.lru_cache(maxsize=1)
def default_styles() -> Any:
    """Return WeasyPrint's style sheet for HTML without its rules for notes, parsed once."""
    rules = _MARKERS.sub("li::marker", _NOTES.sub("", UA))
    return CSS(string=rules, counter_style=CounterStyle())
