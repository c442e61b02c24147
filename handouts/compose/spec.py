"""What a leaflet is made of: the request and what is looked up for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from handouts.editions.marks import Edition
from handouts.formats import ENDINGS, PLAIN, FormatSpec, Output
from handouts.inputs.models.clinic import Clinic
from handouts.inputs.models.facts import FactBase
from handouts.inputs.models.strings import Strings
from handouts.inputs.models.topic import Topic
from handouts.inputs.pictures import PictureWords


@dataclass(frozen=True, slots=True)
class LeafletSpec:
    """One leaflet to make: which topics, for whom, in which language, format and paper."""

    clinic: Clinic
    topics: tuple[Topic, ...]
    locale: str
    format: FormatSpec
    paper: str
    originals: Mapping[str, Topic] = field(default_factory=dict, repr=False)
    """The texts that translations among `topics` were made from, by topic id."""
    output: Output = PLAIN
    overdue: frozenset[str] = frozenset()
    """Ids of the topics whose review date has passed: their pages say so."""

    editions: Mapping[str, Edition] = field(default_factory=dict, repr=False)
    """The editions of its topics by their ids; none while one is found out."""

    @property
    def name(self) -> str:
        """Return what messages call it: the topic's id, or the format that combines topics."""
        return self.format.name if self.format.combines_topics else self.topics[0].id

    @property
    def path(self) -> PurePath:
        """Return where its file belongs below the output folder; without pages it has no paper."""
        if ending := ENDINGS.get(self.format.media):
            return PurePath(self.clinic.id, self.locale, f"{self.name}{ending}")
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
    """What composing looks up: facts, fixed words of the leaflet's locale, and pictures."""

    facts: FactBase
    strings: Strings
    pictures: Mapping[str, PictureWords]
    """What is said of each picture there is, by its name."""


@dataclass(frozen=True, slots=True)
class Composed:
    """The HTML of a leaflet, and what its PDF's metadata shall say."""

    html: str = field(repr=False)
    properties: Mapping[str, str | tuple[str, ...]]
