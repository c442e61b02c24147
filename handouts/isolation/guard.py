"""How a command does what a clinic's files have a part in: in workers, within limits."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self

from handouts.errors import Interrupted, InvalidInput
from handouts.isolation.interrupts import Interrupts
from handouts.isolation.pool import WorkerPool
from handouts.isolation.tasks import Limits, Outcome, Schedule, Task


class IsolatedPool(contextlib.ExitStack):
    """Workers for one command, which end with it; what they loaded serves task after task."""

    def __init__(self, limits: Limits, workers: int = 1) -> None:
        super().__init__()
        self._limits, self._workers = limits, workers
        self._schedule = Schedule()

    def __enter__(self) -> Self:
        """Listen to Ctrl-C, and make a private folder for the workers."""
        super().__enter__()
        self._stop = self.enter_context(Interrupts())
        scratch = self.enter_context(tempfile.TemporaryDirectory(prefix="handouts-"))
        self._crew = WorkerPool(self._schedule, self._workers, self._limits, Path(scratch))
        self.callback(self._crew.dismiss)
        return self

    def run(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """Yield the outcome of each task as it comes: in order, with one worker.

        Raises:
            Interrupted: somebody asked us to end.
        """
        self._schedule.add(tasks)
        yield from self._crew.outcomes(self._stop)
        if self._stop.signal:
            raise Interrupted(self._stop.signal)

    def ask(self, task: Task) -> Outcome:
        """Return the outcome of a task that went well.

        Raises:
            InvalidInput: it did not; Interrupted: somebody asked us to end.
        """
        (outcome,) = self.run([task])
        if outcome.problems:
            raise InvalidInput(outcome.told)
        return outcome


def answer(call: str, payload: Mapping[str, Any], limits: Limits) -> Outcome:
    """Return what one call in a worker gave; a clinic's `folder` is in the payload.

    Raises:
        InvalidInput: it did not go well; Interrupted: somebody asked us to end.
    """
    name = str(payload["folder"] or "handouts")
    with IsolatedPool(limits) as guard:
        return guard.ask(Task(name, name, call, payload))
