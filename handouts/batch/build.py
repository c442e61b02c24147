"""A batch from request to summary: plan, skip what is there, make the rest, keep the record true.

The record goes through three steps. The manifest is first written without a word on the files that
are about to change; then each file is replaced whole and gets its line in the journal; at the end
the manifest says what there is, and the journal goes. Ended at any point, nothing on disk is
claimed that is not so, and the next run carries on from there.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

from handouts.batch.journal import Journal, read_journal
from handouts.batch.lock import locked
from handouts.batch.manifest import (
    STATE_FOLDER,
    CorruptManifest,
    Entry,
    Leaflet,
    Manifest,
    file_digest,
    manifest_name,
    read_manifest,
    unverified,
    write_manifest,
)
from handouts.batch.plan import (
    LeafletFilter,
    Plan,
    find_clinics,
    leaflets_from,
    plan_tasks,
    relativize,
    reuse_plans,
)
from handouts.batch.requests import LeafletKey, RenderReply, RenderRequest
from handouts.batch.shard import Shard
from handouts.diagnostics import PROGRAM_FAULT, Diagnostic
from handouts.errors import HandoutsError, InvalidInput, WriteError
from handouts.isolation.pool import Stop, run_tasks
from handouts.isolation.tasks import Limits, Outcome, Task
from handouts.writing import check_inside, check_writable, write_atomic

_SHARE = 200  # files that a thread checks at a time
SEVERAL = 4  # clinics, from which on it pays to read all shipped texts beforehand

Executor = Callable[[Iterable[Task[RenderReply]], Stop], Generator[Outcome[RenderReply]]]
Kind = Literal["made", "unchanged", "failed", "removed", "kept", "pending"]


@dataclass(frozen=True, slots=True)
class Request:
    """What to build, where, and with what."""

    folders: tuple[Path, ...]
    output: Path
    wanted: LeafletFilter = field(default_factory=LeafletFilter)
    shard: Shard = field(default_factory=Shard)
    keep: bool = False  # files that nobody asks for any more
    remove_stale: bool = False  # old files of leaflets that now fail
    workers: int = 1
    limits: Limits = field(default_factory=Limits)
    today: datetime.date | None = None  # to tell which texts are overdue for their review
    preload: tuple[str, ...] = ("handouts.batch.preload",)  # modules that workers find loaded
    initialize: Callable[[], None] | None = None  # called once in each worker


@dataclass(frozen=True, slots=True)
class Result:
    """What happened to one leaflet in this run."""

    path: str
    kind: Kind
    reason: str = ""
    pages: int = 0
    problems: tuple[Diagnostic, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    seconds: float = 0.0
    memory_mb: float = 0.0


@dataclass(slots=True)
class Summary:
    """What a run did: a result for each leaflet, and the problems that belong to none."""

    results: list[Result] = field(default_factory=list)
    problems: tuple[Diagnostic, ...] = ()
    signal: int | None = None

    def count(self, kind: Kind) -> int:
        """Return how many leaflets that happened to."""
        return sum(1 for result in self.results if result.kind == kind)


class ProgressListener(Protocol):
    """What is called as a run goes on."""

    def start(self, total: int) -> None:
        """Hear how many leaflets there are to make."""

    def on_result(self, result: Result) -> None:
        """Hear what came of one of them."""


def dry_run(request: Request, stop: Stop) -> Summary:
    """Return what a run would do, without writing anything."""
    with tempfile.TemporaryDirectory(prefix="handouts-") as scratch:
        record = _read_record(request)
        plan = _make_plan(request, record, Path(scratch), stop)
        work = BuildState(request, plan, _verified(request, plan, record))
    kept: Kind = "kept" if request.keep else "removed"
    results = [Result(path, "made", reason) for path, reason in work.todo.items()]
    results += [
        Result(path, "failed", problems=item.problems) for path, item in work.unplannable.items()
    ]
    results += [Result(path, "unchanged") for path in work.unchanged]
    results += [Result(path, kept, "no longer asked for") for path in work.orphans]
    return Summary(sorted(results, key=lambda result: result.path), _clinic_problems(plan))


def run_batch(
    request: Request, listener: ProgressListener, stop: Stop, executor: Executor | None = None
) -> Summary:
    """Build what is not there yet, and return what was done.

    `executor` makes the leaflets; without one, `request.workers` processes of this machine do.

    Raises:
        HandoutsError: the output folder is locked or cannot be written, or nothing can be planned.
    """
    check_writable(request.output)
    state = request.output / STATE_FOLDER
    with locked(state, str(request.shard)), _scratch(state, str(request.shard)) as scratch:
        record = _read_record(request)
        plan = _make_plan(request, record, scratch, stop)
        if stop():
            return Summary()
        _remove_partials(request, plan)
        work = BuildState(request, plan, _verified(request, plan, record))
        listener.start(len(work.todo) + len(work.unplannable))
        local = _local_executor(request, len(work.todo), scratch)
        return _build(work, listener, stop, executor or local)


def _build(work: BuildState, listener: ProgressListener, stop: Stop, executor: Executor) -> Summary:
    """Make what is to be made; whatever happens, leave the record true."""
    summary = Summary(problems=_clinic_problems(work.plan))

    def tell(result: Result) -> None:
        summary.results.append(result)
        listener.on_result(result)

    summary.results += [Result(path, "unchanged") for path in work.unchanged]
    for path, leaflet in work.unplannable.items():
        tell(work.fail(path, leaflet.problems))
    work.open_record()
    try:
        with (
            Journal(work.journal) as journal,
            contextlib.closing(executor(work.tasks(), stop)) as outcomes,
        ):
            for outcome in outcomes:
                tell(work.store(outcome, journal))
        if not stop():
            for result in work.remove_orphans():
                tell(result)
    except HandoutsError:
        with contextlib.suppress(HandoutsError):  # the disk may be full: the first error counts
            work.unclaim_lost()
            work.close_record()
        raise
    lost = work.unclaim_lost()
    work.close_record()
    if lost:
        message = f"{len(lost)} files were removed or replaced while the batch ran ({lost[0]}); "
        raise WriteError(work.request.output, f"{message}run the command again")
    done = {result.path for result in summary.results}
    summary.results += [Result(path, "pending") for path in work.todo if path not in done]
    return summary


class BuildState:
    """What a plan and the record of the last run leave to do, and the record as it becomes."""

    def __init__(self, request: Request, plan: Plan, record: Manifest) -> None:
        self.request, self.plan = request, plan
        self.entries: dict[str, Entry] = {}
        self.todo: dict[str, str] = {}  # path: why
        self.unchanged: list[str] = []
        self.unplannable: dict[str, Leaflet] = {}  # planned, but cannot be begun
        self.orphans: list[str] = []
        self.clinics = {
            **record.clinics,
            **{name: snapshot.inputs for name, snapshot in plan.snapshots.items()},
            **dict.fromkeys(plan.problems, ""),
        }
        self._failed_before: set[str] = set()
        self._written: dict[str, FileIdentity] = {}  # by the path of a leaflet made in this run
        for leaflet in plan.all_leaflets():
            if request.shard.includes(leaflet.path):
                self._sort_in(leaflet, record.entries.get(leaflet.path))
        for path, entry in record.entries.items():
            if path not in self.entries:
                self._keep(path, entry)

    @property
    def journal(self) -> Path:
        """Return where the journal lies."""
        return _journal(self.request)

    def tasks(self) -> Iterator[Task[RenderReply]]:
        """Yield the tasks: what never failed first, long ones first."""

        def rank(path: str) -> tuple[bool, int]:
            return path in self._failed_before, -len(self.entries[path].leaflet.topics)

        for path in sorted(self.todo, key=rank):
            leaflet = self.entries[path].leaflet
            clinic = self.plan.snapshots[leaflet.clinic].as_source()
            key = LeafletKey(leaflet.topics, leaflet.locale, leaflet.format, leaflet.paper)
            yield Task(path, leaflet.clinic, RenderRequest(clinic, key))

    def open_record(self) -> None:
        """Write the manifest without a word on what may change, and start the journal."""
        if not self.todo and not self.unplannable:
            return
        changing = {
            path: unverified(self.entries[path]) for path in (*self.todo, *self.unplannable)
        }
        self._write({**self.entries, **changing})
        self.journal.unlink(missing_ok=True)
        write_atomic(self.journal, b"")

    def close_record(self) -> None:
        """Write the manifest as things are now; the journal has served."""
        self._write(self.entries)
        self.journal.unlink(missing_ok=True)

    def store(self, outcome: Outcome[RenderReply], journal: Journal) -> Result:
        """Put a finished leaflet in its place, or note why there is none.

        Raises:
            WriteError: it could not be written.
        """
        path = outcome.task.name
        reply = outcome.reply
        problems = _invalid_pdf(reply.data) if reply else outcome.problems
        if problems or reply is None:
            result = self.fail(path, problems, outcome)
        else:
            entry = self.entries[path]
            file = self.request.output / path
            check_inside(self.request.output, file)
            write_atomic(file, reply.data)
            self._written[path] = _identity(file)
            self.entries[path] = dataclasses.replace(
                entry,
                state="made",
                sha256=hashlib.sha256(reply.data).hexdigest(),
                bytes=len(reply.data),
                pages=reply.pages,
                made_from=entry.leaflet.fingerprint,
                problems=(),
            )
            result = Result(
                path, "made", self.todo[path], reply.pages, (), reply.warnings, outcome.seconds,
                outcome.memory_mb,
            )  # fmt: skip
        journal.append(self.entries[path])
        return result

    def unclaim_lost(self) -> list[str]:
        """Take back what is claimed of files that are no longer there; return their paths.

        Somebody, or a tool that tidies up, may have removed or replaced a folder meanwhile.
        """
        if not self.todo:
            return []
        lost = []
        for path, entry in self.entries.items():
            planned = entry.state != "orphan" and entry.leaflet.clinic in self.plan.leaflets
            if not entry.sha256 or not planned:
                continue  # or it was not verified when the run began
            found = _identity(self.request.output / path)
            if found != self._written.get(path, found) or found.size != entry.bytes:
                lost.append(path)
        for path in lost:
            self.entries[path] = dataclasses.replace(
                unverified(self.entries[path]), state="pending"
            )
        return lost

    def fail(
        self, path: str, problems: Sequence[Diagnostic], outcome: Outcome[Any] | None = None
    ) -> Result:
        """Note that a leaflet could not be made; an older file stays unless the request says so."""
        located = tuple(
            item if item.file else dataclasses.replace(item, file=path) for item in problems
        )
        entry = self.entries[path]
        snapshot = self.plan.snapshots[entry.leaflet.clinic]
        noted = _without_quotations(relativize(located, str(snapshot.folder), snapshot.id))
        entry = dataclasses.replace(entry, state="failed", problems=noted)
        if self.request.remove_stale and entry.sha256:
            _remove_if(self.request.output, path, entry.sha256)
            entry = dataclasses.replace(unverified(entry), state="failed", problems=noted)
        self.entries[path] = entry
        seconds, memory = (outcome.seconds, outcome.memory_mb) if outcome else (0.0, 0.0)
        reason = "the old file stays" if entry.stale else ""
        return Result(path, "failed", reason, 0, located, (), seconds, memory)

    def remove_orphans(self) -> Iterator[Result]:
        """Remove the files that nobody asks for any more, if they are as we made them."""
        if self.request.keep:
            return
        for path in self.orphans:
            entry = self.entries[path]
            file = self.request.output / path
            if _remove_if(self.request.output, path, entry.sha256):
                yield Result(path, "removed", "no longer asked for")
            elif file.exists() or file.is_symlink():
                yield Result(path, "kept", "no longer asked for, but it was changed by hand")
            del self.entries[path]

    def _sort_in(self, leaflet: Leaflet, before: Entry | None) -> None:
        """Decide what to do about one leaflet of the plan."""
        entry = Entry(leaflet)
        if before:
            entry = dataclasses.replace(
                entry, sha256=before.sha256, bytes=before.bytes, pages=before.pages,
                made_from=before.made_from,
            )  # fmt: skip
        path = leaflet.path
        if not leaflet.fingerprint:
            entry = dataclasses.replace(entry, state="failed")
        elif entry.current:
            entry = dataclasses.replace(entry, state="made")
        elif before and before.state == "failed":
            self._failed_before.add(path)
            entry = dataclasses.replace(entry, state="failed", problems=before.problems)
        self.entries[path] = entry
        if not self.request.wanted.includes(leaflet):
            return
        if entry.state == "made":
            self.unchanged.append(path)
        elif not leaflet.fingerprint:
            self.unplannable[path] = leaflet
        else:
            self.todo[path] = _reason(entry, before)

    def _keep(self, path: str, entry: Entry) -> None:
        """Keep the record of a file that is not in the plan: another clinic's, or an orphan."""
        clinic = entry.leaflet.clinic
        if clinic in self.plan.problems:
            leaflet = dataclasses.replace(
                entry.leaflet, fingerprint="", problems=self.plan.problems[clinic]
            )
            entry = dataclasses.replace(entry, leaflet=leaflet, state="failed", problems=())
        elif clinic in self.plan.leaflets:
            if not entry.sha256:
                return  # there was never a file
            entry = dataclasses.replace(entry, state="orphan", problems=())
            narrowed = (
                dataclasses.replace(self.request.wanted, clinics=frozenset()) != LeafletFilter()
            )
            if not narrowed:
                self.orphans.append(path)
        self.entries[path] = entry

    def _write(self, entries: Mapping[str, Entry]) -> None:
        shard = str(self.request.shard)
        manifest = Manifest(entries, self.clinics, shard)
        write_manifest(self.request.output / manifest_name(shard), manifest)


def _read_record(request: Request) -> Manifest:
    """Return what is known from earlier runs: the manifest, and the journal of one that broke off.

    A record that cannot be read is no record: everything is made again.
    """
    try:
        manifest = read_manifest(request.output / manifest_name(str(request.shard)))
    except CorruptManifest:
        manifest = Manifest()
    entries = dict(manifest.entries)
    entries.update((entry.leaflet.path, entry) for entry in read_journal(_journal(request)))
    return dataclasses.replace(manifest, entries=entries)


def _verified(request: Request, plan: Plan, record: Manifest) -> Manifest:
    """Return the record with claims only on files that are as it says.

    What is not in the plan is checked when it is removed.
    """
    planned = {leaflet.path for leaflet in plan.all_leaflets()}
    claims = {
        path: entry.sha256
        for path, entry in record.entries.items()
        if entry.sha256 and (path in planned or entry.leaflet.clinic in plan.problems)
    }
    root = str(request.output)

    elsewhere = _linked_away(request.output, claims)

    def wrong_of(paths: Sequence[str]) -> list[str]:
        return [
            path
            for path in paths
            if path.rpartition("/")[0] in elsewhere or file_digest(f"{root}/{path}") != claims[path]
        ]

    paths = list(claims)
    shares = [paths[start : start + _SHARE] for start in range(0, len(paths), _SHARE)]
    with ThreadPoolExecutor(4) as pool:
        wrong = [path for found in pool.map(wrong_of, shares) for path in found]
    unclaimed = {path: unverified(record.entries[path]) for path in wrong}
    return dataclasses.replace(record, entries={**record.entries, **unclaimed})


def _make_plan(request: Request, record: Manifest, scratch: Path, stop: Stop) -> Plan:
    """Return the plan of the request.

    Raises:
        InvalidInput: nothing can be planned, or the request names what nobody builds.
    """
    snapshots, problems = find_clinics(request.folders, request.today)
    chosen = {
        name: snapshot
        for name, snapshot in snapshots.items()
        if not request.wanted.clinics or name in request.wanted.clinics
    }
    known = reuse_plans(record, chosen)
    leaflets = {name: known.get(name, ()) for name in chosen}
    broken: dict[str, tuple[Diagnostic, ...]] = dict(problems)
    unknown = [snapshot for name, snapshot in chosen.items() if name not in known]
    workers = min(request.workers, max(1, len(unknown)))
    for outcome in run_tasks(
        plan_tasks(unknown), workers=workers, limits=request.limits, scratch=scratch, stop=stop,
        preload=_preload(request, len(unknown)), initialize=request.initialize,
    ):  # fmt: skip
        name = outcome.task.group
        try:
            leaflets[name] = leaflets_from(outcome, chosen[name].folder)
        except InvalidInput as error:
            broken[name] = error.problems
            del leaflets[name]
    plan = Plan({name: chosen[name] for name in leaflets}, leaflets, broken)
    if not plan.snapshots and broken and not stop():
        raise InvalidInput([problem for found in broken.values() for problem in found])
    strange = request.wanted.unknown(plan.all_leaflets(), [*snapshots, *problems])
    # A part of a batch remembers its own leaflets only, so it cannot tell what nobody builds.
    if strange and request.shard.count == 1 and not stop():
        raise InvalidInput(strange)
    return plan


def _preload(request: Request, clinics: int) -> tuple[str, ...]:
    """Return what workers find loaded; where there are several clinics, all shipped texts too."""
    more = ("handouts.batch.preload_texts",) if clinics >= SEVERAL and request.preload else ()
    return (*request.preload, *more)


def _local_executor(request: Request, tasks: int, scratch: Path) -> Executor:
    """Return what makes leaflets on this machine."""
    # A second process costs about as much as two leaflets take.
    workers = min(request.workers, max(1, tasks // 2))

    def execute(tasks: Iterable[Task[RenderReply]], stop: Stop) -> Generator[Outcome[RenderReply]]:
        return run_tasks(
            tasks, workers=workers, limits=request.limits, scratch=scratch, stop=stop,
            preload=request.preload, initialize=request.initialize,
        )  # fmt: skip

    return execute


@contextlib.contextmanager
def _scratch(state: Path, shard: str) -> Iterator[Path]:
    """Make a folder for the workers' own files, in place of what a killed run left there."""
    folder = state / f"tmp{shard.replace('/', '-of-')}"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_partials(request: Request, plan: Plan) -> None:
    """Remove the half-written files that a killed run of the same part left.

    In the folders of leaflets they can only be if its journal is there.
    """
    output = request.output
    names = {output: {manifest_name(str(request.shard))}}
    names[output / STATE_FOLDER] = {_journal(request).name}
    if _journal(request).exists():
        for leaflet in plan.all_leaflets():
            if request.shard.includes(leaflet.path):
                file = output / leaflet.path
                names.setdefault(file.parent, set()).add(file.name)
    for folder in names:
        starts = tuple(f".{name[:40]}." for name in names[folder])
        for part in folder.glob(".*.part"):
            if part.name.startswith(starts):
                part.unlink(missing_ok=True)


def _linked_away(output: Path, paths: Iterable[str]) -> frozenset[str]:
    """Return the folders of leaflets that are not in the output folder but behind a link."""
    real = Path(os.path.realpath(output))
    folders = {path.rpartition("/")[0] for path in paths}
    return frozenset(
        folder for folder in folders if Path(os.path.realpath(output / folder)) != real / folder
    )


class FileIdentity(NamedTuple):
    """Which file lies at a path; -1 for each if there is none."""

    device: int
    inode: int
    size: int


def _identity(path: Path) -> FileIdentity:
    try:
        found = os.lstat(path)
    except OSError:
        return FileIdentity(-1, -1, -1)
    return FileIdentity(found.st_dev, found.st_ino, found.st_size)


def _journal(request: Request) -> Path:
    name = str(request.shard).replace("/", "-of-")
    return request.output / STATE_FOLDER / (f"journal.{name}.jsonl" if name else "journal.jsonl")


_QUOTED = re.compile(r"“.*”|`.*`|'.*'", re.DOTALL)  # from the first quote to the last
_RAISED = re.compile(r"(: [A-Z]\w+): .*?( at \S+)?$", re.DOTALL)


def _without_quotations(problems: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return problems as the manifest keeps them: people send it about, so no words of texts."""
    kept = []
    for item in problems:
        message = item.message
        if item.code == PROGRAM_FAULT:
            message = _RAISED.sub(r"\1\2", message)
        fix = _QUOTED.sub("“…”", item.fix)
        kept.append(
            dataclasses.replace(item, message=_QUOTED.sub("“…”", message), fix=fix, data={})
        )
    return tuple(kept)


def _clinic_problems(plan: Plan) -> tuple[Diagnostic, ...]:
    return tuple(problem for found in plan.problems.values() for problem in found)


def _reason(entry: Entry, before: Entry | None) -> str:
    """Return in words why a leaflet has to be made."""
    if before is None:
        return "new"
    if before.state == "failed":
        return "failed last time"
    return "changed" if entry.sha256 else "its file is missing or was changed"


def _invalid_pdf(pdf: bytes) -> tuple[Diagnostic, ...]:
    """Return what is wrong with the bytes that a worker calls a PDF."""
    if pdf.startswith(b"%PDF-") and b"%%EOF" in pdf[-1024:]:
        return ()
    return (Diagnostic("", None, "its worker sent something that is no PDF"),)


def _remove_if(output: Path, name: str, sha256: str) -> bool:
    """Remove a file of the output folder if it has that digest; return whether.

    Its folder goes with it if it was the last. What lies behind a link is left alone.
    """
    path = output / name
    if not sha256 or _linked_away(output, [name]) or file_digest(path) != sha256:
        return False
    path.unlink()
    for folder in path.parents[:2]:
        with contextlib.suppress(OSError):
            os.rmdir(folder)  # noqa: PTH106  # refuses a folder that is not empty
    return True
