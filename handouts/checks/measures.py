"""Makes a leaflet and measures its pages.

Loads WeasyPrint: import it only where leaflets can be made.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import pikepdf
import pypdfium2

from handouts import l10n
from handouts.checks.base import Leaflet, Severity
from handouts.components.registry import named
from handouts.compose.spec import LeafletSpec
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.formats import FORMATS, FormatSpec
from handouts.inputs.models.clinic import ClinicSettings
from handouts.inputs.models.strings import Strings
from handouts.inputs.models.topic import Topic
from handouts.pdf.appearance import WHITE, Appearance, TextRun
from handouts.pdf.page_text import page_texts
from handouts.pdf.xmp import read_xmp
from handouts.preflight.brand.colours import contrast
from handouts.session import ClinicSession
from handouts.units import PX_PER_MM

NO_VALIDATOR = (
    "PDF/UA was not judged: page-validation is not installed (pip install 'handouts[check]')"
)


PDF_UA_MODULE = "page"  # of the package page-validation


# The parts of page 1 by the class that marks them, in the order in which a part is looked for.
_PARTS = {
    "title": ".hero__title", "message": ".hero__message", "key-points": ".key-points",
    "text": ".block",
}  # fmt: skip


_LARGER_PT = 1.0  # a difference that shows


_THUMBNAIL = 0.5  # dots a point, to weigh ink by


_WHITE_LEVEL = 250  # of 255


@dataclass(frozen=True, slots=True)
class LeafletRequest:
    """One leaflet that a clinic builds: topics, a language, a format and a paper."""

    topics: tuple[str, ...]
    locale: str
    format: FormatSpec
    paper: str

    def __str__(self) -> str:
        """Return what messages call it."""
        name = self.format.name if self.format.combines_topics else self.topics[0]
        return f"{name} ({', '.join(dict.fromkeys((self.locale, self.format.name, self.paper)))})"


def pdf_ua_validator() -> ModuleType | None:
    """Return the module that judges PDF/UA, or None where page-validation is not installed."""
    try:
        module = importlib.import_module(PDF_UA_MODULE)
    except ImportError:
        return None
    return module if hasattr(module, "validate_pdf_bytes") else None  # another `page`


def measure_leaflet(
    session: ClinicSession, request: LeafletRequest, validator: ModuleType | None
) -> Leaflet:
    """Return a leaflet with its measures, or with the reasons why it could not be made."""
    topic = session.library.topic(request.topics[0], request.locale)
    brand: tuple[tuple[Severity, Diagnostic], ...] = ()
    try:
        spec = _spec(session, request)
        laid_out = session.lay_out(spec)
        appearance, verdict = session.judged(spec, laid_out)
        brand = (
            *(("error", _placed(problem, spec, topic)) for problem in verdict.errors),
            *(("warning", _placed(problem, spec, topic)) for problem in verdict.warnings),
        )
        pdf = session.renderer.write(laid_out)
    except InvalidInput as error:
        failures = tuple(_placed(problem, None, topic) for problem in error.problems)
        return Leaflet(topic, request.format, request.paper, failures, brand)
    white, ink = white_and_ink(pdf)
    sizes = [piece.size_pt for piece in appearance.runs if piece.visible]
    return Leaflet(
        topic=topic,
        format=request.format,
        paper=request.paper,
        brand=brand,
        texts=page_texts(pdf),
        marks=_marks(session, topic),
        numbering=_numbering(session.strings(topic.locale)),
        help_line=session.strings(topic.locale).colophon.other_formats,
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
        pdf_ua=_broken_rules(pdf, validator),
        pdf=pdf,
    )


def _spec(session: ClinicSession, request: LeafletRequest) -> LeafletSpec:
    (spec,) = session.specs(
        request.topics, [request.locale], [request.format.name], [request.paper]
    )
    return spec


def _placed(problem: Diagnostic, spec: LeafletSpec | None, topic: Topic) -> Diagnostic:
    """Return the problem at a file: one that names only the leaflet is at its topic's text."""
    combined = (fmt.name for fmt in FORMATS.having("combines-topics"))
    names = {topic.id, *combined, spec.name if spec else topic.id}
    return replace(problem, file=topic.file, line=None) if problem.file in names else problem


def _marks(session: ClinicSession, topic: Topic) -> dict[str, str]:
    """Return what must stand on every page of a topic's leaflet, in its language."""
    settings: ClinicSettings = session.clinic.settings
    footer, front = session.strings(topic.locale).footer, topic.front
    locale = l10n.babel_locale(topic.locale, session.facts.regions[settings.region].territory)
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
    """Return the size in which most of the sections is set."""
    lengths: dict[float, int] = {}
    for run in appearance.runs:
        if run.visible and not run.generated and ".block" in run.path:
            lengths[run.size_pt] = lengths.get(run.size_pt, 0) + len(run.text)
    return max(lengths, key=lambda size: lengths[size], default=0.0)


def _lowest_contrast(appearance: Appearance) -> float:
    """Return the lowest contrast of any words with what they stand on."""
    ratios = (
        contrast(run.colour, ground)
        for run in appearance.runs
        if run.visible and any(character.isalnum() for character in run.text)
        for ground in run.grounds
    )
    return min(ratios, default=0.0)


def _opening(appearance: Appearance) -> tuple[str, ...]:
    """Return the names of what stands on page 1, from the top."""
    tops: dict[str, float] = {}
    for run in appearance.runs:
        name = next((name for name, mark in _PARTS.items() if mark in run.path), None)
        if name and run.visible and run.page == 1:
            tops[name] = min(run.rect[1], tops.get(name, run.rect[1]))
    return tuple(sorted(tops, key=lambda name: tops[name]))


def _boxes(appearance: Appearance) -> dict[str, tuple[int, float]]:
    """Return on which page each box for help starts, and how far down, 0 to 1."""
    found: dict[str, tuple[int, float]] = {}
    for run in appearance.runs:
        for name in named("urgent"):
            if run.visible and f".{name}" in run.path:
                height = appearance.pages_mm[run.page - 1][1] * PX_PER_MM
                place = run.page, run.rect[1] / height
                found[name] = min(place, found.get(name, place))
    return found


def _numbering(strings: Strings) -> str:
    """Return how a page gives its number."""
    page = strings.page
    return f"{page.before} {{number}} {page.between} {{total}} {page.after}"


def _message_stands_out(appearance: Appearance) -> bool:
    """Return whether the main message is larger than the text, or on a ground of its own."""
    message = [run for run in appearance.runs if run.visible and _PARTS["message"] in run.path]
    body = _body_pt(appearance)
    return bool(message) and all(
        run.size_pt >= body + _LARGER_PT or run.bold or set(run.grounds) != {WHITE}
        for run in message
    )


def _line_letters(appearance: Appearance) -> tuple[int, int]:
    """Return the characters of a long line of running text, and of the longest."""
    lines: list[int] = []
    last: TextRun | None = None
    for run in appearance.runs:
        running = ".block" in run.path and not {"p", "li"}.isdisjoint(run.path)
        if not run.visible or run.generated or not running:
            last = None
            continue
        if last and _on_one_line(last, run):
            lines[-1] += 1 + len(run.text)
        else:
            lines.append(len(run.text))
        last = run
    lines.sort()
    return (lines[int(0.9 * (len(lines) - 1))], lines[-1]) if lines else (0, 0)


def _on_one_line(left: TextRun, right: TextRun) -> bool:
    """Return whether two pieces of text, one after the other, stand side by side."""
    (_, top, end, bottom), (start, upper, _, lower) = left.rect, right.rect
    height = bottom - top
    level = abs((top + bottom) - (upper + lower)) < height
    return left.page == right.page and level and -height < start - end < height


def white_and_ink(pdf: bytes) -> tuple[float, float]:
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


def _broken_rules(pdf: bytes, validator: Any) -> tuple[str, ...] | None:
    """Return the PDF/UA-1 rules that a PDF breaks, each once; None without a validator."""
    if validator is None:
        return None
    report = validator.validate_pdf_bytes(pdf, profile="ua1")
    found = {failure.rule_id: failure.message for failure in reversed(report.failures)}
    if not report.is_compliant and not found:
        return ("unknown: page-validation gives no reason",)
    return tuple(f"{rule}: {message}" for rule, message in sorted(found.items()))
