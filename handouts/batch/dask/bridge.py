"""The supervisor as a process of its own, for a Dask worker: tasks come in, outcomes go out.

Dask can neither stop a task nor keep two clinics apart, so each Dask worker hands its tasks to this
process, which runs them as a batch on one machine does. It ends when the Dask worker does.
"""

from __future__ import annotations

import os
import pickle  # both ends of the pipe are ours, on one machine
import queue
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from handouts.diagnostics import to_json
from handouts.isolation.pool import run_tasks
from handouts.isolation.tasks import Task
from handouts.isolation.worker import PARENT_GONE


def main() -> None:
    """Answer requests from standard input until it closes."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what prints by accident must not get between the answers
    requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, requests), daemon=True).start()
    while True:
        pickle.dump(_perform(requests.get()), replies)
        replies.flush()


def _listen(stream: BinaryIO, requests: queue.SimpleQueue[dict[str, Any]]) -> None:
    try:
        while True:
            requests.put(pickle.load(stream))  # noqa: S301  # written by our own dask_worker
    except EOFError:
        os._exit(PARENT_GONE)  # and with it, by its lifeline, the worker


def _perform(request: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what came of each task of a request, as plain data."""
    tasks = [
        Task(name, request["group"], replace(rendering, clinic=request["clinic"]))
        for name, rendering in request["tasks"]
    ]
    return [
        {
            "name": outcome.task.name,
            "reply": outcome.reply.to_wire() if outcome.reply else None,
            "problems": to_json(outcome.problems),
            "stopped": outcome.stopped,
            "tried": outcome.tried,
            "seconds": outcome.seconds,
            "memory_mb": outcome.memory_mb,
        }
        for outcome in run_tasks(
            tasks,
            limits=request["limits"],
            scratch=Path(request["scratch"]),
            preload=("handouts.batch.preload",),
            initialize=request["initialize"],
        )
    ]


if __name__ == "__main__":
    main()
