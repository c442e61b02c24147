"""The archive: files by the SHA-256 of what is in them, written once and never changed."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.writing import write_atomic

LEAFLETS = "editions"  # what was given
WORDS = "words"  # what was printed in it, to tell later what has changed


class Archive:
    """A folder of files by content: equal leaflets lie in it once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, kind: str, sha256: str, ending: str) -> Path:
        """Return where the file with that digest lies, whether or not it is there."""
        return self._folder / kind / sha256[:2] / f"{sha256[2:]}{ending}"

    def store(self, kind: str, data: bytes, ending: str) -> str:
        """Keep a file and return its SHA-256; one that is there and whole is left alone.

        Raises:
            WriteError: it could not be written.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(kind, sha256, ending)
        if self._read(path) != data:
            write_atomic(path, data)
            with contextlib.suppress(OSError):  # only to keep people from changing it
                path.chmod(0o444)
        return sha256

    def fetch(self, kind: str, sha256: str, ending: str) -> bytes:
        """Return the file with that digest, byte for byte.

        Raises:
            InvalidInput: it is missing, or is not what it was.
        """
        path = self.path(kind, sha256, ending)
        if problem := self.problem(kind, sha256, ending):
            raise InvalidInput([problem])
        return path.read_bytes()

    def problem(self, kind: str, sha256: str, ending: str) -> Diagnostic | None:
        """Return what is wrong with a file of the archive, or None."""
        path = self.path(kind, sha256, ending)
        data = self._read(path)
        if data is None:
            message, fix = "is missing from the archive", "bring it back from a backup"
        elif hashlib.sha256(data).hexdigest() != sha256:
            message, fix = "was changed after it was given", "bring it back from a backup"
        else:
            return None
        return Diagnostic(str(path), None, message, fix=fix)

    @staticmethod
    def _read(path: Path) -> bytes | None:
        """Return a file's bytes; None if it is not there or cannot be read."""
        try:
            return path.read_bytes()
        except OSError:
            return None
