"""The pages of the desk: give, the issue that came of it, look back."""

from __future__ import annotations

import datetime
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from jinja2 import Environment, FunctionLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from handouts.assets import shipped_files
from handouts.batch.fingerprint import files_digest
from handouts.batch.requests import ClinicSource
from handouts.desk.words import LANGUAGES, SIZES, WORDS
from handouts.errors import HandoutsError
from handouts.inputs.clinic import load_clinic, read_clinic_folder
from handouts.inputs.library import load_library
from handouts.inputs.models.clinic import in_locale
from handouts.isolation.pool import Runner
from handouts.record.entries import MAX_COPIES, Issue, Item, staff_code
from handouts.record.giving import current_editions, make_ready
from handouts.record.requests import CurrentRequest, PrepareRequest
from handouts.record.store import Hand, Record
from handouts.record.superseded import not_current, texts_given

Clock = Callable[[], datetime.datetime]
_SHOWN = 200  # issues on one page

# Not in the style sheet: whatever shipped sheet names a font is laid out with the leaflets.
_FACES = "".join(
    '@font-face { font-family: "Atkinson Hyperlegible"; '
    f'font-weight: {weight}; src: url("/fonts/AtkinsonHyperlegible-{name}.ttf"); }}\n'
    for weight, name in (("normal", "Regular"), ("bold", "Bold"))
)


class Desk:
    """What the pages share: the clinic's folder, its record, the workers that make leaflets."""

    def __init__(self, folder: Path, pool: Runner, clock: Clock) -> None:
        self._folder, self._pool, self._clock = folder, pool, clock
        self._record = Record(folder)
        self._files = shipped_files()
        self._lock = threading.Lock()
        self._done: dict[str, str] = {}  # issue by the key of its form: a double click gives once
        self._templates = Environment(
            loader=FunctionLoader(lambda name: self._files[f"templates/{name}"].decode()),
            autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip

    def app(self) -> Starlette:
        """Return the pages as an application, to be put behind a guard."""
        return Starlette(
            routes=[
                Route("/", lambda _request: RedirectResponse("/en/give", 303)),
                Route("/desk.css", self.style),
                Route("/fonts/{name}", self.font),
                Route("/{page}/sheet/{digest}.pdf", self.sheet),
                Route("/{page}/give", self.choose),
                Route("/{page}/give", self.give, methods=["POST"]),
                Route("/{page}/issue/{issue}", self.issue),
                Route("/{page}/look-back", self.look_back),
            ]
        )

    def style(self, _request: Request) -> Response:
        """Return the desk's style."""
        own = self._files["styles/reports/desk.css"].decode()
        return Response(_FACES + own, media_type="text/css")

    def font(self, request: Request) -> Response:
        """Return one of the leaflets' fonts, for the desk's own pages."""
        data = self._files.get(f"fonts/{request.path_params['name']}")
        return Response(data, media_type="font/ttf") if data else Response(status_code=404)

    def sheet(self, request: Request) -> Response:
        """Return a leaflet that was given, byte for byte; what is not current, if that is meant."""
        digest = request.path_params["digest"]
        issue = self._record.issue_with(digest)
        if issue and request.query_params.get("as-it-was") != "yes":
            for item in self._old_items(issue):
                if any(file.sha256 == digest for file in item.files):
                    say = WORDS[_page(request)]
                    return self._show(request, "stop", 409, problem=say["old"])
        for item in issue.items if issue else ():
            for file in item.files:
                if file.sha256 == digest:
                    data = self._record.files(item)[file.ending]
                    return Response(data, media_type="application/pdf")
        return Response(status_code=404)

    def choose(self, request: Request) -> Response:
        """Return the page on which leaflets are chosen; the choice stands in the address."""
        query = request.query_params
        return self._choice(request, query.getlist("t"), query.get("q", "")[:60])

    def _choice(
        self, request: Request, chosen: list[str], words: str, problem: str = "", status: int = 200
    ) -> Response:
        try:
            own = load_clinic(self._folder)
            library = load_library(shipped_files(), own.files, own.folder)
        except HandoutsError as error:
            return self._show(request, "stop", 503, problem=str(error))
        page = _page(request)
        first = own.settings.locales[0]
        locale = page if page in own.settings.locales else first
        leaflets = []
        for topic_id in sorted(library.ids):
            spoken = locale if locale in library.locales(topic_id) else first
            if spoken not in library.locales(topic_id):
                continue
            front = library.topic(topic_id, spoken).front
            if front.product not in ("any", *own.products):
                continue
            if words.casefold() in f"{front.title} {topic_id}".casefold():
                leaflets.append((topic_id, front.title))
        sets = [(name, in_locale(one.title, locale)) for name, one in own.settings.sets.items()]
        return self._show(
            request, "give", status, sets=[] if words else sets, leaflets=leaflets, chosen=chosen,
            words=words, problem=problem, key=secrets.token_urlsafe(16), sizes=SIZES,
            locales={tag: LANGUAGES.get(tag, tag) for tag in own.settings.locales},
        )  # fmt: skip

    async def give(self, request: Request) -> Response:
        """Record the chosen leaflets, then lead to their issue."""
        form = parse_qs((await request.body()).decode("utf-8", "replace"))
        return await run_in_threadpool(self._give, request, form)

    def _give(self, request: Request, form: dict[str, list[str]]) -> Response:
        def one(name: str, default: str = "") -> str:
            return form.get(name, [default])[0]

        page, chosen = _page(request), form.get("t", [])
        if not chosen:
            return self._choice(request, [], "", WORDS[page]["choose"], 422)
        try:
            with self._lock:
                key = one("key")
                if key not in self._done:
                    self._done[key] = self._recorded(chosen, one)
                return RedirectResponse(f"/{page}/issue/{self._done[key]}", 303)
        except HandoutsError as error:
            return self._choice(request, chosen, "", str(error), 422)

    def _recorded(self, chosen: list[str], one: Callable[[str, str], str]) -> str:
        copies = one("copies", "1")
        if not copies.isdecimal() or not 1 <= int(copies) <= MAX_COPIES:
            raise HandoutsError(f"Copies: a number from 1 to {MAX_COPIES}.")
        code, now = staff_code(one("by", "")), self._clock()
        wish = PrepareRequest(
            self._source(now.date()), tuple(chosen), (one("lang", ""),),
            (one("size", SIZES[0]),),
        )  # fmt: skip
        ready = make_ready(self._pool, self._record, wish)
        hand = Hand(ready.clinic, ready.region, now, now.date(), code, int(copies))
        return self._record.give(hand, ready.items, ready.words).id

    def issue(self, request: Request) -> Response:
        """Return the page of an issue: the line for the chart, and its leaflets to print."""
        try:
            issue = self._record.issue(request.path_params["issue"])
        except HandoutsError as error:
            return self._show(request, "stop", 404, problem=str(error))
        return self._show(request, "issue", issue=issue, old=self._old_items(issue))

    def _source(self, today: datetime.date) -> ClinicSource:
        """Return the clinic as its files are now: workers live long and keep what they read."""
        return ClinicSource(self._folder, today, files_digest(read_clinic_folder(self._folder)))

    def _old_items(self, issue: Issue) -> tuple[Item, ...]:
        """Return what of an issue is not to be handed out today; all of it if nobody can tell."""
        try:
            wish = CurrentRequest(self._source(self._clock().date()), texts_given([issue]))
            current, _ = current_editions(self._pool, wish)
        except HandoutsError:
            return issue.items
        return tuple(
            item
            for item in issue.items
            if any(
                not_current(topic, current.get((topic.topic, item.locale))) for topic in item.topics
            )
        )

    def look_back(self, request: Request) -> Response:
        """Return the page of what was given, newest first."""
        try:
            issues = self._record.issues()[: -_SHOWN - 1 : -1]
        except HandoutsError as error:
            return self._show(request, "stop", 500, problem=str(error))
        return self._show(request, "look-back", issues=issues)

    def _show(self, request: Request, name: str, status: int = 200, **values: Any) -> Response:
        page = _page(request)
        try:
            clinic = load_clinic(self._folder).settings.name
        except HandoutsError:  # the page that says so has no name at its head
            clinic = ""
        html = self._templates.get_template(f"desk/{name}.html").render(
            say=WORDS[page], page=page, languages=LANGUAGES, name=name,
            clinic=clinic, **values,
        )  # fmt: skip
        return HTMLResponse(html, status)


def _page(request: Request) -> str:
    """Return the language of the page that is asked for."""
    page: str = request.path_params["page"]
    return page if page in WORDS else "en"
