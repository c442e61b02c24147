"""All files of a clinic's folder through their gates, when the folder is read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from handouts.errors import Problem
from handouts.gates.css import sheet_problems
from handouts.gates.fonts import font_problems
from handouts.gates.pictures import picture_problems
from handouts.gates.svg import svg_problems

_GATES = {
    ".svg": svg_problems,
    ".png": picture_problems,
    ".jpg": picture_problems,
    ".jpeg": picture_problems,
    ".webp": picture_problems,
    ".ttf": font_problems,
    ".otf": font_problems,
    ".woff": font_problems,
    ".woff2": font_problems,
}


def folder_problems(
    files: Mapping[str, bytes], folder: str, shipped: Mapping[str, bytes]
) -> list[Problem]:
    """Return what in a clinic's style sheets, pictures and fonts cannot be used.

    A clinic's copy of a shipped style sheet may do what the shipped one does.
    """
    problems: list[Problem] = []
    for path, data in files.items():
        if data == shipped.get(path):
            continue
        shown = f"{folder}/{path}"
        suffix = PurePosixPath(path).suffix.lower()
        if suffix == ".css":
            allowed = {problem.message for problem in _sheet(shipped.get(path, b""), shown)}
            problems += [
                problem for problem in _sheet(data, shown) if problem.message not in allowed
            ]
        elif suffix in _GATES:
            problems += _GATES[suffix](data, shown)
    return problems


def _sheet(data: bytes, shown: str) -> list[Problem]:
    return sheet_problems(data.decode("utf-8-sig", "replace"), shown)
