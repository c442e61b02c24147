"""Marks of unfinished work in a topic's text, which nobody wants to see printed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handouts.errors import Problem

_MARKS = (
    (re.compile(r"^(<{7}|={7}|>{7})( |$)"), "two versions of the file were not merged to an end"),
    # TODO alone is a word in Spanish.
    (re.compile(r"\b(TODO[:(]|FIXME|TBD|XXX)"), "there is still something to do here"),
    (re.compile(r"\blorem ipsum\b", re.IGNORECASE), "this is filler text"),
    (
        re.compile(r"(?<!\{)\{(?!(optional|wide)\b)[a-z_]+(\.[a-z_]+)*\}(?!\})"),
        "write placeholders with two braces, as in {{ clinic.phone }}",
    ),
)


def unfinished_problems(text: str, file: str) -> Iterator[Problem]:
    """Yield the marks of unfinished work in a text, each with its line."""
    for number, line in enumerate(text.split("\n"), start=1):
        for pattern, reason in _MARKS:
            if found := pattern.search(line):
                yield Problem(file, number, f"“{found[0].strip()}”: {reason}")
