"""An issue: the line for the chart, its pages to print, what happened to the paper."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handouts.desk.desk import Desk, language_of
from handouts.desk.languages import LANGUAGES
from handouts.desk.paper import pages_of, send_to_printer
from handouts.errors import HandoutsError
from handouts.record.entries import Issue, Item, Note
from handouts.record.printer import NotSent
from handouts.record.superseded import not_current, texts_given

_MARK = re.compile(r"([0-9A-Z]{4}-[0-9A-Z]{4})")  # never broken over two lines


def routes(desk: Desk) -> list[Route]:
    """Return where this page answers."""
    page = IssuePage(desk)
    return [
        Route("/{page}/issue/{issue}", page.show),
        Route("/{page}/issue/{issue}/pages.pdf", page.pages),
        Route("/{page}/issue/{issue}/{what}", page.note, methods=["POST"]),
        Route("/{page}/sheet/{digest}.pdf", page.sheet),
    ]


class IssuePage:
    """The page, and what its buttons do."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def show(self, request: Request) -> Response:
        """Return the page of an issue."""
        desk = self._desk
        try:
            issue = desk.record.issue(request.path_params["issue"])
            notes = [
                entry
                for entry in desk.record.entries()
                if isinstance(entry, Note) and entry.about == issue.id
            ]
        except HandoutsError as error:
            return desk.refuse(request, error, 404)
        old = old_items(desk, issue)
        return desk.show(
            request, "issue", issue=issue, chart=_MARK.split(issue.chart), old=old,
            notes=[note.event for note in notes],
            titles={topic.topic: topic.ref for topic in issue.topics} | titles(desk, issue),
            sent=request.query_params.get("sent", ""), printers=desk.printers,
            spoken={tag: LANGUAGES.get(tag, tag) for tag in {item.locale for item in issue.items}},
        )  # fmt: skip

    def pages(self, request: Request) -> Response:
        """Return all pages of an issue as one PDF, unless they are not to be handed out."""
        desk = self._desk
        try:
            issue = desk.record.issue(request.path_params["issue"])
            if old_items(desk, issue) and request.query_params.get("as-it-was") != "yes":
                return desk.show(request, "old", 409, issue=issue)
            return Response(pages_of(desk.record, issue), media_type="application/pdf")
        except HandoutsError as error:
            return desk.refuse(request, error, 404)

    async def note(self, request: Request) -> Response:
        """Note what happened to the paper, or print it again."""
        form = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=20)
        return await run_in_threadpool(self._note, request, form)

    def _note(self, request: Request, form: dict[str, list[str]]) -> Response:
        desk, what = self._desk, request.path_params["what"]
        page = language_of(request)
        try:
            issue = desk.record.issue(request.path_params["issue"])
            if what == "again":
                ending = self._again(issue, form.get("printer", [""])[0])
            elif what == "not-handed-out":
                desk.once(
                    f"{issue.id} not handed out",
                    lambda: self._noted("not-handed-out", issue.id),
                )
                ending = ""
            else:
                return desk.show(request, "nothing", 404)
        except HandoutsError as error:
            return desk.refuse(request, error)
        return RedirectResponse(f"/{page}/issue/{issue.id}{ending}", 303)

    def _again(self, issue: Issue, printer: str) -> str:
        """Send an issue to a printer once more; its pages must be current."""
        desk = self._desk
        if printer not in desk.printers or old_items(desk, issue):
            return ""
        try:
            send_to_printer(desk.record, issue, printer, 1)
        except NotSent:
            return "?sent=no"
        self._noted("printed-again", issue.id)
        return "?sent=yes"

    def _noted(self, event: str, about: str) -> str:
        desk = self._desk
        desk.record.note(event, about, desk.clock(), by=desk.code_of_today())  # type: ignore[arg-type]
        return about

    def sheet(self, request: Request) -> Response:
        """Return a leaflet that was given, byte for byte; what is not current, if that is meant."""
        desk, digest = self._desk, request.path_params["digest"]
        issue = desk.record.issue_with(digest)
        if issue is None:
            return desk.show(request, "nothing", 404)
        item = next(i for i in issue.items if digest in {file.sha256 for file in i.files})
        if item in old_items(desk, issue) and request.query_params.get("as-it-was") != "yes":
            return desk.show(request, "old", 409, issue=issue)
        ending = next(file.ending for file in item.files if file.sha256 == digest)
        return Response(desk.record.files(item)[ending], media_type="application/pdf")


def old_items(desk: Desk, issue: Issue) -> tuple[Item, ...]:
    """Return what of an issue is not to be handed out today; all of it if nobody can tell."""
    current = desk.current(texts_given([issue]))
    return tuple(
        item
        for item in issue.items
        if any(not_current(topic, current.get((topic.topic, item.locale))) for topic in item.topics)
    )


def titles(desk: Desk, issue: Issue) -> dict[str, str]:
    """Return the titles of an issue's leaflets today, by topic; what is gone has none."""
    current = desk.current(texts_given([issue]))
    return {topic: edition.title for (topic, _), edition in current.items() if edition.digest}
