"""To give leaflets: make them or take them from the archive, keep them, record them.

Nothing is on paper before it is on record: whoever prints calls `give` first. This is the side of
the process that asks; `handlers` is the side of those that answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from handouts.batch.requests import LeafletKey, RenderReply, RenderRequest
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.isolation.pool import Runner, ask
from handouts.isolation.tasks import Task
from handouts.record.archive import LEAFLETS
from handouts.record.entries import ArchivedFile, Item
from handouts.record.requests import (
    CurrentEdition,
    CurrentRequest,
    PreparedLeaflet,
    PrepareReply,
    PrepareRequest,
)
from handouts.record.store import Record


@dataclass(frozen=True, slots=True)
class Ready:
    """Leaflets that are made and in the archive, not yet given."""

    clinic: str
    region: str
    items: tuple[Item, ...]
    # The printed words of each edition, by its digest.
    words: Mapping[str, bytes]
    # What the person at the keyboard should know.
    warnings: tuple[Diagnostic, ...] = ()


def make_ready(pool: Runner, record: Record, request: PrepareRequest) -> Ready:
    """Return the leaflets that somebody wants to give; those in the archive are not made again.

    Raises:
        InvalidInput: some cannot be given, and why; WriteError: they could not be archived.
    """
    record.check_writable()
    folder = str(request.clinic.folder)
    prepared = ask(pool, Task(folder, folder, request))
    items = {leaf.fingerprint: record.made_before(leaf.fingerprint) for leaf in prepared.leaflets}
    new = [leaf for leaf in prepared.leaflets if items[leaf.fingerprint] is None]
    warnings: dict[Diagnostic, None] = {}
    for leaflet, reply in _made(pool, request, prepared, new):
        items[leaflet.fingerprint] = _archived(record, leaflet, reply)
        warnings.update(dict.fromkeys(reply.warnings))
    found = tuple(item for item in items.values() if item)
    return Ready(prepared.clinic, prepared.region, found, _words_of(prepared.data), tuple(warnings))


def current_editions(
    pool: Runner, request: CurrentRequest
) -> tuple[dict[tuple[str, str], CurrentEdition], dict[str, tuple[str, ...]]]:
    """Return how topics would be printed today by topic and locale, and the words by digest.

    Raises:
        InvalidInput: faults of the clinic's settings.
    """
    folder = str(request.clinic.folder)
    reply = ask(pool, Task(folder, folder, request))
    words = {
        digest: tuple(data.decode().split("\n")) for digest, data in _words_of(reply.data).items()
    }
    return {(item.topic, item.locale): item for item in reply.editions}, words


def _made(
    pool: Runner, request: PrepareRequest, prepared: PrepareReply, new: Sequence[PreparedLeaflet]
) -> Iterable[tuple[PreparedLeaflet, RenderReply]]:
    """Return the leaflets with what workers made of them.

    Raises:
        InvalidInput: with the problems of all that could not be made.
    """
    clinic = replace(request.clinic, digest=prepared.digest)
    tasks = {_name(leaflet.key): leaflet for leaflet in new}
    problems: list[Diagnostic] = []
    made: list[tuple[PreparedLeaflet, RenderReply]] = []
    for outcome in pool.outcomes(
        Task(name, str(clinic.folder), RenderRequest(clinic, leaflet.key, request.output, True))
        for name, leaflet in tasks.items()
    ):
        problems += outcome.located
        if outcome.reply is not None:
            made.append((tasks[outcome.task.name], outcome.reply))
    if problems:
        raise InvalidInput(problems)
    return made


def _name(key: LeafletKey) -> str:
    """Return what messages call a leaflet."""
    topic = key.topics[0] if len(key.topics) == 1 else key.format
    return f"{topic} ({key.locale}, {key.format}, {key.paper})"


def _archived(record: Record, leaflet: PreparedLeaflet, reply: RenderReply) -> Item:
    """Return a leaflet whose files are in the archive now."""
    stem = "clinic/xx/leaflet"  # only the endings matter here
    files = []
    for name, data in reply.files(f"{stem}.pdf"):
        ending = name.removeprefix(stem)
        files.append(ArchivedFile(ending, record.archive.store(LEAFLETS, data, ending)))
    key = leaflet.key
    return Item(
        leaflet.topics, key.locale, key.format, key.paper, reply.pages, tuple(files),
        leaflet.fingerprint,
    )  # fmt: skip


def _words_of(data: bytes) -> dict[str, bytes]:
    """Return the words that a worker sent, by digest; what is not as agreed is left out."""
    try:
        found = json.loads(data)
        return {str(digest): str(text).encode() for digest, text in found.items()}
    except (ValueError, AttributeError):
        return {}
