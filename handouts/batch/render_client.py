"""A request to render: first what leaflets it means, then each of them, and their files.

This is the side of the process that asks; `making.py` is the side of those that answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from handouts.errors import InvalidInput, Problem
from handouts.isolation.guard import IsolatedPool
from handouts.isolation.tasks import Outcome, Task
from handouts.paths import LEAFLET

ORDER = "handouts.batch.handlers:order"
RENDER = "handouts.batch.handlers:render"


def ordered(
    guard: IsolatedPool, request: Mapping[str, Any]
) -> Iterator[tuple[dict[str, Any], Outcome]]:
    """Yield each leaflet that a request means, as plain data, with what came of making it.

    Raises:
        InvalidInput: there is a fault in the request, or in the clinic's files.
    """
    folder = request["clinic"]["folder"]
    plan = guard.ask(Task(folder, folder, ORDER, request)).value
    leaflets = {str(leaflet["path"]): leaflet for leaflet in plan["leaflets"]}
    strange = [path for path in leaflets if not LEAFLET.fullmatch(path)]
    if strange:
        raise InvalidInput([Problem(folder, None, f"no leaflet is called {strange[0]!r:.80}")])
    tasks = [
        Task(path, folder, RENDER, {**request, **leaflet, "clinic": plan["clinic"]})
        for path, leaflet in leaflets.items()
    ]
    for outcome in guard.run(tasks):
        yield leaflets[outcome.task.name], outcome


def files_of(outcome: Outcome) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a leaflet that was made: their paths and contents, the PDF first."""
    stem = outcome.task.name.removesuffix(".pdf")
    start = 0
    for ending, length in outcome.value["parts"]:
        if LEAFLET.fullmatch(f"{stem}{ending}.pdf"):  # the word of a worker is no path
            yield f"{stem}{ending}", outcome.data[start : start + length]
        start += length
