"""A leaflet is made once for the picture and the archive, and anew when a file has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from handouts.batch.requests import (
    ClinicSource,
    LeafletKey,
    NamedLeaflet,
    RenderReply,
    RenderRequest,
    SelectReply,
)
from handouts.desk import making
from handouts.desk.making import Making
from handouts.diagnostics import Diagnostic
from handouts.isolation.tasks import Outcome, Task

PARTS = ((".pdf", 4), ("-1.png", 3), ("-pages.png", 2))


class FakePool:
    """Counts what it is asked to make."""

    def __init__(self, problems: tuple[Diagnostic, ...] = ()) -> None:
        self.made: list[RenderRequest] = []
        self.problems = problems

    def outcomes(self, tasks: Iterable[Task[Any]]) -> Iterator[Outcome[Any]]:
        """Yield a leaflet of four bytes for each task."""
        for task in tasks:
            request: Any = task.request
            if isinstance(request, RenderRequest):
                self.made.append(request)
                reply = RenderReply(1, (), PARTS, data=b"%PDFpngpp")
                failed = bool(self.problems)
                yield Outcome(task, None if failed else reply, self.problems)
            else:
                key = LeafletKey(request.topics, request.locales[0], request.formats[0], "letter")
                yield Outcome(task, SelectReply("", (NamedLeaflet(key, "x"),)))


def a_source(digest: str = "a") -> ClinicSource:
    return ClinicSource(Path("clinic"), None, digest)


def test_pictures_and_archive_come_from_one_making() -> None:
    pool = FakePool()
    made = Making(pool)
    leaflet = made.leaflet(a_source(), "risks", "en", "sheet")
    assert (leaflet.pages, leaflet.picture(1), leaflet.picture(2)) == (1, b"png", None)
    assert leaflet.key
    request = RenderRequest(a_source(), leaflet.key, companions=True)
    (outcome,) = made.outcomes([Task("x", "clinic", request)])
    assert outcome.reply
    assert (outcome.reply.parts, outcome.reply.data) == ((PARTS[0],), b"%PDF")
    assert len(pool.made) == 1


def test_a_changed_file_is_another_leaflet() -> None:
    pool = FakePool()
    made = Making(pool)
    for digest in ("a", "b", "a"):
        made.leaflet(a_source(digest), "risks", "en", "sheet")
    assert len(pool.made) == 2


def test_what_cannot_be_made_is_tried_again() -> None:
    pool = FakePool((Diagnostic("a.md", 3, "does not fit"),))
    made = Making(pool)
    for _ in range(2):
        leaflet = made.leaflet(a_source(), "risks", "en", "sheet")
        assert (leaflet.pages, leaflet.picture(1)) == (0, None)
        assert str(leaflet.problems[0]) == "a.md:3: does not fit"
    assert len(pool.made) == 2


def test_only_the_last_ones_are_kept(monkeypatch: Any) -> None:
    monkeypatch.setattr(making, "MOST_KEPT", 2)
    pool = FakePool()
    made = Making(pool)
    for topic in ("a", "b", "c", "a"):
        made.leaflet(a_source(), topic, "en", "sheet")
    assert [request.leaflet.topics[0] for request in pool.made] == ["a", "b", "c", "a"]
