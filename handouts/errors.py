"""What can go wrong, as data: where it is, what is wrong and how to mend it.

Click prints these errors and sets the exit status, so no command needs a `try`.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO, Any

import click

MAX_NAMED = 20  # so many words can be read in one message


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, in one place."""

    file: str
    line: int | None
    message: str

    def __str__(self) -> str:
        """Return `file:line: message`, with whatever of the place is known."""
        place = self.file
        if place and self.line is not None:
            place = f"{place}:{self.line}"
        return f"{place}: {self.message}" if place else self.message


def problems_from(data: Iterable[Any]) -> tuple[Problem, ...]:
    """Return problems that were written as [file, line, message]."""
    return tuple(
        Problem(str(file), None if line is None else int(line), str(message))
        for file, line, message in data
    )


class HandoutsError(click.ClickException):
    """Something a user can mend; exit status 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message on standard error, escaped where the terminal lacks a sign."""
        stream: Any = sys.stderr if file is None else file
        encoding = getattr(stream, "encoding", None) or "utf-8"
        text = self.format_message().encode(encoding, "backslashreplace").decode(encoding)
        click.echo(text, file=stream)

    def __reduce__(self) -> tuple[Callable[..., HandoutsError], tuple[Any, ...]]:
        """Return what rebuilds the error, so that it can cross to another process."""
        return type(self), self.args


class InvalidInput(HandoutsError):
    """Input that cannot be used, with every problem found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
        self.args = (self.problems,)

    def format_message(self) -> str:
        """Return one line for each problem."""
        return "\n".join(str(problem) for problem in self.problems)


class SomeFailed(InvalidInput):
    """Some leaflets were made and some were not; exit status 1."""

    exit_code = 1


class RenderError(InvalidInput):
    """A leaflet that could not be made as it was asked for."""


class DoesNotFit(RenderError):
    """A leaflet with more on it than its format's pages hold."""


class WriteError(HandoutsError):
    """A file that could not be written."""


class Interrupted(HandoutsError):
    """Somebody asked us to end, with this signal; the exit status is what shells report for it."""

    def __init__(self, number: int) -> None:
        super().__init__("Interrupted; every PDF that is there is whole.")
        self.args = (number,)

    @property
    def exit_code(self) -> int:  # type: ignore[override]  # Click has it as a variable
        """Return the exit status."""
        return 128 + int(self.args[0])


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
