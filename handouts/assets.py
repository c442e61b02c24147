"""Where the shipped templates, styles, content and fonts lie; nobody else knows."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import fontpkg

SHIPPED_FOLDERS = ("templates", "styles", "content")

# Families whose files every leaflet may use; each comes from its own package with its licence.
FONT_FAMILIES = ("atkinson-hyperlegible", "ibm-plex-serif")

FONT_WEIGHTS = (400, 600, 700)

_TEXT_AND_PICTURES = frozenset(
    {".html", ".css", ".md", ".yaml", ".json", ".svg", ".png", ".jpg", ".webp"}
)


def bundled(folder: str) -> Path:
    """Return the folder of shipped files: inside an installed package, else in the checkout."""
    package = Path(__file__).parent
    inside = package / folder
    return inside if inside.is_dir() else package.parent / folder


@functools.cache
def shipped_files() -> Mapping[str, bytes]:
    """Return every shipped file by its path (`styles/handout.css`), read once, fonts included."""
    files: dict[str, bytes] = {}
    for folder in SHIPPED_FOLDERS:
        root = bundled(folder)
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.suffix in _TEXT_AND_PICTURES:
                files[f"{folder}/{path.relative_to(root).as_posix()}"] = path.read_bytes()
    files.update(_font_files())
    return MappingProxyType(files)


def _font_files() -> dict[str, bytes]:
    """Return the static font files of the bundled families as `fonts/<File>.ttf`."""
    files: dict[str, bytes] = {}
    for name in FONT_FAMILIES:
        for font in fontpkg.family(name).files:
            path = Path(font.path)
            if font.weight not in FONT_WEIGHTS:
                continue
            files[f"fonts/{path.name}"] = path.read_bytes()
    return files


def example_clinic() -> Path:
    """Return the folder of the example clinic that is used when none is named."""
    return bundled("content") / "clinics" / "harbor-light"
