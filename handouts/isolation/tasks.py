"""What is asked of a worker, and what came of it; plain data that any process can hold.

    @dataclass(frozen=True)
    class Sum(Reply):
        total: int

    @dataclass(frozen=True)
    class Add(Request[Sum]):
        left: int
        right: int

        reply_type = Sum

        def perform(self) -> Sum:
            return Sum(self.left + self.right)

A request travels to the worker pickled, as everything there came from us. A reply travels back as
JSON and bytes, and is validated against its type: what a clinic's files do to a worker reaches no
further.
"""

from __future__ import annotations

import os
import platform
from abc import abstractmethod
from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Generic, Self, TypeVar

from pydantic import TypeAdapter

from handouts.diagnostics import Diagnostic


@dataclass(frozen=True)
class Reply:
    """The base of replies: fields that JSON can hold, and bytes."""

    # What is too large or too strange for JSON, such as a PDF.
    data: bytes = field(default=b"", kw_only=True, repr=False)

    def to_wire(self) -> tuple[dict[str, Any], bytes]:
        """Return the reply as JSON data and bytes."""
        adapter = _adapter(type(self))
        return adapter.dump_python(self, mode="json", exclude={"data"}), self.data

    @classmethod
    def from_wire(cls, value: Any, data: bytes) -> Self:
        """Return the reply that `to_wire` gave.

        Raises:
            ValueError, TypeError: it is something else.
        """
        reply: Self = _adapter(cls).validate_python({**value, "data": data})
        return reply


R = TypeVar("R", bound=Reply)
R_co = TypeVar("R_co", bound=Reply, covariant=True)


_adapters: dict[type[Reply], TypeAdapter[Any]] = {}  # what pydantic makes of each type, once


def _adapter(reply_type: type[Reply]) -> TypeAdapter[Any]:
    if reply_type not in _adapters:
        _adapters[reply_type] = TypeAdapter(reply_type)
    return _adapters[reply_type]


class Request(Generic[R_co]):
    """The base of requests: frozen dataclasses that can be pickled.

    `reply_type` is the class of the reply. `perform` is called in a worker, and imports there
    what it needs, so that whoever only asks need not load it.
    """

    reply_type: ClassVar[type[Reply]]

    @abstractmethod
    def perform(self) -> R_co:
        """Return the reply.

        Raises:
            HandoutsError: with what the person who asks can do about it.
        """


@dataclass(frozen=True, slots=True)
class Task(Generic[R_co]):
    """One request for a worker process."""

    # What messages call it.
    name: str
    # Tasks of one group may share a process, those of two never do.
    group: str
    # What is asked.
    request: Request[R_co] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[R_co]):
    """What came of a task: a reply, or the problems that kept it from being given."""

    task: Task[R_co]
    # None if there are problems.
    reply: R_co | None = field(default=None, repr=False)
    problems: tuple[Diagnostic, ...] = ()
    # Whether the process was lost over it: a crash, a limit.
    stopped: bool = False
    # Whether it was begun.
    tried: bool = True
    # Wall clock for the task.
    seconds: float = 0.0
    # The most memory that its process ever had.
    memory_mb: float = 0.0

    @property
    def located(self) -> tuple[Diagnostic, ...]:
        """Return the problems; those that say no place are at what the task is named after."""
        return tuple(
            item if item.file else replace(item, file=self.task.name) for item in self.problems
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """What a task may use, and how long a worker is kept."""

    # Wall clock for one task, start of the process not counted.
    seconds: float = 60.0
    # Address space, where the system can limit it.
    memory_mb: int = 1500
    # The largest reply.
    result_mb: int = 64
    # Then a fresh process: WeasyPrint keeps about 17 kB of each document.
    tasks: int = 500
    # Wall clock for a process to load everything.
    start_seconds: float = 60.0
    # Processes that one group may cost before the rest of it is skipped.
    max_crashes: int = 3


class Schedule:
    """Hands out tasks so that a worker stays with its group as long as there is work in it."""

    def __init__(self, tasks: Iterable[Task[Any]] = ()) -> None:
        self._groups: dict[str, deque[Task[Any]]] = {}
        self.add(tasks)

    def add(self, tasks: Iterable[Task[Any]]) -> None:
        """Put more tasks behind those there are."""
        for task in tasks:
            self._groups.setdefault(task.group, deque()).append(task)

    def take(
        self, group: str | None, busy: Collection[str], *, stay: bool = False
    ) -> Task[Any] | None:
        """Return the next task of `group`, else of a group nobody is at, else of the longest.

        With `stay`, only a task of `group` will do. A group's last task is left to the worker that
        is at it: starting another costs more.
        """
        chosen = group if group in self._groups else None
        if stay and chosen is None:
            return None
        if chosen is None:
            chosen = next((name for name in self._groups if name not in busy), None)
        if chosen is None and self._groups:
            longest = max(self._groups, key=lambda name: len(self._groups[name]))
            chosen = longest if len(self._groups[longest]) > 1 else None
        if chosen is None:
            return None
        tasks = self._groups[chosen]
        task = tasks.popleft()
        if not tasks:
            del self._groups[chosen]
        return task

    def drop(self, group: str) -> list[Task[Any]]:
        """Return the tasks of `group` that nobody took, and forget them."""
        return list(self._groups.pop(group, ()))

    def remove(self, tasks: Collection[int]) -> None:
        """Forget the tasks of which `id()` is among `tasks`."""
        for group, waiting in list(self._groups.items()):
            left = deque(task for task in waiting if id(task) not in tasks)
            if left:
                self._groups[group] = left
            else:
                del self._groups[group]


def default_workers() -> int:
    """Return how many workers this machine can feed: one for each core and each 0.5 GB."""
    if platform.system() == "Linux":
        cores = len(os.sched_getaffinity(0))
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        return max(1, min(cores, memory >> 29))
    return os.cpu_count() or 1
