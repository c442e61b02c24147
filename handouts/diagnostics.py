"""What is to be said about input, as data: where, what is wrong, how to fix it.

A rule that needs to know what a diagnostic is about reads its `code` and `data`, never its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeAlias

Severity = Literal["error", "warning", "note"]
# What a diagnostic knows besides its words; JSON gives it back as it was.
Detail: TypeAlias = "str | int | float | bool | list[str] | None"

INVALID_INPUT = "invalid-input"  # the code of what needs no more exact one
DOES_NOT_FIT = "does-not-fit"
PRINTED_OVER = "printed-over"  # data: `above` and `below`, the two texts
PROGRAM_FAULT = "program-fault"  # an exception that nobody expected
WORKER_LOST = "worker-lost"


class Location(NamedTuple):
    """A place in a file; without `line` the whole file, without `file` nowhere that is known."""

    file: str
    line: int | None


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One thing to be said, in one place."""

    # The file as the user knows it, or the name of a leaflet; empty if there is no place.
    file: str
    # Counted from 1; None for the whole file.
    line: int | None
    # What is wrong, in a sentence without a full stop.
    message: str
    # A stable name for programs, in kebab case.
    code: str = field(default=INVALID_INPUT, kw_only=True)
    # An error keeps a leaflet from being made; a warning and a note do not.
    severity: Severity = field(default="error", kw_only=True)
    # What to do about it, unless `message` says so itself.
    fix: str = field(default="", kw_only=True)
    # Facts for programs; not compared.
    data: Mapping[str, Detail] = field(
        default_factory=dict, kw_only=True, compare=False, repr=False
    )

    @property
    def location(self) -> Location:
        """Return where it is."""
        return Location(self.file, self.line)

    @property
    def text(self) -> str:
        """Return what is wrong and how to fix it."""
        return f"{self.message}; {self.fix}" if self.fix else self.message

    def __str__(self) -> str:
        """Return `file:line: text`, with whatever of the place is known."""
        place = self.file
        if place and self.line is not None:
            place = f"{place}:{self.line}"
        return f"{place}: {self.text}" if place else self.text

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON data."""
        found: dict[str, Any] = {
            "file": self.file,
            "line": self.line,
            "message": self.text,
            "code": self.code,
            "severity": self.severity,
        }
        if self.fix:
            found["fix"] = self.fix
        if self.data:
            found["data"] = dict(self.data)
        return found

    @classmethod
    def from_json(cls, data: Any) -> Diagnostic:
        """Return what `to_json` wrote.

        Raises:
            TypeError, KeyError, ValueError: the data is something else.
        """
        fix = str(data.get("fix", ""))
        line = data["line"]
        severity = data.get("severity", "error")
        if severity not in ("error", "warning", "note"):
            raise ValueError(f"no severity is called {severity!r}")
        return cls(
            file=str(data["file"]),
            line=None if line is None else int(line),
            message=str(data["message"]).removesuffix(f"; {fix}" if fix else ""),
            code=str(data.get("code", INVALID_INPUT)),
            severity=severity,
            fix=fix,
            data=dict(data.get("data", {})),
        )


def to_json(diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """Return diagnostics as JSON data."""
    return [item.to_json() for item in diagnostics]


def from_json(data: Iterable[Any]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics that `to_json` wrote.

    Raises:
        TypeError, KeyError, ValueError: the data is something else.
    """
    return tuple(Diagnostic.from_json(item) for item in data)
