"""What a format is made of: its traits, its geometry, and how a text is made to fit it.

Knows no layout engine, so that the command line can list formats without loading one: strategies
see pages through `MeasuredLayout`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from handouts.compose.spec import LeafletSpec
    from handouts.pdf.measure import PageFill, TwoColumns

SAFE_EDGE_MM = 6.35  # 0.25 in: no office printer prints nearer (leaflet standards, section 1K)
BASE_PT = 12.0  # running text of a sheet
MAX_SCALE = 1.32  # how much larger than the text key points are set at most
FILL = 0.9  # the part of the free room that larger text may take
PART_GAP_MM = 4.0  # what stands between two sections of a panel at most
BACK_SLACK_MM = 5.0  # of a back's free room, how much is not shared out
NOTES_TITLE_MM = 12.0  # the heading above lines for notes
NOTE_LINE_MM = 9.3
MIN_LAST_PAGE_FILL = 0.5  # a page less full than that is worth saving
LAYOUTS = "layouts"  # the folder of the layout templates

Duplex = Literal["long", "short"]  # the edge round which a printer turns the sheet
Measure = Literal["narrow", "narrow panel", "medium", "wide-type"]
Media = Literal["pdf", "text", "html"]
# What has no pages and so no paper, and how the names of its files end.
ENDINGS: Mapping[Media, str] = MappingProxyType({"text": ".txt", "html": ".html"})

# What must stand on a leaflet, so that a page that is found alone can be traced.
ALL_MARKS = frozenset(
    {"reference", "version", "date of issue", "review date", "telephone number"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper, portrait, in millimetres."""

    name: str
    width_mm: float
    height_mm: float


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
OFFICE_PAPERS = ("letter", "a4")
WALL_PAPERS = (*OFFICE_PAPERS, "tabloid", "a3")


@dataclass(frozen=True, slots=True)
class Output:
    """How a leaflet is printed: for a print shop, with less toner, on both sides."""

    bleed_mm: float = 0.0
    """Ink past the trim."""
    marks: bool = False
    """Whether marks show where to cut."""
    toner_saver: bool = False
    """Whether frames stand in place of coloured grounds."""
    duplex: bool = False
    """Whether the topics of a packet start on right-hand pages."""

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
class Place:
    """Where on the sheet the middle of a panel stands."""

    pages: tuple[str, ...]
    """The names in CSS of the pages that may stand there, the likelier first."""
    middle_mm: float
    """How far its middle is from the left edge of the sheet."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a folded sheet."""

    ground: str
    """The name in CSS of the page on which the panels are put."""
    places: tuple[Place, ...]
    """Its panels, in the order in which they are read."""


@dataclass(frozen=True, slots=True)
class Folding:
    """The sides of a folded sheet, whose panels are laid out as pages of their own."""

    sides: tuple[Side, ...]
    last: str
    """The panel that is read after all others."""


@dataclass(frozen=True, slots=True)
class FitParams:
    """The steps taken to make a text fit; templates and style sheets see them as `document.fit`."""

    size_pt: float = BASE_PT
    """Size of the running text."""
    drop_optional: bool = False
    """Whether sections marked `{optional}` go."""
    drop_in: frozenset[str] = frozenset()
    """Topics of a packet whose optional sections go."""
    closer_in: frozenset[str] = frozenset()
    """Topics of a packet whose lines stand closer."""
    is_tight: bool = False
    """Whether lines and boxes stand closer, in the same size of type."""
    fallback_step: int = 0
    """Steps that the format takes on its own before the text gets smaller; see its layout."""
    tracking: int = 0
    """How many hairs closer words stand, so that no line breaks after its first word."""
    scale: float = 1.0
    """How much larger than the text key points, or the front of a card, are set."""
    spare_mm: float = 0.0
    """Room that is left over, to share out or to rule for notes."""
    back_spare_mm: float = 0.0
    """Room that is left over on a back."""
    flap: int = 0
    """How many sections stand on the flap of a tri-fold."""
    early: frozenset[str] = frozenset()
    """Ids of sections that stand on the flap before their turn."""
    own_panel: bool = False
    """Whether “call us” begins the last panel inside a tri-fold."""
    call_us_early: bool = False
    """Whether “call us” stands where the text has it, not behind the text."""
    run_on: bool = False
    """Whether the text goes on from the flap to the inside."""
    notes: int = 0
    """Pages for the pen at the end of a booklet."""
    signs_first: bool = False
    """Whether the boxes of signs go before all sections."""
    signs_after: tuple[int, int] = (0, 0)
    """Of the sections that follow the boxes of signs in large print, how many go before the first
    box, and how many between the two."""
    splits: Mapping[int, int | None] | None = None
    """By the numbers of blocks of two columns, how many parts stand in the first column: None
    leaves a block to the layout engine, what is not said is estimated. Without `splits` all blocks
    are left to the engine."""
    measure_only: bool = False
    """Whether only what is to be measured is laid out: of a packet its cover, of cards one."""

    @property
    def note_lines(self) -> int:
        """Return how many lines for the pen the room that is left holds, below their heading."""
        return max(0, int((self.spare_mm - NOTES_TITLE_MM) / NOTE_LINE_MM))


AS_WRITTEN = FitParams()


class MeasuredLayout(Protocol):
    """The pages of a leaflet as a strategy sees them; all lengths are in millimetres."""

    @property
    def fills(self) -> tuple[PageFill, ...]:
        """Return how full each page or panel is, with its name in CSS."""
        ...

    def heights(self, prefix: str) -> dict[str, float]:
        """Return the height of every element whose id begins with `prefix`."""
        ...

    def overfull(self, marker: str) -> tuple[tuple[str, float], ...]:
        """Return which elements with that attribute hold too much, and by how much."""
        ...

    def two_columns(self) -> tuple[TwoColumns, ...]:
        """Return the blocks of two columns that were split beforehand."""
        ...

    def pages_of(self, ids: Collection[str]) -> Mapping[str, int]:
        """Return on how many pages each of these elements stands."""
        ...

    def broken_early(self) -> tuple[str, ...]:
        """Return the lines that end in their first half although the paragraph goes on."""
        ...


LayoutFn: TypeAlias = Callable[[FitParams], MeasuredLayout]
Candidates: TypeAlias = tuple[FitParams, ...]
Outcomes: TypeAlias = Iterator["MeasuredLayout | str"]
Strategy: TypeAlias = Callable[["LeafletSpec", Candidates, LayoutFn], Outcomes]


@dataclass(frozen=True, slots=True)
class Overflow:
    """What is too small for its text."""

    where: str
    """Its name in messages."""
    room_mm: float
    """How much it can hold."""
    over_mm: float
    """How much more there is."""

    def __str__(self) -> str:
        """Return it in words."""
        return f"{self.over_mm:.0f} mm more than {self.where} can hold"


def panels(laid_out: MeasuredLayout, name: str) -> list[PageFill]:
    """Return the pages or panels of that name."""
    return [fill for fill in laid_out.fills if fill.name == name]


def overflow(where: str, fills: list[PageFill], allowed: int) -> Overflow:
    """Return by how much a text is longer than the first `allowed` of its panels."""
    over = sum(fill.used_mm for fill in fills[allowed:])
    return Overflow(where, allowed * fills[0].height_mm, over)


def fit_by_size(spec: LeafletSpec, candidates: Candidates, lay_out: LayoutFn) -> Outcomes:
    """Yield the text in each permitted size that takes no more pages than the format has."""
    most = spec.format.max_pages
    for params in candidates:
        laid_out = lay_out(params)
        if most is not None and len(laid_out.fills) > most:
            over = sum(fill.used_mm for fill in laid_out.fills[most:])
            yield f"{over:.0f} mm over {most} page{'s'[: most - 1]}"
        else:
            yield laid_out


def paper_lengths(paper: str) -> Mapping[str, float]:
    """Return the lengths of a page that is a sheet of paper, in millimetres by their CSS names."""
    sheet = PAPERS[paper]
    return {"paper-width": sheet.width_mm, "paper-height": sheet.height_mm}


def not_folded(_paper: str, _rtl: bool) -> Folding | None:
    """Return that a format has no folds between its pages."""
    return None


def no_companions(_pdf: bytes, _rtl: bool) -> Mapping[str, bytes]:
    """Return that nothing is written beside the PDF."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatSpec:
    """A form of leaflet: its layout, its traits, its geometry, and how a text is made to fit it.

    The layout is `templates/layouts/<name>.html`, the style sheet `styles/formats/<name>.css`.
    """

    name: str
    """What it is called in settings, on the command line and in the names of files."""
    summary: str
    """What it is, in a few words, for docs/formats.md."""
    how_to_print: str
    """What the person at the printer has to do, for docs/formats.md."""
    papers: tuple[str, ...]
    """The papers it comes on, by their names in `PAPERS`."""
    sizes_pt: tuple[float, ...]
    """The sizes of running text, tried in this order until the text fits."""
    fit: Strategy = fit_by_size
    """How a text is laid out so that it keeps to the format, or by how much it does not."""
    steps: str = "–"
    """The steps of fitting that it takes on its own, for docs/formats.md."""
    media: Media = "pdf"
    """What a finished leaflet is."""

    measure: Measure = "medium"
    """How long lines are: components choose their variant by its words, `[data-measure~=narrow]`.
    Columns are narrow on half pages (110 mm) and panels (80 mm)."""
    min_pt: float = 10.0
    """Nothing at all is printed smaller."""
    max_pages: int | None = None
    """The most pages there may be; None where a leaflet may be as long as its text."""
    advised_pages: int | None = None
    """The most pages that readers read (leaflet standards, section 0, bar 3)."""
    min_last_fill: float = 1 / 3
    """The least part of the last page that must be used."""
    min_fill: float | None = None
    """The least part of the other pages, less of which looks as if something were missing; None
    where pages do not follow one another: on panels and cards, room is planned."""

    duplex: Duplex | None = None
    """The edge to turn the sheet round, where it is printed on both sides."""
    duplex_on_request: bool = False
    """Whether it is printed on both sides only where that is asked for."""
    actual_size: bool = False
    """Whether viewers must not scale it: folds or cuts depend on its size."""

    main: bool = False
    """Whether it is the form by which a topic is judged; exactly one format is."""
    whole: bool = True
    """Whether it prints all of a topic's text; the others choose."""
    combines_topics: bool = False
    """Whether all topics that were asked for make one leaflet."""
    footed: bool = False
    """Whether the same line with reference and page number stands at the foot of every page."""
    marks: frozenset[str] = ALL_MARKS
    """What the leaflet says of itself, so that it can be traced; a packet's topics say it."""
    help_line: bool = True
    """Whether it offers other languages, large print and help to read."""
    judged_lines: bool = False
    """Whether the length of lines is judged; elsewhere the paper decides it."""
    header_characters: int = 1000
    """What the line at the head of a page holds; where it is longer, the clinic is not named in it:
    the foot of the page names it."""
    has_strip: bool = False
    """Whether a topic for people who still decide has a strip with the numbers to call on it in
    place of the two boxes."""
    needs: str = ""
    """The key of a topic's front matter that it prints; a topic without it has no such leaflet."""
    driving_rule: bool = False
    """Whether it prints the clinic's driving rule beside the text."""

    lengths: Callable[[str], Mapping[str, float]] = paper_lengths
    """Its geometry on a paper: millimetres by the names of custom properties, without dashes."""
    folding: Callable[[str, bool], Folding | None] = not_folded
    """Where its panels stand on a paper, and whether from right to left."""
    companions: Callable[[bytes, bool], Mapping[str, bytes]] = no_companions
    """What is written beside a PDF, by what comes before `.pdf` in its name."""

    @property
    def layout(self) -> str:
        """Return the name of its layout template."""
        return f"{LAYOUTS}/{self.name}.html"

    @property
    def traits(self) -> frozenset[str]:
        """Return its traits by name, for `Registry.having`."""
        flags = ("main", "whole", "combines_topics", "footed", "help_line", "judged_lines",
                 "driving_rule", "actual_size", "duplex_on_request")  # fmt: skip
        found = {flag.replace("_", "-") for flag in flags if getattr(self, flag)}
        return frozenset({*found, self.measure, self.media})

    def __str__(self) -> str:
        """Return its name."""
        return self.name


def css_lengths(fmt: FormatSpec, paper: str, output: Output = PLAIN) -> dict[str, str]:
    """Return the custom properties that carry a format's geometry into the style sheets."""
    found = fmt.lengths(paper)
    lengths = {f"--{name}": f"{round(value, 4):g}mm" for name, value in found.items()}
    lengths["--size-min"] = f"{fmt.min_pt:g}pt"
    if output.bleed_mm or output.marks:
        lengths |= {"--bleed": f"{output.bleed_mm:g}mm", "--slug": f"{slug_mm(output):g}mm"}
    return lengths


def slug_mm(output: Output) -> float:
    """Return how far the printed sheet goes past the trim: the bleed, and room for marks.

    WeasyPrint draws marks in the outer half of that; they must stay clear of the bleed.
    """
    return max(2 * output.bleed_mm, output.bleed_mm + 6.0) if output.marks else output.bleed_mm
