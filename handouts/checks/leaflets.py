"""Makes a clinic's leaflets once and measures their pages, for the checks of leaflets.

What loads WeasyPrint is imported here and nowhere else in `checks`: import this module only where
leaflets can be made.
"""

from __future__ import annotations

import datetime
import importlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any

import pikepdf
import pypdfium2

from handouts import l10n
from handouts.checks import LEAFLET_CHECKS
from handouts.checks.base import CheckResult, Context, Finding, Leaflet, Severity
from handouts.checks.instruments.scores import instruments
from handouts.checks.run import Desk, Examined, Report
from handouts.compose.spec import LeafletSpec
from handouts.errors import InvalidInput, Problem
from handouts.formats import FORMATS, FormatSpec, Output, main_format
from handouts.inputs.models.clinic import Clinic, ClinicSettings
from handouts.inputs.models.strings import Strings
from handouts.inputs.models.topic import Topic
from handouts.pdf.appearance import WHITE, Appearance, TextRun
from handouts.pdf.xmp import read_xmp
from handouts.preflight.brand.colours import contrast
from handouts.session import ClinicSession
from handouts.units import PX_PER_MM

NO_REFEREE = (
    "PDF/UA was not judged: page-validation is not installed (pip install 'handouts[check]')"
)
PDF_UA_MODULE = "page"  # of the package page-validation

# The parts of page 1 by the class that marks them, in the order in which a part is looked for.
_PARTS = {
    "title": ".hero__title", "message": ".hero__message", "key-points": ".key-points",
    "text": ".block",
}  # fmt: skip
_BOXES = ("emergency", "call-us")
_LARGER_PT = 1.0  # a difference that shows
_THUMBNAIL = 0.5  # dots a point, to weigh ink by
_WHITE_LEVEL = 250  # of 255


@dataclass(frozen=True, slots=True)
class Wish:
    """One leaflet that a clinic builds: topics, a language, a format and a paper."""

    topics: tuple[str, ...]
    locale: str
    format: FormatSpec
    paper: str

    def __str__(self) -> str:
        """Return what messages call it."""
        name = self.format.name if self.format.combines_topics else self.topics[0]
        return f"{name} ({', '.join(dict.fromkeys((self.locale, self.format.name, self.paper)))})"


@dataclass(frozen=True, slots=True)
class Looked:
    """A leaflet's measures and what its checks said; the PDF itself is no longer needed."""

    leaflet: Leaflet
    results: tuple[CheckResult, ...] = field(repr=False)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what its checks found."""
        return tuple(finding for result in self.results for finding in result.findings)


class PageDesk:
    """Makes and looks at the leaflets that a report is about, one by one."""

    def __init__(self, clinic: Clinic, today: datetime.date) -> None:
        self.workshop = ClinicSession(clinic)
        self._today = today
        self._context = Context(
            self.workshop.facts, self.workshop.clinic, self.workshop.library, today
        )

    def prepared(self, report: Report) -> tuple[Report, tuple[Wish, ...]]:
        """Return the report with remarks on the brand, and the leaflets to look at."""
        remarks = tuple(brand_remarks(self.workshop)) if report.built else ()
        report = replace(report, others=(*report.others, *remarks))
        if any(remark.severity == "error" for remark in remarks):
            note = "no pages were looked at: the clinic's style sheet cannot be used"
            return replace(report, notes=(*report.notes, note)), ()
        return report, wishes(self.workshop, report.built)

    def look(self, wish: Wish) -> Looked:
        """Return what the checks say about a leaflet, which is made for it."""
        leaflet = measured(self.workshop, wish, pdf_ua_referee())
        results = tuple(check.run(leaflet, self._context) for check in LEAFLET_CHECKS)
        return Looked(replace(leaflet, pdf=b""), results)

    def completed(self, report: Report, looked: Sequence[Looked]) -> Report:
        """Return the report with the leaflets that were looked at; nothing is said twice."""
        no_referee = bool(looked) and pdf_ua_referee() is None
        report = replace(
            report,
            leaflets=with_toner(self.workshop, tuple(said_once(looked)), self._context),
            notes=(*report.notes, *([NO_REFEREE] if no_referee else [])),
        )
        return judged_on_paper(self.workshop, report, self._today)


def wishes(workshop: ClinicSession, pairs: Sequence[tuple[str, str]]) -> tuple[Wish, ...]:
    """Return the leaflets to make of these topics and languages, in the clinic's formats."""
    build = workshop.clinic.settings.build
    found = []
    for name in dict.fromkeys((main_format().name, *build.formats)):
        form = FORMATS.get(name)
        if form is None:
            continue  # told when the clinic builds it
        papers = tuple(dict.fromkeys(build.papers or [workshop.default_paper]))
        for paper in tuple(paper for paper in papers if paper in form.papers) or papers[:1]:
            if form.combines_topics:
                for locale in dict.fromkeys(locale for _, locale in pairs):
                    topics = tuple(topic for topic, other in pairs if other == locale)
                    found.append(Wish(topics, locale, form, paper))
            else:
                found += [Wish((topic,), locale, form, paper) for topic, locale in pairs]
    return tuple(found)


def not_made(workshop: ClinicSession, wish: Wish, problems: Iterable[Problem]) -> Looked:
    """Return a leaflet that had to be given up, with the reasons as findings."""
    topic = workshop.library.topic(wish.topics[0], wish.locale)
    place = f"{wish.format.name}, {wish.paper}"
    failures = tuple(Problem(topic.file, None, f"{place}: {item.text}") for item in problems)
    findings = [Finding("printable", "error", topic.file, None, item.message) for item in failures]
    result = CheckResult("printable", "failed", tuple(findings))
    return Looked(Leaflet(topic, wish.format, wish.paper, failures), (result,))


def said_once(leaflets: Iterable[Looked]) -> Iterator[Looked]:
    """Yield the leaflets without what was said of an earlier one.

    A fault of the clinic's style sheet is on every leaflet: it is told with the first.
    """
    told: set[tuple[str, str, int | None, str]] = set()

    def is_new(finding: Finding) -> bool:
        # What stands in brackets says where on this leaflet: it differs with each.
        key = finding.check, finding.file, finding.line, finding.message.partition(" (")[0]
        is_new = key not in told
        told.add(key)
        return is_new

    for looked in leaflets:
        results = (
            replace(result, findings=tuple(filter(is_new, result.findings)))
            for result in looked.results
        )
        yield replace(looked, results=tuple(results))


def judged_on_paper(workshop: ClinicSession, report: Report, today: datetime.date) -> Report:
    """Return the report with the instruments judged anew, now that there are sheets to look at."""
    sheets = {
        (looked.leaflet.topic.id, looked.leaflet.topic.locale): looked.leaflet
        for looked in reversed(report.leaflets)
        if looked.leaflet.format.main and looked.leaflet.is_made
    }
    desk = Desk(workshop.clinic, workshop.library, today)

    def anew(item: Examined) -> Examined:
        key = item.topic.id, item.topic.locale
        if key not in sheets:
            return item
        document = desk.document(*key)
        judged = instruments(document, desk.context(document), sheets[key])
        return replace(item, instruments=judged)

    return replace(report, examined=tuple(anew(item) for item in report.examined))


def with_toner(
    workshop: ClinicSession, leaflets: Sequence[Looked], context: Context
) -> tuple[Looked, ...]:
    """Return the leaflets, the darkest sheet with what it takes in the toner-saving variant."""
    sheets = [item for item in leaflets if item.leaflet.format.main]
    darkest = max(sheets, key=lambda item: item.leaflet.ink, default=None)
    if darkest is None or not darkest.leaflet.is_made:
        return tuple(leaflets)
    topic, paper = darkest.leaflet.topic, darkest.leaflet.paper
    saver = Output(toner_saver=True)
    try:
        (job,) = workshop.jobs(
            [topic.id], [topic.locale], [main_format().name], [paper], output=saver
        )
        _, ink = _white_and_ink(workshop.renderer.write(workshop.lay_out(job)))
    except InvalidInput:
        return tuple(leaflets)  # told where somebody asks for it
    leaflet = replace(darkest.leaflet, saver_ink=ink)
    (toner,) = (check for check in LEAFLET_CHECKS if check.code == "toner")
    results = [result for result in darkest.results if result.check != toner.code]
    judged = Looked(leaflet, (*results, toner.run(leaflet, context)))
    return tuple(judged if item is darkest else item for item in leaflets)


def brand_remarks(workshop: ClinicSession) -> Iterator[Finding]:
    """Yield what print ignores in the clinic's style sheet, or why it cannot be used at all."""
    try:
        remarks: Sequence[Problem] = workshop.renderer.warnings
        severity: Severity = "warning"
    except InvalidInput as error:
        remarks, severity = error.problems, "error"
    for problem in remarks:
        yield Finding("brand", severity, problem.file, problem.line, problem.text)


def pdf_ua_referee() -> ModuleType | None:
    """Return the module that judges PDF/UA, or None where page-validation is not installed."""
    try:
        module = importlib.import_module(PDF_UA_MODULE)
    except ImportError:
        return None
    return module if hasattr(module, "validate_pdf_bytes") else None  # another `page`


def measured(workshop: ClinicSession, wish: Wish, referee: ModuleType | None) -> Leaflet:
    """Return a leaflet with its measures, or with the reasons why it could not be made."""
    topic = workshop.library.topic(wish.topics[0], wish.locale)
    brand: tuple[tuple[Severity, Problem], ...] = ()
    try:
        job = _job(workshop, wish)
        laid_out = workshop.lay_out(job)
        appearance, verdict = workshop.judged(job, laid_out)
        brand = (
            *(("error", _placed(problem, job, topic)) for problem in verdict.errors),
            *(("warning", _placed(problem, job, topic)) for problem in verdict.warnings),
        )
        pdf = workshop.renderer.write(laid_out)
    except InvalidInput as error:
        failures = tuple(_placed(problem, None, topic) for problem in error.problems)
        return Leaflet(topic, wish.format, wish.paper, failures, brand)
    white, ink = _white_and_ink(pdf)
    sizes = [piece.size_pt for piece in appearance.runs if piece.visible]
    return Leaflet(
        topic=topic,
        format=wish.format,
        paper=wish.paper,
        brand=brand,
        texts=_texts(pdf),
        marks=_marks(workshop, topic),
        numbering=_numbering(workshop.strings(topic.locale)),
        help_line=workshop.strings(topic.locale).colophon.other_formats,
        fills=tuple(fill.share for fill in laid_out.fills),
        smallest_pt=min(sizes, default=0.0),
        body_pt=_body_pt(appearance),
        contrast=_lowest_contrast(appearance),
        opening=_opening(appearance),
        message_stands_out=_message_stands_out(appearance),
        boxes=_boxes(appearance),
        white=white,
        ink=ink,
        line_letters=_line_letters(appearance),
        metadata=_metadata(pdf),
        pdf_ua=_broken_rules(pdf, referee),
        pdf=pdf,
    )


def _job(workshop: ClinicSession, wish: Wish) -> LeafletSpec:
    (job,) = workshop.jobs(wish.topics, [wish.locale], [wish.format.name], [wish.paper])
    return job


def _placed(problem: Problem, job: LeafletSpec | None, topic: Topic) -> Problem:
    """Return the problem at a file: one that names only the leaflet is at its topic's text."""
    combined = (fmt.name for fmt in FORMATS.having("combines-topics"))
    names = {topic.id, *combined, job.name if job else topic.id}
    return replace(problem, file=topic.file, line=None) if problem.file in names else problem


def _texts(pdf: bytes) -> tuple[str, ...]:
    """Return the text of each page as a PDF reader finds it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def _marks(workshop: ClinicSession, topic: Topic) -> dict[str, str]:
    """Return what must stand on every page of a topic's leaflet, in its language."""
    settings: ClinicSettings = workshop.clinic.settings
    footer, front = workshop.strings(topic.locale).footer, topic.front
    locale = l10n.babel_locale(topic.locale, workshop.facts.regions[settings.region].territory)
    issued = l10n.month_and_year(front.issued, locale)
    review_by = l10n.month_and_year(front.review_by, locale)
    return {
        "reference": front.ref,
        "version": footer.version.format(version=front.version),
        "date of issue": footer.issued.format(date=issued),
        "review date": footer.review_by.format(date=review_by),
        "telephone number": settings.phone,
    }


def _body_pt(appearance: Appearance) -> float:
    """Return the size in which most letters of the sections are set."""
    letters: dict[float, int] = {}
    for ink in appearance.runs:
        if ink.visible and not ink.generated and ".block" in ink.path:
            letters[ink.size_pt] = letters.get(ink.size_pt, 0) + len(ink.text)
    return max(letters, key=lambda size: letters[size], default=0.0)


def _lowest_contrast(appearance: Appearance) -> float:
    """Return the lowest contrast of any words with what they stand on."""
    ratios = (
        contrast(ink.colour, ground)
        for ink in appearance.runs
        if ink.visible and any(sign.isalnum() for sign in ink.text)
        for ground in ink.grounds
    )
    return min(ratios, default=0.0)


def _opening(appearance: Appearance) -> tuple[str, ...]:
    """Return the names of what stands on page 1, from the top."""
    tops: dict[str, float] = {}
    for ink in appearance.runs:
        name = next((name for name, mark in _PARTS.items() if mark in ink.path), None)
        if name and ink.visible and ink.page == 1:
            tops[name] = min(ink.rect[1], tops.get(name, ink.rect[1]))
    return tuple(sorted(tops, key=lambda name: tops[name]))


def _boxes(appearance: Appearance) -> dict[str, tuple[int, float]]:
    """Return on which page each box for help starts, and how far down, 0 to 1."""
    found: dict[str, tuple[int, float]] = {}
    for ink in appearance.runs:
        for name in _BOXES:
            if ink.visible and f".{name}" in ink.path:
                height = appearance.pages_mm[ink.page - 1][1] * PX_PER_MM
                place = ink.page, ink.rect[1] / height
                found[name] = min(place, found.get(name, place))
    return found


def _numbering(strings: Strings) -> str:
    """Return how a page gives its number."""
    page = strings.page
    return f"{page.before} {{number}} {page.between} {{total}} {page.after}"


def _message_stands_out(appearance: Appearance) -> bool:
    """Return whether the main message is larger than the text, or on a ground of its own."""
    message = [ink for ink in appearance.runs if ink.visible and _PARTS["message"] in ink.path]
    body = _body_pt(appearance)
    return bool(message) and all(
        ink.size_pt >= body + _LARGER_PT or ink.bold or set(ink.grounds) != {WHITE}
        for ink in message
    )


def _line_letters(appearance: Appearance) -> tuple[int, int]:
    """Return the letters of a long line of running text, and of the longest."""
    lines: list[int] = []
    last: TextRun | None = None
    for ink in appearance.runs:
        running = ".block" in ink.path and not {"p", "li"}.isdisjoint(ink.path)
        if not ink.visible or ink.generated or not running:
            last = None
            continue
        if last and _on_one_line(last, ink):
            lines[-1] += 1 + len(ink.text)
        else:
            lines.append(len(ink.text))
        last = ink
    lines.sort()
    return (lines[int(0.9 * (len(lines) - 1))], lines[-1]) if lines else (0, 0)


def _on_one_line(left: TextRun, right: TextRun) -> bool:
    """Return whether two pieces of text, one after the other, stand side by side."""
    (_, top, end, bottom), (start, upper, _, lower) = left.rect, right.rect
    height = bottom - top
    level = abs((top + bottom) - (upper + lower)) < height
    return left.page == right.page and level and -height < start - end < height


def _white_and_ink(pdf: bytes) -> tuple[float, float]:
    """Return the share of the paper without ink, and the mean darkness of its pages, 0 to 1."""
    white, ink = [], []
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            picture = page.render(scale=_THUMBNAIL, grayscale=True).to_pil().convert("L")
            levels = picture.histogram()
            dots = sum(levels)
            white.append(sum(levels[_WHITE_LEVEL:]) / dots)
            ink.append(
                sum((255 - level) * count for level, count in enumerate(levels)) / 255 / dots
            )
    finally:
        document.close()
    return sum(white) / len(white), sum(ink) / len(ink)


def _metadata(pdf: bytes) -> Mapping[str, str]:
    """Return what the PDF says of itself: title, language, and our own properties."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        found = {
            "title": str(document.docinfo.get("/Title", "")),
            "language": str(document.Root.get("/Lang", "")),
        }
    for name, value in read_xmp(pdf).items():
        found[name] = value if isinstance(value, str) else ", ".join(value)
    return found


def _broken_rules(pdf: bytes, referee: Any) -> tuple[str, ...] | None:
    """Return the PDF/UA-1 rules that a PDF breaks, each once; None without a referee."""
    if referee is None:
        return None
    report = referee.validate_pdf_bytes(pdf, profile="ua1")
    found = {failure.rule_id: failure.message for failure in reversed(report.failures)}
    if not report.is_compliant and not found:
        return ("unknown: page-validation gives no reason",)
    return tuple(f"{rule}: {message}" for rule, message in sorted(found.items()))
