"""The forms a leaflet can take, and the papers they go on."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from handouts.units import MM_PER_INCH as INCH

SAFE_EDGE_MM = 6.35  # 0.25 in: no office printer prints nearer (leaflet standards, section 1K)

Duplex = Literal["long", "short"]  # the edge round which a printer turns the sheet


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper, portrait, in millimetres."""

    name: str
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Output:
    """How a leaflet is printed: for a print shop, with less toner, on both sides.

    `bleed_mm` is the ink past the trim; marks show where to cut. `duplex` lets the topics of a
    packet start on right-hand pages.
    """

    bleed_mm: float = 0.0
    marks: bool = False
    toner_saver: bool = False
    duplex: bool = False

    @property
    def suffix(self) -> str:
        """Return what tells its file from the plain one: `.toner-saver.print-shop`, say."""
        names = {
            "toner-saver": self.toner_saver,
            "duplex": self.duplex,
            "print-shop": bool(self.bleed_mm or self.marks),
        }
        return "".join(f".{name}" for name, on in names.items() if on)


PLAIN = Output()


@dataclass(frozen=True, slots=True)
class Format:
    """A form of leaflet: its layout template and what a finished one must keep to.

    `max_pages` is None where a format may be as long as its text. `min_last_fill` is the least
    part of the last page that must be used. `sizes_pt` are the permitted sizes of running text,
    tried in this order until the text fits; nothing at all is printed smaller than `min_pt`.
    `duplex` is the edge to turn the sheet round, where both sides must match; `actual_size` asks
    viewers not to scale, where folds or cuts depend on it. `whole` says that it prints all of a
    topic's text; the others choose.
    """

    name: str
    layout: str
    papers: tuple[str, ...]
    max_pages: int | None
    sizes_pt: tuple[float, ...]
    min_last_fill: float = 1 / 3
    min_pt: float = 10.0
    duplex: Duplex | None = None
    actual_size: bool = False
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Panel:
    """One face of a folded sheet: where it begins and how wide it is, from the left."""

    name: str
    x_mm: float
    width_mm: float
    live_mm: float = field(default=0.0)

    @property
    def live_x_mm(self) -> float:
        """Return where its text begins: the text stands in the middle of the panel."""
        return self.x_mm + (self.width_mm - self.live_mm) / 2


@dataclass(frozen=True, slots=True)
class TriFold:
    """The six panels of a letter-folded sheet, printed on both sides, in millimetres.

    Panels are numbered as they are read: 1 cover, 2 flap (seen first on opening), 3 to 5 inside,
    6 back. The flap, and the inside panel behind it, fold in and are narrower. All panels have
    text of the same width, so that it can run from one to the next.
    """

    width_mm: float
    height_mm: float
    wide_mm: float
    narrow_mm: float
    live_mm: float
    top_mm: float = 8.5
    bottom_mm: float = 12.0

    def outside(self, *, rtl: bool = False) -> tuple[Panel, ...]:
        """Return the panels of the outside, left to right: flap, back, cover."""
        return self._row((("flap", self.narrow_mm), ("back", self.wide_mm),
                          ("cover", self.wide_mm)), rtl)  # fmt: skip

    def inside(self, *, rtl: bool = False) -> tuple[Panel, ...]:
        """Return the panels of the inside, left to right; the last lies behind the flap."""
        return self._row((("inside-1", self.wide_mm), ("inside-2", self.wide_mm),
                          ("inside-3", self.narrow_mm)), rtl)  # fmt: skip

    def _row(self, widths: tuple[tuple[str, float], ...], rtl: bool) -> tuple[Panel, ...]:
        panels, x = [], 0.0
        for name, width in reversed(widths) if rtl else widths:
            panels.append(Panel(name, x, width, self.live_mm))
            x += width
        return tuple(panels)


@dataclass(frozen=True, slots=True)
class CardSheet:
    """Two columns of five cards on a sheet, without gaps, in millimetres."""

    card_width_mm: float
    card_height_mm: float
    side_mm: float
    top_mm: float
    columns: int = 2
    rows: int = 5


PAPERS = MappingProxyType(
    {
        paper.name: paper
        for paper in (
            Paper("letter", 215.9, 279.4),
            Paper("a4", 210.0, 297.0),
            Paper("tabloid", 279.4, 431.8),
            Paper("a3", 297.0, 420.0),
        )
    }
)

# Leaflet standards, 3.1: Letter after Canon's folding guide, A4 after FOA's house style. The text
# is as wide as the narrow panel lets it be with the unprintable edge kept clear on both sides.
TRIFOLDS = MappingProxyType(
    {
        "letter": TriFold(11 * INCH, 8.5 * INCH, 3.6875 * INCH, 3.625 * INCH, 79.3),
        "a4": TriFold(297.0, 210.0, 100.0, 97.0, 84.3),
    }
)

# Stock perforated sheets of ten; 85 x 54 mm goes into the slot of a wallet (ISO ID-1).
CARD_SHEETS = MappingProxyType(
    {
        "letter": CardSheet(3.5 * INCH, 2 * INCH, 0.75 * INCH, 0.5 * INCH),
        "a4": CardSheet(85.0, 54.0, 20.0, 13.5),
    }
)

# A booklet's page is half a sheet; it is printed on landscape sheets that carry two of them.
LEAVES = MappingProxyType(
    {
        "letter": Paper("half-letter", 5.5 * INCH, 8.5 * INCH),
        "a4": Paper("a5", 148.5, 210.0),
    }
)

_OFFICE = ("letter", "a4")
_WALL = (*_OFFICE, "tabloid", "a3")

FORMATS = MappingProxyType(
    {
        form.name: form
        for form in (
            Format("sheet", "layouts/sheet.html", _OFFICE, 2, (12.0,), duplex="long"),
            Format(
                "large-print", "layouts/large-print.html", _OFFICE, None, (18.0,),
                min_last_fill=0.0, min_pt=18.0, duplex="long",
            ),
            Format(
                "trifold", "layouts/trifold.html", _OFFICE, 2, (14.0, 13.5, 13.0, 12.5, 12.0, 11.5,
                11.0), duplex="short", actual_size=True,
            ),
            Format(
                "booklet", "layouts/booklet.html", _OFFICE, 16, (14.0, 13.5, 13.0, 12.5,
                12.0),
                min_last_fill=0.34, duplex="short", actual_size=True,
            ),
            Format(
                "card", "layouts/card.html", _OFFICE, 2, (11.0, 10.5, 10.0, 9.5, 9.0),
                min_last_fill=0.0, min_pt=9.0, duplex="long", actual_size=True, whole=False,
            ),
            Format(
                "poster", "layouts/poster.html", _WALL, 1, (40.0, 36.0, 32.0, 30.0, 28.0, 26.0,
                24.0), min_pt=14.0, whole=False,
            ),
        )
    }
)  # fmt: skip

PACKET = Format(
    "packet", "layouts/packet.html", _OFFICE, None, (12.0,), min_last_fill=0.0, duplex="long"
)


def css_lengths(form: Format, paper: str, output: Output = PLAIN) -> dict[str, str]:
    """Return the custom properties that carry a format's geometry into the style sheets."""
    found: dict[str, float] = {}
    if form.name == "trifold":
        fold = TRIFOLDS[paper]
        found |= {
            "fold-width": fold.width_mm,
            "fold-height": fold.height_mm,
            "panel-wide": fold.wide_mm,
            "panel-narrow": fold.narrow_mm,
            "panel-live": fold.live_mm,
            "panel-top": fold.top_mm,
            "panel-bottom": fold.bottom_mm,
        }
    if form.name == "booklet":
        leaf = LEAVES[paper]
        found |= {"leaf-width": leaf.width_mm, "leaf-height": leaf.height_mm}
    if form.name == "card":
        cards = CARD_SHEETS[paper]
        found |= {
            "card-width": cards.card_width_mm,
            "card-height": cards.card_height_mm,
            "cards-side": cards.side_mm,
            "cards-top": cards.top_mm,
        }
    if form.name not in ("trifold", "booklet"):
        sheet = PAPERS[paper]
        found |= {"paper-width": sheet.width_mm, "paper-height": sheet.height_mm}
    lengths = {f"--{name}": f"{round(value, 4):g}mm" for name, value in found.items()}
    lengths["--size-min"] = f"{form.min_pt:g}pt"
    if output.bleed_mm or output.marks:
        lengths |= {"--bleed": f"{output.bleed_mm:g}mm", "--slug": f"{slug_mm(output):g}mm"}
    return lengths


def slug_mm(output: Output) -> float:
    """Return how far the printed sheet goes past the trim: the bleed, and room for marks.

    WeasyPrint draws marks in the outer half of that; they must stay clear of the bleed.
    """
    return max(2 * output.bleed_mm, output.bleed_mm + 6.0) if output.marks else output.bleed_mm
