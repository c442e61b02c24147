"""What can go wrong, and the words that name what was meant.

An error knows its exit status; only `handouts.cli` prints it and ends with that status.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from handouts.diagnostics import Diagnostic

MAX_NAMED = 20  # so many words can be read in one message


class HandoutsError(Exception):
    """Something a user can mend. `exit_code` is the status that a command ends with."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        """Return the message."""
        return self.message


class InvalidInput(HandoutsError):
    """Input that cannot be used, with every problem found in it."""

    def __init__(self, problems: Iterable[Diagnostic]) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
        self.args = (self.problems,)  # so that it can cross to another process


class SomeFailed(InvalidInput):
    """Some leaflets were made and some were not; exit status 1."""

    exit_code = 1


class RenderError(InvalidInput):
    """A leaflet that could not be made as it was asked for."""


class DoesNotFit(RenderError):
    """A leaflet with more on it than its format's pages hold."""


class WriteError(HandoutsError):
    """A file that could not be written.

    `path` is the file, `reason` what kept us from writing it and what to do.
    """

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = str(path), reason
        self.args = (self.path, reason)


class Interrupted(HandoutsError):
    """Somebody asked us to end, with this signal; the exit status is what shells report for it."""

    def __init__(self, number: int) -> None:
        super().__init__("Interrupted; every PDF that is there is whole.")
        self.exit_code = 128 + number
        self.args = (number,)


def nearest(word: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """Return the known words that look most like `word`, best first."""
    sought = word.lower()
    if not sought:
        return []
    written = {name.lower(): name for name in sorted(known, reverse=True)}
    words = sorted(written)
    close = difflib.get_close_matches(sought, words, n=limit, cutoff=0.6)
    inside = [name for name in words if sought in name or name in sought]
    return [written[name] for name in dict.fromkeys([*close, *inside])][:limit]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a sentence that offers the nearest known words, or names them all if few."""
    words = sorted(known)
    close = nearest(word, words)
    if close:
        return f"did you mean {' or '.join(close)}?"
    if 0 < len(words) <= MAX_NAMED:
        return f"use one of: {', '.join(words)}"
    return ""


def unknown(message: str, word: str, known: Iterable[str]) -> str:
    """Return `message` about an unknown `word`, followed by what could be written instead."""
    return f"{message}; {did_you_mean(word, known)}".removesuffix("; ")
