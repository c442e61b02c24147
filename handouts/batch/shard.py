"""A batch in parts, for array jobs: which part a leaflet belongs to, and putting them together."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from handouts.batch.manifest import (
    MONTH,
    NAME,
    CorruptManifest,
    Entry,
    Manifest,
    file_digest,
    mismatched_entries,
    read_manifest,
    write_manifest,
)
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.writing import write_atomic

_PART = re.compile(r"manifest\.([1-9]\d*)-of-([1-9]\d*)\.json")


@dataclass(frozen=True, slots=True)
class Shard:
    """Part `number` of `count`; 1/1 is the whole."""

    number: int = 1
    count: int = 1

    def __str__(self) -> str:
        """Return `2/5`; "" for the whole."""
        return f"{self.number}/{self.count}" if self.count > 1 else ""

    def includes(self, path: str) -> bool:
        """Return whether the leaflet called `path` belongs to this part, on every machine alike."""
        spread = int.from_bytes(hashlib.sha256(path.encode()).digest()[:8], "big")
        return spread % self.count == self.number - 1


def parse_shard(text: str) -> Shard:
    """Return the part that `2/5` means.

    Raises:
        ValueError: it is not of that form, or there is no such part.
    """
    match = re.fullmatch(r"(\d{1,5})/(\d{1,5})", text)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise ValueError(f"“{text}” is not a part such as 2/5 (the second of five)")
    return Shard(int(match[1]), int(match[2]))


def merge(target: Path, others: Sequence[Path]) -> Manifest:
    """Return the manifest of a whole batch from those of its parts, written to `target`.

    Parts lie in `target` or in `others`, from which their files are copied. Every file is checked.

    Raises:
        InvalidInput: parts are missing, belong to different batches, or claim what is not so.
    """
    found = {path: folder for folder in (target, *others) for path in _part_files(folder)}
    if not found:
        message = "holds no part of a batch (manifest.1-of-N.json); build with --shard 1/N"
        raise InvalidInput([Diagnostic(str(target), None, message)])
    parts = {path: _read_part(path) for path in found}
    problems = [*_missing(parts), *_differing(parts), *_untrue(found, parts)]
    if problems:
        raise InvalidInput(problems)
    entries: dict[str, Entry] = {}
    for path, manifest in parts.items():
        for name, entry in manifest.entries.items():
            entries[name] = entry
            if found[path] != target and entry.sha256:
                _copy(found[path] / name, target / name, entry.sha256)
    whole = Manifest(entries, next(iter(parts.values())).clinics)
    write_manifest(target / NAME, whole)
    return whole


def _part_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("manifest.*.json") if _PART.fullmatch(path.name))


def _read_part(path: Path) -> Manifest:
    try:
        return read_manifest(path)
    except CorruptManifest as error:
        raise InvalidInput(
            [Diagnostic(str(path), None, f"broken; build that part again ({error})")]
        ) from None


def _missing(parts: Mapping[Path, Manifest]) -> Iterator[Diagnostic]:
    """Yield what is wrong with the set of parts: missing, double, or of sets of other sizes."""
    shards = [parse_shard(manifest.shard) for manifest in parts.values()]
    counts = sorted({shard.count for shard in shards})
    if len(counts) > 1:
        sizes = " and ".join(map(str, counts))
        yield Diagnostic("", None, f"parts of batches cut in {sizes}; merge one batch at a time")
        return
    numbers = Counter(shard.number for shard in shards)
    for number in range(1, counts[0] + 1):
        if numbers[number] != 1:
            what = "is missing; run it" if not numbers[number] else "is there more than once"
            yield Diagnostic("", None, f"part {number}/{counts[0]} {what}")


def _differing(parts: Mapping[Path, Manifest]) -> Iterator[Diagnostic]:
    """Yield the parts that were made from other clinics' files or by other versions.

    Parts of two months belong together: what is overdue for its review is in the fingerprint of
    each leaflet, and the next batch looks at it again.
    """
    first, *rest = parts
    for path in rest:
        theirs, ours = parts[path].clinics, parts[first].clinics
        for name in sorted(theirs.keys() | ours.keys()):
            if _digest(theirs.get(name, "-")) != _digest(ours.get(name, "-")):
                message = (
                    f"{name} was built from other files or versions than in {first}; "
                    "build both parts again from the same"
                )
                yield Diagnostic(str(path), None, message)


def _digest(inputs: str) -> str:
    return inputs.partition(MONTH)[0]


def _untrue(found: Mapping[Path, Path], parts: Mapping[Path, Manifest]) -> Iterator[Diagnostic]:
    """Yield the files that are not what their manifest says."""
    for path, manifest in parts.items():
        for name in mismatched_entries(found[path], manifest):
            message = f"is not the file that {path.name} names; build that part again"
            yield Diagnostic(str(found[path] / name), None, message)


def _copy(source: Path, target: Path, sha256: str) -> None:
    """Copy a checked file unless it is there already."""
    if file_digest(target) != sha256:
        write_atomic(target, source.read_bytes())
