"""Look back: what was given, the bin list, and whether the record is whole."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

from babel import Locale
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handouts.desk.desk import Desk, language_of
from handouts.desk.languages import LANGUAGES
from handouts.editions.marks import typed_mark
from handouts.errors import HandoutsError
from handouts.l10n import babel_locale, long_date, short_time
from handouts.record.entries import Issue, Note
from handouts.record.requests import CurrentEdition
from handouts.record.superseded import not_current, superseded, texts_given
from handouts.review.printing import TextKey

MOST_SHOWN = 200
DAYS = {"7": 7, "31": 31, "366": 366, "all": 0}


def routes(desk: Desk) -> list[Route]:
    """Return where this page answers."""
    page = LookBack(desk)
    return [
        Route("/{page}/look-back", page.show),
        Route("/{page}/look-back/bin", page.bin_list),
        Route("/{page}/look-back/bin", page.binned, methods=["POST"]),
        Route("/{page}/look-back/check", page.check),
    ]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which issues to show."""

    days: str = "7"
    topic: str = ""
    code: str = ""

    def includes(self, issue: Issue, today: datetime.date) -> bool:
        """Return whether an issue is among them."""
        span = DAYS[self.days]
        return (
            (not span or (today - issue.day).days < span)
            and (not self.topic or self.topic in {topic.topic for topic in issue.topics})
            and (not self.code or issue.by == self.code)
        )


class LookBack:
    """The pages, and what their button does."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def show(self, request: Request) -> Response:
        """Return what was given, newest first, by day."""
        desk, query = self._desk, request.query_params
        typed = query.get("issue", "").strip()
        page = language_of(request)
        if typed:
            return RedirectResponse(f"/{page}/issue/{typed_mark(typed)[:20]}", 303)
        try:
            entries = desk.record.entries()
            clinic = desk.clinic()
        except HandoutsError as error:
            return desk.refuse(request, error)
        issues = [entry for entry in entries if isinstance(entry, Issue)]
        days = query.get("days", "7")
        wanted = Filter(
            days if days in DAYS else "7", query.get("topic", "")[:60], query.get("by", "")[:8]
        )
        found = [issue for issue in reversed(issues) if wanted.includes(issue, desk.today)]
        texts = texts_given(issues)
        current = desk.current(texts)
        locale = babel_locale(page, clinic.settings.region)
        by_day = [
            (
                long_date(day, locale),
                [self._row(issue, current, entries, locale) for issue in group],
            )
            for day, group in itertools.groupby(found[:MOST_SHOWN], lambda issue: issue.day)
        ]
        return desk.show(
            request, "look-back", by_day=by_day, wanted=wanted, total=len(issues),
            shown=min(len(found), MOST_SHOWN), found=len(found), days=DAYS,
            topics=_titles(texts, current), codes=sorted({issue.by for issue in issues} - {""}),
            to_bin=len(superseded(desk.record, entries, current, {})), tab="given",
        )  # fmt: skip

    def _row(
        self,
        issue: Issue,
        editions: Mapping[TextKey, CurrentEdition],
        entries: Sequence[Issue | Note],
        locale: Locale,
    ) -> dict[str, object]:
        old = any(
            not_current(topic, editions.get((topic.topic, item.locale)))
            for item in issue.items
            for topic in item.topics
        )
        events = {entry.event for entry in entries if isinstance(entry, Note)
                  and entry.about == issue.id}  # fmt: skip
        state = (
            "not_handed_out"
            if "not-handed-out" in events
            else "to_bin"
            if old
            else "was_draft"
            if any(topic.state == "draft" for topic in issue.topics)
            else "current"
        )
        first = issue.items[0]
        shown = [
            editions[topic.topic, item.locale].title
            if (topic.topic, item.locale) in editions and editions[topic.topic, item.locale].digest
            else topic.ref
            for item in issue.items
            for topic in item.topics
        ]
        return {
            "issue": issue,
            "time": short_time(issue.time.astimezone(self._desk.clock().tzinfo), locale),
            "titles": list(dict.fromkeys(shown)),
            "language": LANGUAGES.get(first.locale, first.locale),
            "size": first.format,
            "state": state,
        }

    def bin_list(self, request: Request) -> Response:
        """Return the editions that belong in the bin."""
        desk = self._desk
        try:
            entries = desk.record.entries()
            texts = texts_given(entries)
            printing = desk.printing(texts) if texts else None
        except HandoutsError as error:
            return desk.refuse(request, error)
        editions = {(e.topic, e.locale): e for e in printing.editions} if printing else {}
        words = printing.words if printing else {}
        found = superseded(desk.record, entries, editions, words)
        return desk.show(
            request, "bin", found=found, titles=_titles(texts, editions), tab="bin",
            to_bin=len(found), spoken=LANGUAGES,
        )  # fmt: skip

    async def binned(self, request: Request) -> Response:
        """Note that the paper with a mark is in the bin."""
        form = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=20)
        return await run_in_threadpool(self._binned, request, form)

    def _binned(self, request: Request, form: dict[str, list[str]]) -> Response:
        desk, mark = self._desk, form.get("mark", [""])[0]
        try:
            known = {topic.mark for issue in desk.record.issues() for topic in issue.topics}
            if mark not in known:
                return desk.show(request, "nothing", 404)
            desk.record.note("binned", mark, desk.clock(), by=desk.code_of_today())
        except HandoutsError as error:
            return desk.refuse(request, error)
        return RedirectResponse(f"/{language_of(request)}/look-back/bin", 303)

    def check(self, request: Request) -> Response:
        """Say whether the record is whole."""
        desk = self._desk
        try:
            lines, problems = desk.record.verify()
        except HandoutsError as error:
            return desk.refuse(request, error)
        return desk.show(
            request, "check", lines=lines, problems=[str(problem) for problem in problems],
            tab="check", to_bin=0,
        )  # fmt: skip


def _titles(texts: Sequence[TextKey], editions: Mapping[TextKey, CurrentEdition]) -> dict[str, str]:
    """Return a title for each topic, its name where there is none any more."""
    found: dict[str, str] = {}
    for topic, locale in texts:
        edition = editions.get((topic, locale))
        if topic not in found or locale == "en":
            found[topic] = edition.title if edition and edition.digest else topic
    return dict(sorted(found.items(), key=lambda pair: pair[1]))
