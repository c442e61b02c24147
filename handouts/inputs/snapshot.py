"""A clinic's folder, read once into memory.

From here on nothing opens a file of the clinic: templates, styles and pictures are looked up in
this dictionary, so no path trick, link or race can reach anything else on the machine.
"""

from __future__ import annotations

import os
import stat
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput

# What a clinic's folder may bring; anything else in it (notes, PDFs, `.git`) is left alone.
FOLDERS = frozenset({"content", "templates", "styles", "images", "fonts"})
ROOT_FILES = frozenset({"clinic.yaml", "reviews.yaml"})
PICTURES = frozenset({".svg", ".png", ".jpg", ".jpeg", ".webp"})
SUFFIXES = PICTURES | {".yaml", ".md", ".css", ".html", ".ttf", ".otf", ".woff", ".woff2"}

MAX_FILES = 500
MAX_FILE_BYTES = 8 << 20
MAX_BYTES = 64 << 20
MAX_DEPTH = 6

# Linux says where a file lies that is open already: nobody can exchange it, and it takes a tenth of
# the time of following a path.
_OPENED = "/proc/self/fd"
_KERNEL_TELLS = sys.platform == "linux" and os.path.isdir(_OPENED)


def read_folder(folder: Path) -> Mapping[str, bytes]:
    """Return the clinic's files by their path inside `folder`, in POSIX form.

    Raises:
        InvalidInput: a file cannot be read, is too large, is no plain file, or leads out.
    """
    # Strings, not Path objects: a hospital's thousand clinics have tens of thousands of files.
    root = _real_folder(folder)
    files: dict[str, bytes] = {}
    problems: list[Diagnostic] = []
    names: dict[str, str] = {}
    total = 0

    def refuse(name: str, message: str) -> None:
        problems.append(Diagnostic(str(folder / name), None, message))

    for found in _candidates(root, "", 0):
        name = unicodedata.normalize("NFC", found)
        twin = names.setdefault(name.casefold(), found)
        if twin != found:
            same = unicodedata.normalize("NFC", twin) == name
            only = "how its accents are stored" if same else "case"
            refuse(name, f"differs from {twin} only in {only}; rename one")
            continue
        try:
            data = _read_inside(root, os.path.join(root, *found.split("/")))
        except _Refused as refusal:
            refuse(name, str(refusal))
            continue
        except OSError as error:
            refuse(name, f"cannot be read: {(error.strerror or str(error)).lower()}")
            continue
        total += len(data)
        files[name] = data
    if len(files) > MAX_FILES:
        problems.append(Diagnostic(str(folder), None, f"more than {MAX_FILES} files; remove some"))
    if total > MAX_BYTES:
        limit = MAX_BYTES >> 20
        problems.append(
            Diagnostic(str(folder), None, f"more than {limit} MB of files; remove some")
        )
    if problems:
        raise InvalidInput(problems)
    return MappingProxyType(dict(sorted(files.items())))


def read_file(folder: Path, name: str) -> bytes:
    """Return one plain file that really lies in `folder`.

    Raises:
        InvalidInput: it cannot be read.
    """
    root = _real_folder(folder)
    try:
        return _read_inside(root, os.path.join(root, name))
    except (_Refused, OSError) as error:
        raise InvalidInput([Diagnostic(str(folder / name), None, str(error))]) from None


class _Refused(Exception):
    """A file that may not be used, with the reason and the remedy."""


def _candidates(folder: str, inside: str, depth: int) -> Iterator[str]:
    """Yield the files below `folder` that a clinic's folder may bring, sorted, never hidden.

    Each by its path in POSIX form, which begins with `inside`.
    """
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.name.startswith((".", "~")) or not entry.name.isprintable():
            continue
        name = f"{inside}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            if (depth > 0 or entry.name in FOLDERS) and depth < MAX_DEPTH:
                yield from _candidates(entry.path, f"{name}/", depth + 1)
            continue
        suffix = os.path.splitext(entry.name)[1].lower()
        at_root = entry.name in ROOT_FILES or suffix in PICTURES
        if at_root if depth == 0 else suffix in SUFFIXES:
            yield name


def _real_folder(folder: Path) -> str:
    """Return where a folder lies, in the words in which the place of its files will be told."""
    path = os.path.realpath(folder)
    if not _KERNEL_TELLS:
        return path
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        return os.readlink(f"{_OPENED}/{descriptor}")
    finally:
        os.close(descriptor)


def _read_inside(root: str, path: str) -> bytes:
    """Return the bytes of a plain file that really lies inside `root`."""
    if not _KERNEL_TELLS:
        path = os.path.realpath(path)
        _refuse_outside(root, path)
    before = os.stat(path)
    if not stat.S_ISREG(before.st_mode):
        _refuse_outside(root, os.path.realpath(path))
        raise _Refused("is not a plain file; delete it or replace it with one")
    if before.st_size > MAX_FILE_BYTES:
        raise _Refused(f"is larger than {MAX_FILE_BYTES >> 20} MB; make it smaller")
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if not _KERNEL_TELLS:
        flags |= getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags)
    with os.fdopen(descriptor, "rb") as file:
        if _KERNEL_TELLS:
            _refuse_outside(root, os.readlink(f"{_OPENED}/{descriptor}"))
        after = os.fstat(descriptor)
        if (after.st_dev, after.st_ino) != (before.st_dev, before.st_ino):
            raise _Refused("was exchanged while it was read; run the command again")
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise _Refused("grew while it was read; run the command again")
    return data


def _refuse_outside(root: str, real: str) -> None:
    if not real.startswith(os.path.join(root, "")):
        raise _Refused("is a link that leads out of the clinic's folder; copy the file here")
