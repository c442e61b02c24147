"""Where a thing that WeasyPrint stumbled over stands in what people wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import unquote

_TEXT = (".md", ".yaml", ".css", ".html", ".svg")


def place_of(word: str, written: Mapping[str, bytes]) -> tuple[str, int] | None:
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


def place_of_address(address: str, written: Mapping[str, bytes]) -> tuple[str, int] | None:
    """Return file and line where `address` is written, in full or from a folder on, or None."""
    for wording in _wordings(unquote(address)):
        place = place_of(wording, written)
        if place:
            return place
    return None


def _wordings(address: str) -> Iterator[str]:
    """Yield `address` as a file may write it: in full, then with ever fewer folders before it."""
    yield address
    if "://" not in address:
        while "/" in address:
            address = address.partition("/")[2]
            yield address
