"""Review: which words are signed, what has ended a signature; read a leaflet, sign, withdraw."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from urllib.parse import parse_qs, quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handouts.desk.desk import Desk, language_of
from handouts.desk.languages import LANGUAGES
from handouts.errors import HandoutsError, InvalidInput
from handouts.inputs.models.review import MAX_NAME, MAX_ROLE, Kind
from handouts.review.printing import TextKey, printable_texts
from handouts.review.proof import make_proof
from handouts.review.signing import sign, signer, withdraw
from handouts.review.standing import Standing, standing

KINDS: tuple[Kind, ...] = ("clinical", "translation", "lay")
SHOWN = ("waiting", "signed", "all")
DUE_DAYS = 90


def routes(desk: Desk) -> list[Route]:
    """Return where this page answers."""
    page = ReviewPage(desk)
    return [
        Route("/{page}/review", page.show),
        Route("/{page}/review/{topic}/{locale}", page.text),
        Route("/{page}/review/{topic}/{locale}", page.answer, methods=["POST"]),
        Route("/{page}/review/{topic}/{locale}/pack.pdf", page.pack),
    ]


class ReviewPage:
    """The list, one text of it, and what its buttons do."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def show(self, request: Request) -> Response:
        """Return the list of texts: what waits, what is signed, what is due."""
        desk, query = self._desk, request.query_params
        wanted = query.get("show", SHOWN[0])
        kind = _kind(query.get("kind", ""))
        try:
            found = self._standings(printable_texts(desk.folder), kind)
        except HandoutsError as error:
            return desk.refuse(request, error)
        rows = [(item, _is_due(item, desk.today)) for item in found]
        waiting = [row for row in rows if row[0].state != "signed" or row[1]]
        signed = [row for row in rows if row[0].state == "signed"]
        shown = {"waiting": waiting, "signed": signed}.get(wanted, rows)
        return desk.show(
            request, "review", rows=shown, total=len(rows), signed=len(signed),
            waiting=len(waiting), wanted=wanted if wanted in SHOWN else "all", tabs=SHOWN,
            kind=kind, kinds=KINDS, spoken=LANGUAGES,
        )  # fmt: skip

    def _standings(self, texts: tuple[TextKey, ...], kind: Kind) -> list[Standing]:
        """Return how signatures of a kind stand under texts as they would print now."""
        desk = self._desk
        printing = desk.printing(texts)
        reviews = desk.clinic().reviews

        def words(digest: str) -> Sequence[str] | None:
            return printing.words.get(digest) or desk.record.words(digest)

        return [standing(edition, kind, reviews, words) for edition in printing.editions]

    def text(self, request: Request, problem: str = "", status: int = 200) -> Response:
        """Return one text: its pages, what changed, and the forms to sign or withdraw."""
        desk, path = self._desk, request.path_params
        key = (path["topic"], path["locale"])
        kind = _kind(request.query_params.get("kind", ""))
        try:
            if key not in printable_texts(desk.folder):
                return desk.show(request, "nothing", 404)
            (found,) = self._standings((key,), kind)
            made = desk.making.leaflet(desk.source(), *key, "sheet")
            log = [item for item in desk.clinic().reviews.root if (item.topic, item.locale) == key]
        except HandoutsError as error:
            return desk.refuse(request, error)
        return desk.show(
            request, "review-text", status, found=found, made=made, log=log, kind=kind,
            kinds=KINDS, problem=problem, spoken=LANGUAGES, most_name=MAX_NAME, most_role=MAX_ROLE,
        )  # fmt: skip

    async def answer(self, request: Request) -> Response:
        """Sign or withdraw; only words whose digest the form shows can be signed."""
        form = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=20)
        return await run_in_threadpool(self._answer, request, form)

    def _answer(self, request: Request, form: dict[str, list[str]]) -> Response:
        desk, path = self._desk, request.path_params
        topic, locale = path["topic"], path["locale"]

        def first(key: str) -> str:
            return form.get(key, [""])[0]

        kind = _kind(first("kind"))
        try:
            who = signer(first("name"), first("role"), desk.today, kind)
            if first("do") == "withdraw":
                withdraw(desk.folder, topic, locale, who, first("reason"))
            else:
                printing = desk.printing(((topic, locale),))
                sign(desk.folder, printing, topic, locale, first("digest"), who)
        except InvalidInput as error:
            said = "; ".join(problem.message for problem in error.problems)
            return self.text(request, said, 422)
        except HandoutsError as error:
            return desk.refuse(request, error)
        page = language_of(request)
        address = f"/{page}/review/{quote(topic)}/{quote(locale)}?kind={kind}"
        return RedirectResponse(address, 303)

    def pack(self, request: Request) -> Response:
        """Return the review pack of a text: its claims by risk, with their sources' own words."""
        desk, path = self._desk, request.path_params
        key = (path["topic"], path["locale"])
        try:
            if key not in printable_texts(desk.folder):
                return desk.show(request, "nothing", 404)
            reply = make_proof(desk.making, desk.source(), (key,), with_sheets=False)
        except HandoutsError as error:
            return desk.refuse(request, error)
        return Response(reply.data, media_type="application/pdf")


def _kind(typed: str) -> Kind:
    """Return a kind of signature; the clinician's for anything else."""
    return next((kind for kind in KINDS if kind == typed), KINDS[0])


def _is_due(item: Standing, today: datetime.date) -> bool:
    """Return whether the review of a text is due soon, or was."""
    if not item.edition.review_by:
        return False
    day = datetime.date.fromisoformat(item.edition.review_by)
    return (day - today).days <= DUE_DAYS
