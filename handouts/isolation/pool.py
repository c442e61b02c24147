"""Runs tasks in worker processes that can be killed, and never loses one over another.

The standard pools were measured and fall short: after one crash they lose the rest of the work, and
they cannot stop a task. Here each worker has its own pipe, deadline and lifeline. One that crashes,
hangs or is killed costs the task it was at, and that task's outcome says so. One that served a
group of tasks never serves another group.

    for outcome in run_jobs(tasks, workers=2, scratch=folder):
        ...
"""

from __future__ import annotations

import contextlib
import functools
import json
import multiprocessing
import platform
import queue
import shutil
import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NamedTuple

from handouts.diagnostics import from_json
from handouts.errors import HandoutsError, Problem
from handouts.isolation import worker
from handouts.isolation.tasks import Limits, Outcome, Schedule, Source, Task

PRELOAD = ["handouts.batch.preload"]  # what workers find loaded, where they are forked
_HEADER_BYTES = 1 << 20
_FAILED_STARTS = 3  # in a row, before we say that workers cannot be started here
_GRACE = 5.0  # seconds for the system to bury a killed process


def run_jobs(
    tasks: Iterable[Task],
    *,
    workers: int = 1,
    limits: Limits | None = None,
    scratch: Path,
    stop: Callable[[], bool] = lambda: False,
) -> Generator[Outcome]:
    """Yield the outcome of every task as it comes, in no fixed order.

    `scratch` is a folder for the workers' temporary files; it is made if need be, and emptied. When
    `stop` says so, or the caller stops listening, the workers are killed at once.

    Raises:
        HandoutsError: no worker can be started.
    """
    yield from supervise(
        Schedule(tasks), workers=workers, limits=limits or Limits(), scratch=scratch, stop=stop
    )


def supervise(
    source: Source,
    *,
    workers: int,
    limits: Limits,
    scratch: Path,
    stop: Callable[[], bool] = lambda: False,
) -> Generator[Outcome]:
    """Yield the outcome of every task of `source`; see `run_jobs`."""
    crew = WorkerPool(source, workers, limits, scratch)
    try:
        yield from crew.outcomes(stop)
    finally:
        crew.dismiss()


class _Event(NamedTuple):
    """What a worker sent; without `header` its pipe broke, or `fault` says what it did wrong."""

    worker: _Worker
    header: dict[str, Any] | None
    data: bytes = b""
    fault: str = ""


class _Worker:
    """One process, with a thread that talks to it so that the supervisor never has to wait."""

    def __init__(
        self, group: str, limits: Limits, scratch: Path, events: queue.SimpleQueue[_Event]
    ) -> None:
        self.group = group
        self.scratch = scratch
        self.task: Task | None = None
        self.started = False
        self.done = 0
        self.deadline = time.monotonic() + limits.start_seconds
        self._limits = limits
        self._events = events
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        context = _context()
        ours, theirs = context.Pipe(duplex=True)
        lifeline, self._lifeline = context.Pipe(duplex=False)
        self.process: BaseProcess = context.Process(  # type: ignore[attr-defined]
            target=worker.main, args=(theirs, lifeline, str(scratch), limits), daemon=True
        )
        self.process.start()
        theirs.close()
        lifeline.close()
        threading.Thread(target=self._converse, args=(ours,), daemon=True).start()

    def give(self, task: Task) -> None:
        """Let the worker begin `task` as soon as it can."""
        self.task = task
        if self.started:
            self.deadline = time.monotonic() + self._limits.seconds
        self._tasks.put(task)

    def bury(self) -> int | None:
        """Kill the process, whatever it is doing, and return how it ended."""
        self._tasks.put(None)
        with contextlib.suppress(OSError):
            self.process.kill()
        self.process.join(_GRACE)
        code = self.process.exitcode
        with contextlib.suppress(OSError):
            self._lifeline.close()
        shutil.rmtree(self.scratch, ignore_errors=True)
        return code

    def _converse(self, pipe: Connection) -> None:
        """Send tasks and pass on what comes back, until the pipe breaks."""
        try:
            header = json.loads(pipe.recv_bytes(_HEADER_BYTES))
            self._events.put(_Event(self, header))
            while (task := self._tasks.get()) is not None:
                pipe.send((task.call, dict(task.payload)))
                header = json.loads(pipe.recv_bytes(_HEADER_BYTES))
                data = pipe.recv_bytes(self._limits.result_mb << 20)
                if not isinstance(header, dict):
                    raise TypeError("not a header")
                self._events.put(_Event(self, header, data))
        except (EOFError, ConnectionError):
            self._events.put(_Event(self, None))
        except (OSError, ValueError, TypeError):  # whatever sent this is not to be trusted any more
            fault = f"its worker sent no answer, or more than {self._limits.result_mb} MB"
            self._events.put(_Event(self, None, fault=fault))
        finally:
            pipe.close()  # here and nowhere else: another thread must not close what this one reads


class WorkerPool:
    """The workers of one supervisor, and the outcomes that nobody asked for yet.

    They stay, with what they have loaded, until they are dismissed.
    """

    def __init__(self, source: Source, size: int, limits: Limits, scratch: Path) -> None:
        self._source = source
        self._limits = limits
        self._scratch = scratch
        self._events: queue.SimpleQueue[_Event] = queue.SimpleQueue()
        self._workers: list[_Worker | None] = [None] * max(1, size)
        self._outcomes: deque[Outcome] = deque()
        self._lost: Counter[str] = Counter()
        self._failed_starts = 0
        self._number = 0

    def outcomes(self, stop: Callable[[], bool]) -> Iterator[Outcome]:
        """Yield the outcome of every task there is, until `stop` says so."""
        while not stop():
            for place in range(len(self._workers)):
                self._employ(place)
            while self._outcomes:
                yield self._outcomes.popleft()
            if not any(worker and worker.task for worker in self._workers):
                break
            self._wait()

    def dismiss(self) -> None:
        """Kill all workers."""
        for place, one in enumerate(self._workers):
            if one:
                one.bury()
                self._workers[place] = None

    def _wait(self) -> None:
        """Wait until a worker says something or is past its deadline, and deal with it."""
        busy = [worker for worker in self._workers if worker and worker.task]
        now = time.monotonic()
        # Half a second at most: on Windows, Ctrl-C cannot end a wait.
        wait = min(0.5, *(worker.deadline - now for worker in busy), 0.5)
        try:
            event = self._events.get(timeout=max(0.0, wait))
        except queue.Empty:
            for late in [worker for worker in busy if worker.deadline <= time.monotonic()]:
                self._stop_late(late)
            return
        if event.worker in self._workers:
            self._hear(event)

    def _employ(self, place: int) -> None:
        """Give the worker at `place` a task, hiring another if it served another group."""
        one = self._workers[place]
        if one and one.task:
            return
        others = {other.group for other in self._workers if other and other.task}
        task = self._source.take(one.group if one else None, others)
        while task and self._lost[task.group] >= self._limits.lost:
            self._give_up(task)
            task = self._source.take(one.group if one else None, others)
        if task is None:
            return
        if one and one.group != task.group:
            one.bury()
            one = None
        if one is None:
            self._number += 1
            folder = self._scratch / f"worker-{self._number}"
            one = self._workers[place] = _Worker(task.group, self._limits, folder, self._events)
        one.give(task)

    def _hear(self, event: _Event) -> None:
        """Deal with what a worker sent."""
        one, header = event.worker, event.header
        if header is None:
            self._lose(one, event.fault)
        elif not one.started:
            one.started = True
            self._failed_starts = 0
            one.deadline = time.monotonic() + self._limits.seconds
        elif one.task:
            self._finish(one, one.task, header, event.data)

    def _finish(self, one: _Worker, task: Task, header: dict[str, Any], data: bytes) -> None:
        try:
            outcome = _outcome(task, header, data)
        except (TypeError, ValueError, KeyError):
            self._lose(one, "its worker sent no answer")
            return
        spoilt = bool(header.get("spoilt"))
        if spoilt:
            self._lost[task.group] += 1
        one.task = None
        one.done += 1
        # A failed task may have left something behind, so the next one gets a fresh process.
        worn = one.done >= self._limits.tasks or outcome.memory_mb > self._limits.memory_mb / 2
        if outcome.problems or worn:
            self._retire(one)
        self._outcomes.append(outcome)

    def _stop_late(self, one: _Worker) -> None:
        if one.started:
            reason = (
                f"stopped after {self._limits.seconds:g} s; simplify the last change to its styles "
                "or text, or raise --time-limit"
            )
        else:
            reason = f"its worker did not start within {self._limits.start_seconds:g} s"
        self._lose(one, reason)

    def _lose(self, one: _Worker, reason: str) -> None:
        """Bury a worker that crashed or had to be stopped; its task has failed."""
        task, one.task = one.task, None
        alive = one.process.is_alive() if reason else False
        if not reason:
            one.process.join(_GRACE)  # its pipe broke: let it end by itself, to tell how
            alive = one.process.is_alive()
        code = one.bury()
        self._workers[self._workers.index(one)] = None
        if not one.started:
            self._failed_starts += 1
            if self._failed_starts >= _FAILED_STARTS:
                raise HandoutsError(
                    f"The workers cannot be started ({_ending(code, self._limits)}). "
                    "`handouts doctor` tells whether something is missing."
                )
        if task:
            self._lost[task.group] += 1
            message = reason or ("its worker fell silent" if alive else _ending(code, self._limits))
            self._outcomes.append(Outcome(task, problems=(_problem(message),), stopped=True))

    def _retire(self, one: _Worker) -> None:
        """Let a worker go that has no task."""
        one.bury()
        self._workers[self._workers.index(one)] = None

    def _give_up(self, task: Task) -> None:
        """Fail a task, and the rest of its group, of which too many workers were lost."""
        message = f"not tried: {self._limits.lost} leaflets of {task.group} had to be stopped"
        for left in (task, *self._source.drop(task.group)):
            self._outcomes.append(Outcome(left, problems=(_problem(message),), tried=False))


def preload(module: str) -> None:
    """Let workers find `module` loaded as well, if none was started yet."""
    if module not in PRELOAD:
        PRELOAD.append(module)


@functools.cache
def _context() -> BaseContext:
    """Return how processes are started: forked from a warmed-up one on Linux, else spawned.

    Fork from a process of its own: this one has threads, and may have fonts open.
    """
    if platform.system() == "Linux":
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOAD)
        # Ctrl-C goes to every process of a terminal; ours to stop are the workers', so that the
        # one they are forked from need not hear of it. It keeps the mask it is started with.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            forkserver.ensure_running()
        except OSError:  # the temporary folder's path is too long for a socket in it
            return multiprocessing.get_context("spawn")
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return context
    return multiprocessing.get_context("spawn")


def _outcome(task: Task, header: dict[str, Any], data: bytes) -> Outcome:
    return Outcome(
        task,
        value=dict(header.get("value") or {}),
        data=data,
        problems=from_json(header.get("problems", ())),
        stopped=bool(header.get("spoilt")),
        seconds=float(header["seconds"]),
        memory_mb=float(header["memory_mb"]),
    )


def _problem(message: str) -> Problem:
    return Problem("", None, message)


def _ending(code: int | None, limits: Limits) -> str:
    """Return in words how a worker ended by itself."""
    if code is None:
        return "its worker fell silent"
    if code >= 0:
        return f"its worker ended without an answer (status {code})"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    if name == "SIGKILL":
        return "its worker was killed by the system or a person; often the memory was short"
    if name == "SIGXCPU":
        return "used far more processor time than a leaflet may; simplify its styles or text"
    if name in {"SIGABRT", "SIGTRAP"}:  # how GLib and the C library end when memory runs out
        return f"its worker broke off ({name}); most often it {worker.memory_message(limits)}"
    return f"its worker crashed ({name})"
