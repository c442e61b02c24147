"""Runs requests in worker processes that can be killed, and never loses one over another.

The standard pools were measured and fall short: after one crash they lose the rest of the work, and
they cannot stop a task. Here each worker has its own pipe, deadline and watchdog. One that crashes,
hangs or is killed costs the task it was at, and that task's outcome says so. One that served a
group of tasks never serves another group.

    with IsolatedPool(workers=2, limits=Limits(seconds=20)) as pool:
        future = pool.submit(Task("sum", "sums", Add(1, 2)))  # from any thread
        future.result().reply.total
"""

from __future__ import annotations

import contextlib
import functools
import json
import multiprocessing
import pickle
import platform
import queue
import shutil
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self, TypeAlias, TypeVar

from handouts.diagnostics import WORKER_LOST, Diagnostic, from_json
from handouts.errors import HandoutsError, InvalidInput, WriteError
from handouts.isolation import worker
from handouts.isolation.tasks import Limits, Outcome, Reply, Schedule, Task

_HEADER_BYTES = 1 << 20
_FAILED_STARTS = 3  # in a row, before we say that workers cannot be started here
_GRACE = 5.0  # seconds for the system to clear away a killed process
_POLL = 0.5  # seconds; on Windows, Ctrl-C cannot end a wait

_SHUT_DOWN = "The workers were shut down."

R = TypeVar("R", bound=Reply)
Stop: TypeAlias = Callable[[], bool]
_Listener: TypeAlias = "Callable[[Outcome[Any] | HandoutsError], None]"


def never() -> bool:
    """Return False: nobody asks us to stop."""
    return False


class Runner(Protocol):
    """What does tasks."""

    def outcomes(self, tasks: Iterable[Task[R]]) -> Iterator[Outcome[R]]:
        """Yield the outcome of each task as it comes."""


def ask(runner: Runner, task: Task[R]) -> R:
    """Return the reply to a task.

    Raises:
        InvalidInput: there is none, and why.
    """
    (outcome,) = runner.outcomes([task])
    if outcome.reply is None:
        raise InvalidInput(outcome.located)
    return outcome.reply


class IsolatedPool:
    """Workers that any number of threads share; what they loaded serves task after task.

    Processes are started when there is work for them. `preload` names modules that they find
    loaded, where they can be forked (Linux); the first pool of a process decides. `initialize` is
    called once in each worker, within its limits. `scratch` is a folder for the workers' own
    files; without one, a temporary folder is made.
    """

    def __init__(
        self,
        workers: int = 1,
        limits: Limits | None = None,
        *,
        preload: Sequence[str] = (),
        initialize: Callable[[], None] | None = None,
        scratch: Path | None = None,
    ) -> None:
        self._own: tempfile.TemporaryDirectory[str] | None = None
        if scratch is None:
            self._own = tempfile.TemporaryDirectory(prefix="handouts-")
            scratch = Path(self._own.name)
        setup = _Setup(limits or Limits(), scratch, tuple(preload), initialize)
        self._dispatcher = _Dispatcher(max(1, workers), setup)

    def __enter__(self) -> Self:
        """Return the pool."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Shut the pool down."""
        self.shutdown()

    def submit(self, task: Task[R]) -> Future[Outcome[R]]:
        """Return the outcome that a task will have.

        The future raises HandoutsError if no worker can be started, or the pool is shut down
        before the task is done. To cancel it drops its outcome, not the work.
        """
        future: Future[Outcome[R]] = Future()
        copy = replace(task)  # so that the same task may be given twice

        def listen(result: Outcome[Any] | HandoutsError) -> None:
            if not future.set_running_or_notify_cancel():
                return
            if isinstance(result, HandoutsError):
                future.set_exception(result)
            else:
                future.set_result(result)

        self._dispatcher.submit([copy], listen)
        return future

    def outcomes(self, tasks: Iterable[Task[R]], stop: Stop = never) -> Generator[Outcome[R]]:
        """Yield the outcome of each task as it comes: in order, with one worker.

        When `stop` says so, or the caller stops listening, those that are left are dropped and
        the workers that are at them are terminated.

        Raises:
            HandoutsError: no worker can be started.
        """
        arrived: queue.SimpleQueue[Outcome[Any] | HandoutsError] = queue.SimpleQueue()
        left = {id(copy): copy for copy in map(replace, tasks)}
        self._dispatcher.submit(left.values(), arrived.put)
        try:
            while left and not stop():
                try:
                    result = arrived.get(timeout=_POLL)
                except queue.Empty:
                    continue
                if isinstance(result, HandoutsError):
                    raise result
                del left[id(result.task)]
                yield result
        finally:
            if left:
                self._dispatcher.cancel(left)

    def shutdown(self) -> None:
        """Terminate all workers and drop what is left; returns when they are gone."""
        self._dispatcher.shutdown()
        if self._own:
            self._own.cleanup()


@dataclass(frozen=True, slots=True)
class _Setup:
    """What all workers of a pool are started with."""

    limits: Limits
    scratch: Path
    preload: tuple[str, ...]
    initialize: Callable[[], None] | None


class _Event(NamedTuple):
    """What a worker sent; without `header` its pipe broke, or `error` says what it did wrong."""

    worker: _Worker
    header: dict[str, Any] | None
    data: bytes = b""
    error: str = ""


class _Worker:
    """One process, with a thread that talks to it so that the dispatcher never has to wait."""

    def __init__(
        self, group: str, setup: _Setup, number: int, events: queue.SimpleQueue[_Event | None]
    ) -> None:
        self.group = group
        self.scratch = setup.scratch / f"worker-{number}"
        self.task: Task[Any] | None = None
        self.started = False
        self.done = 0
        self._limits = setup.limits
        self.deadline = time.monotonic() + self._limits.start_seconds
        self._events = events
        self._tasks: queue.SimpleQueue[Task[Any] | None] = queue.SimpleQueue()
        context = _context(setup.preload)
        ours, theirs = context.Pipe(duplex=True)
        watchdog, self._watchdog = context.Pipe(duplex=False)
        self.process: BaseProcess = context.Process(  # type: ignore[attr-defined]
            target=worker.main,
            args=(theirs, watchdog, str(self.scratch), self._limits, setup.initialize),
            daemon=True,
        )
        _start(self.process)
        theirs.close()
        watchdog.close()
        threading.Thread(target=self._converse, args=(ours,), daemon=True).start()

    def begin(self, task: Task[Any]) -> None:
        """Let the worker begin `task` as soon as it can."""
        self.task = task
        if self.started:
            self.deadline = time.monotonic() + self._limits.seconds
        self._tasks.put(task)

    def terminate(self) -> int | None:
        """Kill the process, whatever it is doing, and return how it ended."""
        self._tasks.put(None)
        with contextlib.suppress(OSError):
            self.process.kill()
        self.process.join(_GRACE)
        code = self.process.exitcode
        with contextlib.suppress(OSError):
            self._watchdog.close()
        shutil.rmtree(self.scratch, ignore_errors=True)
        return code

    def _converse(self, pipe: Connection) -> None:
        """Send requests and pass on what comes back, until the pipe breaks."""
        try:
            header = json.loads(pipe.recv_bytes(_HEADER_BYTES))
            self._events.put(_Event(self, header))
            while (task := self._tasks.get()) is not None:
                pipe.send_bytes(pickle.dumps(task.request))
                header = json.loads(pipe.recv_bytes(_HEADER_BYTES))
                data = pipe.recv_bytes(self._limits.result_mb << 20)
                if not isinstance(header, dict):
                    raise TypeError("not a header")
                self._events.put(_Event(self, header, data))
        except (EOFError, ConnectionError):
            self._events.put(_Event(self, None))
        except (pickle.PicklingError, AttributeError) as error:
            self._events.put(_Event(self, None, error=f"the request cannot be sent: {error}"))
        except (OSError, ValueError, TypeError):  # whatever sent this is not to be trusted any more
            reason = f"its worker sent no answer, or more than {self._limits.result_mb} MB"
            self._events.put(_Event(self, None, error=reason))
        finally:
            pipe.close()  # here and nowhere else: another thread must not close what this one reads


class _Dispatcher:
    """A thread that owns the workers, and gives each outcome to whoever waits for it.

    `submit`, `cancel` and `shutdown` may be called from any thread; all else is the thread's own.
    """

    def __init__(self, size: int, setup: _Setup) -> None:
        self._setup = setup
        self._limits = setup.limits
        self._lock = threading.Lock()  # for the three that follow
        self._schedule = Schedule()
        self._listeners: dict[int, _Listener] = {}  # by the task's id(), which it outlives
        self._ended = False
        self._thread: threading.Thread | None = None
        self._events: queue.SimpleQueue[_Event | None] = queue.SimpleQueue()  # None: look again
        self._workers: list[_Worker | None] = [None] * size
        self._crashes: Counter[str] = Counter()
        self._failed_starts = 0
        self._number = 0

    def submit(self, tasks: Iterable[Task[Any]], listen: _Listener) -> None:
        """Let tasks be done; `listen` gets each outcome, in the dispatcher's thread.

        Raises:
            HandoutsError: the pool was shut down.
        """
        with self._lock:
            if self._ended:
                raise HandoutsError(_SHUT_DOWN)
            for task in tasks:
                self._listeners[id(task)] = listen
                self._schedule.add([task])
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="dispatcher", daemon=True)
                self._thread.start()
        self._events.put(None)

    def cancel(self, tasks: Iterable[int]) -> None:
        """Drop tasks by their `id()`, and terminate the workers that are at them."""
        dropped = set(tasks)
        with self._lock:
            self._schedule.remove(dropped)
            for task in dropped:
                self._listeners.pop(task, None)
        self._events.put(None)

    def shutdown(self) -> None:
        """Terminate all workers; whoever waits is told."""
        with self._lock:
            self._ended = True
            thread = self._thread
        self._events.put(None)
        if thread and thread is not threading.current_thread():
            thread.join()

    def _run(self) -> None:
        try:
            while not self._ended:
                try:
                    self._terminate_cancelled()
                    for place in range(len(self._workers)):
                        self._assign(place)
                    self._wait()
                except HandoutsError as error:  # no worker can be started
                    self._failed_starts = 0
                    self._fail_all(error)
        finally:
            with self._lock:
                self._ended = True
            for one in self._workers:
                if one:
                    one.terminate()
            self._fail_all(HandoutsError(_SHUT_DOWN))

    def _fail_all(self, error: HandoutsError) -> None:
        with self._lock:
            listeners = list(self._listeners.values())
            self._schedule = Schedule()
            self._listeners.clear()
        for listen in listeners:
            listen(error)

    def _deliver(self, outcome: Outcome[Any]) -> None:
        with self._lock:
            listen = self._listeners.pop(id(outcome.task), None)
        if listen:
            listen(outcome)

    def _terminate_cancelled(self) -> None:
        with self._lock:
            wanted = set(self._listeners)
        for place, one in enumerate(self._workers):
            if one and one.task and id(one.task) not in wanted:
                one.terminate()
                self._workers[place] = None

    def _wait(self) -> None:
        """Wait until a worker says something or is past its deadline, and deal with it."""
        busy = [one for one in self._workers if one and one.task]
        now = time.monotonic()
        wait = max(0.0, min(one.deadline - now for one in busy)) if busy else None
        try:
            event = self._events.get(timeout=wait)
        except queue.Empty:
            for late in [one for one in busy if one.deadline <= time.monotonic()]:
                self._stop_late(late)
            return
        if event and event.worker in self._workers:
            self._on_message(event)

    def _assign(self, place: int) -> None:
        """Give the worker at `place` a task, starting another if it served another group."""
        one = self._workers[place]
        if one and one.task:
            return
        task = self._next_task(one.group if one else None)
        if task is None:
            return
        if one and one.group != task.group:
            one.terminate()
            one = self._workers[place] = None
        if one is None:
            self._number += 1
            one = _Worker(task.group, self._setup, self._number, self._events)
            self._workers[place] = one
        one.begin(task)

    def _next_task(self, group: str | None) -> Task[Any] | None:
        """Return a task for a worker that serves `group`, past those of groups to be skipped."""
        busy = {one.group for one in self._workers if one and one.task}
        while True:
            with self._lock:
                task = self._schedule.take(group, busy)
            if task is None:
                if not busy:
                    self._crashes.clear()  # all is done: a group that comes again begins anew
                return None
            if self._crashes[task.group] < self._limits.max_crashes:
                return task
            self._skip_group(task)

    def _on_message(self, event: _Event) -> None:
        """Deal with what a worker sent."""
        one, header = event.worker, event.header
        if header is None:
            self._on_crash(one, event.error)
        elif "fatal" in header:
            one.terminate()
            self._workers[self._workers.index(one)] = None
            raise WriteError(self._setup.scratch.parent, f"not written; {header['fatal']}")
        elif not one.started:
            one.started = True
            self._failed_starts = 0
            one.deadline = time.monotonic() + self._limits.seconds
        elif one.task:
            self._finish(one, one.task, header, event.data)

    def _finish(self, one: _Worker, task: Task[Any], header: dict[str, Any], data: bytes) -> None:
        try:
            outcome = outcome_of(task, header, data)
        except (TypeError, ValueError, KeyError, AttributeError):
            self._on_crash(one, "its worker sent no answer")
            return
        if header.get("poisoned"):
            self._crashes[task.group] += 1
        one.task = None
        one.done += 1
        # A failed task may have left something behind, so the next one gets a fresh process.
        exhausted = one.done >= self._limits.tasks or outcome.memory_mb > self._limits.memory_mb / 2
        if outcome.problems or exhausted:
            one.terminate()
            self._workers[self._workers.index(one)] = None
        self._deliver(outcome)

    def _stop_late(self, one: _Worker) -> None:
        if one.started:
            reason = (
                f"stopped after {self._limits.seconds:g} s; simplify the last change to its styles "
                "or text, or raise --time-limit"
            )
        else:
            reason = f"its worker did not start within {self._limits.start_seconds:g} s"
        self._on_crash(one, reason)

    def _on_crash(self, one: _Worker, reason: str) -> None:
        """Clear away a worker that crashed or had to be stopped; its task has failed."""
        task, one.task = one.task, None
        alive = one.process.is_alive() if reason else False
        if not reason:
            one.process.join(_GRACE)  # its pipe broke: let it end by itself, to tell how
            alive = one.process.is_alive()
        code = one.terminate()
        self._workers[self._workers.index(one)] = None
        if not one.started:
            self._failed_starts += 1
            if self._failed_starts >= _FAILED_STARTS:
                raise HandoutsError(
                    f"The workers cannot be started ({_ending(code, self._limits)}). "
                    "`handouts doctor` tells whether something is missing."
                )
        if task:
            self._crashes[task.group] += 1
            message = reason or ("its worker fell silent" if alive else _ending(code, self._limits))
            self._deliver(Outcome(task, problems=(_lost(message),), stopped=True))

    def _skip_group(self, task: Task[Any]) -> None:
        """Fail a task, and the rest of its group, which cost too many workers."""
        message = (
            f"not tried: {self._limits.max_crashes} leaflets of {task.group} had to be stopped"
        )
        with self._lock:
            left = self._schedule.drop(task.group)
        for skipped in (task, *left):
            self._deliver(Outcome(skipped, problems=(_lost(message),), tried=False))


def run_tasks(
    tasks: Iterable[Task[R]],
    *,
    workers: int = 1,
    limits: Limits | None = None,
    scratch: Path | None = None,
    stop: Stop = never,
    preload: Sequence[str] = (),
    initialize: Callable[[], None] | None = None,
) -> Generator[Outcome[R]]:
    """Yield the outcome of every task as it comes, with workers of their own; see `IsolatedPool`.

    Raises:
        HandoutsError: no worker can be started.
    """
    with IsolatedPool(
        workers, limits, preload=preload, initialize=initialize, scratch=scratch
    ) as pool:
        yield from pool.outcomes(tasks, stop)


@functools.cache
def _context(preload: tuple[str, ...]) -> BaseContext:
    """Return how processes are started: forked from a warmed-up one on Linux, else spawned.

    Fork from a process of its own: this one has threads, and may have fonts open.
    """
    if platform.system() == "Linux":
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(preload))
        try:
            with _deaf():
                forkserver.ensure_running()
        except OSError:  # the temporary folder's path is too long for a socket in it
            return multiprocessing.get_context("spawn")
        return context
    return multiprocessing.get_context("spawn")


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Start processes that hear no signal that asks to end.

    Ctrl-C goes to every process of a terminal, and systemd's stop to every one of a service; ours
    to stop are the workers, so that what they are forked from need not hear of it. A process keeps
    the mask it is started with. Python's resource tracker, which is started before all others,
    takes the mask away.
    """
    if platform.system() == "Windows":
        yield
        return
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(
        signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    )
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start(process: BaseProcess) -> None:
    """Start a process; where the one it is forked from was killed, another takes its place.

    Raises:
        HandoutsError: it was killed again.
    """
    for _ in range(2):
        try:
            with _deaf():
                process.start()
            return
        except (EOFError, ConnectionError):
            continue
    raise HandoutsError("The workers cannot be started: the process they come from was killed.")


def outcome_of(task: Task[R], header: dict[str, Any], data: bytes) -> Outcome[R]:
    """Return the outcome that a worker sent.

    Raises:
        TypeError, ValueError, KeyError, AttributeError: it sent something else.
    """
    problems = from_json(header.get("problems", ()))
    reply: Any = None
    if not problems:
        reply = task.request.reply_type.from_wire(header["value"], data)
    return Outcome(
        task,
        reply=reply,
        problems=problems,
        stopped=bool(header.get("poisoned")),
        seconds=float(header["seconds"]),
        memory_mb=float(header["memory_mb"]),
    )


def _lost(message: str) -> Diagnostic:
    return Diagnostic("", None, message, code=WORKER_LOST)


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
