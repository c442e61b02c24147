"""What a leaflet is made of: the request, what is looked up for it, and how it is made to fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from handouts.formats import PLAIN, Format, Output
from handouts.inputs.models.clinic import Clinic
from handouts.inputs.models.facts import FactBase
from handouts.inputs.models.strings import Strings
from handouts.inputs.models.topic import Topic


@dataclass(frozen=True, slots=True)
class LeafletSpec:
    """One leaflet to make: which topics, for whom, in which language, format and paper."""

    clinic: Clinic
    topics: tuple[Topic, ...]
    locale: str
    format: Format
    paper: str
    originals: Mapping[str, Topic] = field(default_factory=dict, repr=False)
    """The texts that translations among `topics` were made from, by topic id."""
    output: Output = PLAIN
    overdue: frozenset[str] = frozenset()
    """Ids of the topics whose review date has passed: their pages say so."""

    @property
    def name(self) -> str:
        """Return what messages call it: the topic's id, or `packet`."""
        return self.topics[0].id if self.format.name != "packet" else "packet"

    @property
    def path(self) -> PurePath:
        """Return where its PDF belongs below the output folder."""
        stem = f"{self.name}.{self.format.name}"
        if self.name == self.format.name:
            stem = self.name
        file = f"{stem}.{self.paper}{self.output.suffix}.pdf"
        return PurePath(self.clinic.id, self.locale, file)

    def describe(self) -> dict[str, Any]:
        """Return the request as plain data, for programs."""
        return {
            "clinic": self.clinic.id,
            "topics": [topic.id for topic in self.topics],
            "locale": self.locale,
            "format": self.format.name,
            "paper": self.paper,
        }


@dataclass(frozen=True, slots=True)
class ContentSources:
    """What composing looks up: the facts, and the fixed words of the leaflet's locale."""

    facts: FactBase
    strings: Strings


@dataclass(frozen=True, slots=True)
class FitParams:
    """Steps taken to make a text fit its format; the defaults take none."""

    drop_optional: bool = False
    """Sections marked {optional} go."""
    drop_in: frozenset[str] = frozenset()
    """Ids of the topics of a packet whose optional sections go."""
    closer_in: frozenset[str] = frozenset()
    """Ids of the topics of a packet whose lines stand closer."""
    size_pt: float = 12.0
    """Size of running text."""
    fallback_step: int = 0
    """Steps that a format takes on its own before the text gets smaller."""
    flap: int = 0
    """Sections that stand on a tri-fold's flap."""
    ask_early: bool = False
    """The questions to ask stand on the flap too."""
    scale: float = 1.0
    """How much larger its key points, or the front of a card, are set."""
    run_on: bool = False
    """A tri-fold's text goes on from the flap to the inside."""
    call_us_last: bool = True
    """“Call us” stands behind the text, should it stand inside a tri-fold at all."""
    notes: int = 0
    """Pages for handwritten notes in a booklet."""
    spare_mm: float = 0.0
    """Room that is left over, to share out."""
    back_spare_mm: float = 0.0
    """Room that is left over on a back."""
    measure_only: bool = False
    """Lay out no more than is measured: of a packet its cover, of cards one."""
    tracking: int = 0
    """How many hair's breadths closer words are set; see styles/base/text.css."""
    signs_after: tuple[int, int] = (0, 0)
    """In large print, sections that go before the first of the two boxes of signs, and between."""
    splits: Mapping[int, int | None] | None = None
    """By the numbers of blocks of two columns, how many parts stand in the first column.

    None leaves a block to the layout engine, a block that is not named is estimated. Without
    `splits` all are left to the engine.
    """


AS_WRITTEN = FitParams()


@dataclass(frozen=True, slots=True)
class Composed:
    """The HTML of a leaflet, and what its PDF's metadata shall say."""

    html: str = field(repr=False)
    properties: Mapping[str, str | tuple[str, ...]]
