"""Bytes to a file, whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
import time
from pathlib import Path

from handouts.errors import WriteError

NO_ROOM = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
_REASONS = {
    errno.ENOSPC: "the disk is full; make room and run the command again",
    errno.EDQUOT: "your disk quota is used up; make room and run the command again",
    errno.EACCES: "writing is not allowed there; choose another folder with --output",
    errno.EPERM: "writing is not allowed there; choose another folder with --output",
    errno.EROFS: "that disk is read-only; choose another folder with --output",
    errno.ENOTDIR: "part of the path is a file, not a folder; choose another with --output",
    errno.EEXIST: "part of the path is a file, not a folder; choose another with --output",
    errno.EISDIR: "a folder of that name is in the way; remove it or choose another --output",
    errno.ENAMETOOLONG: "the path is too long; choose a shorter folder with --output",
}


_LEADS_OUT = "a link there leads out of the output folder; replace it by a folder"
_NO_UTF8 = "the path is not UTF-8 text; choose another folder with --output"


def write_atomic(path: Path, data: bytes) -> None:
    """Write `data` to `path`: afterwards the file is the old one or the new one, never a part.

    Raises:
        WriteError: it could not be written; what was there before is still there.
    """
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(
            prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent
        )
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o666 & ~_umask())
        _replace(Path(temporary), path)
        temporary = None
        _sync_folder(path.parent)
    except OSError as error:
        raise WriteError(path, f"not written; {reason(error)}") from None
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()


def check_inside(root: Path, path: Path) -> None:
    """Raise WriteError if a link leads from `root` to another place for the file at `path`."""
    real = os.path.realpath(path.parent)
    if not Path(real).is_relative_to(os.path.realpath(root)):
        raise WriteError(path, f"not written; {_LEADS_OUT}")


def check_writable(folder: Path) -> None:
    """Raise WriteError if nothing can be written to `folder`, before any work is done."""
    try:
        os.fspath(folder).encode()
    except UnicodeEncodeError:
        raise WriteError(folder, f"not written; {_NO_UTF8}") from None
    probe = folder
    while not probe.exists() and probe != probe.parent:
        probe = probe.parent
    if not probe.is_dir():
        raise WriteError(probe, f"not written; {_REASONS[errno.ENOTDIR]}")
    if not os.access(probe, os.W_OK | os.X_OK):
        raise WriteError(folder, f"not written; {_REASONS[errno.EACCES]}")


def reason(error: OSError) -> str:
    """Return in words why the system refused, and what to do about it."""
    known = _REASONS.get(error.errno or 0)
    return known or (error.strerror or str(error)).lower()


def _replace(source: Path, target: Path) -> None:
    """Give `source` the name `target`; on Windows a virus scanner may hold the old file a while."""
    for pause in (0.05, 0.1, 0.2, 0.4):
        try:
            source.replace(target)
            return
        except PermissionError as error:
            if getattr(error, "winerror", None) not in (5, 32):
                raise
            time.sleep(pause)
    source.replace(target)


def _umask() -> int:
    """Return the process's file mode mask, which can only be read by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    """Make the new name of a file last through a power cut, where the system can."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
