"""Where a thing that WeasyPrint stumbled over stands in what people wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from handouts.pdf.internals.logs import Declaration

_TEXT = (".md", ".yaml", ".css", ".html", ".svg")
_NEW_LINE = re.compile(r"\r\n|[\n\r\f]")  # as CSS counts lines


def locate(word: str, written: Mapping[str, bytes]) -> tuple[str, int] | None:
    """Return file and line of the first place that holds `word`, or None.

    `written` are files by the names that messages use, the likeliest first.
    """
    if not word.strip():
        return None
    for file, data in written.items():
        if file.endswith(_TEXT):
            before, found, _ = data.decode("utf-8", "replace").partition(word)
            if found:
                return file, before.count("\n") + 1
    return None


def locate_address(address: str, written: Mapping[str, bytes]) -> tuple[str, int] | None:
    """Return file and line where `address` is written, in full or from a folder on, or None."""
    for wording in _wordings(unquote(address)):
        place = locate(wording, written)
        if place:
            return place
    return None


def locate_declaration(
    ignored: Declaration, written: Mapping[str, bytes]
) -> tuple[str, int] | None:
    """Return file and line of a declaration that WeasyPrint ignores, or None.

    The line is known but not the file: it is the one that has the property right there.
    """
    name, line, column = ignored.property, ignored.line, ignored.column
    for file, data in written.items():
        if file.endswith(".css"):
            rows = _NEW_LINE.split(data.decode("utf-8-sig", "replace"))[:line]
            before = "\n".join([*rows[:-1], rows[-1][: column - 1]])
            head, _, rest = before.rpartition(":")
            if len(rows) == line and not rest.strip() and head.rstrip().endswith(name):
                return file, line
    return None


def _wordings(address: str) -> Iterator[str]:
    """Yield `address` as a file may write it: in full, then with ever fewer folders before it."""
    yield address
    if "://" not in address:
        while "/" in address:
            address = address.partition("/")[2]
            yield address
