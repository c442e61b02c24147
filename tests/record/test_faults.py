"""Giving, with the process killed or the disk full at every step, and by two at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from handouts.errors import HandoutsError, WriteError
from handouts.record.store import Record
from tests.faults import full, in_child, kill, stopping_at
from tests.record.given import give

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def spoiled(step: int, stop: Callable[[], object], folder: Path, number: int) -> int:
    """Return how a process ended that gave something, stopped at a step."""

    def work() -> None:
        stopping_at(step, stop, folder)
        give(folder, "risks", words=f"Words {number}.")

    return in_child(work)


def test_killed_at_any_step_the_record_is_whole(tmp_path: Path) -> None:
    give(tmp_path, words="First.")
    lines = 1
    for step in range(1, 200):
        ended = spoiled(step, kill, tmp_path, step)
        found, problems = Record(tmp_path).verify()
        assert problems == ()
        assert found in (lines, lines + 1)
        assert found == lines + 1 or ended == -signal.SIGKILL  # what is told as given is there
        give(tmp_path, words=f"After {step}.")
        lines = found + 1
        assert Record(tmp_path).verify() == (lines, ())
        if ended == 0:
            break
    else:
        raise AssertionError("it never came to its end")
    assert step > 12


def test_on_a_full_disk_nothing_is_given(tmp_path: Path) -> None:
    give(tmp_path, words="First.")
    record = Record(tmp_path)
    lines = 1
    for step in range(1, 60):
        ended = spoiled(step, full, tmp_path, step)
        found, problems = record.verify()
        assert problems == ()
        assert found == lines + (ended == 0), step
        lines = found
    give(tmp_path, words="Last.")
    assert record.verify() == (lines + 1, ())


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give(tmp_path)
    monkeypatch.setattr(os, "fsync", lambda _descriptor: full())
    with pytest.raises(WriteError, match="nothing was recorded; the disk is full"):
        give(tmp_path)


def test_two_at_once_lose_nothing(tmp_path: Path) -> None:
    def hundred() -> None:
        for _ in range(100):
            give(tmp_path)

    children = [os.fork() for _ in range(1)]
    if not children[0]:
        try:
            hundred()
        finally:
            os._exit(0)
    record = Record(tmp_path)
    for _ in range(20):  # who looks meanwhile sees a whole record
        assert record.verify()[1] == ()
    hundred()
    os.waitpid(children[0], 0)
    assert record.verify() == (200, ())
    assert len({issue.id for issue in record.issues()}) == 200


def test_who_waits_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from filelock import FileLock

    from handouts.record import log

    give(tmp_path)
    monkeypatch.setattr(log, "LOCK_SECONDS", 0.05)
    with (
        FileLock(tmp_path / "record" / "lock"),
        pytest.raises(HandoutsError, match="another command has been writing there"),
    ):
        give(tmp_path)
