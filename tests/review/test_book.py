"""`reviews.yaml` only grows: whatever happens, what stood in it stands in it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from handouts.errors import HandoutsError, InvalidInput, WriteError
from handouts.inputs.clinic import read_reviews
from handouts.review import book
from handouts.review.book import add
from tests.review.test_standing import a_review

BEFORE = "# Who signed what.\n- topic: old   # the first\n  locale: en\n  text_hash: 0123456789abcdef\n  name: 'Dr. Ö: “A”'\n  role: Chief\n  date: 2026-01-02\n"  # noqa: E501


def written(folder: Path) -> bytes:
    return (folder / "reviews.yaml").read_bytes()


def test_an_entry_is_added_and_every_byte_before_it_stays(tmp_path: Path) -> None:
    (tmp_path / "reviews.yaml").write_text(BEFORE, encoding="utf-8")
    add(tmp_path, lambda reviews: a_review())
    data = written(tmp_path)
    assert data.startswith(BEFORE.encode())
    found = read_reviews(data, "reviews.yaml").root
    assert [review.topic for review in found] == ["old", "tiny"]
    assert found[1] == a_review()


@pytest.mark.parametrize(
    "before",
    [
        None,
        "",
        "[]\n",
        "- topic: a\n  locale: en\n  digest: "
        + "0a" * 32
        + "\n  name: n\n  role: r\n  date: 2026-01-02",
    ],
)
def test_the_file_may_be_missing_empty_or_without_a_last_line_break(
    tmp_path: Path, before: str | None
) -> None:
    if before is not None:
        (tmp_path / "reviews.yaml").write_text(before, encoding="utf-8")
    add(tmp_path, lambda reviews: a_review())
    assert read_reviews(written(tmp_path), "reviews.yaml").root[-1] == a_review()


@pytest.mark.parametrize("name", ["Dr. A: B", "- x", "“Ö” 'q'", "# no", "{a}", "yes", "1.0"])
def test_any_name_is_read_back_as_it_was_written(tmp_path: Path, name: str) -> None:
    add(tmp_path, lambda reviews: a_review(name=name))
    assert read_reviews(written(tmp_path), "reviews.yaml").root[0].name == name


def test_a_file_with_faults_is_told_and_stays(tmp_path: Path) -> None:
    (tmp_path / "reviews.yaml").write_text("- topic: old\n  colour: red\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="colour"):
        add(tmp_path, lambda reviews: a_review())
    assert written(tmp_path) == b"- topic: old\n  colour: red\n"


def test_a_flow_list_is_told_and_stays(tmp_path: Path) -> None:
    review = a_review().model_dump_json()
    (tmp_path / "reviews.yaml").write_text(f"[{review}]\n", encoding="utf-8")
    with pytest.raises((HandoutsError, InvalidInput)):
        add(tmp_path, lambda reviews: a_review())
    assert written(tmp_path) == f"[{review}]\n".encode()


def test_a_full_disk_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "reviews.yaml").write_text(BEFORE, encoding="utf-8")

    def full(path: Path, data: bytes) -> None:
        raise WriteError(path, "no space left on device")

    monkeypatch.setattr(book, "write_atomic", full)
    with pytest.raises(WriteError):
        add(tmp_path, lambda reviews: a_review())
    assert written(tmp_path).decode() == BEFORE


def test_two_at_once_are_both_there(tmp_path: Path) -> None:
    names = [f"Dr. {number}" for number in range(8)]
    threads = [
        threading.Thread(target=add, args=(tmp_path, lambda _, name=name: a_review(name=name)))
        for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = read_reviews(written(tmp_path), "reviews.yaml").root
    assert sorted(review.name for review in found) == names
