"""The fonts that a brand brings: which letters they have, and what their licence bits say."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import tinycss2
from fontTools.ttLib import TTFont, TTLibError

from handouts.diagnostics import Diagnostic
from handouts.paths import address_of
from handouts.pdf.appearance import TextRun

_RESTRICTED = 0x0002  # OpenType OS/2, fsType: may not be embedded without the owner's leave


@dataclass(frozen=True, slots=True)
class Face:
    """One font file of a brand and where its @font-face stands."""

    family: str
    file: str
    line: int
    characters: frozenset[int]
    restricted: bool


def read_faces(files: Mapping[str, bytes], folder: str) -> tuple[Face, ...]:
    """Return the faces that a clinic's style sheets bring from its own folder."""
    faces = []
    for path, data in files.items():
        if path.startswith("styles/") and path.endswith(".css"):
            css = data.decode("utf-8-sig", "replace")
            for family, address, line in _font_faces(css):
                target = unquote(urlsplit(urljoin(address_of(path), address)).path).lstrip("/")
                if target in files:
                    shown = f"{folder}/{path}" if folder else path
                    faces.append(_face(family, files[target], shown, line))
    return tuple(face for face in faces if face)


def letter_warnings(runs: Iterable[TextRun], faces: Iterable[Face]) -> Iterator[Diagnostic]:
    """Yield the letters on a leaflet that a brand's fonts lack; those print in another font."""
    by_family: dict[str, list[Face]] = defaultdict(list)
    for face in faces:
        by_family[face.family.lower()].append(face)
    used: dict[str, set[str]] = defaultdict(set)
    for run in runs:
        if run.family.lower() in by_family:
            used[run.family.lower()].update(run.text)
    for family, characters in used.items():
        own = by_family[family]
        known = frozenset().union(*(face.characters for face in own))
        lacking = sorted(
            character
            for character in characters
            if ord(character) not in known and _prints(character)
        )
        if lacking:
            shown = " ".join(lacking[:20]) + (" …" if len(lacking) > 20 else "")
            message = (
                f"the font “{own[0].family}” lacks {shown}; these print in another font; "
                "choose a font that has them"
            )
            yield Diagnostic(own[0].file, own[0].line, message)


def licence_warnings(faces: Iterable[Face]) -> Iterator[Diagnostic]:
    """Yield the fonts whose makers forbid to put them into documents."""
    for face in faces:
        if face.restricted:
            message = (
                f"the font “{face.family}” says it may not be put into documents; ask its maker"
            )
            yield Diagnostic(face.file, face.line, message)


def _font_faces(css: str) -> Iterator[tuple[str, str, int]]:
    """Yield family, address and line of every source of every @font-face."""
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if getattr(rule, "lower_at_keyword", "") != "font-face" or not rule.content:
            continue
        family = ""
        addresses: list[str] = []
        for item in tinycss2.parse_blocks_contents(rule.content):
            if item.type != "declaration":
                continue
            if item.lower_name == "font-family":
                family = tinycss2.serialize(item.value).strip().strip("\"'")
            elif item.lower_name == "src":
                addresses += _addresses(item.value)
        for address in addresses:
            yield family, address, rule.source_line


def _addresses(tokens: list[Any]) -> Iterator[str]:
    for token in tokens:
        if token.type == "url":
            yield token.value
        elif token.type == "function" and token.lower_name == "url":
            yield from (inner.value for inner in token.arguments if inner.type == "string")


def _face(family: str, data: bytes, file: str, line: int) -> Face | None:
    try:
        font = TTFont(BytesIO(data), lazy=True)
        characters = frozenset(font.getBestCmap() or ())
        restricted = "OS/2" in font and font["OS/2"].fsType & 0x000F == _RESTRICTED
    except (TTLibError, KeyError, ValueError, AttributeError, AssertionError, OSError):
        return None  # the renderer says that it cannot be loaded
    return Face(family or PurePosixPath(file).stem, file, line, characters, bool(restricted))


def _prints(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character)[0] not in "CZM"
