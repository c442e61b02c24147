"""A leaflet's HTML, with the rules of WeasyPrint's own style sheet that a leaflet can need.

WeasyPrint gives every element a style for each of six pseudo-elements: its list marker, and the
calls, markers and backlinks of notes. That is six styles in seven, and none of them is used, but
for the markers of list items. So the rules for notes are left out (the gates refuse notes), and the
one for markers is kept to list items. Measured in docs/performance.md.
"""

from __future__ import annotations

import functools
import re
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.html import UA

_NOTES = re.compile(r"(?m)^::(?:footnote|note)-[a-z]+ \{[^{}]*\}$")
_MARKERS = re.compile(r"(?m)^::marker(?= \{)")


class Source(HTML):  # type: ignore[misc]  # WeasyPrint has no types
    """HTML that is laid out with `default_styles` under its own."""

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:  # noqa: ARG002  # WeasyPrint's call
        return [default_styles()]


@functools.lru_cache(maxsize=1)
def default_styles() -> Any:
    """Return WeasyPrint's style sheet for HTML without its rules for notes, parsed once."""
    rules = _MARKERS.sub("li::marker", _NOTES.sub("", UA))
    return CSS(string=rules, counter_style=CounterStyle())
