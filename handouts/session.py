"""The path of a leaflet, from a clinic's folder to the bytes of a PDF.

clinic.yaml - load clinic - select topics - compose HTML - render PDF - write - leaflet.pdf
"""

from __future__ import annotations

import datetime
import functools
import threading
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from handouts import assets
from handouts.authoring.overrides import customized
from handouts.compose.html import Composer
from handouts.compose.print_setup import folding, is_rtl, viewer_preferences
from handouts.compose.spec import Composed, ContentSources, LeafletSpec
from handouts.compose.template_sandbox import TemplateSandbox, template_environment
from handouts.compose.text import to_text
from handouts.diagnostics import PRINTED_OVER, Diagnostic
from handouts.document.fact_usage import expired
from handouts.editions.edition import FORMATS_WITH_OWN_WORDS, edition_of
from handouts.editions.marks import NO_EDITION, Edition
from handouts.errors import DoesNotFit, InvalidInput, RenderError, unknown
from handouts.formats import (
    AS_WRITTEN,
    FORMATS,
    PAPERS,
    PLAIN,
    FitParams,
    FormatSpec,
    Output,
    main_format,
)
from handouts.formats.fit import fit_to_format
from handouts.inputs.clinic import load_clinic
from handouts.inputs.conditions import fitting
from handouts.inputs.facts import shipped_facts
from handouts.inputs.groups import located
from handouts.inputs.library import Library, load_library
from handouts.inputs.locales import load_strings, words_file
from handouts.inputs.models.clinic import Clinic
from handouts.inputs.models.review import Reviews
from handouts.inputs.models.strings import Strings
from handouts.inputs.models.topic import Topic
from handouts.inputs.pictures import PictureWords, load_pictures
from handouts.inputs.references import reference_problems
from handouts.inputs.selection import select_topics, variants
from handouts.inputs.sets import expand_sets
from handouts.looking.faces import is_font, without_substitutions
from handouts.looking.looker import PageLooker
from handouts.looking.remarks import Remark
from handouts.paths import BRAND, ORIGINAL_LOCALE, TOPICS
from handouts.pdf.appearance import Appearance, read_appearance
from handouts.pdf.renderer import LaidOut, Page, Renderer
from handouts.pdf.source_locations import locate
from handouts.preflight.brand.audit import FRAMES, OPTIONAL, AuditResult, BrandAuditor
from handouts.preflight.mandatory_content import required_problems
from handouts.preflight.nesting import nesting_warnings
from handouts.preflight.template_words import PrintedWords, template_word_problems
from handouts.preflight.typos import duplicate_topics, typo_warnings
from handouts.web.page import self_contained

# One thread of a process lays out at a time: Pango and fontconfig, which all documents share,
# promise no more, and two would be hardly faster than one under the interpreter's own lock.
ENGINE_LOCK = threading.RLock()


@dataclass(frozen=True)
class Leaflet:
    """A finished leaflet."""

    # What messages call it: the topic's id, or the format that combines topics.
    name: str
    pdf: bytes = field(repr=False)
    # How many pages it has, as its reader counts them.
    pages: int
    # What the person at the keyboard should know.
    diagnostics: tuple[Diagnostic, ...] = ()
    # PDFs to write beside it, by what comes before `.pdf` in their names.
    companions: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @functools.cached_property
    def text(self) -> str:
        """Return the words of its pages in reading order, a form feed between two pages."""
        from handouts.pdf.page_text import page_texts  # loads PDFium

        with ENGINE_LOCK:
            return "\f".join(page_texts(self.pdf))


@dataclass(frozen=True, slots=True)
class TextLeaflet:
    """A leaflet without pages: plain text, or a web page."""

    # What messages call it: the topic's id.
    name: str
    text: str = field(repr=False)
    # What the person at the keyboard should know.
    diagnostics: tuple[Diagnostic, ...] = ()


class ClinicSession:
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
        self.shipped = assets.shipped_files() if shipped is None else shipped
        self.clinic: Clinic = load_clinic(clinic) if isinstance(clinic, Path) else clinic
        spoiled = {problem.file for group in self.clinic.spoiled.values() for problem in group}
        own = {
            path: without_substitutions(data) if is_font(path) else data
            for path, data in self.clinic.files.items()
            if self.clinic.shown(path) not in spoiled
        }
        self.files: Mapping[str, bytes] = ChainMap(own, dict(self.shipped))
        self.library: Library = load_library(
            self.shipped, self.clinic.files, self.clinic.folder, self.clinic.group_folders
        )
        self.facts = shipped_facts()
        self._environment = template_environment(self.files)
        self._renderer: Renderer | None = None
        self._strings: dict[str, Strings] = {}
        self._editions: dict[tuple[str, str], Edition] = {}

    @property
    def renderer(self) -> Renderer:
        """Return the clinic's renderer, made on first use."""
        if self._renderer is None:
            self._renderer = Renderer(self.files, self.clinic.folder)
        return self._renderer

    @functools.cached_property
    def _auditor(self) -> BrandAuditor:
        return BrandAuditor(self.clinic.files, self.clinic.folder)

    @functools.cached_property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """Return what spoils no leaflet: remarks on the brand, customized files out of date."""
        found = (
            item.warning(self.clinic.folder) for item in customized(self.clinic.files, self.shipped)
        )
        remarks = (*self.renderer.warnings, *(problem for problem in found if problem))
        return (*self._at_group(remarks), *typo_warnings(self.clinic, self.shipped))

    def _at_group(self, problems: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        return located(problems, self.clinic.folder, self.clinic.group_folders)

    @functools.cached_property
    def pictures(self) -> Mapping[str, PictureWords]:
        """Return what is said of each picture there is, by its name.

        Raises:
            InvalidInput: a picture of the clinic's has no words, or its words have faults.
        """
        return load_pictures(self.shipped, self.clinic.files, self.clinic.folder)

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

    def specs(
        self,
        names: Iterable[str],
        locales: Iterable[str] = (),
        formats: Iterable[str] = (main_format().name,),
        papers: Iterable[str] = (),
        *,
        output: Output = PLAIN,
        today: datetime.date | None = None,
    ) -> tuple[LeafletSpec, ...]:
        """Return the PDFs that a request means; what isn't given, the clinic's settings say.

        `today` stands in for the session's own.

        Raises:
            InvalidInput: unknown topics, languages, formats or papers, and faults in topics.
        """
        problems: list[Diagnostic] = []
        wanted = [_format(name, problems) for name in dict.fromkeys(formats)]
        fmts = [fmt for fmt in wanted if fmt]
        sheets = [_paper(name, problems) for name in dict.fromkeys(papers)] or [self.default_paper]
        problems += _paper_problems(fmts, sheets)
        specs: list[LeafletSpec] = []
        for locale in dict.fromkeys(locales or self.clinic.settings.locales[:1]):
            try:
                self.strings(locale)
                topics = self._topics(names, locale, today or self._today)
            except InvalidInput as error:
                problems.extend(error.problems)
                continue
            originals = self._originals(topics)
            groups = [(topics, True), *(((topic,), False) for topic in topics)]
            specs += [
                LeafletSpec(
                    self.clinic,
                    group,
                    locale,
                    fmt,
                    paper,
                    originals,
                    output,
                    self._overdue(group, today or self._today),
                )
                for group, is_whole in groups
                for fmt in fmts
                if fmt.combines_topics == is_whole
                for paper in sheets
                if paper in fmt.papers
                if not fmt.needs or getattr(group[0].front, fmt.needs)
            ]
            problems += _needed(fmts, topics)
        if problems:
            raise InvalidInput(problems)
        return tuple(specs)

    @property
    def default_paper(self) -> str:
        """Return the clinic's paper, or its region's."""
        settings = self.clinic.settings
        return settings.paper or self.facts.regions[settings.region].paper

    def edition(self, topic_id: str, locale: str) -> Edition:
        """Return the edition of a topic that would be printed now, found out once.

        Raises:
            InvalidInput: it cannot be printed.
        """
        if (topic_id, locale) not in self._editions:
            (text,) = self.specs([topic_id], [locale], ["text"])
            specs = [text, *self._with_own_words(topic_id, locale)]
            with ENGINE_LOCK:
                pages = [self._unmarked(spec) for spec in specs]
            self._editions[topic_id, locale] = edition_of(pages, text.topics[0].front.ref)
        return self._editions[topic_id, locale]

    def _with_own_words(self, topic_id: str, locale: str) -> Iterator[LeafletSpec]:
        """Yield the formats of a topic that print words which its text has not."""
        for name in FORMATS_WITH_OWN_WORDS:
            try:
                yield from self.specs([topic_id], [locale], [name], FORMATS[name].papers[:1])
            except InvalidInput:
                continue  # it has no such format

    def _unmarked(self, spec: LeafletSpec) -> str:
        """Return the HTML of a spec without what changes no edition: who signed, what is overdue.

        A format that cannot be composed has no words.
        """
        unsigned = replace(self.clinic, reviews=Reviews(()))
        spec = replace(spec, clinic=unsigned, overdue=frozenset(), editions={})
        try:
            return self._composed(spec, self._composer(spec), AS_WRITTEN).html
        except InvalidInput:
            if spec.format.name in FORMATS_WITH_OWN_WORDS:
                return ""
            raise

    def review_state(self, topic: Topic) -> Literal["draft", "signed"]:
        """Return whether a clinician signed what is printed of a topic."""
        digest = self.edition(topic.id, topic.locale).digest
        found = self.clinic.reviews.find(topic.id, topic.locale, digest, "clinical")
        return "signed" if found else "draft"

    def _check_signed(self, spec: LeafletSpec) -> None:
        """Raise what the clinic does not print without a signature, if it asks for one.

        Raises:
            InvalidInput: with every topic whose words no clinician signed.
        """
        kind = self.clinic.settings.build.require_review
        reviews = self.clinic.reviews
        unsigned = [
            Diagnostic(
                topic.file,
                None,
                f"{topic.id} ({topic.locale}) is not printed: no clinician has signed these words, "
                "and build.require_review in clinic.yaml asks for it",
                fix="`handouts review status` tells why, `handouts review sign` records it",
            )
            for topic in spec.topics
            if kind
            and not reviews.find(
                topic.id, topic.locale, spec.editions.get(topic.id, NO_EDITION).digest, kind
            )
        ]
        if unsigned:
            raise InvalidInput(unsigned)

    def _in_editions(self, spec: LeafletSpec) -> LeafletSpec:
        """Return a spec with the editions of its topics, which its pages are marked with."""
        known = self.library.ids  # a program may bring topics of its own
        editions = {
            topic.id: self.edition(topic.id, topic.locale)
            for topic in spec.topics
            if topic.id in known
        }
        return replace(spec, editions=editions)

    def compose(self, spec: LeafletSpec, fit: FitParams | None = None) -> Composed:
        """Return the HTML of a spec.

        Raises:
            InvalidInput: faults of the topics, settings or templates.
        """
        with ENGINE_LOCK:
            spec = self._in_editions(spec)
            return self._composed(spec, self._composer(spec), fit or AS_WRITTEN)

    def _composer(self, spec: LeafletSpec) -> Composer:
        sources = ContentSources(self.facts, self.strings(spec.locale), self.pictures)
        return Composer(spec, sources, self._environment)

    def _composed(self, spec: LeafletSpec, composer: Composer, fit: FitParams) -> Composed:
        """Return the HTML of a spec, with everything on it that every leaflet must print."""
        composed = composer.compose(fit)
        if not any(path.startswith("templates/") for path in self.clinic.files):
            return composed
        page = PrintedWords(composed.html)
        region = self.facts.regions[self.clinic.settings.region]
        problems = required_problems(page, spec, region)
        if not problems:
            plain = Composer(spec, composer.sources, self._shipped_environment).compose(fit)
            problems = list(template_word_problems(page, PrintedWords(plain.html), spec))
        if problems:
            raise InvalidInput(problems)
        return composed

    @functools.cached_property
    def _shipped_environment(self) -> TemplateSandbox:
        return template_environment(self.shipped)

    def lay_out(self, spec: LeafletSpec, *, for_proof: bool = False) -> LaidOut:
        """Return the pages of a spec, fitted to its format, not yet written.

        `for_proof` is for the person who is to sign them: then they need not be signed.

        Raises:
            InvalidInput: faults of the input; RenderError: it cannot be laid out as asked for.
        """
        spec = self._in_editions(spec)
        if not for_proof:
            self._check_signed(spec)
        written, composer = self._written(spec), self._composer(spec)

        def lay_out(fit: FitParams) -> LaidOut:
            composed = self._composed(spec, composer, fit)
            page = Page(
                spec.name, composed.html, composed.properties, written,
                viewer_preferences(spec), folding(spec), spec.format.min_pt,
            )  # fmt: skip
            return self.renderer.lay_out(page)

        try:
            laid_out = fit_to_format(spec, lay_out)
        except DoesNotFit as error:
            if not self._fits_without_brand(spec):
                raise
            raise DoesNotFit(_widened(problem, self.clinic) for problem in error.problems) from None
        self.renderer.spread(laid_out)
        return laid_out

    def _fits_without_brand(self, spec: LeafletSpec) -> bool:
        """Return whether a spec that does not fit would, were it not for the clinic's brand."""
        if BRAND not in self.clinic.files:
            return False
        files = {path: data for path, data in self.clinic.files.items() if path != BRAND}
        plain = ClinicSession(replace(self.clinic, files=files), self.shipped)
        try:
            plain.lay_out(replace(spec, clinic=plain.clinic))
        except InvalidInput:
            return False
        return True

    def render(self, spec: LeafletSpec, *, for_proof: bool = False) -> Leaflet:
        """Return the finished leaflet of a spec, fitted to its format.

        `for_proof` is for the person who is to sign it: then it need not be signed.

        Raises:
            InvalidInput: faults of the input; RenderError: it cannot be made as asked for.
        """
        if spec.format.media != "pdf":
            message = "has no pages; ask for its text"
            raise InvalidInput([Diagnostic(spec.format.name, None, message)])
        try:
            with ENGINE_LOCK:
                return self.finish(spec, self.lay_out(spec, for_proof=for_proof))
        except InvalidInput as error:
            if not self.clinic.group_folders:
                raise
            raise type(error)(self._at_group(error.problems)) from error

    def write_text(self, spec: LeafletSpec) -> TextLeaflet:
        """Return a leaflet as plain text or as a web page, by its format; nothing is laid out.

        Raises:
            InvalidInput: faults of the topics, settings or templates.
        """
        self._check_signed(self._in_editions(spec))
        html = self.compose(spec).html
        found = (*_overdue_warnings(spec), *nesting_warnings(html, spec))
        warnings = tuple(replace(item, severity="warning") for item in found)
        if spec.format.media == "html":
            return TextLeaflet(spec.name, self_contained(html, self.files, spec.name), warnings)
        return TextLeaflet(spec.name, to_text(html), warnings)

    def finish(self, spec: LeafletSpec, laid_out: LaidOut) -> Leaflet:
        """Return the finished leaflet of a spec that is laid out.

        Raises:
            RenderError: what is on its pages, or missing from them, spoils it.
        """
        _, found = self.judged(spec, laid_out)
        written = laid_out.page.written
        errors = tuple(_located(problem, spec.name, written) for problem in found.errors)
        verdict = AuditResult(errors, found.warnings)
        try:
            pdf = self.renderer.write(laid_out)
        except RenderError as error:
            raise RenderError([*error.problems, *verdict.errors]) from error
        if verdict.errors:
            raise RenderError(verdict.errors)
        if remarks := self._looker.remarks(pdf, laid_out, OPTIONAL):
            seen_with = functools.partial(self._seen_with, spec)
            raise RenderError([self._looker.blamed(remarks, spec.name, seen_with)])
        sides = laid_out.page.folding.sides if laid_out.page.folding else laid_out.fills
        found_more = (
            *self.warnings,
            *_overdue_warnings(spec),
            *nesting_warnings(laid_out.page.html, spec),
            *self._at_group(verdict.warnings),
        )
        warnings = tuple(replace(item, severity="warning") for item in found_more)
        return Leaflet(spec.name, pdf, len(sides), warnings, _companions(spec, pdf))

    @functools.cached_property
    def _looker(self) -> PageLooker:
        return PageLooker(self.clinic.files, self.shipped, self.clinic.folder)

    def _seen_with(self, spec: LeafletSpec, css: str) -> tuple[Remark, ...]:
        """Return what a reader does not see on the pages of a spec, had the clinic that brand."""
        other = ClinicSession(
            replace(self.clinic, files={**self.clinic.files, BRAND: css.encode()}), self.shipped
        )
        try:
            laid_out = other.lay_out(replace(spec, clinic=other.clinic))
            return self._looker.remarks(other.renderer.write(laid_out), laid_out, OPTIONAL)
        except InvalidInput:
            return ()

    def judged(self, spec: LeafletSpec, laid_out: LaidOut) -> tuple[Appearance, AuditResult]:
        """Return what the pages of a spec look like, and what is wrong with that."""
        look = read_appearance(laid_out.document, _frames(spec))
        return look, self._auditor.verdict(look, spec.name, min(12.0, *spec.format.sizes_pt))

    def _written(self, spec: LeafletSpec) -> dict[str, bytes]:
        """Return the files that people wrote for a spec, by the names that messages use."""
        sources = (self.library.sources.get((topic.id, topic.locale)) for topic in spec.topics)
        files = {source.file: source.text for source in sources if source}
        for path, data in self.clinic.files.items():
            if not path.startswith(TOPICS):
                files[self.clinic.shown(path)] = data
        return files

    def _topics(
        self, names: Iterable[str], locale: str, today: datetime.date | None
    ) -> tuple[Topic, ...]:
        wanted = [
            topic
            for name in expand_sets(self.clinic.settings.sets, names)
            for topic in variants(self.library, name, self.clinic.products)
        ]
        topics = select_topics(self.library, wanted, locale, self.clinic.settings.sets)
        topics = self._fitting(topics)
        problems = [
            problem for topic in topics for problem in reference_problems(topic, self.facts)
        ]
        problems += [
            problem for topic in topics for problem in duplicate_topics(topic, self.library)
        ]
        problems += [
            problem for topic in topics for problem in self.clinic.spoiled.get(topic.id, ())
        ]
        if today:
            problems += [
                problem for topic in topics for problem in expired(topic, self.facts, today)
            ]
        if problems:
            raise InvalidInput(problems)
        return topics

    def _fitting(self, topics: Iterable[Topic]) -> tuple[Topic, ...]:
        """Return the topics without what does not hold for the clinic."""
        found: list[Topic] = []
        problems: list[Diagnostic] = []
        for topic in topics:
            try:
                found.append(fitting(topic, self.clinic.settings))
            except InvalidInput as error:
                problems.extend(error.problems)
        if problems:
            raise InvalidInput(problems)
        return tuple(found)

    def _overdue(self, topics: Iterable[Topic], today: datetime.date | None) -> frozenset[str]:
        return frozenset(topic.id for topic in topics if today and topic.is_overdue(today))

    def _originals(self, topics: Iterable[Topic]) -> Mapping[str, Topic]:
        """Return the texts that translations among `topics` were made from."""
        return {
            topic.id: self.library.topic(topic.id, ORIGINAL_LOCALE)
            for topic in topics
            if topic.front.translation and ORIGINAL_LOCALE in self.library.locales(topic.id)
        }


def _widened(problem: Diagnostic, clinic: Clinic) -> Diagnostic:
    """Return the problem of a text that does not fit, as one of the brand that widens it."""
    remedy = "without this style sheet it fits: make letters, margins, padding or widths smaller"
    return replace(problem, file=clinic.shown(BRAND), line=None, fix=remedy)


def _located(problem: Diagnostic, name: str, written: Mapping[str, bytes]) -> Diagnostic:
    """Return a problem of the leaflet called `name` at the place that writes what it quotes."""
    if problem.file == name and problem.code == PRINTED_OVER:
        for words in (problem.data["above"], problem.data["below"]):
            if place := locate(str(words), written):
                return replace(problem, file=place[0], line=place[1])
    return problem


def _format(name: str, problems: list[Diagnostic]) -> FormatSpec | None:
    if name not in FORMATS:
        problems.append(Diagnostic(name, None, unknown("no such format", name, FORMATS)))
    return FORMATS.get(name)


def _paper(name: str, problems: list[Diagnostic]) -> str:
    if name not in PAPERS:
        problems.append(Diagnostic(name, None, unknown("no such paper", name, PAPERS)))
    return name


def _needed(fmts: Iterable[FormatSpec], topics: Sequence[Topic]) -> list[Diagnostic]:
    """Return which formats none of the topics has what they print for."""
    return [
        Diagnostic(
            topics[0].file,
            None,
            f"{', '.join(topic.id for topic in topics)}: no {fmt.needs}: in the front matter, so "
            f"there is no {fmt.name}",
            fix=f"ask for the sheet, or write what the {fmt.name} says under {fmt.needs}:",
        )
        for fmt in fmts
        if fmt.needs and not any(getattr(topic.front, fmt.needs) for topic in topics)
    ]


def _paper_problems(fmts: Iterable[FormatSpec], papers: Iterable[str]) -> Iterator[Diagnostic]:
    """Yield the formats that come on none of the papers, and the papers no format comes on."""
    fmts, papers = list(fmts), [paper for paper in papers if paper in PAPERS]
    homeless = [fmt for fmt in fmts if papers and not set(fmt.papers) & set(papers)]
    for fmt in homeless:
        message = f"does not come on {' or '.join(papers)}; it comes on {', '.join(fmt.papers)}"
        yield Diagnostic(fmt.name, None, message)
    for paper in papers:
        if fmts and not homeless and not any(paper in fmt.papers for fmt in fmts):
            wanted = ", ".join(fmt.name for fmt in fmts)
            yield Diagnostic(paper, None, f"is no paper for {wanted}")


def _overdue_warnings(spec: LeafletSpec) -> Iterator[Diagnostic]:
    for topic in spec.topics:
        if topic.id in spec.overdue:
            due = topic.front.review_by
            message = f"had to be reviewed by {due:%Y-%m}, and its pages say so; review it, then "
            yield Diagnostic(topic.file, topic.line_of("review_by"), f"{message}set new dates")


def _frames(spec: LeafletSpec) -> frozenset[str]:
    """Return the boxes whose look is judged: to save toner, we take the heading's ground away."""
    return FRAMES - {".emergency__title"} if spec.output.toner_saver else FRAMES


def _companions(spec: LeafletSpec, pdf: bytes) -> Mapping[str, bytes]:
    """Return what is written beside a PDF: of a booklet, the sheets to print and fold."""
    if spec.output.bleed_mm or spec.output.marks:
        return {}  # a print shop imposes pages itself
    return spec.format.companions(pdf, is_rtl(spec.locale))
