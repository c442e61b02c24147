"""What is asked of a worker, and what came of it; plain data that any process can hold."""

from __future__ import annotations

import os
import platform
from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from handouts.errors import Problem


@dataclass(frozen=True, slots=True)
class Task:
    """One call to make in a worker process.

    `call` is `module:function`; the function gets `payload` and returns a JSON object and bytes.
    `name` is for messages. Tasks of one `group` may share a process, those of two never do.
    """

    name: str
    group: str
    call: str
    payload: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a task: its value and bytes, or the problems that kept it from being done.

    `stopped` says that the process was lost over it (a crash, a limit), `tried` that it was begun.
    """

    task: Task
    value: Mapping[str, Any] = field(default_factory=dict)
    data: bytes = field(default=b"", repr=False)
    problems: tuple[Problem, ...] = ()
    stopped: bool = False
    tried: bool = True
    seconds: float = 0.0
    memory_mb: float = 0.0

    @property
    def told(self) -> tuple[Problem, ...]:
        """Return the problems; those that say no place are at what the task is named after."""
        return tuple(
            item if item.file else replace(item, file=self.task.name) for item in self.problems
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """What a task may use, and how long a worker is kept."""

    seconds: float = 60.0  # wall clock for one task, start of the process not counted
    memory_mb: int = 1500  # address space, where the system can limit it
    result_mb: int = 64
    tasks: int = 500  # then a fresh process: WeasyPrint keeps about 17 kB of each document
    start_seconds: float = 60.0  # for a process to load everything
    lost: int = 3  # processes that one group may cost before the rest of it is given up


class Source(Protocol):
    """Where a supervisor gets its tasks from."""

    def take(self, group: str | None, busy: Collection[str], *, stay: bool = False) -> Task | None:
        """Return the next task for a worker that serves `group`; None if there is none for it.

        With `stay`, only a task of that group will do.
        """

    def drop(self, group: str) -> list[Task]:
        """Return the tasks of `group` that nobody took, and forget them."""


class Schedule:
    """Hands out tasks so that a worker stays with its group as long as there is work in it."""

    def __init__(self, tasks: Iterable[Task] = ()) -> None:
        self._groups: dict[str, deque[Task]] = {}
        self.add(tasks)

    def add(self, tasks: Iterable[Task]) -> None:
        """Put more tasks behind those there are."""
        for task in tasks:
            self._groups.setdefault(task.group, deque()).append(task)

    def take(self, group: str | None, busy: Collection[str], *, stay: bool = False) -> Task | None:
        """Return the next task of `group`, else of a group nobody is at, else of the longest.

        A group's last task is left to the worker that is at it: starting another costs more.
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

    def drop(self, group: str) -> list[Task]:
        """Return the tasks of `group` that nobody took, and forget them."""
        return list(self._groups.pop(group, ()))


def default_workers() -> int:
    """Return how many workers this machine can feed: one for each core and each 0.5 GB."""
    if platform.system() == "Linux":
        cores = len(os.sched_getaffinity(0))
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        return max(1, min(cores, memory >> 29))
    return os.cpu_count() or 1
