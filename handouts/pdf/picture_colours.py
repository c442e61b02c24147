"""A brand's colours, as pictures need them: what the page's style sheets make of their roles.

A picture is drawn apart from the page, so no rule of the page reaches into it. What a rule would
say is found out with a page of one word for each role, under the same style sheets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from handouts.pdf.appearance import rgb
from handouts.pdf.internals.boxes import page_box
from handouts.pictograms import BrandColours, Colours

ROLES = ("text", "paper", "picture", "emergency", "hero", "on-hero")

_OPENING = re.compile(r"<html\b[^>]*>")
_LINKS = re.compile(r"<link\b[^>]*>")
_SHOWN = "display: inline !important; color"  # whatever a brand says of bold words
_FITTED = re.compile(r' (?:style|data-step|data-tracking)="[^"]*"')  # differs from fit to fit


class BrandColourReader:
    """Reads the colours of pages; those that choose their styles alike are asked for once."""

    def __init__(self, lay_out: Callable[[str], Any]) -> None:
        """`lay_out` makes WeasyPrint's document of a page of HTML."""
        self._lay_out = lay_out
        self._known: dict[str, BrandColours] = {}

    def of(self, html: str) -> BrandColours:
        """Return the colours that the style sheets of a page give to pictures on it."""
        probe = _probe(html)
        if probe not in self._known:
            text, paper, filled, alarm, hero, on_hero = _colours(self._lay_out(probe))
            self._known[probe] = BrandColours(
                Colours(text, paper, filled, alarm), Colours.on(hero, on_hero)
            )
        return self._known[probe]


def _probe(html: str) -> str:
    """Return a page of one word for each role, with the attributes and styles of `html`."""
    opening = _OPENING.search(html)
    start = _FITTED.sub("", opening[0]) if opening else "<html>"
    links = "".join(_LINKS.findall(html.partition("<body")[0]))
    words = "".join(f'<b style="{_SHOWN}: var(--color-{role}) !important">.</b>' for role in ROLES)
    return f"{start}<head><title>.</title>{links}</head><body>{words}</body></html>"


def _colours(document: Any) -> Iterator[str]:
    """Yield the colour of each word as SVG writes it."""
    seen = set()
    for page in document.pages:
        for box in page_box(page).descendants():
            if box.element_tag == "b" and box.element not in seen:
                seen.add(box.element)
                parts, _alpha = rgb(box.style["color"])
                yield "#{:02x}{:02x}{:02x}".format(*(round(255 * part) for part in parts))
