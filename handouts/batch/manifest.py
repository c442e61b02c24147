"""The record of what lies in an output folder: `manifest.json`, always true to the disk.

While a batch runs, the manifest on disk makes no claim about a file that may be replaced; the
journal (`journal.py`) has the lines for those. At the end both become the new manifest. It has no
clock times and no machine paths in it, so the same work gives the same manifest however it was
interrupted or spread over machines.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from handouts import __version__
from handouts.batch.fingerprint import versions
from handouts.diagnostics import Diagnostic, from_json, to_json
from handouts.errors import HandoutsError
from handouts.paths import LEAFLET
from handouts.writing import write_atomic

SCHEMA = 1
NAME = "manifest.json"
MONTH = " in "  # after a clinic's digest: the month of the plan, when texts can be overdue
STATE_FOLDER = ".handouts"

State = Literal["made", "failed", "pending", "orphan"]
_STATES = ("made", "failed", "pending", "orphan")
_PIECE = 1 << 18  # bytes read at a time
_DIGEST = re.compile(r"[0-9a-f]{64}|")


class CorruptManifest(ValueError):
    """A line or file that does not say what a record must say."""


@dataclass(frozen=True, slots=True)
class Leaflet:
    """A leaflet that a clinic asks for.

    `path` is its stable name, below the output folder. `fingerprint` is "" when `problems` keep it
    from being begun. `sets` are the clinic's sets that one of its topics belongs to.
    """

    path: str
    clinic: str
    topics: tuple[str, ...]
    locale: str
    format: str
    paper: str
    fingerprint: str
    problems: tuple[Diagnostic, ...] = ()
    sets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A leaflet and what is known of its file.

    `made`: the file is there and up to date. `failed`: it could not be made, `problems` say why.
    `pending`: not made yet. With `sha256`, the file is there and has that digest; without, nothing
    is claimed of it. `made_from` is the fingerprint of what the file was made from. `orphan`:
    nobody asks for it any more; if the file is still there and has that digest, it is ours.
    """

    leaflet: Leaflet
    state: State = "pending"
    sha256: str = ""
    bytes: int = 0
    pages: int = 0
    made_from: str = ""
    problems: tuple[Diagnostic, ...] = ()

    @property
    def current(self) -> bool:
        """Return whether the file was made from what there is now."""
        return bool(self.sha256) and self.made_from == self.leaflet.fingerprint

    @property
    def stale(self) -> bool:
        """Return whether an older version of the leaflet lies there."""
        return bool(self.sha256) and not self.current

    def as_data(self) -> dict[str, Any]:
        """Return the entry as JSON data; `problems` are those of the attempt, or of the plan."""
        leaflet = self.leaflet
        data: dict[str, Any] = {
            "path": leaflet.path,
            "state": self.state,
            "clinic": leaflet.clinic,
            "topics": list(leaflet.topics),
            "locale": leaflet.locale,
            "format": leaflet.format,
            "paper": leaflet.paper,
            "fingerprint": leaflet.fingerprint,
            "sha256": self.sha256,
            "bytes": self.bytes,
            "pages": self.pages,
            "made_from": self.made_from,
            "stale": self.stale,
        }
        if leaflet.sets:
            data["sets"] = list(leaflet.sets)
        problems = self.problems or leaflet.problems
        if problems:
            data["problems"] = to_json(problems)
        return data


@dataclass(frozen=True, slots=True)
class Manifest:
    """All entries by path, and for each clinic the digest of what its plan was made from.

    The digest of a clinic that could not be planned is "".
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    clinics: Mapping[str, str] = field(default_factory=dict)
    shard: str = ""

    @property
    def complete(self) -> bool:
        """Return whether every leaflet that is asked for is there and up to date."""
        return all(entry.state in ("made", "orphan") for entry in self.entries.values()) and all(
            self.clinics.values()
        )

    def to_json(self) -> bytes:
        """Return the manifest as a file: one line for each leaflet, sorted."""
        lines = [_dumps(self.entries[path].as_data()) for path in sorted(self.entries)]
        head = {
            "schema": SCHEMA,
            "generator": f"handouts {__version__}",
            "complete": self.complete,
            "shard": self.shard,
            "versions": dict(versions()),
            "clinics": dict(sorted(self.clinics.items())),
        }
        body = ",\n".join(lines)
        return f'{_dumps(head)[:-1]},\n"leaflets": [\n{body}\n]}}\n'.encode()


def manifest_name(shard: str = "") -> str:
    """Return the file name of a manifest; that of a part of a batch (`1/3`) names the part."""
    return f"manifest.{shard.replace('/', '-of-')}.json" if shard else NAME


def read_manifest(path: Path) -> Manifest:
    """Return the manifest at `path`; an empty one if there is none.

    Raises:
        CorruptManifest: it cannot be understood; HandoutsError: a newer version wrote it.
    """
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Manifest()
    except (OSError, ValueError, RecursionError) as error:
        raise CorruptManifest(f"{path}: {error}") from None
    if not isinstance(data, dict) or not isinstance(data.get("schema"), int):
        raise CorruptManifest(f"{path}: this is not a manifest")
    if data["schema"] > SCHEMA:
        raise HandoutsError(
            f"{path} was written by a newer version of handouts ({data.get('generator', '?')}); "
            "use that version, or another --output folder"
        )
    try:
        entries = [entry_from(item) for item in data["leaflets"]]
        clinics = {str(name): str(value) for name, value in data["clinics"].items()}
        shard = str(data["shard"])
    except (KeyError, TypeError, AttributeError) as error:
        raise CorruptManifest(f"{path}: {error!r}") from None
    return Manifest({entry.leaflet.path: entry for entry in entries}, clinics, shard)


def write_manifest(path: Path, manifest: Manifest) -> bool:
    """Write the manifest unless it says so already; return whether it was written."""
    data = manifest.to_json()
    try:
        if path.read_bytes() == data:
            return False
    except OSError:
        pass  # not there, or unreadable: write it
    write_atomic(path, data)
    return True


def entry_from(data: Any) -> Entry:
    """Return the entry that JSON data describes.

    Raises:
        CorruptManifest: it is not an entry, or its path is none that a batch would write.
    """
    try:
        problems = from_json(data.get("problems", ()))
        fingerprint = str(data["fingerprint"])
        entry = Entry(
            Leaflet(
                path=str(data["path"]),
                clinic=str(data["clinic"]),
                topics=tuple(str(topic) for topic in data["topics"]),
                locale=str(data["locale"]),
                format=str(data["format"]),
                paper=str(data["paper"]),
                fingerprint=fingerprint,
                problems=() if fingerprint else problems,
                sets=tuple(str(name) for name in data.get("sets", ())),
            ),
            state=data.get("state", "pending"),
            sha256=str(data.get("sha256", "")),
            bytes=int(data.get("bytes", 0)),
            pages=int(data.get("pages", 0)),
            made_from=str(data.get("made_from", "")),
            problems=problems if fingerprint else (),
        )
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
        raise CorruptManifest(f"not a leaflet's record: {error!r}") from None
    digests = (entry.leaflet.fingerprint, entry.sha256, entry.made_from)
    is_ours = (
        LEAFLET.fullmatch(entry.leaflet.path)
        and entry.leaflet.path.endswith(".pdf")
        and entry.leaflet.path.startswith(f"{entry.leaflet.clinic}/{entry.leaflet.locale}/")
        and ".." not in entry.leaflet.path
    )
    if not is_ours or entry.state not in _STATES or not all(map(_DIGEST.fullmatch, digests)):
        raise CorruptManifest(f"not a leaflet's record: {entry.leaflet.path!r}")
    return entry


def unverified(entry: Entry) -> Entry:
    """Return the entry as long as its file may change: it says nothing about it."""
    return dataclasses.replace(entry, sha256="", bytes=0, pages=0, made_from="", problems=())


def file_digest(path: Path | str) -> str:
    """Return the SHA-256 of a plain file; "" if there is none, or a link or folder instead."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
    except OSError:
        return ""
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return ""
        digest = hashlib.sha256()
        while piece := os.read(descriptor, _PIECE):
            digest.update(piece)
        return digest.hexdigest()
    finally:
        os.close(descriptor)


def mismatched_entries(output: Path, manifest: Manifest) -> list[str]:
    """Return the paths of which the manifest claims something that is not so."""
    return [
        path
        for path, entry in manifest.entries.items()
        if entry.state != "orphan"
        and (
            (entry.sha256 and file_digest(output / path) != entry.sha256)
            or (entry.state == "made" and not entry.current)
        )
    ]


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
