"""A file that somebody names, to bytes: a plain one of at most a leaflet's size."""

from __future__ import annotations

import stat
from pathlib import Path

from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput

MAX_BYTES = 64 << 20


def read_file(path: Path) -> bytes:
    """Return the bytes of a plain file of a sensible size.

    Raises:
        InvalidInput: it is something else, or cannot be read.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise InvalidInput([problem(str(path), "is not a plain file")])
        if found.st_size > MAX_BYTES:
            message = f"is larger than {MAX_BYTES >> 20} MB; no leaflet is"
            raise InvalidInput([problem(str(path), message)])
        return path.read_bytes()
    except OSError as error:
        message = f"cannot be read: {(error.strerror or '').lower()}"
        raise InvalidInput([problem(str(path), message)]) from None


def problem(name: str, message: str) -> Diagnostic:
    """Return what is to be said about a PDF."""
    return Diagnostic(name, None, message)
