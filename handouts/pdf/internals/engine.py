"""Lays a page out with WeasyPrint: a fast path for the versions it was tested with, a plain one.

Both give the same words, pages and tags (`tests/pdf/internals/test_engine.py`); the fast path takes
about 0.7 of the processor time (docs/performance.md) and looks at the tree of boxes before it is
laid out, so that styles which would take minutes are refused by name. On the plain path, the time
limit of the process is all that stops those.
"""

from __future__ import annotations

import contextlib
import os
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import weasyprint
from weasyprint import CSS, HTML
from weasyprint.css.properties import KNOWN_PROPERTIES
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

__all__ = [
    "KNOWN_PROPERTIES", "TESTED", "FatalURLFetchingError", "font_configuration", "is_tested",
    "lay_out", "our_fonts_only", "parse_css", "prepare",
]  # fmt: skip

TESTED = ("70.0",)  # releases that the fast path was compared with
FONTS_CONF = Path(__file__).parents[1] / "fonts.conf"

_environment = threading.RLock()


def is_tested(version: str | None = None) -> bool:
    """Return whether the fast path was tested with a version of WeasyPrint, by default this one."""
    return (version or weasyprint.__version__) in TESTED


@contextlib.contextmanager
def our_fonts_only() -> Iterator[None]:
    """Let fontconfig read our configuration, which names no fonts of the machine.

    It is read whenever a font configuration is made; outside, the environment is as it was.
    """
    with _environment:
        before = os.environ.get("FONTCONFIG_FILE")
        os.environ["FONTCONFIG_FILE"] = str(FONTS_CONF)
        try:
            yield
        finally:
            if before is None:
                del os.environ["FONTCONFIG_FILE"]
            else:
                os.environ["FONTCONFIG_FILE"] = before


def font_configuration() -> Any:
    """Return a new, empty set of fonts, into which style sheets load theirs."""
    with our_fonts_only(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "no fonts": the style sheet brings them
        return FontConfiguration()


def parse_css(text: str, base_url: str, fetcher: Any, fonts: Any) -> Any:
    """Return a parsed style sheet; without `fonts`, its @font-face rules load nothing."""
    return CSS(string=text, base_url=base_url, url_fetcher=fetcher, font_config=fonts)


def prepare(*, plain: bool = False) -> None:
    """Read what every page needs, so that what is logged later is about a page."""
    if not plain:
        from handouts.pdf.internals.leaflet_html import default_styles

        default_styles()


def lay_out(
    page: str, base_url: str, fetcher: Any, sheets: list[Any], fonts: Any, variant: str, *,
    check: Any = None, plain: bool = False,
) -> Any:  # fmt: skip
    """Return WeasyPrint's document of a page of HTML.

    `check` is called with the tree of elements before it is laid out, and may raise.

    Raises:
        LayoutTooExpensive: laying it out would take too long (fast path only).
    """
    if plain:
        html = HTML(string=page, base_url=base_url, url_fetcher=fetcher)
        if check:
            check(html.etree_element)
        return html.render(font_config=fonts, stylesheets=sheets, pdf_variant=variant)
    # Imported here: an untested version may lack the names that these modules need.
    from handouts.pdf.internals.layout_limits import lay_out_within_limits
    from handouts.pdf.internals.leaflet_html import LeafletHTML

    html = LeafletHTML(page, base_url, fetcher)
    if check:
        check(html.etree_element)
    return lay_out_within_limits(html, sheets, fonts, variant)
