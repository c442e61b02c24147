"""The bin list."""

from __future__ import annotations

from pathlib import Path

from handouts.record.requests import CurrentEdition
from handouts.record.store import Record
from handouts.record.superseded import superseded, texts_given
from tests.record.given import NOON, an_edition, give


def printed(topic: str, words: str) -> tuple[tuple[str, str], CurrentEdition]:
    """Return how a topic is printed today."""
    edition = an_edition(topic, words)
    return (topic, "en"), CurrentEdition(topic, "en", topic, edition.digest, edition.mark)


def test_it_names_what_changed_and_who_holds_it(tmp_path: Path) -> None:
    old = "Eat nothing for 6 hours."
    first = give(tmp_path, "prepare", "risks", words=old)
    second = give(tmp_path, "prepare", words=old)
    record = Record(tmp_path)
    new = "Eat nothing for 8 hours."
    today = dict([printed("prepare", new), printed("risks", old)])
    words = {item.digest: (new,) for item in today.values()}
    entries = record.entries()
    assert texts_given(entries) == (("prepare", "en"), ("risks", "en"))
    (found,) = superseded(record, entries, today, words)
    assert (found.topic, found.mark) == ("prepare", first.topics[0].mark)
    assert found.keep == today["prepare", "en"].mark
    assert found.issues == (first.id, second.id)
    assert found.reason == "“Eat nothing for 6 hours.” → “Eat nothing for 8 hours.”"
    assert found.comparison
    assert (found.comparison.changes[0].gone, found.comparison.changes[0].come) == (("6",), ("8",))

    record.note("not-handed-out", first.id, NOON)
    (found,) = superseded(record, record.entries(), today, words)
    assert (found.issues, found.copies) == ((second.id,), 1)

    record.note("binned", found.mark, NOON)
    assert superseded(record, record.entries(), today, words) == ()


def test_a_topic_that_is_gone_is_to_be_binned(tmp_path: Path) -> None:
    give(tmp_path)
    record = Record(tmp_path)
    (found,) = superseded(record, record.entries(), {}, {})
    assert (found.keep, found.reason) == ("", "it cannot be printed any more")
