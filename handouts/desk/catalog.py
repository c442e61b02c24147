"""What a clinic can give: its sets and leaflets, and those in which a word stands."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from handouts.assets import shipped_files
from handouts.inputs.library import load_library
from handouts.inputs.models.clinic import Clinic, in_locale
from handouts.inputs.models.topic import Topic
from handouts.inputs.selection import variants
from handouts.inputs.sets import expand_sets

PRODUCTS = ("infusion", "esketamine", "any")
_BRAND_NAMES = {"esketamine": "spravato esketamine spray", "infusion": "ketamine infusion drip"}
_VALUE = re.compile(r"\{\{.*?\}\}")
_MARKUP = re.compile(r"\[\[|\]\]|\{[a-z_]+\}|:::[^\n]*|[*_#|>`]|^\s*-\s", re.MULTILINE)
_MAX_HITS = 12


@dataclass(frozen=True, slots=True)
class Shelved:
    """A leaflet that can be given."""

    topic: str
    title: str
    short_title: str
    product: str
    # The languages it is written in.
    locales: tuple[str, ...]
    # Its text without marks and values, to look for words in.
    words: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A leaflet in which the words that somebody typed stand."""

    leaflet: Shelved
    # The sentence in which they stand; empty if they stand in the title.
    sentence: str


@dataclass(frozen=True, slots=True)
class ShelvedSet:
    """Leaflets that are given together."""

    name: str
    title: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalog:
    """All that a clinic can give, with titles in one language."""

    leaflets: tuple[Shelved, ...]
    sets: tuple[ShelvedSet, ...]

    def leaflet(self, topic: str) -> Shelved | None:
        """Return the leaflet on a topic, or None."""
        return next((item for item in self.leaflets if item.topic == topic), None)

    def groups(self) -> Mapping[str, tuple[Shelved, ...]]:
        """Return the leaflets by product; those for everyone last."""
        found = {
            product: tuple(item for item in self.leaflets if item.product == product)
            for product in PRODUCTS
        }
        return {product: items for product, items in found.items() if items}

    def search(self, typed: str) -> tuple[Hit, ...]:
        """Return the leaflets in which all typed words stand, titles first."""
        wanted = _folded(typed).split()
        in_title, in_text = [], []
        for item in self.leaflets:
            title = _folded(f"{item.title} {item.topic} {_BRAND_NAMES.get(item.product, '')}")
            if all(word in title for word in wanted):
                in_title.append(Hit(item, ""))
            elif all(word in _folded(item.words) for word in wanted):
                in_text.append(Hit(item, _sentence_with(wanted, item.words)))
        return tuple((*in_title, *in_text)[:_MAX_HITS]) if wanted else ()

    def near(self, typed: str) -> str:
        """Return a word of the leaflets that may have been meant, or nothing."""
        known = {
            word for item in self.leaflets for word in re.findall(r"\w{4,}", _folded(item.words))
        }
        return next(iter(difflib.get_close_matches(_folded(typed), sorted(known), n=1)), "")


def load_catalog(clinic: Clinic, locale: str) -> Catalog:
    """Return what a clinic can give, in a language or the clinic's first where it has no other.

    Raises:
        InvalidInput: faults of its topics.
    """
    library = load_library(shipped_files(), clinic.files, clinic.folder)
    first = clinic.settings.locales[0]
    leaflets = []
    for topic_id in sorted(library.ids):
        written = library.locales(topic_id)
        spoken = next((tag for tag in (locale, first) if tag in written), None)
        if spoken is None:
            continue
        topic = library.topic(topic_id, spoken)
        region = topic.front.region
        if topic.front.product not in ("any", *clinic.products):
            continue
        if region and clinic.settings.region not in region:
            continue
        tags = tuple(tag for tag in clinic.settings.locales if tag in written)
        leaflets.append(_shelved(topic, tags))
    known = {item.topic for item in leaflets}
    sets = tuple(
        ShelvedSet(
            name,
            in_locale(chosen.title, locale),
            tuple(
                topic
                for wanted in expand_sets(clinic.settings.sets, [name], given=True)
                for topic in variants(library, wanted, clinic.products)
                if topic in known
            ),
        )
        for name, chosen in clinic.settings.sets.items()
    )
    return Catalog(tuple(sorted(leaflets, key=lambda item: item.title)), sets)


def _shelved(topic: Topic, locales: tuple[str, ...]) -> Shelved:
    front = topic.front
    points = [point.text for point in front.key_points]
    lines = [front.title, front.main_message, *points, *topic.body.split("\n")]
    plain = (" ".join(_MARKUP.sub(" ", _VALUE.sub("…", line)).split()) for line in lines)
    words = "\n".join(line for line in plain if line)
    return Shelved(topic.id, front.title, front.short_title, front.product, locales, words)


def _folded(text: str) -> str:
    """Return text without capitals and accents."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _sentence_with(words: Sequence[str], text: str) -> str:
    for sentence in _sentences(text):
        if any(word in _folded(sentence) for word in words):
            return sentence if len(sentence) < 160 else f"{sentence[:157]}…"
    return ""


def _sentences(text: str) -> Iterator[str]:
    yield from (part.strip() for part in re.split(r"(?<=[.?!])\s+|\n", text) if part.strip())
