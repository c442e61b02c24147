"""Digests of everything that shapes the bytes of a leaflet: text, clinic, styles, fonts, versions.

What is left out is named here, so that a file of a new kind counts from the start.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import sys
import zlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from handouts import __version__, assets, plugins, system

# Packages whose version can change a page.
from handouts.paths import ORIGINAL_LOCALE, TOPICS

_PACKAGES = (
    "babel", "cssselect2", "fonttools", "jinja2", "markdown-it-py", "markupsafe",
    "mdit-py-plugins", "pillow", "pydyf", "pyphen", "tinycss2", "tinyhtml5", "weasyprint",
)  # fmt: skip
# Our own modules that no page passes through.
_CODE_THAT_SHAPES_NOTHING = ("authoring", "batch", "checks", "cli", "isolation", "reports")
# Shipped files that no leaflet of a clinic is made of.
_FILES_THAT_SHAPE_NOTHING = ("content/clinics/", "templates/starter/")
_LOCALES = "content/locales/"


@assets.cached
def versions() -> Mapping[str, str]:
    """Return the version of all that draws: packages, native libraries, our own code's digest."""
    found = {package: importlib.metadata.version(package) for package in _PACKAGES}
    found |= system.find_libraries().found
    found["python"] = f"{sys.version_info.major}.{sys.version_info.minor}"
    if sys.flags.optimize:  # libraries that steer by `assert` draw something else
        found["python"] += f" -O{sys.flags.optimize}"
    found["zlib"] = zlib.ZLIB_RUNTIME_VERSION
    found["handouts"] = __version__
    found["handouts-code"] = _code_digest()
    found |= {f"plugin {name}": version for name, version in plugins.versions().items()}
    return dict(sorted(found.items()))


@assets.cached
def environment_digest() -> str:
    """Return the digest of `versions` and of every shipped file: equal machines, equal pages."""
    return digest([versions(), files_digest(_shaping(assets.shipped_files()))])


def inputs_digest(files: str) -> str:
    """Return the digest of all that a clinic's plan and leaflets are made of.

    `files` is the digest of its own files.
    """
    return digest([environment_digest(), files])


def files_digest(files: Mapping[str, bytes]) -> str:
    """Return the digest of names and contents, whatever their order."""
    found = hashlib.sha256()
    for name in sorted(files):
        data = files[name]
        found.update(f"{name}\0{len(data)}\0".encode())
        found.update(data)
    return found.hexdigest()


def digest(value: Any) -> str:
    """Return the SHA-256 of a JSON value in hex."""
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


class Fingerprints:
    """Takes the fingerprints of one clinic's leaflets.

    `settings` is what the clinic says of itself, without what it wants built: that decides which
    leaflets there are, not how one looks.
    """

    def __init__(self, clinic: str, settings: Any, files: Mapping[str, bytes]) -> None:
        shipped = _shaping(assets.shipped_files())
        brought = {name: data for name, data in files.items() if name != "clinic.yaml"}
        self._files = (shipped, brought)
        shared = files_digest(dict(_shared(brought)))
        self._base = [clinic, settings, versions(), _shipped_and_shared(), shared]

    def of(
        self,
        topics: Collection[str],
        locale: str,
        form: str,
        paper: str,
        overdue: Collection[str] = (),
    ) -> str:
        """Return the fingerprint of the leaflet made of `topics`, some of which may be overdue."""
        own = [files_digest(dict(_own(group, topics, locale))) for group in self._files]
        return digest([self._base, own, list(topics), locale, form, paper, sorted(overdue)])


@assets.cached
def _shipped_and_shared() -> str:
    """Return the digest of what every leaflet of every clinic is made of."""
    return files_digest(dict(_shared(_shaping(assets.shipped_files()))))


def _shaping(shipped: Mapping[str, bytes]) -> Mapping[str, bytes]:
    return {
        name: data
        for name, data in shipped.items()
        if not name.startswith(_FILES_THAT_SHAPE_NOTHING)
    }


def _shared(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the files that belong to no topic and no locale."""
    for name, data in files.items():
        if not name.startswith((TOPICS, _LOCALES)):
            yield name, data


def _own(
    files: Mapping[str, bytes], topics: Collection[str], locale: str
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of some topics and a locale: words, texts with their originals, figures."""
    language = locale.partition("-")[0]
    words = {f"{_LOCALES}{name}.yaml" for name in (locale, language)}
    # A translation's small print tells whether its original has changed.
    texts = {f"{name}.md" for name in (locale, ORIGINAL_LOCALE)}
    for name, data in files.items():
        if name in words:
            yield name, data
        elif name.startswith(TOPICS):
            topic, _, file = name.removeprefix(TOPICS).partition("/")
            if topic in topics and (not file.endswith(".md") or file in texts):
                yield name, data


def _code_digest() -> str:
    """Return the digest of our own modules that leaflets pass through."""
    package = Path(assets.__file__).parent
    files = {
        path.relative_to(package).as_posix(): path.read_bytes()
        for path in package.rglob("*.py")
        if path.relative_to(package).parts[0] not in _CODE_THAT_SHAPES_NOTHING
    }
    return files_digest(files)
