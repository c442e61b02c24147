"""Leaflets made on the workers of a Dask scheduler, written here.

Dask's Executor is nearly the standard one; the differences are kept away from here: identical calls
are not merged (`pure=False`), arguments go by position in one object, futures are cancelled one by
one, and nothing relies on `running()`.
"""

from __future__ import annotations

import dataclasses
import logging
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any, cast

from handouts.batch.build import Executor
from handouts.batch.dask import worker
from handouts.batch.fingerprint import environment_digest, files_digest, versions
from handouts.batch.requests import ClinicSource, RenderReply, RenderRequest
from handouts.diagnostics import Diagnostic, from_json
from handouts.errors import HandoutsError, InvalidInput
from handouts.inputs.clinic import read_clinic_folder
from handouts.isolation.pool import Stop
from handouts.isolation.tasks import Limits, Outcome, Schedule, Task

# Leaflets of one clinic that go to a worker together: setting up for a clinic costs about one.
_CHUNK = 8
_IN_FLIGHT = 2  # chunks for each worker: one at work, one waiting
_WAIT_FOR_WORKERS = 30.0

Chunk = list[Task[RenderReply]]


def connect(
    address: str,
    limits: Limits,
    chunk: int = _CHUNK,
    initialize: Callable[[], None] | None = None,
) -> Executor:
    """Return what makes leaflets on the workers of the scheduler at `address`.

    Raises:
        HandoutsError: Dask is not installed, or there is no scheduler.
    """
    try:
        from distributed import Client
    except ImportError:
        raise HandoutsError(
            "--scheduler needs Dask. Install it with:  python -m pip install 'handouts[dask]'"
        ) from None
    logging.getLogger("distributed").setLevel(logging.ERROR)
    try:
        client: Any = Client(  # type: ignore[no-untyped-call]
            address, timeout=_WAIT_FOR_WORKERS, set_as_default=False
        )
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:160]
        raise HandoutsError(
            f"--scheduler {address}: no scheduler answers there ({reason})"
        ) from None

    def execute(tasks: Iterable[Task[RenderReply]], stop: Stop) -> Generator[Outcome[RenderReply]]:
        with client:
            setup = _Setup(limits, chunk, initialize)
            try:
                yield from _execute(client, Schedule(tasks), stop, setup)
            except OSError as error:  # Dask's own errors of communication are such
                raise HandoutsError(
                    f"--scheduler {address}: the scheduler is gone ({type(error).__name__}); "
                    "what is finished is kept, so run the command again"
                ) from None

    return execute


@dataclasses.dataclass(frozen=True)
class _Setup:
    """How leaflets are made on each Dask worker."""

    limits: Limits
    # Leaflets of one clinic that go to a worker together.
    chunk: int
    # Called once in each process that makes them.
    initialize: Callable[[], None] | None


def _execute(
    client: Any, source: Schedule, stop: Stop, setup: _Setup
) -> Generator[Outcome[RenderReply]]:
    _compare(client, setup)
    executor = client.get_executor(pure=False, retries=2)
    at_work: dict[Future[Any], Chunk] = {}
    lost: Counter[str] = Counter()
    files = _ClinicFiles()
    try:
        while not stop():
            room = _IN_FLIGHT * max(1, len(client.nthreads()))
            while len(at_work) < room and (tasks := _take(source, setup.chunk)):
                if lost[tasks[0].group] >= setup.limits.max_crashes:
                    yield from _skip_group(tasks, source, setup.limits)
                    continue
                try:
                    request = _request(tasks, files, setup)
                except InvalidInput as error:
                    yield from (Outcome(task, problems=error.problems) for task in tasks)
                    continue
                at_work[executor.submit(worker.perform, request)] = tasks
            if not at_work:
                break
            done, _ = wait(at_work, timeout=0.5, return_when=FIRST_COMPLETED)
            for future in done:
                for outcome in _outcomes(future, at_work.pop(future)):
                    lost[outcome.task.group] += outcome.stopped
                    yield outcome
    finally:
        for future in at_work:
            future.cancel()
        executor.shutdown(wait=False)


def _compare(client: Any, setup: _Setup) -> None:
    """Compare every worker with this machine: what differs would make other pages.

    Raises:
        HandoutsError: there are no workers, or some differ.
    """
    try:
        client.wait_for_workers(1, timeout=_WAIT_FOR_WORKERS)
    except TimeoutError:
        raise HandoutsError(
            "The scheduler has no workers. Start some with:  "
            "dask worker ADDRESS --nworkers N --nthreads 1"
        ) from None
    try:
        found: Mapping[str, Any] = client.run(worker.describe, setup.initialize)
    except Exception as error:  # whatever importing our package there may raise
        raise HandoutsError(
            f"The workers cannot load handouts ({error}); install the same version on each"
        ) from None
    differing = [
        f"{address}: {_difference(there)}"
        for address, there in found.items()
        if there["machine"] != environment_digest()
    ]
    if differing:
        raise HandoutsError(
            "\n".join(["Workers that would make other pages than this machine:", *differing])
        )


def _difference(there: Mapping[str, Any]) -> str:
    """Return in words how another machine differs from this one."""
    theirs, ours = there["versions"], versions()
    words = [
        f"{name} {theirs.get(name, 'missing')} (here {ours.get(name, 'missing')})"
        for name in sorted(theirs.keys() | ours.keys())
        if theirs.get(name) != ours.get(name)
    ]
    return ", ".join(words) or "other shipped templates, styles, content or fonts"


class _ClinicFiles:
    """The files of the clinic that was asked for last; they travel with its tasks."""

    def __init__(self) -> None:
        self._digest = ""
        self._files: Mapping[str, bytes] = {}

    def of(self, clinic: ClinicSource) -> dict[str, bytes]:
        """Return the clinic's files.

        Raises:
            InvalidInput: they are not the ones that the plan was made from.
        """
        if clinic.digest != self._digest:
            self._files = read_clinic_folder(clinic.folder)
            self._digest = files_digest(self._files)
        if clinic.digest != self._digest:
            self._digest = ""
            message = "was changed while its leaflets were made; run the command again"
            raise InvalidInput([Diagnostic(str(clinic.folder), None, message)])
        return dict(self._files)


def _take(source: Schedule, most: int) -> Chunk:
    """Return the next tasks, all of one group."""
    first = source.take(None, ())
    if first is None:
        return []
    tasks = [first]
    while len(tasks) < most and (task := source.take(first.group, (), stay=True)):
        tasks.append(task)
    return tasks


def _request(tasks: Chunk, files: _ClinicFiles, setup: _Setup) -> dict[str, Any]:
    """Return what goes to a worker: plain data, with all that the tasks need."""
    requests = [(task.name, cast("RenderRequest", task.request)) for task in tasks]
    clinic = requests[0][1].clinic
    return {
        "machine": environment_digest(),
        "limits": setup.limits,
        "initialize": setup.initialize,
        "group": tasks[0].group,
        "clinic": dataclasses.replace(clinic, files=files.of(clinic)),
        "tasks": requests,
    }


def _outcomes(future: Future[Any], tasks: Chunk) -> Iterator[Outcome[RenderReply]]:
    """Yield what came back for a chunk.

    Raises:
        HandoutsError: a worker joined that would make other pages.
    """
    try:
        reply = future.result()
    except Exception as error:  # whatever was raised there, or by Dask: each costs this chunk
        words = " ".join(str(error).split())[:200]
        message = f"its Dask worker was lost: {type(error).__name__}: {words}"
        for task in tasks:
            yield Outcome(task, problems=(Diagnostic("", None, message),))
        return
    if "differs" in reply:
        raise HandoutsError(
            f"A worker joined that would make other pages: {_difference(reply['differs'])}"
        )
    by_name = {task.name: task for task in tasks}
    for item in reply["outcomes"]:
        task, wire = by_name.pop(item["name"]), item["reply"]
        yield Outcome(
            task,
            reply=RenderReply.from_wire(*wire) if wire else None,
            problems=from_json(item["problems"]),
            stopped=item["stopped"],
            tried=item["tried"],
            seconds=item["seconds"],
            memory_mb=item["memory_mb"],
        )
    for task in by_name.values():
        yield Outcome(task, problems=(Diagnostic("", None, "its worker sent no answer"),))


def _skip_group(tasks: Chunk, source: Schedule, limits: Limits) -> Iterator[Outcome[RenderReply]]:
    """Fail the tasks of a group of which too many had to be stopped, and the rest of the group."""
    group = tasks[0].group
    message = f"not tried: {limits.max_crashes} leaflets of {group} had to be stopped"
    for task in (*tasks, *source.drop(group)):
        yield Outcome(task, problems=(Diagnostic("", None, message),), tried=False)
