"""All files of a clinic's folder through their gates, when the folder is read."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from handouts.diagnostics import Diagnostic
from handouts.errors import did_you_mean
from handouts.inputs.styles import declared_families
from handouts.looking.faces import face_problems
from handouts.paths import BRAND
from handouts.preflight.css import sheet_problems
from handouts.preflight.fonts import font_problems
from handouts.preflight.images import picture_problems
from handouts.preflight.svg import svg_problems
from handouts.preflight.tokens import colour_problems, range_problems

_CHECKS = {
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
) -> list[Diagnostic]:
    """Return what in a clinic's style sheets, pictures and fonts cannot be used.

    A clinic's copy of a shipped style sheet may do what the shipped one does.
    """
    problems = list(_stray_templates(files, folder, shipped))
    families = {name.lower() for name in declared_families(ChainMap(dict(files), dict(shipped)))}
    for path, data in files.items():
        if data == shipped.get(path):
            continue
        shown = f"{folder}/{path}"
        suffix = PurePosixPath(path).suffix.lower()
        if suffix == ".css":
            allowed = {
                replace(problem, line=None) for problem in _sheet(shipped.get(path, b""), shown)
            }
            css = data.decode("utf-8-sig", "replace")
            problems += colour_problems(css, shown, shipped)
            problems += range_problems(css, shown, shipped) if path == BRAND else ()
            problems += [
                problem
                for problem in _sheet(data, shown)
                if replace(problem, line=None) not in allowed
            ]
        elif suffix == ".svg":
            problems += svg_problems(data, shown, families)
        elif suffix in _CHECKS:
            problems += _CHECKS[suffix](data, shown)
    if not problems:  # what cannot be read is not drawn
        problems += face_problems(files, folder, shipped)
    return problems


def _stray_templates(
    files: Mapping[str, bytes], folder: str, shipped: Mapping[str, bytes]
) -> Iterator[Diagnostic]:
    """Yield templates that take no other's place and that no template of the clinic names."""
    own = {path: data for path, data in files.items()
           if path.startswith("templates/") and path.endswith(".html")}  # fmt: skip
    known = [path for path in shipped if path.startswith("templates/")]
    for path in own:
        name = path.removeprefix("templates/").encode()
        if path not in known and not any(name in data for data in own.values()):
            hint = did_you_mean(path, known)
            yield Diagnostic(f"{folder}/{path}", None, f"no leaflet uses this template; {hint}")


def _sheet(data: bytes, shown: str) -> list[Diagnostic]:
    return sheet_problems(data.decode("utf-8-sig", "replace"), shown)
