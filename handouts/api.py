"""The functions and types that programs use; `handouts` itself offers them, loaded when used.

    clinic = handouts.open_clinic("my-clinic")
    leaflet = handouts.render(clinic, "risks", locale="en", format="trifold")
    leaflet.pdf, leaflet.pages, leaflet.text, leaflet.diagnostics

Whatever takes a clinic may be called from any number of threads. They take turns: layout is done
by one thread of a process at a time. To use more processors, and to be safe from a clinic's files
that hang or crash the layout, use `isolated`.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from handouts import plugins, system
from handouts.batch.fingerprint import files_digest
from handouts.batch.requests import ClinicSource, LeafletKey, RenderReply, RenderRequest
from handouts.diagnostics import Diagnostic, to_json
from handouts.errors import HandoutsError, InvalidInput, unknown
from handouts.formats import PLAIN, Output, main_format
from handouts.isolation.pool import IsolatedPool
from handouts.isolation.tasks import Limits, Outcome, Reply, Task

if TYPE_CHECKING:
    from handouts.compose.spec import LeafletSpec
    from handouts.session import ClinicSession, Leaflet

R = TypeVar("R", bound=Reply)

PRELOAD = ("handouts.batch.preload",)
_DEFAULT_FORMAT = main_format().name


@dataclass(frozen=True)
class Clinic:
    """A clinic's folder as it was read: nothing that happens to it later is seen."""

    # The folder, as it was named.
    folder: Path
    # What its folder in the output is called.
    id: str
    # What patients call it.
    name: str
    # Its languages; the first is the one that is used where none is named.
    locales: tuple[str, ...]
    # The ids of all topics it can print: its own and ours.
    topics: tuple[str, ...] = field(repr=False)
    session: ClinicSession = field(repr=False, compare=False)
    """Not part of the public API."""

    @property
    def files(self) -> Mapping[str, bytes]:
        """Return the files that its leaflets are made of, by path: its own over ours."""
        return MappingProxyType(dict(self.session.files))


@dataclass(frozen=True, slots=True)
class Preview:
    """A leaflet as HTML for a screen; its pages are not laid out."""

    html: str = field(repr=False)
    # What the person at the keyboard should know.
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What the checks found."""

    # Every finding; its code is the name of the check.
    diagnostics: tuple[Diagnostic, ...]
    # All that `handouts check --json` prints of a clinic.
    data: Mapping[str, Any] = field(repr=False)

    @property
    def passed(self) -> bool:
        """Return whether there are no errors; warnings may be left."""
        return not any(item.severity == "error" for item in self.diagnostics)

    def to_json(self) -> dict[str, Any]:
        """Return the diagnostics as JSON data."""
        return {"passed": self.passed, "diagnostics": to_json(self.diagnostics)}


def use_plugins(*names: str) -> None:
    """Load installed plugins, by the names of their packages; without names, HANDOUTS_PLUGINS says.

    Do so before clinics are opened. The workers of `isolated` load the same ones.

    Raises:
        InvalidInput: no such plugin is installed.
    """
    plugins.load(names or plugins.named_in_environment())


def open_clinic(path: str | Path) -> Clinic:
    """Return the clinic in a folder, read whole.

    Raises:
        InvalidInput: the folder or a file in it cannot be used; `problems` says where and why.
        HandoutsError: this machine lacks a library that lays out text.
    """
    system.require_libraries()
    from handouts.session import ClinicSession

    session = ClinicSession(Path(path))
    own = session.clinic
    return Clinic(
        Path(path), own.id, own.settings.name, tuple(own.settings.locales),
        tuple(session.library.ids), session,
    )  # fmt: skip


def render(
    clinic: Clinic,
    topic: str | Sequence[str],
    *,
    locale: str | None = None,
    format: str = _DEFAULT_FORMAT,  # noqa: A002  # as on the command line
    paper: str | None = None,
    today: datetime.date | None = None,
    output: Output = PLAIN,
) -> Leaflet:
    """Return a finished leaflet.

    `topic` is a topic's id; for a format that combines topics (a packet), several. Without `locale`
    or `paper`, the clinic's settings say. With `today`, pages say that a text is overdue for its
    review. `output` is for print shops and toner saving.

    Raises:
        InvalidInput: unknown names, faults of the texts; RenderError: it cannot be laid out as
            asked for; DoesNotFit: there is more text than the format's pages hold.
    """
    spec = _spec(clinic, topic, locale, format, paper, today, output)
    return clinic.session.render(spec)


def preview(
    clinic: Clinic,
    topic: str | Sequence[str],
    *,
    locale: str | None = None,
    format: str = _DEFAULT_FORMAT,  # noqa: A002  # as on the command line
    paper: str | None = None,
    today: datetime.date | None = None,
    base: str = "/",
) -> Preview:
    """Return a leaflet as HTML, for a screen.

    Every address in it is `base` and a path: serve there what `clinic.files` has under that path.
    Styles stand in the same order as in print: ours first, then the clinic's.

    Raises:
        InvalidInput: unknown names, faults of the texts.
    """
    from handouts.paths import ORIGIN

    spec = _spec(clinic, topic, locale, format, paper, today, PLAIN)
    html = clinic.session.compose(spec).html.replace(f"{ORIGIN}/", base)
    link = f'<link rel="stylesheet" href="{base}styles/handout.css">'
    head, charset, rest = html.partition('<meta charset="utf-8">')
    return Preview(f"{head}{charset}\n{link}{rest}", clinic.session.warnings)


def write(
    clinic: Clinic,
    topic: str | Sequence[str],
    writer: str,
    *,
    locale: str | None = None,
    format: str = _DEFAULT_FORMAT,  # noqa: A002  # as on the command line
    today: datetime.date | None = None,
) -> bytes:
    """Return a leaflet as a writer writes it: another kind of output than PDF, from a plugin.

    Raises:
        InvalidInput: unknown names, faults of the texts, a writer that failed.
    """
    from handouts.document.parse import parse_topic
    from handouts.writers import WRITERS

    if writer not in WRITERS:
        raise InvalidInput([Diagnostic(writer, None, unknown("no such writer", writer, WRITERS))])
    spec = _spec(clinic, topic, locale, format, None, today, PLAIN)
    return WRITERS[writer].write(spec, [parse_topic(topic) for topic in spec.topics])


def check(clinic: Clinic, *, today: datetime.date, pages: bool = True) -> CheckReport:
    """Return what the checks say about a clinic's texts and leaflets.

    `today` is the day to judge dates by. Without `pages`, no leaflet is made, and the checks that
    look at pages say nothing.
    """
    from handouts.checks import run
    from handouts.checks.page_checker import with_pages
    from handouts.session import ENGINE_LOCK

    with ENGINE_LOCK:
        report = run.check_clinic(clinic.session.clinic, today)
        if pages:
            report = with_pages(report, today)
    found = tuple(
        Diagnostic(
            item.file,
            item.line,
            item.message,
            code=item.check,
            severity=item.severity,
            data={"excerpt": item.excerpt} if item.excerpt else {},
        )
        for item in report.findings
    )
    return CheckReport(found, report.describe())


class Workers:
    """Processes that make leaflets; see `isolated`. Its methods may be called from any thread."""

    def __init__(self, pool: IsolatedPool) -> None:
        self._pool = pool

    def render(
        self,
        clinic: Clinic,
        topic: str | Sequence[str],
        *,
        locale: str | None = None,
        format: str = _DEFAULT_FORMAT,  # noqa: A002  # as on the command line
        paper: str | None = None,
        today: datetime.date | None = None,
        output: Output = PLAIN,
    ) -> Future[Leaflet]:
        """Return what `handouts.render` would return, made by a worker.

        The future raises what `handouts.render` would, and InvalidInput where the worker crashed,
        ran out of time or memory, or the clinic's folder was changed since it was opened.
        """
        spec = _spec(clinic, topic, locale, format, paper, today, output)
        own = clinic.session.clinic
        key = LeafletKey(
            tuple(topic.id for topic in spec.topics), spec.locale, spec.format.name, spec.paper
        )
        source = ClinicSource(clinic.folder, today, files_digest(own.files_read))
        task = Task(
            spec.name, str(clinic.folder), RenderRequest(source, key, output, companions=True)
        )
        leaflet: Future[Leaflet] = Future()
        leaflet.set_running_or_notify_cancel()
        self.submit(task).add_done_callback(functools.partial(_finish, leaflet))
        return leaflet

    def submit(self, task: Task[R]) -> Future[Outcome[R]]:
        """Return the outcome that another kind of task will have."""
        return self._pool.submit(task)


@contextlib.contextmanager
def isolated(workers: int = 1, limits: Limits | None = None) -> Iterator[Workers]:
    """Start worker processes, which end with the `with` block.

    Nothing that a clinic's files do to a worker, such as a crash or a layout without an end, does
    harm here: it costs one leaflet. No two clinics share a process. The processes start the main
    module of the program anew, so guard it: `if __name__ == "__main__":`.
    """
    with IsolatedPool(workers, limits, preload=PRELOAD, initialize=plugins.initializer()) as pool:
        yield Workers(pool)


def _finish(leaflet: Future[Leaflet], done: Future[Outcome[RenderReply]]) -> None:
    """Give what came of a task to whoever waits for its leaflet."""
    from handouts.session import Leaflet

    try:
        outcome = done.result()
    except HandoutsError as error:
        leaflet.set_exception(error)
        return
    reply = outcome.reply
    if reply is None:
        leaflet.set_exception(InvalidInput(outcome.located))
        return
    path = "clinic/xx/leaflet.pdf"  # only the endings matter here
    pdf, *others = (data for _, data in reply.files(path))
    endings = (ending.removesuffix(".pdf") for ending, _ in reply.parts[1:])
    leaflet.set_result(
        Leaflet(
            outcome.task.name,
            pdf,
            reply.pages,
            reply.warnings,
            dict(zip(endings, others, strict=True)),
        )
    )


def _spec(
    clinic: Clinic,
    topic: str | Sequence[str],
    locale: str | None,
    fmt: str,
    paper: str | None,
    today: datetime.date | None,
    output: Output,
) -> LeafletSpec:
    """Return the one leaflet that is meant.

    Raises:
        InvalidInput: there is none, or there are several.
    """
    topics = [topic] if isinstance(topic, str) else list(topic)
    specs = clinic.session.specs(
        topics, [locale] if locale else (), [fmt], [paper] if paper else (), output=output,
        today=today,
    )  # fmt: skip
    if len(specs) != 1:
        names = ", ".join(spec.name for spec in specs) or "none"
        message = f"means {len(specs)} leaflets ({names}); name one topic"
        raise InvalidInput([Diagnostic(", ".join(topics), None, message)])
    return specs[0]
