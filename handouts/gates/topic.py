"""A topic's text before it is read: marks of unfinished work, and tables that take for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handouts.errors import Problem

MAX_BARS = 4_000  # signs between the cells of tables

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


def topic_problems(text: str, file: str) -> Iterator[Problem]:
    """Yield marks of unfinished work with their lines, and the line where tables get too long."""
    bars = 0
    for number, line in enumerate(text.split("\n"), start=1):
        bars += line.count("|")
        if bars > MAX_BARS:
            limit = f"about {MAX_BARS // 2:,} cells"
            yield Problem(file, number, f"tables of more than {limit}; shorten them")
            return
        for pattern, reason in _MARKS:
            if found := pattern.search(line):
                yield Problem(file, number, f"“{found[0].strip()}”: {reason}")
