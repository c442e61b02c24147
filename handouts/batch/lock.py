"""One batch at a time in an output folder; the second one is told who holds it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import BaseFileLock, FileLock, SoftFileLock, Timeout

from handouts.errors import HandoutsError, WriteError
from handouts.writing import reason


@contextmanager
def locked(state: Path, shard: str, now: datetime | None = None) -> Iterator[None]:
    """Hold the lock of a batch whose state is in the folder `state`.

    Parts of one batch (`shard` is 1/3, 2/3 ...) may share an output folder; a whole one is alone.
    The system frees the lock when its holder ends, however that happens.

    Raises:
        HandoutsError: another batch holds it; WriteError: there can be no lock.
    """
    name = f"lock.{shard.replace('/', '-of-')}" if shard else "lock"
    try:
        state.mkdir(parents=True, exist_ok=True)
        own = _take(state / name)
    except OSError as error:
        raise WriteError(state, f"cannot be locked; {reason(error)}") from None
    if own is None:
        raise _held(state, name)
    try:
        for other in _conflicting_locks(state, name):
            lock = _take(other)
            if lock is None:
                raise _held(state, other.name)
            lock.release()
        started = (now or datetime.now(UTC)).strftime("%Y-%m-%d %H:%M UTC")
        holder = {"pid": os.getpid(), "host": socket.gethostname(), "since": started}
        with contextlib.suppress(OSError):  # only for the other one's message
            (state / f"{name}.holder.json").write_text(json.dumps(holder), encoding="utf-8")
        yield
    finally:
        with contextlib.suppress(OSError):
            (state / f"{name}.holder.json").unlink(missing_ok=True)
        own.release()


def _conflicting_locks(state: Path, name: str) -> list[Path]:
    """Return the locks that must be free besides our own: parts' for a whole, the whole's."""
    if name != "lock":
        return [state / "lock"] if (state / "lock").exists() else []
    return [path for path in state.glob("lock.*-of-*") if path.suffix != ".json"]


def _take(path: Path) -> BaseFileLock | None:
    """Return the lock at `path`, taken; None if somebody else holds it."""
    lock: BaseFileLock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        return None
    except NotImplementedError:  # a file system without locks: a file that names its owner
        lock = SoftFileLock(path.with_suffix(f"{path.suffix}.soft"), timeout=0)
        try:
            lock.acquire()
        except Timeout:
            return None
    return lock


def _held(state: Path, name: str) -> HandoutsError:
    who = ""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        holder = json.loads((state / f"{name}.holder.json").read_bytes())
        who = f" (process {holder['pid']} on {holder['host']}, since {holder['since']})"
    return HandoutsError(
        f"{state.parent}: another batch is writing there{who}; wait for it, "
        "or use another --output folder"
    )
