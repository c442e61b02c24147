"""The log: JSON lines that only grow, each with the SHA-256 of the line before it.

Beside it lies its head: how long it is and the digest of its last line. So a line that was cut
off is missed, and one that a crash left unfinished, of which nobody was told, is taken away.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from filelock import BaseFileLock, FileLock, SoftFileLock, Timeout

from handouts.diagnostics import Diagnostic
from handouts.errors import HandoutsError, InvalidInput, WriteError
from handouts.record.entries import Issue, Line, Note, from_bytes, to_bytes
from handouts.writing import reason, write_atomic

E = TypeVar("E", Issue, Note)

LOG, HEAD, LOCK = "log.jsonl", "head.json", "lock"
START = "0" * 64  # what the first line follows
LOCK_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Head:
    """How far the log was written: lines, bytes, where the last line starts, and its digest."""

    lines: int = 0
    size: int = 0
    start: int = 0
    sha256: str = START

    def after(self, line: bytes) -> Head:
        """Return the head of a log with one line more."""
        end = self.size + len(line) + 1
        return Head(self.lines + 1, end, self.size, hashlib.sha256(line).hexdigest())


@dataclass(frozen=True, slots=True)
class Reading:
    """The log as it was read: its lines by number, counted from 1, and what is wrong with it."""

    lines: tuple[Line, ...]
    digests: tuple[str, ...]
    problems: tuple[Diagnostic, ...]

    @property
    def head(self) -> str:
        """Return the digest of the last line."""
        return self.digests[-1] if self.digests else START


class Log:
    """The log in a folder, which is made with the first line."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.path = folder / LOG
        self._head_path = folder / HEAD

    def append(self, make: Callable[[str, Callable[[str], bool]], E]) -> E:
        """Add what `make` gives for the digest of the last line; return it.

        `make` also gets a function that says whether some words stand in the log. Afterwards the
        line is there and will last, or nothing was changed.

        Raises:
            InvalidInput: the log was damaged; WriteError: it could not be written.
        """
        with self._locked():
            head = self._settled()
            entry = make(head.sha256, lambda words: words.encode() in self.data())
            encoded = to_bytes(Line(head.sha256, entry))
            from_bytes(encoded)  # what is written can be read
            try:
                self._write(encoded + b"\n")
                self._write_head(head.after(encoded))
            except WriteError:
                self._truncate(head.size)
                raise
        return entry

    def data(self, start: int = 0) -> bytes:
        """Return the log's bytes from a place on; none if nothing was recorded yet.

        With a negative `start`, so many at its end.

        Raises:
            HandoutsError: it cannot be read.
        """
        try:
            with self.path.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, start if start >= 0 else size + start))
                return file.read()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise HandoutsError(f"{self.path}: cannot be read; {reason(error)}") from None

    def read(self) -> Reading:
        """Return all lines, and every fault of the file; nothing is changed."""
        lines: list[Line] = []
        digests: list[str] = []
        problems: list[Diagnostic] = []
        head = self._read_head(problems)
        data = self.data()  # after the head: somebody may be giving at this moment
        previous = START
        for number, encoded in enumerate(data.split(b"\n")[:-1], 1):
            digest = hashlib.sha256(encoded).hexdigest()
            try:
                line = from_bytes(encoded)
            except ValueError as error:
                problems.append(self._problem(number, f"is no line of a record ({error})"))
            else:
                lines.append(line)
                if line.previous != previous:
                    problems.append(self._problem(number, _BROKEN_CHAIN.format(number - 1)))
            digests.append(digest)
            previous = digest
        problems += self._end_problems(head, data, digests)
        return Reading(tuple(lines), tuple(digests), tuple(problems))

    def _end_problems(self, head: Head, data: bytes, digests: list[str]) -> Iterator[Diagnostic]:
        """Yield what the head knows and the log does not have."""
        if len(digests) > 1 and not self._head_path.exists():
            yield Diagnostic(str(self._head_path), None, "is missing; so may be lines at the end")
        if len(digests) < head.lines:
            gone = f"line {len(digests) + 1} is missing; {head.lines} lines were written"
            yield self._problem(len(digests) + 1, gone)
        elif head.lines and digests[head.lines - 1] != head.sha256:
            yield self._problem(head.lines, "is not the line that was written there")
        elif head.size > len(data):
            yield self._problem(head.lines, "has lost its end")

    def _settled(self) -> Head:
        """Return the head of the log, with what a crash left unfinished settled.

        Raises:
            InvalidInput: what the head knows is not there.
        """
        problems: list[Diagnostic] = []
        head = self._read_head(problems)
        data = self.data(head.start)
        known = head.size - head.start
        last = data[:known]
        is_there = last.endswith(b"\n") and Head().after(last[:-1]).sha256 == head.sha256
        if problems or (head.lines and not is_there):
            raise InvalidInput(self.read().problems or (self._problem(head.lines, _DAMAGED),))
        *whole, unfinished = data[known:].split(b"\n")
        for encoded in whole:
            try:
                follows = from_bytes(encoded).previous == head.sha256
            except ValueError:
                follows = False
            if not follows:
                message = _BROKEN_CHAIN.format(head.lines)
                raise InvalidInput([self._problem(head.lines + 1, message)])
            head = head.after(encoded)
        if unfinished:
            self._truncate(head.size)
        return head

    def _read_head(self, problems: list[Diagnostic]) -> Head:
        try:
            found = json.loads(self._head_path.read_bytes())
            head = Head(
                int(found["lines"]), int(found["size"]), int(found["start"]), str(found["sha256"])
            )
        except FileNotFoundError:
            return Head()
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            problems.append(Diagnostic(str(self._head_path), None, _DAMAGED))
            return Head()
        if not (head.lines > 0 and 0 <= head.start < head.size):
            problems.append(Diagnostic(str(self._head_path), None, _DAMAGED))
            return Head()
        return head

    def _write(self, data: bytes) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        try:
            descriptor = os.open(self.path, flags | getattr(os, "O_BINARY", 0), 0o666)
            try:
                while data:
                    data = data[os.write(descriptor, data) :]
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise WriteError(self.path, f"nothing was recorded; {reason(error)}") from None

    def _write_head(self, head: Head) -> None:
        write_atomic(self._head_path, f"{json.dumps(asdict(head))}\n".encode())

    def _truncate(self, size: int) -> None:
        with contextlib.suppress(OSError):
            os.truncate(self.path, size)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the log; whoever else gives waits for a while.

        Raises:
            HandoutsError: somebody holds it for long; WriteError: there can be no lock.
        """
        path = self._folder / LOCK
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = _taken(path)
        except Timeout:
            message = f"another command has been writing there for {LOCK_SECONDS:.0f} seconds"
            raise HandoutsError(f"{self.path}: {message}; end it, then try again") from None
        except OSError as error:
            raise WriteError(self._folder, f"nothing was recorded; {reason(error)}") from None
        try:
            yield
        finally:
            lock.release()

    def _problem(self, number: int, message: str) -> Diagnostic:
        return Diagnostic(str(self.path), number or None, message)


_BROKEN_CHAIN = (
    "does not follow line {}: one of the two was changed, or lines between them were taken out"
)
_DAMAGED = "was changed by hand or by another program; bring the folder back from a backup"


def _taken(path: Path) -> BaseFileLock:
    try:
        lock: BaseFileLock = FileLock(path, timeout=LOCK_SECONDS)
        lock.acquire()
    except NotImplementedError:  # a file system without locks: a file that names its owner
        lock = SoftFileLock(path.with_suffix(".soft"), timeout=LOCK_SECONDS)
        lock.acquire()
    return lock
