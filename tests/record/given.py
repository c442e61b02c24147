"""Leaflets of no use, given at once: what a record costs and keeps besides rendering."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path

from handouts.editions.marks import mark_of
from handouts.record.archive import LEAFLETS
from handouts.record.entries import ArchivedFile, GivenTopic, Issue, Item
from handouts.record.store import Hand, Record

NOON = datetime.datetime(2026, 11, 30, 12, 0, tzinfo=datetime.UTC)
HAND = Hand("tiny", "US", NOON, NOON.date(), "RM")


def an_edition(topic: str, words: str) -> GivenTopic:
    """Return the edition of a topic with these printed words."""
    digest = hashlib.sha256(words.encode()).hexdigest()
    return GivenTopic(topic, f"KET-{topic.upper()}", "1.0", digest, mark_of(digest))


def an_item(record: Record, topic: str = "risks", words: str = "Some words.") -> Item:
    """Return a leaflet whose file is in the archive."""
    pdf = f"%PDF-1.7 {topic} {words}".encode()
    sha256 = record.archive.store(LEAFLETS, pdf, ".pdf")
    made_of = hashlib.sha256(pdf + b"made of").hexdigest()
    topics = (an_edition(topic, words),)
    return Item(topics, "en", "sheet", "letter", 2, (ArchivedFile(".pdf", sha256),), made_of)


def give(folder: Path, *topics: str, words: str = "Some words.", hand: Hand = HAND) -> Issue:
    """Give leaflets from the clinic in `folder`."""
    record = Record(folder)
    items = [an_item(record, topic, words) for topic in topics or ("risks",)]
    kept = {topic.digest: words.encode() for item in items for topic in item.topics}
    return record.give(hand, items, kept)
