"""A topic's text before it is read: marks of unfinished work, and tables that take for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handouts.diagnostics import Diagnostic

MAX_BARS = 4_000  # signs between the cells of tables

_ALIKE = "АВЕЗКМНОРСТУХаеорсухіѕ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"  # noqa: RUF001  # Cyrillic and Greek
_MARKS = (
    (re.compile(r"^(<{7}|={7}|>{7})( |$)"), "two versions of the file were not merged to an end"),
    # TODO alone is a word in Spanish.
    (re.compile(r"\b(TODO[:(]|FIXME|TBD|XXX)"), "there is still something to do here"),
    (
        re.compile(r"\[(insert|add|your|name of|phone|date)\b[^\]]*\](?!\()", re.IGNORECASE),
        "there is still something to fill in here",
    ),
    (re.compile(r"\?{3,}"), "there is still something to find out here"),
    (
        re.compile(rf"[A-Za-z0-9]\s?[{_ALIKE}]|[{_ALIKE}][A-Za-z0-9]"),
        "letters of another alphabet that look like ours; type them again",
    ),
    (re.compile(r"\blorem ipsum\b", re.IGNORECASE), "this is filler text"),
    (
        re.compile(r"(?<!\{)\{(?!(optional|wide|us|ca|uk|au|eu)\b)[a-z_]+(\.[a-z_]+)*\}(?!\})"),
        "write placeholders with two braces, as in {{ clinic.phone }}",
    ),
)


def topic_problems(text: str, file: str) -> Iterator[Diagnostic]:
    """Yield marks of unfinished work with their lines, and the line where tables get too long."""
    bars = 0
    for number, line in enumerate(text.split("\n"), start=1):
        bars += line.count("|")
        if bars > MAX_BARS:
            limit = f"about {MAX_BARS // 2:,} cells"
            yield Diagnostic(file, number, f"tables of more than {limit}; shorten them")
            return
        for pattern, reason in _MARKS:
            if found := pattern.search(line):
                yield Diagnostic(file, number, f"“{found[0].strip()}”: {reason}")
