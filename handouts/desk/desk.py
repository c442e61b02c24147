"""What the pages of the desk share: the clinic's folder, its record, the workers, the templates."""

from __future__ import annotations

import datetime
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from handouts.assets import shipped_files
from handouts.batch.fingerprint import files_digest
from handouts.batch.requests import ClinicSource
from handouts.desk.languages import LANGUAGES, STRINGS
from handouts.desk.making import Making
from handouts.errors import HandoutsError
from handouts.inputs.clinic import load_clinic, read_clinic_folder
from handouts.inputs.models.clinic import Clinic
from handouts.isolation.pool import Runner
from handouts.l10n import babel_locale, long_date
from handouts.record.giving import current_editions
from handouts.record.requests import CurrentEdition, CurrentRequest
from handouts.record.store import Record
from handouts.review.printing import Printing, TextKey, printing_now

Clock = Callable[[], datetime.datetime]
# Not among the leaflets' templates: no clinic's folder replaces these.
TEMPLATES = Path(__file__).with_name("templates")
MOST_FORMS = 500  # that are remembered, so that a double click does a thing once


class Desk:
    """What the pages share. Any number of threads may use it."""

    def __init__(
        self, folder: Path, pool: Runner, clock: Clock, printers: Sequence[str] = ()
    ) -> None:
        self.folder, self.clock = folder, clock
        self.record = Record(folder)
        self.making = Making(pool)
        self.printers = tuple(printers)
        self.files = shipped_files()
        self.code = ""  # of whoever gave last, for the day
        self._code_day: datetime.date | None = None
        self._lock = threading.Lock()
        self._done: OrderedDict[str, str] = OrderedDict()
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip

    @property
    def today(self) -> datetime.date:
        """Return the day at the clinic."""
        return self.clock().date()

    def clinic(self) -> Clinic:
        """Return the clinic as its files are now.

        Raises:
            InvalidInput: they have faults.
        """
        return load_clinic(self.folder)

    def source(self) -> ClinicSource:
        """Return the clinic for a worker, as its files are now: workers keep what they read."""
        digest = files_digest(read_clinic_folder(self.folder))
        return ClinicSource(self.folder, self.today, digest)

    def printing(self, texts: tuple[TextKey, ...]) -> Printing:
        """Return how texts would be printed now.

        Raises:
            InvalidInput: faults of the clinic's settings, or no worker could say.
        """
        return printing_now(self.making, self.source(), texts)

    def current(self, texts: tuple[TextKey, ...]) -> Mapping[TextKey, CurrentEdition]:
        """Return the editions of today; none of them if nobody can tell."""
        try:
            return current_editions(self.making, CurrentRequest(self.source(), texts))[0]
        except HandoutsError:
            return {}

    def once(self, form: str, work: Callable[[], str]) -> str:
        """Return what `work` gave for a form; it is done once, however often the form is sent."""
        with self._lock:
            if form not in self._done or not form:
                self._done[form] = work()
                while len(self._done) > MOST_FORMS:
                    self._done.popitem(last=False)
            return self._done[form]

    def remember_code(self, code: str) -> None:
        """Keep the code of whoever gave, until the day ends; on no disk but the record."""
        self.code, self._code_day = code, self.today

    def code_of_today(self) -> str:
        """Return the code that was used last today."""
        return self.code if self._code_day == self.today else ""

    def show(self, request: Request, name: str, status: int = 200, **values: Any) -> Response:
        """Return a page made from its template; `name` is also where the head says it is."""
        page = language_of(request)
        html = self._templates.get_template(f"{name}.html").render(
            say=STRINGS[page], page=page, languages=LANGUAGES, name=name,
            head=self._head(page), here=request.url.path, **values,
        )  # fmt: skip
        return HTMLResponse(html, status)

    def _head(self, page: str) -> Mapping[str, str]:
        """Return what stands at the head of every page; the page on a fault has little there."""
        try:
            settings = self.clinic().settings
            return {
                "clinic": settings.name,
                "logo": settings.logo.file if settings.logo else "",
                "day": long_date(self.today, babel_locale(page, settings.region)),
            }
        except HandoutsError:
            return {"clinic": "", "logo": "", "day": ""}

    def refuse(self, request: Request, error: HandoutsError, status: int = 503) -> Response:
        """Return the page that says what keeps the desk from answering."""
        return self.show(request, "stop", status, problem=str(error))


def language_of(request: Request) -> str:
    """Return the language of the page that is asked for."""
    page: str = request.path_params.get("page", "")
    return page if page in STRINGS else "en"
