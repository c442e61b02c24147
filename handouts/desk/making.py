"""Leaflets made for the desk: each once, as long as nothing that it is made of changes.

The pictures that are shown and the file that is archived come from one making.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from handouts.batch.requests import (
    ClinicSource,
    LeafletKey,
    RenderReply,
    RenderRequest,
    SelectRequest,
)
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.isolation.pool import Runner, ask
from handouts.isolation.tasks import Outcome, Reply, Task

R = TypeVar("R", bound=Reply)
MOST_KEPT = 48  # leaflets with their pictures: about 0.4 MB each
_PATH = "clinic/xx/leaflet.pdf"  # only the endings of names matter here


@dataclass(frozen=True, slots=True)
class Made:
    """A leaflet as it would be given now, or why there is none."""

    key: LeafletKey | None
    reply: RenderReply | None
    problems: tuple[Diagnostic, ...] = ()
    # The process was lost over it: a limit or a crash, not a fault of the text.
    stopped: bool = False

    @property
    def pages(self) -> int:
        """Return how many pages it has; 0 if it could not be made."""
        return self.reply.pages if self.reply else 0

    def picture(self, number: int) -> bytes | None:
        """Return a page as PNG, counted from 1, or None."""
        files = dict(self.reply.files(_PATH)) if self.reply else {}
        return files.get(f"clinic/xx/leaflet-{number}.png")


class Making:
    """Does tasks like the pool behind it, and keeps the leaflets that it made last."""

    def __init__(self, pool: Runner) -> None:
        self._pool = pool
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, LeafletKey], Outcome[Any]] = OrderedDict()

    def outcomes(self, tasks: Iterable[Task[R]]) -> Iterator[Outcome[R]]:
        """Yield the outcome of each task; of leaflets, from what is kept."""
        for task in tasks:
            request = task.request
            if isinstance(request, RenderRequest) and request.companions:
                found: Any = self._made(task, request)
                if found.reply is not None and not request.pictures:
                    found = replace(found, reply=_without_pictures(found.reply))
                yield replace(found, task=task)
            else:
                yield from self._pool.outcomes([task])

    def leaflet(self, clinic: ClinicSource, topic: str, locale: str, size: str) -> Made:
        """Return a leaflet with pictures of its pages."""
        folder = str(clinic.folder)
        try:
            wish = SelectRequest(clinic, (topic,), (locale,), (size,))
            named = ask(self._pool, Task(folder, folder, wish)).leaflets
        except InvalidInput as error:
            return Made(None, None, error.problems)
        key = named[0].key
        request = RenderRequest(clinic, key, companions=True, pictures=True)
        name = f"{topic} ({locale}, {size}, {key.paper})"
        (outcome,) = self.outcomes([Task(name, folder, request)])
        return Made(key, outcome.reply, outcome.located, outcome.stopped)

    def _made(self, task: Task[Any], request: RenderRequest) -> Outcome[Any]:
        place = (request.clinic.digest, request.leaflet)
        with self._lock:
            if place in self._kept:
                self._kept.move_to_end(place)
                return self._kept[place]
        with_pictures = replace(task, request=replace(request, pictures=True))
        (outcome,) = self._pool.outcomes([with_pictures])
        if outcome.reply is not None:
            with self._lock:
                self._kept[place] = outcome
                while len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
        return outcome


def _without_pictures(reply: RenderReply) -> RenderReply:
    """Return a reply with the files of the leaflet alone."""
    parts, data, start = [], b"", 0
    for ending, length in reply.parts:
        if not ending.endswith(".png"):
            parts.append((ending, length))
            data += reply.data[start : start + length]
        start += length
    return replace(reply, parts=tuple(parts), data=data)
