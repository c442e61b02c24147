"""What templates see: the document, its clinic and region, its topics and their sections.

A name that a template reads and that is not here is an error with the template's line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from handouts.formats import AS_WRITTEN, FitParams
from handouts.formats.columns import Part, parts_of
from handouts.paths import ORIGIN


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section of a topic, or a piece of one: call-outs stand apart from what is around them."""

    id: str
    heading: Markup
    level: int
    """Level of the heading, 2 to 6."""
    body: Markup
    wide: bool
    """It takes both columns."""
    optional: bool
    """It may go, should the text not fit."""
    callout: str = ""
    """The name of the one call-out that it holds."""
    page: int = 1
    """The page of a sheet that it stands on, where the text says so."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return the pieces that must not be broken; the first takes the heading along."""
        return parts_of(self.heading, self.level, self.body)


@dataclass(frozen=True, slots=True)
class Block:
    """Sections set together."""

    kind: str
    """`wide` one below the other, `columns`, or `callouts` in a row."""
    sections: tuple[SectionView, ...]
    split: int | None = None
    """How many of its parts stand in the first of two columns, if that is known."""
    number: int = 0
    """Its place among the blocks of two columns."""
    page: int = 1
    """The page of a sheet that it stands on, where the text says so."""

    @property
    def columns(self) -> tuple[tuple[Part, ...], ...]:
        """Return the parts of each column; of all, where nobody has split them."""
        parts = tuple(part for section in self.sections for part in section.parts)
        return (parts,) if self.split is None else (parts[: self.split], parts[self.split :])


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """A key point in two parts."""

    lead: Markup
    """The bold words that it opens with, if it does."""
    text: Markup
    picture: str = ""
    """The name of the picture beside it; empty if it has none."""


@dataclass(frozen=True, slots=True)
class PosterPointView:
    """One thing that a poster says."""

    lead: Markup
    text: Markup
    picture: str
    """The name of a picture, or nothing."""


@dataclass(frozen=True, slots=True)
class PosterView:
    """A topic's poster."""

    title: Markup
    message: Markup
    picture: str
    """The name of the picture that fills its middle, or nothing."""
    points: tuple[PosterPointView, ...]


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture in the brand's colours."""

    href: str
    on_hero: str
    """Its address in the colours of the ground behind a title."""
    alt: str
    """What it shows, in words."""
    lang: str
    """The language of these words; empty if it is the leaflet's."""


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source that a topic rests on."""

    n: int
    """Its number in the topic's list, from 1."""
    label: str
    short: str
    """The label without what it says in brackets, where lines stand closer."""


@dataclass(frozen=True, slots=True)
class TopicView:
    """A topic: words ready to print, and its sections in blocks."""

    id: str
    anchor: str
    """Where links to it lead."""
    number: int
    """Its place in a packet, from 1."""
    ref: str
    version: str
    issued: str
    """Month and year."""
    review_note: str
    """By when the text is to be reviewed, or in bold that it should have been."""
    layout: str
    """How its page one is laid out: `visit`, `instruction`, `decision`, `background` or `crisis`.
    """
    picture: str
    """The name of the picture beside the title; empty if it has none."""
    title: Markup
    title_text: str
    short_title: Markup
    audience: Markup
    sheet_pages: int
    """Pages that its sheet may have."""
    product: str
    """What it is about: `infusion`, `esketamine` or `any`."""
    product_label: str
    approval: str
    """What the region's regulator has approved, or not."""
    status: str
    """Who signed off exactly this text, or that nobody has."""
    clinic_in_header: bool
    """The line at the head of its pages holds the clinic's name as well."""
    main_message: Markup
    main_message_text: str
    key_points: tuple[KeyPoint, ...]
    had: str
    """On a card: what its bearer had."""
    drive: str
    """On a card: the driving rule; empty where a pen fills it in."""
    sources: tuple[SourceView, ...]
    translation_note: str
    """Small print of a translation: not reviewed yet, or behind its original."""
    facts: tuple[str, ...]
    """Ids of the facts that it cites."""
    poster: PosterView | None
    text_hash: str
    """16 hex digits over its text and the clinic's values in it."""
    edition: str
    """The mark of its edition, such as 7K3F-92QD."""
    review_state: str
    """`signed` if a clinician did, else `draft`."""
    address: str = ""
    """Where it is on the web, without `https://`; empty where the clinic has no library there."""
    code: str = ""
    """The address as a QR code, itself a `data:` address."""
    code_mm: float = 0.0
    """The width of the code in millimetres."""
    blocks: tuple[Block, ...] = ()
    sections: tuple[SectionView, ...] = ()
    """Those of all blocks, in order."""
    help: str = "boxes"
    """Its two boxes for help, or a `strip` with the numbers in their place."""
    signs_turned: bool = False
    """Its boxes for help stand at the head of page two, whatever the text's order."""
    callouts: Mapping[str, Markup] = field(default_factory=dict)
    """The bodies of its call-outs, by their names."""
    density: str = ""
    """How close its lines stand, in words that style sheets know: `tight` on a topic of one page,
    `closer` where it would else need another sheet of a packet; empty if neither."""

    @property
    def front_blocks(self) -> tuple[Block, ...]:
        """Return the blocks of page one; none where the text does not say where it ends."""
        return tuple(block for block in self.blocks if block.page == 1) if self.back_blocks else ()

    @property
    def back_blocks(self) -> tuple[Block, ...]:
        """Return the blocks of page two; none where the text does not say where it begins."""
        return tuple(block for block in self.blocks if block.page == 2)


@dataclass(frozen=True, slots=True)
class LogoView:
    """A clinic's logo."""

    href: str
    alt: str
    has_name: bool = False
    """It shows the clinic's name, so that no name is printed beside it."""


@dataclass(frozen=True, slots=True)
class ClinicView:
    """A clinic: how to reach it, in the words of the leaflet's locale; empty if not set."""

    name: str
    strapline: str
    phone: str
    after_hours_phone: str
    website: str
    address: str
    hours: str
    logo: LogoView | None
    given_line: bool = False
    """Whether a line for the pen says to whom, by whom and when a leaflet was given."""


@dataclass(frozen=True, slots=True)
class RegionView:
    """The region a clinic is in."""

    code: str
    emergency_number: str
    regulator: str
    crisis: Markup
    """Whom to call in a crisis."""
    crisis_number: str = ""
    """The one number to call or text in a crisis; empty where there is more than one."""
    any_time: str = ""
    """How and when that number answers."""


@dataclass(frozen=True, slots=True)
class DocumentView:
    """The document: its language, format and paper, how it was made to fit, and its topics."""

    locale: str
    lang: str
    dir: str
    format: str
    measure: str
    """How long its lines are: components choose their variant by it."""
    paper: str
    duplex: bool
    """The topics of a packet start on right-hand pages."""
    toner_saver: bool
    marks: bool
    """Crop marks show where to cut."""
    is_packet: bool
    packet_title: str
    styles: tuple[str, ...]
    """Addresses of the style sheets after ours."""
    origin: str = ORIGIN
    """The address below which our files and the clinic's are served."""
    title: str = ""
    fit: FitParams = AS_WRITTEN
    lengths: Mapping[str, str] = field(default_factory=dict)
    """Custom properties that carry the format's geometry."""
    topics: tuple[TopicView, ...] = ()
    boxes: tuple[Markup, ...] = ()
    """The boxes of signs that a packet prints once, behind its cover."""
    metadata: tuple[tuple[str, str], ...] = ()
    """Names and contents of `<meta>` elements."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the sources of all topics, each once, in the order of their names."""
        return tuple(sorted({source.label for topic in self.topics for source in topic.sources}))

    @property
    def attributes(self) -> tuple[tuple[str, str], ...]:
        """Return the attributes of the `html` element: what style sheets choose by."""
        lengths = "".join(f"{name}:{value};" for name, value in self.lengths.items())
        found = (
            ("lang", self.lang),
            ("dir", self.dir),
            ("data-paper", self.paper),
            ("data-format", self.format),
            ("data-measure", self.measure),
            ("data-sides", "duplex" if self.duplex else ""),
            ("data-marks", "crop" if self.marks else ""),
            ("data-toner", "saver" if self.toner_saver else ""),
            ("data-tracking", str(self.fit.tracking or "")),
            ("data-step", str(self.fit.fallback_step or "")),
            ("style", lengths),
        )
        return tuple((name, value) for name, value in found if value)
