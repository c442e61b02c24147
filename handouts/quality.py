"""A report of the checks to a PDF of one or two pages: what was measured, and what a person signs.

For the person who answers for the leaflets, and for whoever asks that person how they are kept.
"""

from __future__ import annotations

import datetime
import importlib.metadata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Literal

from babel import Locale, UnknownLocaleError

from handouts import __version__, resources
from handouts.checks.base import Finding, Leaflet
from handouts.checks.readability import (
    MAX_GRADE_MASKED,
    MIN_INFLESZ,
    SCORER,
)
from handouts.checks.run import Examined, Report
from handouts.checks.structure import MAX_WORDS
from handouts.composition import ORIGIN
from handouts.loading.clinic import load_clinic
from handouts.loading.facts import shipped_facts
from handouts.models.clinic import Clinic
from handouts.rendering.engine import Page, Renderer
from handouts.sandbox import template_environment

TEMPLATE = "reports/quality.html"
STYLE = "styles/reports/quality.css"
MIN_PT = 9.0
MANY_ROWS = 30  # more rows are set closer, so that some 45 stand on one page
# Leaflet standards, section 0, bars 3, 6 and 8.
MAX_SHEET_PAGES = 2
MIN_TYPE_PT = 10.0
MIN_BODY_PT = 12.0
MIN_CONTRAST = 7.0

# What no check judges; a name and a date stand for it.
FOR_A_PERSON = (
    ("Clinical content", "It is right and complete for our patients."),
    ("Facts to confirm", "Each was compared with its source."),
    ("Readers", "Lay readers read each and could say it back."),
    ("Translations", "A qualified translator has reviewed every one."),
    ("Rules and numbers", "Each rule is ours; each number was called."),
    ("On paper", "Each was looked at in print, also in grey."),
)

State = Literal["met", "missed", "open", "none"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of the table, and how it stands: met, missed, open to a person, or not judged."""

    text: str
    state: State = "met"


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing that was measured on all texts: its pass mark, the values, and how many pass."""

    name: str
    mark: str
    measured: str
    result: Cell
    remarks: int


@dataclass(frozen=True, slots=True)
class _Entry:
    """A text with its leaflets and all that was found about it."""

    examined: Examined
    leaflets: tuple[Leaflet, ...]
    findings: tuple[Finding, ...]

    def has_error(self, checks: Iterable[str]) -> bool:
        """Return whether one of these checks found an error."""
        return any(item.check in checks and item.severity == "error" for item in self.findings)

    def score(self, name: str) -> float | None:
        """Return one of the text's grades, or None if it has none."""
        scores = self.examined.scores
        value = scores.describe().get(name) if scores else None
        return None if value is None else float(value)


def quality_report(report: Report, today: datetime.date) -> bytes:
    """Return the quality report as a tagged PDF.

    Raises:
        RenderError: it cannot be laid out.
    """
    files = resources.shipped_files()  # ours alone: a clinic's brand does not change a report
    environment = template_environment(files)
    view = quality_view(report, today)
    with environment.metered():
        html = environment.get_template(TEMPLATE).render(view)
    properties = {
        "document": "quality-report",
        "clinic": report.clinic.id if report.clinic else "shipped",
        "date": today.isoformat(),
        "generator": f"handouts {__version__}",
    }
    renderer = Renderer(files)
    return renderer.write(renderer.lay_out(Page("quality", html, properties, min_pt=MIN_PT)))


def quality_view(report: Report, today: datetime.date) -> dict[str, Any]:
    """Return what the template shows, as plain values."""
    clinic = report.clinic or load_clinic(resources.example_clinic())
    entries = list(_entries(report))
    bars = [*_bars(entries), _files_bar(report)]
    region = shipped_facts().regions[clinic.settings.region]
    signed = sum(_sign_off(entry, clinic).state == "met" for entry in entries)
    missed = sum(bar.result.state == "missed" for bar in bars)
    judged = sum(bar.result.state != "none" for bar in bars)
    made = [looked.leaflet for looked in report.leaflets if looked.leaflet.is_made]
    confirm = {note.fact for entry in entries for note in entry.examined.notes}
    return {
        "document": SimpleNamespace(
            paper=clinic.settings.paper or region.paper,
            style=f"{ORIGIN}/{STYLE}",
            author=clinic.settings.name,
            generator=f"handouts {__version__}",
        ),
        "clinic": clinic.settings.name if report.clinic else "The topics of handouts",
        "place": clinic.settings.address if report.clinic else f"made for {clinic.settings.name}",
        "date": f"{today.day} {today:%B} {today.year}",
        "tiles": [
            {"number": len(entries), "words": "texts"},
            {"number": len(made), "words": "leaflets made"},
            {"number": f"{judged - missed} of {judged}", "words": "bars met"},
            {"number": report.count("error"), "words": "errors"},
            {"number": report.count("warning"), "words": "remarks"},
            {"number": f"{signed} of {len(entries)}", "words": "signed off"},
        ],
        "passed": not report.count("error"),
        "verdict": _verdict(report),
        "bars": bars,
        "rows": [_row(entry, clinic, today) for entry in entries],
        "dense": len(entries) > MANY_ROWS,
        "persons": [{"name": name, "what": what} for name, what in FOR_A_PERSON],
        "confirm": len(confirm),
        "notes": report.notes,
        "tools": ", ".join(tools()),
    }


def tools() -> Iterator[str]:
    """Yield the programs that measured, with their versions."""
    yield f"handouts {__version__}"
    for package, name in (("weasyprint", "WeasyPrint"), ("page-validation", "page-validation")):
        try:
            yield f"{name} {importlib.metadata.version(package)}"
        except importlib.metadata.PackageNotFoundError:
            yield f"{name} not installed"
    yield f"grading rules {SCORER}"


def _verdict(report: Report) -> str:
    errors = report.count("error")
    if errors:
        return f"{errors} error{'' if errors == 1 else 's'} to mend before these are handed out."
    if not report.leaflets:
        return "No error in the texts. The printed pages were not looked at."
    return "No check found an error. What only a person can judge is listed below."


def _entries(report: Report) -> Iterator[_Entry]:
    """Yield each text that leaflets are made of, with what was found about it."""
    built = set(report.built)
    for examined in report.examined:
        key = examined.topic.id, examined.topic.locale
        if built and key not in built:
            continue
        looked = [
            item for item in report.leaflets
            if (item.leaflet.topic.id, item.leaflet.topic.locale) == key
        ]  # fmt: skip
        findings = [*examined.findings, *(found for item in looked for found in item.findings)]
        yield _Entry(examined, tuple(item.leaflet for item in looked), tuple(findings))


def _bars(entries: Sequence[_Entry]) -> Iterator[Bar]:
    """Yield what was measured, as in our standards for leaflets."""
    languages = {entry.examined.topic.locale.partition("-")[0] for entry in entries}
    english = [entry for entry in entries if entry.examined.topic.locale.startswith("en")]
    spanish = [entry for entry in entries if entry.examined.topic.locale.startswith("es")]
    made = [entry for entry in entries if any(leaflet.is_made for leaflet in entry.leaflets)]
    sheets = [leaf for entry in made for leaf in entry.leaflets if leaf.is_made]
    if english:
        measured = _range(entry.score("flesch_kincaid_masked") for entry in english)
        yield _bar("Reading grade, English", f"Flesch-Kincaid {MAX_GRADE_MASKED:g} or less",
                   measured, english, ("reading-grade", "long-words"))  # fmt: skip
    if spanish:
        measured = _range(entry.score("inflesz") for entry in spanish)
        yield _bar("Reading ease, Spanish", f"INFLESZ {MIN_INFLESZ:g} or more", measured,
                   spanish, ("reading-grade",))  # fmt: skip
    measured = _range(entry.score("words_per_sentence") for entry in entries)
    yield _bar("Words in a sentence", "12 on average, 20 at most", measured, entries,
               ("sentence-length",))  # fmt: skip
    limits = ", ".join(
        f"{MAX_WORDS[name]} ({_language(name)})" for name in sorted(languages) if name in MAX_WORDS
    )
    measured = _range((entry.examined.words for entry in entries), "{:.0f}")
    yield _bar("Words in a leaflet", limits or "550", measured, entries, ("word-budget",))
    pages = [len(leaf.texts) for leaf in sheets if leaf.format.name == "sheet"]
    yield _bar("Fits its pages", f"{MAX_SHEET_PAGES} sides of a sheet", _range(pages, "{:.0f}"),
               entries if sheets else (), ("printable", "page-count"),
               lambda entry: any(leaf.failures for leaf in entry.leaflets))  # fmt: skip
    yield _bar("Size of type", f"text {MIN_BODY_PT:g} pt, nothing below {MIN_TYPE_PT:g} pt",
               f"{_least(leaf.body_pt for leaf in sheets if leaf.format.name == 'sheet')} and "
               f"{_least(leaf.smallest_pt for leaf in sheets)} pt", made, ("small-type",),
               lambda entry: _cell_type(entry).state == "missed")  # fmt: skip
    yield _bar("Contrast of text", f"{MIN_CONTRAST:g}:1 or more",
               f"{_least(leaf.contrast for leaf in sheets)}:1", made, ("brand",),
               lambda entry: _cell_contrast(entry).state == "missed")  # fmt: skip
    judged = [entry for entry in made if any(leaf.pdf_ua is not None for leaf in entry.leaflets)]
    yield _bar("Screen readers", "PDF/UA-1, machine rules",
               "page-validation" if judged else "not judged", judged, ("pdf-ua",))  # fmt: skip
    yield _bar("Origin on every page", "reference, version, dates, phone", "read back",
               made, ("provenance", "metadata"))  # fmt: skip
    for name, mark, checks in _TEXT_BARS:
        yield _bar(name, mark, "by rule", entries, checks)
    yield _bar("Translations", "of the text as it is now, same figures", "by rule",
               entries, ("translation", "translation-figures", "untranslated"),
               _is_behind)  # fmt: skip


# Bars whose measure is that no rule is broken.
_TEXT_BARS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Emergency and call-us boxes", "one of each, numbers filled in", ("needed-blocks",)),
    ("Facts and figures", "each from a listed source", ("facts", "typed-number", "recalled")),
    ("Numbers", "N in 100, with comparison and period",
     ("denominators", "one-in-x", "relative-risk", "percent", "comparator", "period",
      "chance-words")),
    ("Balance", "benefit with harm, unknowns, choices",
     ("benefit-and-harm", "known-and-unknown", "choices")),
    ("Plain, fair words", "no promises, no jargon, no blame",
     ("claims", "jargon", "stigma", "abbreviations", "passive", "third-person")),
    ("Review date", "ahead, at most 24 months after issue", ("review-date",)),
    ("Short parts, clear headings", "lists of 7, parts of 90 words",
     ("list-length", "heading-style", "chunk-length", "emphasis", "page-fill")),
    ("Clinic's rules", "times and rules are those of the clinic", ("policy",)),
)  # fmt: skip


def _files_bar(report: Report) -> Bar:
    """Return how the clinic's own files stand: its list, its copies of ours, its style sheet."""
    errors = sum(finding.severity == "error" for finding in report.others)
    remarks = len(report.others) - errors
    result = Cell(f"{errors} to mend", "missed") if errors else Cell("passes")
    return Bar("Clinic's files", "readable, copies of ours up to date", "by rule", result, remarks)


def _bar(
    name: str,
    mark: str,
    measured: str,
    entries: Sequence[_Entry],
    checks: tuple[str, ...],
    misses: Callable[[_Entry], bool] = lambda _: False,
) -> Bar:
    """Return a bar; a text misses it if a check found an error, or its own measure says so."""
    if not entries:
        return Bar(name, mark, "–", Cell("not judged", "none"), 0)
    passed = sum(not entry.has_error(checks) and not misses(entry) for entry in entries)
    state: State = "met" if passed == len(entries) else "missed"
    remarks = sum(
        finding.check in checks and finding.severity == "warning"
        for entry in entries
        for finding in entry.findings
    )
    return Bar(name, mark, measured, Cell(f"{passed} of {len(entries)}", state), remarks)


def _row(entry: _Entry, clinic: Clinic, today: datetime.date) -> dict[str, Any]:
    """Return a row of the table: one text and its leaflets."""
    topic = entry.examined.topic
    front = topic.front
    expired = front.review_by < today
    return {
        "title": front.short_title,
        "version": front.version,
        "language": _language(topic.locale),
        "lang": topic.locale,
        "cells": [
            _cell_grade(entry),
            Cell(str(entry.examined.words), _state(entry, ("word-budget",))),
            _cell_pages(entry),
            _cell_contrast(entry),
            _cell_type(entry),
            _cell_pdf_ua(entry),
            Cell(f"{front.review_by:%Y-%m-%d}", "missed" if expired else "met"),
            _sign_off(entry, clinic),
            _translation(entry, clinic),
        ],
    }


def _cell_grade(entry: _Entry) -> Cell:
    for name, label in (("flesch_kincaid_masked", "FK"), ("inflesz", "INF")):
        value = entry.score(name)
        if value is not None:
            return Cell(f"{label} {value:.1f}", _state(entry, ("reading-grade",)))
    return Cell("–", "none")


def _cell_pages(entry: _Entry) -> Cell:
    if any(leaf.failures for leaf in entry.leaflets):
        return Cell("not made", "missed")
    counts = [len(leaf.texts) for leaf in entry.leaflets if leaf.format.name == "sheet"]
    return Cell(str(max(counts)), _state(entry, ("printable",))) if counts else Cell("–", "none")


def _cell_contrast(entry: _Entry) -> Cell:
    made = [leaf for leaf in entry.leaflets if leaf.is_made]
    if not made:
        return Cell("–", "none")
    least = min(leaf.contrast for leaf in made)
    return Cell(f"{least:.1f}:1", "met" if least >= MIN_CONTRAST - 0.005 else "missed")


def _cell_type(entry: _Entry) -> Cell:
    made = [leaf for leaf in entry.leaflets if leaf.is_made]
    if not made:
        return Cell("–", "none")
    least = min(leaf.smallest_pt for leaf in made)
    fair = all(leaf.smallest_pt >= leaf.format.min_pt - 0.05 for leaf in made) and all(
        leaf.body_pt >= MIN_BODY_PT - 0.05 for leaf in made if leaf.format.name == "sheet"
    )
    return Cell(f"{least:g} pt", "met" if fair else "missed")


def _cell_pdf_ua(entry: _Entry) -> Cell:
    judged = [leaf.pdf_ua for leaf in entry.leaflets if leaf.pdf_ua is not None]
    if not judged:
        return Cell("–", "none")
    return Cell("fails", "missed") if any(judged) else Cell("passes")


def _sign_off(entry: _Entry, clinic: Clinic) -> Cell:
    """Return who of the clinic's clinicians signed this very text, if anybody did."""
    topic = entry.examined.topic
    review = clinic.reviews.find(topic.id, topic.locale, topic.text_hash, "clinical")
    return Cell(f"{review.date:%Y-%m-%d}") if review else Cell("to sign", "open")


def _is_behind(entry: _Entry) -> bool:
    """Return whether a text is a translation of another wording than the original has now."""
    return any(
        finding.check == "translation" and "made from version" in finding.message
        for finding in entry.findings
    )


def _translation(entry: _Entry, clinic: Clinic) -> Cell:
    topic = entry.examined.topic
    front = topic.front.translation
    if front is None:
        return Cell("original")
    if _is_behind(entry):
        return Cell("behind", "missed")
    signed = clinic.reviews.find(topic.id, topic.locale, topic.text_hash, "translation")
    reviewed = signed.date if signed else front.reviewed
    return Cell(f"{reviewed:%Y-%m-%d}") if reviewed else Cell("to review", "open")


def _state(entry: _Entry, checks: tuple[str, ...]) -> State:
    return "missed" if entry.has_error(checks) else "met"


def _range(values: Iterable[float | None], form: str = "{:.1f}") -> str:
    """Return the least and the greatest of the values there are."""
    known = [value for value in values if value is not None]
    if not known:
        return "–"
    low, high = form.format(min(known)), form.format(max(known))
    return low if low == high else f"{low} to {high}"


def _least(values: Iterable[float]) -> str:
    known = list(values)
    return f"{round(min(known), 1):g}" if known else "–"


def _language(locale: str) -> str:
    try:
        return str(Locale.parse(locale, sep="-").get_display_name("en"))
    except (UnknownLocaleError, ValueError):
        return locale
