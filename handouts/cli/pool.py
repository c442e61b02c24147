"""How a command does what a clinic's files have a part in: in workers, until Ctrl-C."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Self, TypeVar

from handouts import plugins
from handouts.errors import Interrupted
from handouts.isolation.interrupts import Interrupts
from handouts.isolation.pool import IsolatedPool, ask
from handouts.isolation.tasks import Limits, Outcome, Reply, Task

R = TypeVar("R", bound=Reply)

# The console script is the main module of every worker; it loads our own package.
PRELOAD = ("handouts.cli", "handouts.batch.preload")


class CommandPool(contextlib.ExitStack):
    """Workers for one command, which end with it; what they loaded serves task after task."""

    def __init__(self, limits: Limits, workers: int = 1) -> None:
        super().__init__()
        self._limits, self._workers = limits, workers

    def __enter__(self) -> Self:
        """Listen to Ctrl-C, and get the workers ready."""
        super().__enter__()
        self._stop = self.enter_context(Interrupts())
        self._pool = self.enter_context(
            IsolatedPool(
                self._workers, self._limits, preload=PRELOAD, initialize=plugins.initializer()
            )
        )
        return self

    def outcomes(self, tasks: Iterable[Task[R]]) -> Iterator[Outcome[R]]:
        """Yield the outcome of each task as it comes: in order, with one worker.

        Raises:
            Interrupted: somebody asked us to end.
        """
        yield from self._pool.outcomes(tasks, self._stop)
        if self._stop.signal:
            raise Interrupted(self._stop.signal)


def ask_once(task: Task[R], limits: Limits) -> R:
    """Return the reply to one task, from a worker of its own.

    Raises:
        InvalidInput: it did not go well; Interrupted: somebody asked us to end.
    """
    with CommandPool(limits) as pool:
        return ask(pool, task)
