"""Where the shipped templates, styles, content and fonts lie; nobody else knows."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, cast

import fontpkg

SHIPPED_FOLDERS = ("templates", "styles", "content")

# Families whose files every leaflet may use; each comes from its own package with its licence.
FONT_FAMILIES = ("atkinson-hyperlegible", "ibm-plex-serif")

FONT_WEIGHTS = (400, 600, 700)

SHEET = "styles/handout.css"  # imports all other style sheets
PLUGIN_FOLDERS = (
    "templates/components/", "templates/layouts/", "templates/pictograms/",
    "styles/components/", "styles/formats/",
    "content/topics/", "content/locales/", "content/language/", "content/packs/",
)  # fmt: skip

_TEXT_AND_PICTURES = frozenset(
    {".html", ".css", ".md", ".yaml", ".json", ".svg", ".png", ".jpg", ".webp"}
)


def bundled(folder: str) -> Path:
    """Return the folder of shipped files: inside an installed package, else in the checkout."""
    package = Path(__file__).parent
    inside = package / folder
    return inside if inside.is_dir() else package.parent / folder


Function = TypeVar("Function", bound=Callable[..., Any])

_added: dict[str, Mapping[str, bytes]] = {}  # by plugin
_caches: list[Callable[[], None]] = []


def cached(function: Function) -> Function:
    """Return a function that keeps its results until the shipped files change."""
    kept: Any = functools.cache(function)
    _caches.append(kept.cache_clear)
    return cast("Function", kept)


def add_files(plugin: str, files: Mapping[str, bytes]) -> None:
    """Let a plugin's files be among the shipped ones.

    Raises:
        ValueError: they would replace another file, or lie where no plugin's may.
    """
    there = shipped_files()
    for path in files:
        if path in there:
            raise ValueError(f"{path} is there already; a plugin replaces nothing")
        if not path.startswith(PLUGIN_FOLDERS) or ".." in path.split("/"):
            raise ValueError(f"{path}: a plugin's files lie in {', '.join(PLUGIN_FOLDERS)}")
    _added[plugin] = {**_added.get(plugin, {}), **files}
    forget()


def withdraw_files(plugin: str, paths: Iterable[str]) -> None:
    """Take files of a plugin away again."""
    gone = set(paths)
    _added[plugin] = {
        path: data for path, data in _added.get(plugin, {}).items() if path not in gone
    }
    forget()


def forget() -> None:
    """Let everything that was made of the shipped files be made anew."""
    for clear in _caches:
        clear()


@cached
def shipped_files() -> Mapping[str, bytes]:
    """Return every shipped file by its path (`styles/handout.css`), read once, fonts included.

    Those of plugins are among them; their style sheets stand in the layers of ours.
    """
    files: dict[str, bytes] = {}
    for folder in SHIPPED_FOLDERS:
        root = bundled(folder)
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.suffix in _TEXT_AND_PICTURES:
                files[f"{folder}/{path.relative_to(root).as_posix()}"] = path.read_bytes()
    files.update(_font_files())
    for added in _added.values():
        files.update(added)
        files[SHEET] += "".join(
            f'\n@import url("{path.removeprefix("styles/")}") layer({_layer(path)});'
            for path in sorted(added)
            if path.endswith(".css")
        ).encode()
    return MappingProxyType(files)


def _layer(path: str) -> str:
    """Return the cascade layer of a style sheet that a plugin brings."""
    return "components" if path.startswith("styles/components/") else "format"


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
