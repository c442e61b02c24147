"""The record: what it keeps, and what it notices."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handouts.errors import HandoutsError, InvalidInput
from handouts.inputs.snapshot import read_folder
from handouts.record.entries import staff_code
from handouts.record.store import Record
from tests.builders import a_folder
from tests.record.given import HAND, NOON, an_item, give


def test_what_was_given_is_found_again_byte_for_byte(tmp_path: Path) -> None:
    issue = give(tmp_path, "risks", "benefits")
    record = Record(tmp_path)
    assert record.issues() == (issue,)
    assert record.issue(issue.id.lower().replace("-", " ")) == issue
    assert [record.files(item)[".pdf"] for item in issue.items] == [
        b"%PDF-1.7 risks Some words.", b"%PDF-1.7 benefits Some words.",
    ]  # fmt: skip
    assert record.words(issue.topics[0].digest) == ("Some words.",)
    assert record.verify() == (1, ())


def test_words_that_were_changed_are_not_taken_for_the_old_ones(tmp_path: Path) -> None:
    (topic,) = give(tmp_path).topics
    record = Record(tmp_path)
    path = record.archive.path("words", topic.digest, ".txt")
    path.chmod(0o644)
    path.write_text("Other words.")
    assert record.words(topic.digest) is None


def test_no_such_issue(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no such issue; nothing has been given yet"):
        Record(tmp_path).issue("7K3F-92QD")
    issue = give(tmp_path)
    with pytest.raises(InvalidInput, match=f"did you mean {issue.id}"):
        Record(tmp_path).issue(f"{issue.id[:-1]}2")


def test_every_issue_has_its_own_number(tmp_path: Path) -> None:
    issues = [give(tmp_path) for _ in range(5)]
    assert len({issue.id for issue in issues}) == 5


def test_equal_leaflets_lie_in_the_archive_once(tmp_path: Path) -> None:
    for number in range(6):
        give(tmp_path, words=f"Words of month {number % 2}.")
    assert len(list((tmp_path / "record" / "editions").rglob("*.pdf"))) == 2


def test_a_leaflet_made_of_the_same_is_taken_from_the_archive(tmp_path: Path) -> None:
    record = Record(tmp_path)
    (item,) = give(tmp_path).items
    assert record.made_before(item.fingerprint) == item
    assert record.made_before("0" * 64) is None
    path = record.path(item.files[0])
    path.chmod(0o644)
    path.write_bytes(b"%PDF altered")
    assert record.made_before(item.fingerprint) is None


def test_a_leaflet_that_is_not_archived_is_not_given(tmp_path: Path) -> None:
    record = Record(tmp_path)
    item = an_item(record)
    record.path(item.files[0]).unlink()
    with pytest.raises(InvalidInput, match="is missing from the archive"):
        record.give(HAND, [item], {})
    assert record.issues() == ()


def test_the_renderer_never_reads_the_record(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    before = read_folder(folder)
    give(folder)
    assert read_folder(folder) == before


def test_notes_add_lines_and_erase_none(tmp_path: Path) -> None:
    issue = give(tmp_path)
    record = Record(tmp_path)
    record.note("printed-again", issue.id, NOON, copies=2)
    record.note("not-handed-out", issue.id, NOON, by="TS")
    assert [entry.event for entry in record.entries()] == [
        "issue", "printed-again", "not-handed-out",
    ]  # fmt: skip
    assert record.verify() == (3, ())


Lines = list[bytes]


def _edited(lines: Lines) -> Lines:
    return [*lines[:1], lines[1].replace(b'"RM"', b'"XX"'), *lines[2:]]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (_edited, 2),
        (lambda lines: [lines[0], *lines[2:]], 2),
        (lambda lines: [lines[0], lines[2], lines[1], lines[3]], 2),
        (lambda lines: lines[:-1], 4),
        (lambda lines: [*lines[:-1], lines[-1].replace(b'"RM"', b'"XX"')], 4),
        (lambda lines: [lines[0], b"nonsense", *lines[1:]], 2),
        (lambda lines: [lines[0], b"[" * 100_000, *lines[1:]], 2),
        (lambda lines: [], 1),
    ],
    ids=["edited", "removed", "swapped", "last removed", "last edited", "nonsense", "deep", "all"],
)
def test_a_change_of_the_log_is_found_at_its_line(
    tmp_path: Path, change: Callable[[Lines], Lines], line: int
) -> None:
    for topic in ("risks", "benefits", "research", "risks"):
        give(tmp_path, topic)
    record = Record(tmp_path)
    log = record.log.path
    lines = log.read_bytes().splitlines()
    changed = b"".join(item + b"\n" for item in change(lines))
    log.write_bytes(changed)
    _, problems = record.verify()
    assert line in [problem.line for problem in problems if problem.file == str(log)]
    assert log.read_bytes() == changed


def test_a_damaged_end_is_not_written_on(tmp_path: Path) -> None:
    for _ in range(3):
        give(tmp_path)
    log = Record(tmp_path).log.path
    whole = log.read_bytes()
    for cut in (1, 100, len(whole) // 2):
        log.write_bytes(whole[:-cut])
        with pytest.raises(InvalidInput, match=r"log\.jsonl:\d"):
            give(tmp_path)
        assert log.read_bytes() == whole[:-cut]
    log.write_bytes(whole + b'{"unfinished')
    give(tmp_path)
    assert Record(tmp_path).verify() == (4, ())


@pytest.mark.parametrize("head", [b"", b"[]", b'{"lines": 0, "bytes": 0, "sha256": ""}', None])
def test_a_head_that_was_changed_is_told(tmp_path: Path, head: bytes | None) -> None:
    give(tmp_path), give(tmp_path)
    path = tmp_path / "record" / "head.json"
    path.unlink() if head is None else path.write_bytes(head)
    _, (problem, *_) = Record(tmp_path).verify()
    assert problem.file == str(path)


@pytest.mark.parametrize("spoil", [lambda path: path.unlink(), lambda path: path.write_bytes(b"")])
def test_a_change_of_the_archive_is_found(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    issue = give(tmp_path)
    record = Record(tmp_path)
    path = record.path(issue.items[0].files[0])
    path.chmod(0o644)
    spoil(path)
    _, (problem,) = record.verify()
    assert problem.file == str(path)
    with pytest.raises(InvalidInput, match=r"archive|after it was given"):
        record.files(issue.items[0])


def test_a_checkpoint_finds_a_record_that_was_rolled_back(tmp_path: Path) -> None:
    give(tmp_path)
    record = Record(tmp_path)
    kept = {name: (record.folder / name).read_bytes() for name in ("log.jsonl", "head.json")}
    give(tmp_path)
    checkpoint = record.checkpoint()
    assert record.verify(checkpoint) == (2, ())
    for name, data in kept.items():
        (record.folder / name).write_bytes(data)
    assert record.verify() == (1, ())
    _, (problem,) = record.verify(checkpoint)
    assert problem.line == 2
    give(tmp_path, "benefits")
    _, (problem,) = record.verify(checkpoint)
    assert "is not what it was at that checkpoint" in problem.message


@pytest.mark.parametrize("typed", ["nonsense", "x 7K3F", "7"])
def test_what_is_no_checkpoint(tmp_path: Path, typed: str) -> None:
    with pytest.raises(HandoutsError, match="is no checkpoint"):
        Record(tmp_path).verify(typed)


def test_a_record_that_cannot_be_written_is_told_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "record").write_text("in the way")
    with pytest.raises(HandoutsError, match="not written"):
        Record(tmp_path).check_writable()
    with pytest.raises(HandoutsError):
        give(tmp_path)


def test_no_name_fits_where_a_code_is_typed() -> None:
    assert staff_code(" rm ") == "RM"
    for typed in ("Zebulon Quartermain", "Zebulon", "a\nb", "Ñú", "‮RM"):
        with pytest.raises(HandoutsError) as caught:
            staff_code(typed)
        assert typed not in str(caught.value)


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    record = Record(tmp_path)
    wrong: Any = "two"
    item = dataclasses.replace(an_item(record), pages=wrong)
    with pytest.raises(ValueError, match="pages"):
        record.give(HAND, [item], {})
    assert record.verify() == (0, ())
