"""A clinic's record: what was given to whom the chart knows, and the very pages of it."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from handouts import __version__
from handouts.diagnostics import Diagnostic
from handouts.editions.marks import mark_of, typed_mark
from handouts.errors import HandoutsError, InvalidInput, did_you_mean
from handouts.record.archive import LEAFLETS, WORDS, Archive
from handouts.record.entries import ArchivedFile, Issue, Item, Line, Note, from_bytes, to_bytes
from handouts.record.log import Log
from handouts.writing import check_writable

FOLDER = "record"
_CHECKPOINT_CHARACTERS = 24
_LATELY = 2 << 20  # bytes of the log: more than a thousand issues
_NO_ID = "0000-0000"
_ATTEMPTS = 3  # to find an id that no other issue has


@dataclass(frozen=True, slots=True)
class Hand:
    """Who hands something out, where and when."""

    clinic: str
    region: str
    time: datetime.datetime
    # The clinic's own date at that time.
    day: datetime.date
    by: str = ""
    copies: int = 1


class Record:
    """The record in a clinic's folder; the folder is made with the first issue.

    Everything that is kept of an issue lies in it, so nothing here loads the engine.
    """

    def __init__(self, clinic_folder: Path) -> None:
        self.folder = clinic_folder / FOLDER
        self.archive = Archive(self.folder)
        self.log = Log(self.folder)

    def check_writable(self) -> None:
        """Raise WriteError if nothing can be recorded, before any work is done."""
        check_writable(self.folder)

    def give(self, hand: Hand, items: Sequence[Item], words: Mapping[str, bytes]) -> Issue:
        """Record that leaflets are given, and return the issue; their files are archived already.

        `words` are the printed words of each edition, by its digest.

        Raises:
            WriteError: it could not be recorded; InvalidInput: the record was damaged.
        """
        for item in items:
            for file in item.files:
                if problem := self.archive.problem(LEAFLETS, file.sha256, file.ending):
                    raise InvalidInput([problem])
        self.keep_words(words)
        draft = Issue(
            _NO_ID, _to_the_second(hand.time), hand.day, hand.clinic, hand.region, hand.by,
            hand.copies, tuple(items), __version__,
        )  # fmt: skip
        return self.log.append(lambda previous, has: _identified(draft, previous, has))

    def note(
        self,
        event: Literal["printed-again", "not-handed-out", "binned"],
        about: str,
        time: datetime.datetime,
        *,
        by: str = "",
        copies: int = 1,
    ) -> Note:
        """Record what happened to paper that was given, or to an edition that is not current.

        Raises:
            WriteError: it could not be recorded; InvalidInput: the record was damaged.
        """
        note = Note(event, about, _to_the_second(time), by, copies)
        return self.log.append(lambda _previous, _has: note)

    def entries(self) -> tuple[Issue | Note, ...]:
        """Return all that was recorded, oldest first.

        Raises:
            InvalidInput: the record was damaged.
        """
        found = self.log.read()
        if found.problems:
            raise InvalidInput(found.problems)
        return tuple(line.entry for line in found.lines)

    def issues(self) -> tuple[Issue, ...]:
        """Return all issues, oldest first.

        Raises:
            InvalidInput: the record was damaged.
        """
        return tuple(entry for entry in self.entries() if isinstance(entry, Issue))

    def issue(self, typed: str) -> Issue:
        """Return the issue with that id, however it was typed: `7k3f 92qd` is `7K3F-92QD`.

        Raises:
            InvalidInput: there is none.
        """
        wanted = typed_mark(typed)
        found = self._newest(f'"id":"{wanted}"')
        if found:
            return found
        known = [issue.id for issue in self.issues()]
        close = did_you_mean(wanted, known) if known else "nothing has been given yet"
        message = f"no such issue; {close or '`handouts record list` shows what there is'}"
        raise InvalidInput([Diagnostic(f"{typed:.20}", None, message)])

    def files(self, item: Item) -> Mapping[str, bytes]:
        """Return the archived files of a leaflet by the ending of their names, byte for byte.

        Raises:
            InvalidInput: one is missing, or is not what it was.
        """
        return {
            file.ending: self.archive.fetch(LEAFLETS, file.sha256, file.ending)
            for file in item.files
        }

    def path(self, file: ArchivedFile) -> Path:
        """Return where an archived file lies."""
        return self.archive.path(LEAFLETS, file.sha256, file.ending)

    def keep_words(self, words: Mapping[str, bytes]) -> None:
        """Keep the printed words of editions, by digest: what is signed or given can be compared.

        Raises:
            WriteError: they could not be written.
        """
        for text in words.values():
            self.archive.store(WORDS, text, ".txt")

    def words(self, digest: str) -> tuple[str, ...] | None:
        """Return the printed words of an edition, a paragraph each.

        None if they were not kept, or are not what they were: the digest is theirs.
        """
        if self.archive.problem(WORDS, digest, ".txt"):
            return None
        return tuple(self.archive.fetch(WORDS, digest, ".txt").decode().split("\n"))

    def made_before(self, fingerprint: str) -> Item | None:
        """Return a leaflet that was given lately and made of the same input.

        None if there is none, or its files are not there and whole: then it is made again.
        """
        issue = self._newest(f'"fingerprint":"{fingerprint}"', -_LATELY)
        for item in issue.items if issue else ():
            if item.fingerprint == fingerprint:
                files = ((file.sha256, file.ending) for file in item.files)
                whole = not any(self.archive.problem(LEAFLETS, *file) for file in files)
                return item if whole else None
        return None

    def issue_with(self, sha256: str) -> Issue | None:
        """Return the newest issue that handed out a file with these bytes."""
        return self._newest(f'"sha256":"{sha256}"')

    def _newest(self, words: str, start: int = 0) -> Issue | None:
        """Return the newest issue whose line has these words; other lines are not read."""
        data = self.log.data(start)
        place = data.rfind(words.encode())
        if place < 0:
            return None
        begin, end = data.rfind(b"\n", 0, place) + 1, data.find(b"\n", place)
        try:
            entry = from_bytes(data[begin : end if end >= 0 else len(data)]).entry
        except ValueError as error:
            before = len(self.log.data()) - len(data) + place
            number = self.log.data().count(b"\n", 0, before) + 1
            message = f"is no line of a record ({error})"
            raise InvalidInput([Diagnostic(str(self.log.path), number, message)]) from None
        return entry if isinstance(entry, Issue) else None

    def verify(self, checkpoint: str = "") -> tuple[int, tuple[Diagnostic, ...]]:
        """Return how many lines there are, and what is wrong with any line or file.

        Raises:
            HandoutsError: that is no checkpoint, or the record cannot be read.
        """
        found = self.log.read()
        problems = list(found.problems)
        for number, line in enumerate(found.lines, 1):
            if isinstance(line.entry, Issue) and not _is_its_own(line, line.entry):
                message = "was changed: its number does not come from what it says"
                problems.append(Diagnostic(str(self.log.path), number, message))
        if checkpoint:
            problems += self._behind(checkpoint, found.digests)
        problems += self._archive_problems(line.entry for line in found.lines)
        return len(found.digests), tuple(dict.fromkeys(problems))

    def checkpoint(self) -> str:
        """Return the count of lines and a digest of all of them, to be kept on paper elsewhere.

        Raises:
            InvalidInput: the record was damaged.
        """
        found = self.log.read()
        if found.problems:
            raise InvalidInput(found.problems)
        return f"{len(found.digests)} {mark_of(found.head, _CHECKPOINT_CHARACTERS)}"

    def _behind(self, checkpoint: str, digests: Sequence[str]) -> list[Diagnostic]:
        """Return the problem of a record that is not the one of which the checkpoint was taken."""
        count, _, mark = checkpoint.strip().partition(" ")
        if not count.isdecimal() or not mark:
            raise HandoutsError(
                f"“{checkpoint:.40}” is no checkpoint; copy what `handouts record checkpoint` "
                "printed, such as 182 7K3F-92QD-…"
            )
        number = int(count)
        if number > len(digests):
            message = f"ends before line {number}, which was there at that checkpoint"
            return [Diagnostic(str(self.log.path), len(digests) + 1, message)]
        if number and mark_of(digests[number - 1], _CHECKPOINT_CHARACTERS) != typed_mark(mark):
            message = "is not what it was at that checkpoint, or a line before it is not"
            return [Diagnostic(str(self.log.path), number, message)]
        return []

    def _archive_problems(self, entries: Iterable[Issue | Note]) -> list[Diagnostic]:
        """Return what is missing from the archive, or was changed there; each file is read once."""
        issues = [entry for entry in entries if isinstance(entry, Issue)]
        files = {
            (LEAFLETS, file.sha256, file.ending)
            for issue in issues
            for item in issue.items
            for file in item.files
        }
        found = (self.archive.problem(*file) for file in sorted(files))
        return [problem for problem in found if problem]


def _identified(draft: Issue, previous: str, has: Callable[[str], bool]) -> Issue:
    """Return an issue with an id that no other one in the log has."""
    for attempt in range(_ATTEMPTS):
        issue = replace(draft, id=_id_of(draft, previous, attempt))
        if not has(f'"id":"{issue.id}"'):
            return issue
    raise RuntimeError("no id is left for an issue")


def _is_its_own(line: Line, issue: Issue) -> bool:
    """Return whether an issue's id comes from what its line says."""
    return any(issue.id == _id_of(issue, line.previous, attempt) for attempt in range(_ATTEMPTS))


def _id_of(issue: Issue, previous: str, attempt: int) -> str:
    blank = to_bytes(Line(previous, replace(issue, id=_NO_ID)))
    return mark_of(hashlib.sha256(blank + b"%d" % attempt).hexdigest())


def _to_the_second(time: datetime.datetime) -> datetime.datetime:
    return time.astimezone(datetime.UTC).replace(microsecond=0)
