"""The bin list."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from handouts.record.requests import CurrentEdition
from handouts.record.store import Record
from handouts.record.superseded import not_current, superseded, texts_given
from tests.record.given import HAND, NOON, an_edition, an_item, give


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


def test_paper_that_names_a_withdrawn_signature_is_to_be_binned(tmp_path: Path) -> None:
    words, record = "Some words.", Record(tmp_path)
    edition = replace(an_edition("risks", words), state="signed")
    signed = replace(an_item(record, words=words), topics=(edition,))
    draft = an_item(record, words=words)
    issue = record.give(HAND, [signed], {signed.topics[0].digest: words.encode()})
    record.give(HAND, [draft], {})
    key, today = printed("risks", words)
    standing = {key: replace(today, is_signed=True)}
    assert superseded(record, record.entries(), standing, {}) == ()
    assert not_current(signed.topics[0], standing[key]) == ""
    (found,) = superseded(record, record.entries(), {key: today}, {})
    assert (found.issues, found.keep) == ((issue.id,), "")
    assert found.reason == "it names a clinician's signature that was withdrawn"
    assert "withdrawn" in not_current(signed.topics[0], today)
    assert not_current(draft.topics[0], today) == ""
