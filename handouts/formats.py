"""The forms a leaflet can take, and the papers they go on."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper, portrait, in millimetres."""

    name: str
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Format:
    """A form of leaflet: its layout template and what a finished one must keep to.

    `max_pages` is None where a format may be as long as its text. `min_last_fill` is the least
    part of the last page that must be used. `sizes_pt` are the permitted sizes of running text,
    tried in this order until the text fits.
    """

    name: str
    layout: str
    papers: tuple[str, ...]
    max_pages: int | None
    sizes_pt: tuple[float, ...]
    min_last_fill: float = 1 / 3


PAPERS = MappingProxyType(
    {paper.name: paper for paper in (Paper("letter", 215.9, 279.4), Paper("a4", 210.0, 297.0))}
)

FORMATS = MappingProxyType(
    {
        form.name: form
        for form in (Format("sheet", "layouts/sheet.html", ("letter", "a4"), 2, (12.0,)),)
    }
)

PACKET = Format("packet", "layouts/packet.html", ("letter", "a4"), None, (12.0,), 0.0)
