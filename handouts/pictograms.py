"""Pictograms: small drawings in four colours, which a brand replaces by its own.

WeasyPrint lets no page's style sheet into a picture, neither by class nor by custom property nor
by `currentColor`. So the files carry four literal colours, one for each role, and whoever prints
them writes the brand's in their place.
"""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of a pictogram as CSS writes them, for example `#1a3755`."""

    ink: str  # every line
    paper: str  # inside of outlines, lines on a filled part
    brand: str  # the one filled part
    alarm: str  # ring and bar of "not"

    def reversed(self, ground: str) -> Colours:
        """Return the colours for a dark ground: lines and filled part white, the rest like it."""
        return Colours(ink=self.paper, paper=ground, brand=self.paper, alarm=self.paper)


AS_DRAWN = Colours(ink="#111", paper="#fff", brand="#156", alarm="#a11")

_ROLE = re.compile("|".join(f'"{colour}"' for colour in astuple(AS_DRAWN)))


def coloured(drawing: str, colours: Colours) -> str:
    """Return a pictogram's SVG with `colours` in place of those it was drawn in."""
    places = dict(zip(astuple(AS_DRAWN), astuple(colours), strict=True))
    return _ROLE.sub(lambda found: f'"{places[found[0][1:-1]]}"', drawing)
