"""A request to a plan: which leaflets there are to make, as data, before any is made.

The parent reads clinics' folders as bytes only; what is in them is parsed in a worker. A clinic
whose files are the same as in the last manifest is planned without looking into them again.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handouts.batch.fingerprint import environment_digest, files_digest, inputs_digest
from handouts.batch.manifest import MONTH, CorruptManifest, Leaflet, Manifest, entry_from
from handouts.batch.requests import ClinicSource, PlanReply, PlanRequest
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput, did_you_mean
from handouts.inputs.clinic import clinic_id, read_clinic_folder
from handouts.inputs.groups import is_group
from handouts.inputs.snapshot import read_file, read_folder
from handouts.isolation.tasks import Outcome, Task
from handouts.paths import SETTINGS


@dataclass(frozen=True, slots=True)
class ClinicSnapshot:
    """A clinic's folder as it was when the plan was made.

    `digest` is that of its files, `inputs` that of everything its leaflets are made of. `today`
    is the day of the plan, if review dates are to be looked at.
    """

    id: str
    folder: Path
    digest: str
    inputs: str
    today: datetime.date | None = None

    def as_source(self) -> ClinicSource:
        """Return what a worker needs to find the same files again."""
        return ClinicSource(self.folder, self.today, self.digest, environment_digest())


@dataclass(frozen=True, slots=True)
class LeafletFilter:
    """What to narrow a plan to; what is empty leaves everything."""

    clinics: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    locales: frozenset[str] = frozenset()
    formats: frozenset[str] = frozenset()
    papers: frozenset[str] = frozenset()

    def includes(self, leaflet: Leaflet) -> bool:
        """Return whether `leaflet` is among what is wanted."""
        return (
            (not self.clinics or leaflet.clinic in self.clinics)
            and (not self.topics or not self.topics.isdisjoint((*leaflet.topics, *leaflet.sets)))
            and (not self.locales or leaflet.locale in self.locales)
            and (not self.formats or leaflet.format in self.formats)
            and (not self.papers or leaflet.paper in self.papers)
        )

    def unknown(self, leaflets: Iterable[Leaflet], clinics: Iterable[str]) -> list[Diagnostic]:
        """Return what was asked for that no clinic builds, such as a misspelt topic."""
        there = list(leaflets)
        found: list[Diagnostic] = []
        for option, asked, known in (
            ("--clinic", self.clinics, set(clinics)),
            (
                "--topic",
                self.topics,
                {name for item in there for name in (*item.topics, *item.sets)},
            ),
            ("--locale", self.locales, {item.locale for item in there}),
            ("--format", self.formats, {item.format for item in there}),
            ("--paper", self.papers, {item.paper for item in there}),
        ):
            for name in sorted(asked - known):
                hint = did_you_mean(name, known)
                message = "no clinic here builds that" if option != "--clinic" else "not named"
                found.append(
                    Diagnostic(f"{option} {name}", None, f"{message}; {hint}".rstrip("; "))
                )
        return found


@dataclass(frozen=True, slots=True)
class Plan:
    """The leaflets of each clinic, in the order they were asked for.

    `problems` are those of clinics that could not be planned at all.
    """

    snapshots: Mapping[str, ClinicSnapshot]
    leaflets: Mapping[str, tuple[Leaflet, ...]] = field(repr=False)
    problems: Mapping[str, tuple[Diagnostic, ...]] = field(default_factory=dict)

    def all_leaflets(self) -> Iterator[Leaflet]:
        """Yield every leaflet of every clinic."""
        for leaflets in self.leaflets.values():
            yield from leaflets


def find_clinics(
    folders: Sequence[Path], today: datetime.date | None = None
) -> tuple[Mapping[str, ClinicSnapshot], Mapping[str, Any]]:
    """Return the clinics in `folders` by id, and the problems of those that can't be read.

    A folder that is no clinic's but holds clinics' folders stands for all of them.

    Raises:
        InvalidInput: two clinics would write to the same place, or there is none.
    """
    snapshots: dict[str, ClinicSnapshot] = {}
    problems: dict[str, tuple[Diagnostic, ...]] = {}
    places: dict[str, Path] = {}
    read_group = functools.cache(read_folder)  # one group has many sites
    for folder in _clinic_folders(folders):
        name = clinic_id(folder)
        place = folder.resolve()
        if places.setdefault(name, place) != place:
            message = f"has the same name as {places[name]}; rename one, both write to {name}/"
            raise InvalidInput([Diagnostic(str(folder), None, message)])
        if name in snapshots or name in problems:
            continue
        try:
            files = read_clinic_folder(folder, read_group)
        except InvalidInput as error:
            problems[name] = error.problems
            continue
        found = files_digest(files)
        inputs = inputs_digest(found)
        month = f"{today:%Y-%m}" if today else ""
        inputs = f"{inputs}{MONTH}{month}" if month else inputs
        snapshots[name] = ClinicSnapshot(name, folder, found, inputs, today)
    return snapshots, problems


def plan_tasks(snapshots: Iterable[ClinicSnapshot]) -> Iterator[Task[PlanReply]]:
    """Yield the task of planning each clinic."""
    for snapshot in snapshots:
        yield Task(str(snapshot.folder), snapshot.id, PlanRequest(snapshot.as_source()))


def leaflets_from(outcome: Outcome[PlanReply], folder: Path) -> tuple[Leaflet, ...]:
    """Return the leaflets that a planning worker found for the clinic in `folder`.

    Raises:
        InvalidInput: the clinic's settings have faults, or the worker was lost over them.
    """
    name = outcome.task.name
    if outcome.reply is None:
        raise InvalidInput(outcome.located)
    try:
        leaflets = tuple(entry_from(item).leaflet for item in json.loads(outcome.reply.data))
    except (CorruptManifest, ValueError) as error:
        raise InvalidInput([Diagnostic(name, None, f"its worker gave no plan: {error}")]) from None
    leaflets = tuple(
        dataclasses.replace(item, problems=relativize(item.problems, str(folder), item.clinic))
        for item in leaflets
    )
    foreign = [item for item in leaflets if item.clinic != outcome.task.group]
    paths = {item.path.casefold() for item in leaflets}
    if foreign or len(paths) != len(leaflets):
        message = "two leaflets would get the same file; rename one topic"
        raise InvalidInput([Diagnostic(name, None, message)])
    return leaflets


def relativize(problems: Iterable[Diagnostic], folder: str, clinic: str) -> tuple[Diagnostic, ...]:
    """Return problems with the clinic's id in place of where its folder lies on this machine."""
    return tuple(
        dataclasses.replace(item, file=f"{clinic}{item.file.removeprefix(folder)}")
        if item.file.startswith(f"{folder}/")
        else item
        for item in problems
    )


def reuse_plans(
    manifest: Manifest, snapshots: Mapping[str, ClinicSnapshot]
) -> dict[str, tuple[Leaflet, ...]]:
    """Return the plans of the clinics whose inputs are the same as in `manifest`."""
    # What keeps a leaflet from being begun is told in full, and the manifest has no quotations.
    faulty = {
        entry.leaflet.clinic for entry in manifest.entries.values() if not entry.leaflet.fingerprint
    }
    same = {
        name
        for name, snapshot in snapshots.items()
        if manifest.clinics.get(name) == snapshot.inputs and name not in faulty
    }
    found: dict[str, list[Leaflet]] = {name: [] for name in same}
    for entry in manifest.entries.values():
        if entry.leaflet.clinic in same and entry.state != "orphan":
            found[entry.leaflet.clinic].append(entry.leaflet)
    return {name: tuple(leaflets) for name, leaflets in found.items()}


def _clinic_folders(folders: Sequence[Path]) -> Iterator[Path]:
    """Yield the clinics' folders: those given, or those inside one that is given."""
    for folder in folders:
        if folder.is_dir() and not (folder / SETTINGS).exists():
            inside = sorted(path for path in folder.iterdir() if _is_clinic(path))
            if inside:
                yield from inside
                continue
        yield folder


def _is_clinic(folder: Path) -> bool:
    """Return whether a folder is a clinic's, and not that of a group whose sites are clinics."""
    if not (folder / SETTINGS).is_file():
        return False
    try:
        return not is_group(read_file(folder, SETTINGS))
    except InvalidInput:
        return True  # told when it is read
