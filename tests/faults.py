"""A process killed, or its disk full, at one step of its work on files."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

_STEPS = frozenset({"open", "os.rename", "os.truncate", "os.mkdir", "os.chmod", "os.remove"})


def in_child(work: Callable[[], object]) -> int:
    """Return how a process ended that did some work: 0, its exit status, or -9 for killed."""
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException:
            os._exit(3)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def stopping_at(step: int, stop: Callable[[], object], folder: Path) -> None:
    """Call `stop` at one step of this process: when it opens, writes, syncs, renames a file.

    Half of what a write was to write is written by then.
    """
    left = [step]

    def count() -> None:
        left[0] -= 1
        if left[0] == 0:
            stop()

    def audit(event: str, arguments: tuple[object, ...]) -> None:
        if event in _STEPS and str(folder) in str(arguments[0]):
            count()

    write, fsync = os.write, os.fsync

    def half_write(descriptor: int, data: bytes) -> int:
        if left[0] == 1:
            write(descriptor, data[: len(data) // 2])
        count()
        return write(descriptor, data)

    def counted_fsync(descriptor: int) -> None:
        count()
        fsync(descriptor)

    patched: Any = os
    patched.write, patched.fsync = half_write, counted_fsync
    sys.addaudithook(audit)


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def full() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")
