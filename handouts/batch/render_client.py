"""A selection of leaflets to their files: first what it means, then each leaflet.

This is the side of the process that asks; `handlers` is the side of those that answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from handouts.batch.requests import NamedLeaflet, RenderReply, RenderRequest, SelectRequest
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.isolation.pool import Runner, ask
from handouts.isolation.tasks import Outcome, Task
from handouts.paths import LEAFLET


@dataclass(frozen=True, slots=True)
class Extras:
    """What is wanted besides the PDF."""

    # What is written beside it, such as a booklet's sheets.
    companions: bool = False
    # A picture of each page.
    pictures: bool = False


def render_selection(
    pool: Runner, selection: SelectRequest, extras: Extras
) -> Iterator[tuple[NamedLeaflet, Outcome[RenderReply]]]:
    """Yield each leaflet that is selected, with what came of making it.

    Raises:
        InvalidInput: there is a fault in the selection, or in the clinic's files.
    """
    folder = str(selection.clinic.folder)
    found = ask(pool, Task(folder, folder, selection))
    leaflets = {leaflet.path: leaflet for leaflet in found.leaflets}
    foreign = [path for path in leaflets if not LEAFLET.fullmatch(path)]
    if foreign:
        message = f"no leaflet is called {foreign[0]!r:.80}"
        raise InvalidInput([Diagnostic(folder, None, message)])
    clinic = replace(selection.clinic, digest=found.digest)
    tasks = [
        Task(
            path,
            folder,
            RenderRequest(
                clinic, leaflet.key, selection.output, extras.companions, extras.pictures
            ),
        )
        for path, leaflet in leaflets.items()
    ]
    for outcome in pool.outcomes(tasks):
        yield leaflets[outcome.task.name], outcome
