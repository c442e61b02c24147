"""The journal of a running batch: a line for each finished leaflet, written after its file.

A line says the same as an entry of the manifest. The reader takes what is whole and drops the rest:
a leaflet without a line is checked or made again, which loses time and nothing else.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from handouts.batch.manifest import CorruptManifest, Entry, entry_from
from handouts.errors import WriteError
from handouts.writing import reason

_LINES_BETWEEN_SYNCS = 50
_SECONDS_BETWEEN_SYNCS = 2.0


class Journal:
    """Appends entries to a file; made with the first, and removed by whoever wrote a manifest."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None
        self._unsynced = 0
        self._synced_at = time.monotonic()

    def __enter__(self) -> Self:
        """Return the journal; nothing is opened before the first line."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write through what there is; an error before this one is the one to tell of."""
        if self._descriptor is None:
            return
        descriptor, self._descriptor = self._descriptor, None
        try:
            os.fsync(descriptor)
        except OSError as failure:
            if error is None:
                raise self._failed(failure) from None
        finally:
            os.close(descriptor)

    def append(self, entry: Entry) -> None:
        """Add a line for `entry`, whose file is in place.

        Raises:
            WriteError: it could not be written.
        """
        line = json.dumps(entry.as_data(), ensure_ascii=False) + "\n"
        try:
            if self._descriptor is None:
                self._descriptor = _open(self._path)
            data = line.encode()
            while data:
                data = data[os.write(self._descriptor, data) :]
            if not self._is_in_place():
                raise WriteError(self._path, "was removed while the batch ran; run it again")
            self._unsynced += 1
            late = time.monotonic() - self._synced_at > _SECONDS_BETWEEN_SYNCS
            if late or self._unsynced >= _LINES_BETWEEN_SYNCS:
                os.fsync(self._descriptor)
                self._unsynced, self._synced_at = 0, time.monotonic()
        except OSError as error:
            raise self._failed(error) from None

    def _is_in_place(self) -> bool:
        """Return whether the file that is written to is still the one that a reader would find."""
        opened = os.fstat(self._descriptor or -1)
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return False
        return (opened.st_dev, opened.st_ino) == (found.st_dev, found.st_ino)

    def _failed(self, error: OSError) -> WriteError:
        return WriteError(self._path, f"not written; {reason(error)}")


def read_journal(path: Path) -> Iterator[Entry]:
    """Yield the entries of the whole lines of a journal; nothing if there is none."""
    try:
        data = path.read_bytes()
    except OSError:
        return
    for line in data.split(b"\n"):
        try:
            yield entry_from(json.loads(line))
        except (CorruptManifest, ValueError, RecursionError):
            continue  # cut by a crash, or torn by the disk


def _open(path: Path) -> int:
    """Return a descriptor to append with; a line that a crash cut off gets its end first."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0), 0o666)
    size = os.lseek(descriptor, 0, os.SEEK_END)
    if size:
        os.lseek(descriptor, size - 1, os.SEEK_SET)
        if os.read(descriptor, 1) != b"\n":
            os.write(descriptor, b"\n")
    return descriptor
