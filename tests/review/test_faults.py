"""Signing, with the process killed or the disk full at every step, and by two at once."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from handouts.cli import main
from handouts.errors import WriteError
from handouts.inputs.clinic import REVIEWS, read_reviews
from handouts.inputs.models.review import Reviews
from handouts.record.requests import CurrentEdition
from handouts.record.store import Record
from handouts.review.printing import Printing
from handouts.review.signing import Signer, sign, withdraw
from tests.builders import a_folder
from tests.faults import full, in_child, kill, stopping_at

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

SIGNER = Signer("Dr. Ana Ruiz", "Psychiatrist", datetime.date(2026, 12, 1))


def sign_words(folder: Path, number: int) -> None:
    """Sign a text whose words are told apart by a number."""
    words = (f"These are the words, number {number}.",)
    digest = hashlib.sha256(words[0].encode()).hexdigest()
    edition = CurrentEdition("risks", "en", "What are the risks?", digest, "ABCD-EFGH")
    sign(folder, Printing((edition,), {digest: words}), "risks", "en", digest, SIGNER)


def signed(folder: Path) -> Reviews:
    """Return the entries, which can be read and whose words were kept."""
    path = folder / REVIEWS
    reviews = read_reviews(path.read_bytes(), str(path)) if path.exists() else Reviews(())
    assert all(Record(folder).words(entry.digest) for entry in reviews.root)
    return reviews


def stopped(step: int, stop: Callable[[], object], folder: Path) -> int:
    """Return how a process ended that was stopped at a step of signing."""

    def work() -> None:
        stopping_at(step, stop, folder)
        sign_words(folder, step)

    return in_child(work)


@pytest.mark.parametrize(("stop", "code"), [(kill, -signal.SIGKILL), (full, 3)])
def test_stopped_at_any_step_it_is_signed_or_not(
    tmp_path: Path, stop: Callable[[], object], code: int
) -> None:
    """What is told as signed is there, with its words; what was there stays, byte for byte."""
    sign_words(tmp_path, 0)
    failed = []
    for step in range(1, 40):
        before = (tmp_path / REVIEWS).read_bytes()
        entries = len(signed(tmp_path).root)
        ended = stopped(step, stop, tmp_path)
        found = len(signed(tmp_path).root)
        assert (tmp_path / REVIEWS).read_bytes().startswith(before)
        assert found == entries + 1 or (ended == code and found == entries), step
        failed += [step] if ended else []
    assert len(failed) > 6
    assert max(failed) < 39  # the last ones came to their end
    sign_words(tmp_path, 100)
    assert len(signed(tmp_path).root) == found + 1


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _descriptor: full())
    with pytest.raises(WriteError, match="disk is full"):
        sign_words(tmp_path, 1)
    assert signed(tmp_path).root == ()


def test_two_at_once_lose_no_signature(tmp_path: Path) -> None:
    def ten(first: int) -> None:
        for number in range(first, first + 10):
            sign_words(tmp_path, number)

    child = os.fork()
    if not child:
        try:
            ten(0)
        finally:
            os._exit(0)
    ten(10)
    os.waitpid(child, 0)
    assert len({entry.digest for entry in signed(tmp_path).root}) == 20


def test_a_withdrawal_is_added_and_the_signature_stays(tmp_path: Path) -> None:
    sign_words(tmp_path, 1)
    before = (tmp_path / REVIEWS).read_bytes()
    withdraw(tmp_path, "risks", "en", SIGNER, "a dose was wrong")
    assert (tmp_path / REVIEWS).read_bytes().startswith(before)
    assert [entry.event for entry in signed(tmp_path).root] == ["signed", "withdrawn"]


def test_the_log_lists_all_oldest_first(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    for number in (1, 2):
        sign_words(folder, number)
    withdraw(folder, "risks", "en", SIGNER)
    result = CliRunner().invoke(main, ["review", "log", "-c", str(folder), "--json"])
    found = json.loads(result.output)
    assert [entry["event"] for entry in found] == ["signed", "signed", "withdrawn"]
    assert found[0]["digest"] != found[1]["digest"] == found[2]["digest"]
