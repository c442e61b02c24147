"""Bytes to a file, whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handouts.errors import WriteError
from handouts.writing import check_writable, write_atomic

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX files")


def failing(number: int) -> Callable[..., Any]:
    """Return a stand-in for a call to the system that fails."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def test_folders_are_made_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a/b/leaflet.pdf", b"new")
    assert (tmp_path / "a/b/leaflet.pdf").read_bytes() == b"new"
    assert len(list(tmp_path.rglob("*"))) == 3


@posix
def test_a_file_gets_ordinary_rights(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        write_atomic(tmp_path / "leaflet.pdf", b"new")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "leaflet.pdf").stat().st_mode) == 0o640


@posix
def test_a_link_is_replaced_and_its_target_left_alone(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"old")
    (tmp_path / "leaflet.pdf").symlink_to("target")
    write_atomic(tmp_path / "leaflet.pdf", b"new")
    assert (tmp_path / "target").read_bytes() == b"old"
    assert not (tmp_path / "leaflet.pdf").is_symlink()


@pytest.mark.parametrize(
    ("call", "number", "message"),
    [
        ("os.fsync", errno.ENOSPC, "the disk is full"),
        ("os.fsync", errno.EDQUOT, "your disk quota is used up"),
        ("tempfile.mkstemp", errno.EACCES, "writing is not allowed there"),
        ("tempfile.mkstemp", errno.EROFS, "that disk is read-only"),
        ("os.fdopen", errno.EIO, "input/output error"),
        ("pathlib.Path.replace", errno.EISDIR, "a folder of that name is in the way"),
        ("pathlib.Path.chmod", errno.EPERM, "writing is not allowed there"),
    ],
)
def test_after_any_failure_the_old_file_is_there_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, message: str
) -> None:
    path = tmp_path / "leaflet.pdf"
    path.write_bytes(b"old")
    monkeypatch.setattr(call, failing(number))
    with pytest.raises(WriteError, match=message):
        write_atomic(path, b"new")
    monkeypatch.undo()
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("leaflet.pdf", b"old")]


def test_an_interrupt_leaves_no_part_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(tmp_path / "leaflet.pdf", b"new")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(WriteError, match="part of the path is a file, not a folder"):
        write_atomic(tmp_path / "out/leaflet.pdf", b"new")
    for folder in ("out", "out/sub"):
        with pytest.raises(WriteError, match="part of the path is a file, not a folder"):
            check_writable(tmp_path / folder)


def test_a_folder_that_can_be_made_is_writable(tmp_path: Path) -> None:
    check_writable(tmp_path / "a/b")
    assert not (tmp_path / "a").exists()


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_folder_without_the_right_to_write(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(WriteError, match="choose another folder with --output"):
        check_writable(tmp_path / "out")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_disk_that_is_really_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> tuple[int, str]:
        return os.open("/dev/full", os.O_WRONLY), str(tmp_path / "part")

    monkeypatch.setattr("tempfile.mkstemp", full)
    with pytest.raises(WriteError, match="the disk is full"):
        write_atomic(tmp_path / "leaflet.pdf", b"new")


@posix
def test_the_folder_of_a_new_file_reaches_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = []
    real = os.fsync

    def note(descriptor: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(descriptor).st_mode))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    write_atomic(tmp_path / "leaflet.pdf", b"new")
    assert synced == [False, True]
