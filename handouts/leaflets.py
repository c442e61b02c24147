"""The path of a leaflet, from a clinic's folder to the bytes of a PDF.

clinic.yaml - load clinic - select topics - compose HTML - render PDF - write - leaflet.pdf
"""

from __future__ import annotations

import datetime
import functools
import re
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from handouts import resources
from handouts.brandcheck import FRAMES, Judge, Verdict
from handouts.composition import (
    Composed,
    Fit,
    Job,
    Knowledge,
    compose,
    reference_problems,
)
from handouts.conditions import fitting
from handouts.customizing import customized
from handouts.errors import DoesNotFit, InvalidInput, Problem, RenderError, unknown
from handouts.fitting import fitted
from handouts.formats import FORMATS, PACKET, PAPERS, PLAIN, Format, Output
from handouts.gates.nesting import nesting_remarks
from handouts.gates.required import required_problems
from handouts.gates.slips import remarks, twins
from handouts.imposition import imposed
from handouts.loading.clinic import load_clinic
from handouts.loading.facts import shipped_facts
from handouts.loading.library import Library, load_library
from handouts.loading.strings import load_strings, words_file
from handouts.models.clinic import Clinic
from handouts.models.strings import Strings
from handouts.models.topic import Topic
from handouts.printing import folding, is_rtl, printing
from handouts.rendering.appearance import Appearance, read_appearance
from handouts.rendering.engine import BRAND, LaidOut, Page, Renderer
from handouts.rendering.places import place_of
from handouts.sandbox import template_environment
from handouts.selection import select_topics, variants
from handouts.usage import expired

ORIGINAL_LOCALE = "en"
_QUOTED = re.compile("“([^”]+)”")


@dataclass(frozen=True, slots=True)
class Leaflet:
    """A finished PDF: its bytes, its pages, and what the person at the keyboard should know.

    `companions` are PDFs to write beside it, by what comes before `.pdf` in their names.
    """

    name: str
    pdf: bytes = field(repr=False)
    pages: int
    warnings: tuple[Problem, ...] = ()
    companions: Mapping[str, bytes] = field(default_factory=dict, repr=False)


class Workshop:
    """Everything that the leaflets of one clinic share, read once.

    The renderer, which costs most, is made when the first leaflet is. Without `today`, no text is
    overdue for its review.
    """

    def __init__(
        self,
        clinic: Path | Clinic,
        shipped: Mapping[str, bytes] | None = None,
        today: datetime.date | None = None,
    ) -> None:
        self._today = today
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
    def _judge(self) -> Judge:
        return Judge(self.clinic.files, self.clinic.folder)

    @functools.cached_property
    def warnings(self) -> tuple[Problem, ...]:
        """Return what spoils no leaflet: remarks on the brand, customized files out of date."""
        found = (
            item.warning(self.clinic.folder) for item in customized(self.clinic.files, self.shipped)
        )
        return (
            *self.renderer.warnings,
            *remarks(self.clinic, self.shipped),
            *(problem for problem in found if problem),
        )

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
        output: Output = PLAIN,
    ) -> tuple[Job, ...]:
        """Return the PDFs that a request means; what isn't given, the clinic's settings say.

        Raises:
            InvalidInput: unknown topics, languages, formats or papers, and faults in topics.
        """
        problems: list[Problem] = []
        forms = [PACKET] if packet else [_format(name, problems) for name in dict.fromkeys(formats)]
        sheets = [_paper(name, problems) for name in dict.fromkeys(papers)] or [self.default_paper]
        problems += _paper_problems([form for form in forms if form], sheets)
        jobs: list[Job] = []
        for locale in dict.fromkeys(locales or self.clinic.settings.locales[:1]):
            try:
                self.strings(locale)
                topics = self._topics(names, locale)
            except InvalidInput as error:
                problems.extend(error.problems)
                continue
            originals = self._originals(topics)
            groups = [
                (group, self._overdue(group))
                for group in ([topics] if packet else [(topic,) for topic in topics])
            ]
            jobs += [
                Job(self.clinic, group, locale, form, paper, originals, output, overdue)
                for group, overdue in groups
                for form in forms
                if form
                for paper in sheets
                if paper in form.papers
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
        composed = compose(job, knowledge, self._environment, fit or Fit())
        region = self.facts.regions[self.clinic.settings.region]
        problems = required_problems(composed.html, job, region, knowledge.strings)
        if problems:
            raise InvalidInput(problems)
        return composed

    def lay_out(self, job: Job) -> LaidOut:
        """Return the pages of a job, fitted to its format, not yet written.

        Raises:
            InvalidInput: faults of the input; RenderError: it cannot be laid out as asked for.
        """
        written = self._written(job)

        def lay_out(fit: Fit) -> LaidOut:
            composed = self.compose(job, fit)
            page = Page(
                job.name, composed.html, composed.properties, written,
                printing(job), folding(job), job.format.min_pt,
            )  # fmt: skip
            return self.renderer.lay_out(page)

        try:
            return fitted(job, lay_out)
        except DoesNotFit as error:
            if not self._fits_without_brand(job):
                raise
            raise DoesNotFit(_widened(problem, self.clinic) for problem in error.problems) from None

    def _fits_without_brand(self, job: Job) -> bool:
        """Return whether a job that does not fit would, were it not for the clinic's brand."""
        if BRAND not in self.clinic.files:
            return False
        files = {path: data for path, data in self.clinic.files.items() if path != BRAND}
        plain = Workshop(replace(self.clinic, files=files), self.shipped)
        try:
            plain.lay_out(replace(job, clinic=plain.clinic))
        except InvalidInput:
            return False
        return True

    def make(self, job: Job) -> Leaflet:
        """Return the finished leaflet of a job, fitted to its format.

        Raises:
            InvalidInput: faults of the input; RenderError: it cannot be made as asked for.
        """
        return self.finish(job, self.lay_out(job))

    def finish(self, job: Job, laid_out: LaidOut) -> Leaflet:
        """Return the finished leaflet of a job that is laid out.

        Raises:
            RenderError: what is on its pages, or missing from them, spoils it.
        """
        _, found = self.judged(job, laid_out)
        written = laid_out.page.written
        errors = tuple(_located(problem, job.name, written) for problem in found.errors)
        verdict = Verdict(errors, found.warnings)
        try:
            pdf = self.renderer.write(laid_out)
        except RenderError as error:
            raise RenderError([*error.problems, *verdict.errors]) from error
        if verdict.errors:
            raise RenderError(verdict.errors)
        sides = laid_out.page.folding.sides if laid_out.page.folding else laid_out.fills
        return Leaflet(
            job.name, pdf, len(sides),
            (
                *self.warnings,
                *_overdue_remarks(job),
                *nesting_remarks(laid_out.page.html, job),
                *verdict.warnings,
            ),
            _companions(job, pdf),
        )  # fmt: skip

    def judged(self, job: Job, laid_out: LaidOut) -> tuple[Appearance, Verdict]:
        """Return what the pages of a job look like, and what is wrong with that."""
        look = read_appearance(laid_out.document, _frames(job))
        return look, self._judge.verdict(look, job.name, min(12.0, *job.format.sizes_pt))

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
        topics = self._fitting(topics)
        problems = [
            problem for topic in topics for problem in reference_problems(topic, self.facts)
        ]
        problems += [problem for topic in topics for problem in twins(topic, self.library)]
        if today := self._today:
            problems += [
                problem for topic in topics for problem in expired(topic, self.facts, today)
            ]
        if problems:
            raise InvalidInput(problems)
        return topics

    def _fitting(self, topics: Iterable[Topic]) -> tuple[Topic, ...]:
        """Return the topics without what does not hold for the clinic."""
        found: list[Topic] = []
        problems: list[Problem] = []
        for topic in topics:
            try:
                found.append(fitting(topic, self.clinic.settings))
            except InvalidInput as error:
                problems.extend(error.problems)
        if problems:
            raise InvalidInput(problems)
        return tuple(found)

    def _overdue(self, topics: Iterable[Topic]) -> frozenset[str]:
        today = self._today
        return frozenset(topic.id for topic in topics if today and topic.is_overdue(today))

    def _originals(self, topics: Iterable[Topic]) -> Mapping[str, Topic]:
        """Return the texts that translations among `topics` were made from."""
        return {
            topic.id: self.library.topic(topic.id, ORIGINAL_LOCALE)
            for topic in topics
            if topic.front.translation and ORIGINAL_LOCALE in self.library.locales(topic.id)
        }


def _widened(problem: Problem, clinic: Clinic) -> Problem:
    """Return the problem of a text that does not fit, as one of the brand that widens it."""
    found = problem.message.rpartition("; ")[0]
    remedy = "without this style sheet it fits: make letters, margins, padding or widths smaller"
    return Problem(f"{clinic.folder}/{BRAND}", None, f"{found}; {remedy}")


def _located(problem: Problem, name: str, written: Mapping[str, bytes]) -> Problem:
    """Return a problem of the leaflet called `name` at the place that writes what it quotes."""
    if problem.file == name and "is printed over" in problem.message:
        for words in _QUOTED.findall(problem.message):
            if place := place_of(words, written):
                return Problem(*place, problem.message)
    return problem


def _format(name: str, problems: list[Problem]) -> Format | None:
    if name not in FORMATS:
        problems.append(Problem(name, None, unknown("no such format", name, FORMATS)))
    return FORMATS.get(name)


def _paper(name: str, problems: list[Problem]) -> str:
    if name not in PAPERS:
        problems.append(Problem(name, None, unknown("no such paper", name, PAPERS)))
    return name


def _paper_problems(forms: Iterable[Format], papers: Iterable[str]) -> Iterator[Problem]:
    """Yield the formats that come on none of the papers, and the papers no format comes on."""
    forms, papers = list(forms), [paper for paper in papers if paper in PAPERS]
    homeless = [form for form in forms if papers and not set(form.papers) & set(papers)]
    for form in homeless:
        message = f"does not come on {' or '.join(papers)}; it comes on {', '.join(form.papers)}"
        yield Problem(form.name, None, message)
    for paper in papers:
        if forms and not homeless and not any(paper in form.papers for form in forms):
            wanted = ", ".join(form.name for form in forms)
            yield Problem(paper, None, f"is no paper for {wanted}")


def _overdue_remarks(job: Job) -> Iterator[Problem]:
    for topic in job.topics:
        if topic.id in job.overdue:
            due = topic.front.review_by
            message = f"had to be reviewed by {due:%Y-%m}, and its pages say so; review it, then "
            yield Problem(topic.file, topic.line_of("review_by"), f"{message}set new dates")


def _frames(job: Job) -> frozenset[str]:
    """Return the boxes whose look is judged: to save toner, we take the heading's ground away."""
    return FRAMES - {".emergency__title"} if job.output.toner_saver else FRAMES


def _companions(job: Job, pdf: bytes) -> Mapping[str, bytes]:
    """Return what is written beside a PDF: for a booklet, the sheets to print and fold."""
    if job.format.name != "booklet" or job.output.bleed_mm or job.output.marks:
        return {}  # a print shop imposes pages itself
    return {".print": imposed(pdf, rtl=is_rtl(job.locale))}
