"""What this machine has of the native libraries that draw text, and how to get the rest.

WeasyPrint itself answers a missing library with a banner on standard output and an OSError, so
nothing here imports it. Only the standard library is imported: bootstrap.py asks these questions
before anything is installed.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

System = Literal["debian", "fedora", "alpine", "macos", "windows", "other"]
OpenLibrary = Callable[[str], ctypes.CDLL]

MIN_PANGO = (1, 44)  # WeasyPrint 70, "First steps"

DEBIAN_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")

# The folders that WeasyPrint looks in on Windows, where a library has no fixed place.
_WINDOWS_FOLDERS = (
    r"C:\msys64\ucrt64\bin",
    r"C:\msys64\mingw64\bin",
    r"C:\Program Files\GTK3-Runtime Win64\bin",
)


@dataclass(frozen=True, slots=True)
class NativeLibrary:
    """A library by the name people know, and the file names it goes by on each system."""

    name: str
    files: tuple[str, ...]
    required: bool = True


# The names that WeasyPrint 70 tries (weasyprint/text/ffi.py; a test compares). Full file names come
# first: they open at once, where the others may start a search by `ldconfig`.
LIBRARIES = (
    NativeLibrary(
        "gobject",
        (
            "libgobject-2.0.so.0",
            "libgobject-2.0.0.dylib",
            "libgobject-2.0-0.dll",
            "libgobject-2.0-0",
            "gobject-2.0-0",
            "gobject-2.0",
        ),
    ),
    NativeLibrary(
        "pango",
        (
            "libpango-1.0.so.0",
            "libpango-1.0.dylib",
            "libpango-1.0-0.dll",
            "libpango-1.0-0",
            "pango-1.0-0",
            "pango-1.0",
        ),
    ),
    NativeLibrary(
        "pangoft2",
        (
            "libpangoft2-1.0.so.0",
            "libpangoft2-1.0.dylib",
            "libpangoft2-1.0-0.dll",
            "libpangoft2-1.0-0",
            "pangoft2-1.0-0",
            "pangoft2-1.0",
        ),
    ),
    NativeLibrary(
        "harfbuzz",
        (
            "libharfbuzz.so.0",
            "libharfbuzz.0.dylib",
            "libharfbuzz-0.dll",
            "libharfbuzz-0",
            "harfbuzz",
            "harfbuzz-0.0",
        ),
    ),
    NativeLibrary(
        "fontconfig",
        (
            "libfontconfig.so.1",
            "libfontconfig.1.dylib",
            "libfontconfig-1.dll",
            "libfontconfig-1",
            "fontconfig-1",
            "fontconfig",
        ),
    ),
    NativeLibrary(
        "harfbuzz-subset",
        (
            "libharfbuzz-subset.so.0",
            "libharfbuzz-subset.0.dylib",
            "libharfbuzz-subset-0.dll",
            "libharfbuzz-subset-0",
            "harfbuzz-subset",
            "harfbuzz-subset-0.0",
        ),
        required=False,  # without it fontTools cuts the fonts down, 2 to 30 times slower
    ),
)


@dataclass(frozen=True, slots=True)
class NativeLibraries:
    """What was found: the version of each library, "" for one that does not tell its version."""

    found: Mapping[str, str]
    missing: tuple[str, ...]
    advised: tuple[str, ...]

    @property
    def outdated(self) -> tuple[str, ...]:
        """Return the libraries that are there but too old to use."""
        pango = self.found.get("pango", "")
        return ("pango",) if pango and version_numbers(pango) < MIN_PANGO else ()

    @property
    def fit(self) -> bool:
        """Return whether leaflets can be made with what was found."""
        return not self.missing and not self.outdated


def open_library(name: str) -> ctypes.CDLL:
    """Return the library called `name`, found the way cffi and so WeasyPrint find it.

    Raises:
        OSError: there is no such library, or it cannot be loaded.
    """
    try:
        return ctypes.CDLL(name)
    except OSError:
        path = ctypes.util.find_library(name)
        if path is None:
            raise
        return ctypes.CDLL(path)


def find_libraries(opener: OpenLibrary = open_library) -> NativeLibraries:
    """Return what there is of the libraries that WeasyPrint loads."""
    _add_windows_folders(os.environ)
    found: dict[str, str] = {}
    lacking: list[NativeLibrary] = []
    for library in LIBRARIES:
        handle = _first_that_opens(library, opener)
        if handle is None:
            lacking.append(library)
        else:
            found[library.name] = _version_of(library.name, handle)
    return NativeLibraries(
        found=found,
        missing=tuple(library.name for library in lacking if library.required),
        advised=tuple(library.name for library in lacking if not library.required),
    )


def find_missing_libraries(opener: OpenLibrary = open_library) -> tuple[str, ...]:
    """Return the names of the libraries that rendering needs and this machine lacks."""
    return find_libraries(opener).missing


OPTIMIZED = (
    "Python leaves out assertions here (PYTHONOPTIMIZE or -O), and libraries lay pages out by "
    "them; run it without."
)


def require_libraries(opener: OpenLibrary = open_library, system: System | None = None) -> None:
    """Return only if leaflets can be made here.

    Raises:
        HandoutsError: with what is missing and the command that installs it.
    """
    libraries = find_libraries(opener)
    if libraries.fit and not sys.flags.optimize:
        return
    # Late, so that this module needs nothing but the standard library.
    from handouts.errors import HandoutsError

    if sys.flags.optimize:
        raise HandoutsError(OPTIMIZED)
    raise HandoutsError(describe_lack(libraries, system or this_system()))


def describe_lack(libraries: NativeLibraries, system: System) -> str:
    """Return what is missing or too old, and how to install it."""
    lines = []
    if libraries.missing:
        names = ", ".join(libraries.missing)
        lines.append(f"This machine lacks the text engine that draws the leaflets ({names}).")
    if libraries.outdated:
        least = ".".join(map(str, MIN_PANGO))
        version = libraries.found["pango"]
        lines.append(f"The text engine Pango is too old: {version}; {least} or newer is needed.")
    return "\n".join([*lines, install_hint(system)])


def install_hint(system: System) -> str:
    """Return how to install the libraries on `system`, with the exact command to type."""
    return _HINTS[system]


_HINTS: Mapping[System, str] = {
    "debian": f"Install it with:  sudo apt-get install {' '.join(DEBIAN_PACKAGES)}",
    "fedora": "Install it with:  sudo dnf install pango harfbuzz fontconfig",
    "alpine": (
        "Install it with:  apk add so:libgobject-2.0.so.0 so:libpango-1.0.so.0 "
        "so:libpangoft2-1.0.so.0 so:libharfbuzz.so.0 so:libharfbuzz-subset.so.0 "
        "so:libfontconfig.so.1"
    ),
    "macos": "Install it with Homebrew:  brew install pango",
    "windows": (
        "Install MSYS2, open its UCRT64 window and type:  "
        "pacman -S mingw-w64-ucrt-x86_64-pango\n"
        "If MSYS2 is not in C:\\msys64, set WEASYPRINT_DLL_DIRECTORIES to the folder that holds "
        "the DLL files, for example D:\\msys64\\ucrt64\\bin"
    ),
    "other": (
        "Install Pango (1.44 or newer, with PangoFT2), HarfBuzz (with its subset library) and "
        "fontconfig with your system's package manager."
    ),
}


def this_system() -> System:
    """Return the kind of system this is running on."""
    return detect_system(sys.platform, read_os_release())


def read_os_release() -> str:
    """Return the text in which a Linux system tells its name, "" elsewhere."""
    for path in (Path("/etc/os-release"), Path("/usr/lib/os-release")):
        with suppress(OSError):
            return path.read_text(encoding="utf-8", errors="replace")
    return ""


def detect_system(platform: str, os_release: str) -> System:
    """Return the kind of system from `sys.platform` and the text of /etc/os-release."""
    if platform == "darwin":
        return "macos"
    if platform in {"win32", "cygwin"}:
        return "windows"
    told = os_release_fields(os_release)
    names = f"{told.get('ID', '')} {told.get('ID_LIKE', '')}".lower().split()
    families: dict[str, System] = {
        "debian": "debian",
        "ubuntu": "debian",
        "fedora": "fedora",
        "rhel": "fedora",
        "alpine": "alpine",
    }
    return next((families[name] for name in names if name in families), "other")


def os_release_fields(os_release: str) -> dict[str, str]:
    """Return the fields of /etc/os-release without their quotation marks."""
    pairs = (line.partition("=") for line in os_release.splitlines() if "=" in line)
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}


def dll_folders(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the folders to look for libraries in on Windows; the variable is WeasyPrint's."""
    told = environ.get("WEASYPRINT_DLL_DIRECTORIES")
    return _WINDOWS_FOLDERS if told is None else tuple(filter(None, told.split(";")))


def version_numbers(version: str) -> tuple[int, ...]:
    """Return `1.50.12` as (1, 50, 12), up to the first part that is not a number."""
    numbers: list[int] = []
    for part in version.split("."):
        if not part.isdecimal():
            break
        numbers.append(int(part))
    return tuple(numbers)


def _add_windows_folders(environ: Mapping[str, str]) -> None:
    """Make Windows look for libraries where WeasyPrint will; do nothing elsewhere."""
    if sys.platform == "win32":
        for folder in dll_folders(environ):
            with suppress(OSError):
                os.add_dll_directory(folder)


def _first_that_opens(library: NativeLibrary, opener: OpenLibrary) -> ctypes.CDLL | None:
    for name in library.files:
        with suppress(OSError):
            return opener(name)
    return None


def _version_of(name: str, handle: ctypes.CDLL) -> str:
    """Return the version that a loaded library tells of itself, "" if it has no way to."""
    # A stand-in, or a library so old that it lacks the question, has no version to tell.
    with suppress(AttributeError):
        if name == "pango":
            return _text_from(handle.pango_version_string)
        if name == "harfbuzz":
            return _text_from(handle.hb_version_string)
        if name == "fontconfig":
            number = int(handle.FcGetVersion())  # 21401 means 2.14.1
            return f"{number // 10000}.{number // 100 % 100}.{number % 100}"
    return ""


def _text_from(function: Callable[[], bytes]) -> str:
    function.restype = ctypes.c_char_p  # type: ignore[attr-defined]
    return function().decode("ascii", "replace")
