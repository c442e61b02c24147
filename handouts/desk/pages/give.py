"""Give: choose leaflets, see their pages, print and record them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handouts.batch.requests import ClinicSource
from handouts.desk.catalog import Catalog, Shelved, load_catalog
from handouts.desk.choice import SIZES, Choice, read_choice
from handouts.desk.desk import Desk, language_of
from handouts.desk.languages import LANGUAGES, STRINGS
from handouts.desk.making import Made
from handouts.desk.paper import send_to_printer
from handouts.diagnostics import Diagnostic
from handouts.errors import HandoutsError
from handouts.inputs.models.clinic import Clinic
from handouts.record.entries import MAX_COPIES, staff_code
from handouts.record.giving import make_ready
from handouts.record.printer import NotSent
from handouts.record.requests import CurrentEdition, PrepareRequest
from handouts.record.store import Hand
from handouts.review.standing import Standing, standing

State = Literal["signed", "draft", "ended", "overdue", "cannot"]


def routes(desk: Desk) -> list[Route]:
    """Return where this page answers."""
    page = Give(desk)
    return [
        Route("/{page}/give", page.choose),
        Route("/{page}/give", page.give, methods=["POST"]),
    ]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A chosen leaflet, as it is shown."""

    leaflet: Shelved
    made: Made
    edition: CurrentEdition | None
    state: State
    # Who signed; or what ended the signature.
    review: Standing | None
    problems: tuple[Diagnostic, ...] = ()

    @property
    def can_be_given(self) -> bool:
        """Return whether it can be printed today."""
        return self.state not in ("overdue", "cannot")

    @property
    def sheets(self) -> int:
        """Return how many sheets of paper it takes, on both sides."""
        return (self.made.pages + 1) // 2


class Give:
    """The page, and what its button does."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def choose(self, request: Request) -> Response:
        """Return the page for the choice in the address."""
        query = parse_qs(request.url.query, max_num_fields=100)
        return self._page(request, query)

    def _page(
        self, request: Request, query: dict[str, list[str]], problem: str = "", status: int = 200
    ) -> Response:
        desk = self._desk
        try:
            clinic = desk.clinic()
            locales = clinic.settings.locales
            choice = read_choice(query, locales)
            page = language_of(request)
            catalog = load_catalog(clinic, page if page in locales else locales[0])
            chosen = self._chosen(clinic, catalog, choice)
        except HandoutsError as error:
            return desk.refuse(request, error)
        given = [item for item in chosen if item.can_be_given]
        return desk.show(
            request, "give", status, problem=problem, choice=choice, catalog=catalog,
            chosen=chosen, given=given, hits=catalog.search(choice.search),
            near=_near(catalog, choice), sizes=SIZES, printers=desk.printers,
            sheets=choice.copies * sum(item.sheets for item in given),
            most_copies=MAX_COPIES, key=secrets.token_urlsafe(16), code=desk.code_of_today(),
            locales={tag: LANGUAGES.get(tag, tag) for tag in locales},
            link=lambda anchor="", **changed: _link(page, choice.changed(**changed), anchor),
            toggled=lambda topic: _link(page, choice.with_topic(topic), "leaflets"),
        )  # fmt: skip

    def _chosen(self, clinic: Clinic, catalog: Catalog, choice: Choice) -> list[Chosen]:
        desk = self._desk
        leaflets = [item for name in choice.topics if (item := catalog.leaflet(name))]
        if not leaflets:
            return []
        source = desk.source()
        texts = tuple(
            (item.topic, choice.locale) for item in leaflets if choice.locale in item.locales
        )
        printing = desk.printing(texts) if texts else None
        editions = {item.topic: item for item in printing.editions} if printing else {}

        def words(digest: str) -> Sequence[str] | None:
            return (printing.words.get(digest) if printing else None) or desk.record.words(digest)

        found = []
        for leaflet in leaflets:
            edition = editions.get(leaflet.topic)
            review = standing(edition, "clinical", clinic.reviews, words) if edition else None
            made = self._made(source, leaflet, choice, edition)
            found.append(_as_shown(leaflet, made, edition, review))
        return found

    def _made(
        self, source: ClinicSource, leaflet: Shelved, choice: Choice, edition: CurrentEdition | None
    ) -> Made:
        if edition is not None and edition.is_overdue:
            return Made(None, None)
        return self._desk.making.leaflet(source, leaflet.topic, choice.locale, choice.size)

    async def give(self, request: Request) -> Response:
        """Record the chosen leaflets and send them to the printer, then lead to their issue."""
        form = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=100)
        return await run_in_threadpool(self._give, request, form)

    def _give(self, request: Request, form: dict[str, list[str]]) -> Response:
        desk, page = self._desk, language_of(request)
        try:
            choice = read_choice(form, desk.clinic().settings.locales)
            if not choice.topics:
                return self._page(request, form, STRINGS[page]["choose_first"], 422)
            sent = f"{form.get('key', [''])[0]}"
            issue = desk.once(sent, lambda: self._recorded(choice, form))
        except HandoutsError as error:
            return self._page(request, form, str(error), 422)
        return RedirectResponse(f"/{page}/issue/{quote(issue)}", 303)

    def _recorded(self, choice: Choice, form: dict[str, list[str]]) -> str:
        desk = self._desk
        code, now = staff_code(form.get("by", [""])[0]), desk.clock()
        wish = PrepareRequest(desk.source(), choice.topics, (choice.locale,), (choice.size,))
        ready = make_ready(desk.making, desk.record, wish)
        hand = Hand(ready.clinic, ready.region, now, now.date(), code, choice.copies)
        issue = desk.record.give(hand, ready.items, ready.words)
        desk.remember_code(code)
        if choice.printer not in desk.printers:
            return issue.id
        try:
            send_to_printer(desk.record, issue, choice.printer, choice.copies)
        except NotSent:
            return f"{issue.id}?sent=no"
        return f"{issue.id}?sent=yes"


def _as_shown(
    leaflet: Shelved, made: Made, edition: CurrentEdition | None, review: Standing | None
) -> Chosen:
    if edition is not None and edition.is_overdue:
        return Chosen(leaflet, made, edition, "overdue", review)
    problems = made.problems or (edition.problems if edition else ())
    if problems or made.reply is None:
        return Chosen(leaflet, made, edition, "cannot", review, problems)
    if review is not None and review.state == "signed":
        return Chosen(leaflet, made, edition, "signed", review)
    ended = review is not None and review.state in ("ended", "withdrawn")
    return Chosen(leaflet, made, edition, "ended" if ended else "draft", review)


def _near(catalog: Catalog, choice: Choice) -> str:
    return catalog.near(choice.search) if choice.search and len(choice.search) < 30 else ""


def _link(page: str, choice: Choice, anchor: str) -> str:
    query = choice.query()
    return f"/{page}/give{'?' if query else ''}{query}{'#' if anchor else ''}{anchor}"
