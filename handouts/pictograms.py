"""Pictograms: small drawings in four colours, which a brand replaces by its own.

WeasyPrint lets no page's style sheet into a picture, neither by class nor by custom property nor
by `currentColor`. So the files carry four literal colours, one for each role, and whoever serves
them to the page writes the brand's in their place (`pdf/picture_colours.py`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple, dataclass

from handouts.errors import unknown
from handouts.paths import ORIGIN

FOLDER = "templates/pictograms/"
ADDRESSES = "pictograms/"  # below our origin, where pages find them in their colours
ON_HERO = f"{ADDRESSES}on-hero/"  # the same in the colours of the ground behind a title
FIGURES = "templates/figures/"  # drawings of components, in the same four colours
FIGURE_ADDRESSES = "figures/"

_FILE = re.compile(rf"{FOLDER}([a-z0-9][a-z0-9-]*)\.svg")


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of a pictogram as CSS writes them, for example `#1a3755`."""

    ink: str  # every line
    paper: str  # inside of outlines, lines on a filled part
    brand: str  # the one filled part
    alarm: str  # ring and bar of "not"

    @classmethod
    def on(cls, ground: str, ink: str) -> Colours:
        """Return the two colours of a drawing on a coloured ground: nothing is redrawn."""
        return cls(ink=ink, paper=ground, brand=ink, alarm=ink)


@dataclass(frozen=True, slots=True)
class BrandColours:
    """A brand's colours of pictograms, on paper and on the ground behind a title."""

    on_paper: Colours
    on_hero: Colours


AS_DRAWN = Colours(ink="#111", paper="#fff", brand="#156", alarm="#a11")

_ROLE = re.compile("|".join(f'"{colour}"' for colour in astuple(AS_DRAWN)))


def coloured(drawing: str, colours: Colours) -> str:
    """Return a pictogram's SVG with `colours` in place of those it was drawn in."""
    places = dict(zip(astuple(AS_DRAWN), astuple(colours), strict=True))
    return _ROLE.sub(lambda found: f'"{places[found[0][1:-1]]}"', drawing)


def names(paths: Iterable[str]) -> frozenset[str]:
    """Return the names of the pictograms among the paths of files."""
    return frozenset(found[1] for path in paths if (found := _FILE.fullmatch(path)))


def address_of(name: str, *, on_hero: bool = False) -> str:
    """Return the address of a pictogram in a leaflet's HTML."""
    return f"{ORIGIN}/{ON_HERO if on_hero else ADDRESSES}{name}.svg"


def served(path: str, files: Mapping[str, bytes], colours: BrandColours) -> bytes:
    """Return the file at a path below one of the addresses, in a brand's colours.

    Raises:
        KeyError: there is no such picture.
    """
    if path.startswith(FIGURE_ADDRESSES):
        drawing = _read(files[path.replace(FIGURE_ADDRESSES, FIGURES, 1)])
        return coloured(drawing, colours.on_paper).encode()
    is_on_hero = path.startswith(ON_HERO)
    name = path.removeprefix(ON_HERO if is_on_hero else ADDRESSES)
    drawing = _read(files[f"{FOLDER}{name}"])
    return coloured(drawing, colours.on_hero if is_on_hero else colours.on_paper).encode()


def _read(drawing: bytes) -> str:
    return drawing.decode("utf-8-sig", "replace")


def fault(name: str, known: Collection[str]) -> str:
    """Return what is wrong with a name that a text gives for a picture; empty if there is one."""
    return "" if name in known else unknown(f"picture: no picture “{name}”", name, known)
