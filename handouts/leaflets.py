"""The path of a leaflet, from a clinic's folder to the bytes of a PDF.

clinic.yaml - load clinic - select topics - compose HTML - render PDF - write - leaflet.pdf
"""

from __future__ import annotations

import functools
from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from handouts import resources
from handouts.composition import (
    Composed,
    Fit,
    Job,
    Knowledge,
    compose,
    reference_problems,
)
from handouts.customizing import customized
from handouts.errors import InvalidInput, Problem, RenderError, unknown
from handouts.formats import FORMATS, PACKET, PAPERS, Format
from handouts.loading.clinic import load_clinic
from handouts.loading.facts import load_facts
from handouts.loading.library import Library, load_library
from handouts.loading.strings import load_strings, words_file
from handouts.models.clinic import Clinic
from handouts.models.facts import FactBase
from handouts.models.strings import Strings
from handouts.models.topic import Topic
from handouts.rendering.engine import LaidOut, Page, Renderer
from handouts.sandbox import template_environment
from handouts.selection import select_topics, variants

ORIGINAL_LOCALE = "en"


@dataclass(frozen=True, slots=True)
class Leaflet:
    """A finished PDF: its bytes, its pages, and what the person at the keyboard should know."""

    name: str
    pdf: bytes = field(repr=False)
    pages: int
    warnings: tuple[Problem, ...] = ()


@functools.cache
def shipped_facts() -> FactBase:
    """Return the shipped fact base, read and checked once."""
    files = resources.shipped_files()
    return load_facts(
        *(files[f"content/{name}.yaml"].decode() for name in ("facts", "sources", "regions"))
    )


class Workshop:
    """Everything that the leaflets of one clinic share, read once.

    The renderer, which costs most, is made when the first leaflet is.
    """

    def __init__(self, clinic: Path | Clinic, shipped: Mapping[str, bytes] | None = None) -> None:
        self.shipped = resources.shipped_files() if shipped is None else shipped
        self.clinic: Clinic = load_clinic(clinic) if isinstance(clinic, Path) else clinic
        self.files: Mapping[str, bytes] = ChainMap(dict(self.clinic.files), dict(self.shipped))
        self.library: Library = load_library(self.shipped, self.clinic.files, self.clinic.folder)
        self.facts = shipped_facts()
        self._environment = template_environment(self.files)
        self._renderer: Renderer | None = None
        self._strings: dict[str, Strings] = {}

    @property
    def renderer(self) -> Renderer:
        """Return the clinic's renderer, made on first use."""
        if self._renderer is None:
            self._renderer = Renderer(self.files, self.clinic.folder)
        return self._renderer

    @functools.cached_property
    def warnings(self) -> tuple[Problem, ...]:
        """Return what spoils no leaflet: remarks on the brand, customized files out of date."""
        found = (
            item.warning(self.clinic.folder) for item in customized(self.clinic.files, self.shipped)
        )
        return (*self.renderer.warnings, *(problem for problem in found if problem))

    def strings(self, locale: str) -> Strings:
        """Return the fixed words of `locale`, read once.

        Raises:
            InvalidInput: there are none for that locale, or they are not complete.
        """
        if locale not in self._strings:
            own = words_file(locale) in self.clinic.files
            folder = self.clinic.folder if own else ""
            self._strings[locale] = load_strings(self.files, locale, folder)
        return self._strings[locale]

    def jobs(
        self,
        names: Iterable[str],
        locales: Iterable[str] = (),
        formats: Iterable[str] = ("sheet",),
        papers: Iterable[str] = (),
        *,
        packet: bool = False,
    ) -> tuple[Job, ...]:
        """Return the PDFs that a request means; what isn't given, the clinic's settings say.

        Raises:
            InvalidInput: unknown topics, languages, formats or papers, and faults in topics.
        """
        problems: list[Problem] = []
        forms = [PACKET] if packet else [_format(name, problems) for name in dict.fromkeys(formats)]
        sheets = [_paper(name, problems) for name in dict.fromkeys(papers)] or [self.default_paper]
        jobs: list[Job] = []
        for locale in dict.fromkeys(locales or self.clinic.settings.locales[:1]):
            try:
                self.strings(locale)
                topics = self._topics(names, locale)
            except InvalidInput as error:
                problems.extend(error.problems)
                continue
            originals = self._originals(topics)
            groups = [topics] if packet else [(topic,) for topic in topics]
            jobs += [
                Job(self.clinic, group, locale, form, paper, originals)
                for group in groups
                for form in forms
                if form
                for paper in sheets
            ]
        if problems:
            raise InvalidInput(problems)
        return tuple(jobs)

    @property
    def default_paper(self) -> str:
        """Return the clinic's paper, or its region's."""
        settings = self.clinic.settings
        return settings.paper or self.facts.regions[settings.region].paper

    def compose(self, job: Job, fit: Fit | None = None) -> Composed:
        """Return the HTML of a job.

        Raises:
            InvalidInput: faults of the topics, settings or templates.
        """
        knowledge = Knowledge(self.facts, self.strings(job.locale))
        return compose(job, knowledge, self._environment, fit or Fit())

    def make(self, job: Job) -> Leaflet:
        """Return the finished leaflet of a job, fitted to its format.

        Raises:
            InvalidInput: faults of the input; RenderError: it cannot be made as asked for.
        """
        overflow = Problem(job.topics[0].file, None, f"{job.format.name} allows no size")
        for fit in _fits(job.format):
            composed = self.compose(job, fit)
            page = Page(job.name, composed.html, composed.properties, self._written(job))
            laid_out = self.renderer.lay_out(page)
            too_long = _overflow(job, laid_out)
            if too_long is None:
                pdf = self.renderer.write(laid_out)
                return Leaflet(job.name, pdf, len(laid_out.fills), self.warnings)
            overflow = too_long
        raise RenderError([overflow])

    def _written(self, job: Job) -> dict[str, bytes]:
        """Return the files that people wrote for a job, by the names that messages use."""
        sources = (self.library.sources.get((topic.id, topic.locale)) for topic in job.topics)
        files = {source.file: source.text for source in sources if source}
        for path, data in self.clinic.files.items():
            if not path.startswith("content/topics/"):
                files[f"{self.clinic.folder}/{path}"] = data
        return files

    def _topics(self, names: Iterable[str], locale: str) -> tuple[Topic, ...]:
        wanted = [
            topic for name in names for topic in variants(self.library, name, self.clinic.products)
        ]
        topics = select_topics(self.library, wanted, locale)
        problems = [
            problem for topic in topics for problem in reference_problems(topic, self.facts)
        ]
        if problems:
            raise InvalidInput(problems)
        return topics

    def _originals(self, topics: Iterable[Topic]) -> Mapping[str, Topic]:
        """Return the texts that translations among `topics` were made from."""
        return {
            topic.id: self.library.topic(topic.id, ORIGINAL_LOCALE)
            for topic in topics
            if topic.front.translation and ORIGINAL_LOCALE in self.library.locales(topic.id)
        }


def _format(name: str, problems: list[Problem]) -> Format | None:
    if name not in FORMATS:
        problems.append(Problem(name, None, unknown("no such format", name, FORMATS)))
    return FORMATS.get(name)


def _paper(name: str, problems: list[Problem]) -> str:
    if name not in PAPERS:
        problems.append(Problem(name, None, unknown("no such paper", name, PAPERS)))
    return name


def _fits(form: Format) -> Iterable[Fit]:
    """Yield the steps a format allows to make text fit: without optional parts, then smaller."""
    for size in form.sizes_pt:
        yield Fit(drop_optional=False, size_pt=size)
        if form.max_pages is not None:
            yield Fit(drop_optional=True, size_pt=size)


def _overflow(job: Job, laid_out: LaidOut) -> Problem | None:
    """Return by how much a leaflet is too long for its format, or None if it fits."""
    form, fills = job.format, laid_out.fills
    if form.max_pages is None or len(fills) <= form.max_pages:
        return None
    over = sum(fill.used_mm for fill in fills[form.max_pages :])
    topic = job.topics[0]
    message = (
        f"{job.name} ({job.locale}, {form.name}, {job.paper}) does not fit: {over:.0f} mm over "
        f"{form.max_pages} pages; shorten the text, or mark a section {{optional}}"
    )
    return Problem(topic.file, None, message)
