"""A report of the checks to a PDF of one page: what was measured, and what a person signs.

For the person who answers for the leaflets, and for whoever asks that person how they are kept.
"""

from __future__ import annotations

import datetime
import functools
import importlib.metadata
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Literal

from babel import Locale, UnknownLocaleError

from handouts import __version__, assets
from handouts.checks.base import CheckResult, Finding, Leaflet
from handouts.checks.instruments.cdc import BAR as CDC_BAR
from handouts.checks.instruments.evidence import Scored
from handouts.checks.instruments.pemat import BAR as PEMAT_BAR
from handouts.checks.instruments.sam import BAR as SAM_BAR
from handouts.checks.pages import MEASURE
from handouts.checks.run import Examined, Report
from handouts.checks.text.readability import (
    SCORER,
)
from handouts.compose.template_sandbox import template_environment
from handouts.inputs.clinic import load_clinic
from handouts.inputs.facts import shipped_facts
from handouts.inputs.models.clinic import Clinic
from handouts.languages import LANGUAGES
from handouts.paths import ORIGIN
from handouts.pdf.renderer import Page, Renderer

TEMPLATE = "reports/quality.html"
STYLE = "styles/reports/quality.css"
MIN_PT = 9.0
MANY_TEXTS = 2  # more are summed up by language, so that the report stays one page
MANY_NAMES = 6  # of texts that miss a bar; the terminal and --json name them all
# Leaflet standards, section 0, bars 3, 6 and 8.
MAX_SHEET_PAGES = 2
MIN_TYPE_PT = 10.0
MIN_BODY_PT = 12.0
MIN_CONTRAST = 7.0

# What no check judges; a name and a date stand for it. The kind is that of a record in the
# clinic's reviews.yaml, where there is one.
FOR_A_PERSON = (
    ("Clinical content", "It is right and complete for our patients.", "clinical"),
    ("Facts to confirm", "All {confirm} were compared with their sources.", ""),
    ("Clear communication", "The CDC and PEMAT items for a person.", "clarity"),
    ("Readers", "Lay readers read each and could say it back.", "lay"),
    ("Translations", "A qualified translator reviewed every one.", "translation"),
    ("Rules and numbers", "Each rule is ours; each number was called.", ""),
    ("On paper", "Each was looked at in print, also in grey.", ""),
)

BY_RULE = "by rule"  # what is measured of bars that are met where no rule is broken
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
    results: tuple[CheckResult, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return all that was found about it."""
        return tuple(finding for result in self.results for finding in result.findings)

    def has_error(self, checks: Iterable[str]) -> bool:
        """Return whether one of these checks found an error."""
        return any(item.check in checks and item.severity == "error" for item in self.findings)

    def is_judged(self, checks: Iterable[str]) -> bool:
        """Return whether these checks judged it, each one that ran; silence is no verdict."""
        found = [result.status for result in self.results if result.check in checks]
        return bool(found) and "not_judged" not in found

    def score(self, name: str) -> float | None:
        """Return one of the text's grades, or None if it has none."""
        scores = self.examined.scores
        value = scores.describe().get(name) if scores else None
        return None if value is None else float(value)

    def instrument(self, name: str) -> Scored | None:
        """Return one of the text's instruments, or None if it has none."""
        return next((found for found in self.examined.instruments if found.name == name), None)

    def points(self, name: str) -> float | None:
        """Return the score of an instrument, if the text has one."""
        found = self.instrument(name)
        return found.score if found else None


def quality_report(report: Report, today: datetime.date) -> bytes:
    """Return the quality report as a tagged PDF.

    Raises:
        RenderError: it cannot be laid out.
    """
    files = assets.shipped_files()  # ours alone: a clinic's brand does not change a report
    environment = template_environment(files)
    renderer = Renderer(files)
    properties = {
        "document": "quality-report",
        "clinic": report.clinic.id if report.clinic else "shipped",
        "date": today.isoformat(),
        "generator": f"handouts {__version__}",
    }
    view = quality_view(report, today)
    for dense in (False, True):  # many languages or notes are set closer, to stay on one page
        with environment.metered():
            html = environment.get_template(TEMPLATE).render({**view, "dense": dense})
        laid_out = renderer.lay_out(Page("quality", html, properties, min_pt=MIN_PT))
        if len(laid_out.fills) == 1:
            break
    return renderer.write(laid_out)


def quality_view(report: Report, today: datetime.date) -> dict[str, Any]:
    """Return what the template shows, as plain values."""
    clinic = report.clinic or load_clinic(assets.example_clinic())
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
        "bars": [bar for bar in bars if bar.measured != BY_RULE],
        "rules": _halves([bar for bar in bars if bar.measured == BY_RULE]),
        "rows": list(_rows(entries, clinic, today)),
        "by_language": len(entries) > MANY_TEXTS,
        "missing": _missing(entries),
        "persons": list(_persons(entries, clinic, len(confirm))),
        "items": _items_for_a_person(entries),
        "notes": report.notes,
        "tools": ", ".join(tools()),
    }


def _halves(bars: Sequence[Bar]) -> tuple[Sequence[Bar], Sequence[Bar]]:
    """Return bars in two columns, the first the longer one."""
    middle = (len(bars) + 1) // 2
    return bars[:middle], bars[middle:]


def _persons(entries: Sequence[_Entry], clinic: Clinic, confirm: int) -> Iterator[dict[str, Any]]:
    """Yield what a person signs for, with how many texts are signed in the clinic's records."""
    for name, what, kind in FOR_A_PERSON:
        wanted = [
            entry for entry in entries
            if kind != "translation" or entry.examined.topic.front.translation
        ]  # fmt: skip
        signed = sum(_is_signed(entry, clinic, kind) for entry in wanted)
        record = f"{signed} of {len(wanted)}" if kind and wanted else "–"
        yield {"name": name, "what": what.format(confirm=confirm), "record": record}


def _is_signed(entry: _Entry, clinic: Clinic, kind: str) -> bool:
    """Return whether somebody signed this very text, in the clinic's records or in its head."""
    topic = entry.examined.topic
    front = topic.front.translation
    if kind == "translation" and front and front.reviewer and front.reviewed:
        return not _is_behind(entry)
    return clinic.reviews.find(topic.id, topic.locale, topic.text_hash, kind) is not None


def _items_for_a_person(entries: Sequence[_Entry]) -> str:
    """Return which items of the instruments a person judges: those of any text."""
    found = []
    for name, title in (("cdc", "CDC"), ("pemat", "PEMAT")):
        numbers = {
            answer.number
            for entry in entries
            for item in entry.examined.instruments
            if item.name.startswith(name)
            for answer in item.for_a_person
        }
        if numbers:
            found.append(f"{title} {', '.join(map(str, sorted(numbers)))}")
    return "; ".join(found)


def _missing(entries: Sequence[_Entry]) -> str:
    """Return the names of texts with an error, the first few of many."""
    names = [
        f"{entry.examined.topic.front.short_title} ({entry.examined.topic.locale})"
        for entry in entries
        if any(finding.severity == "error" for finding in entry.findings)
    ]
    more = len(names) - MANY_NAMES
    return ", ".join(names[:MANY_NAMES]) + (f" and {more} more" if more > 0 else "")


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
    unjudged = sorted({item.topic.locale for item in report.examined if item.not_judged})
    if unjudged:
        names = " and ".join(map(_language, unjudged))
        return f"No check found an error, but not all checks can read {names}: see “not judged”."
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
        results = [*examined.results, *(result for item in looked for result in item.results)]
        yield _Entry(examined, tuple(item.leaflet for item in looked), tuple(results))


def _bars(entries: Sequence[_Entry]) -> Iterator[Bar]:
    """Yield what was measured, as in our standards for leaflets."""
    languages = {entry.examined.topic.locale.partition("-")[0] for entry in entries}
    made = [entry for entry in entries if any(leaflet.is_made for leaflet in entry.leaflets)]
    sheets = [leaf for entry in made for leaf in entry.leaflets if leaf.is_made]
    yield from _reading_bars(entries)
    measured = _range(entry.score("words_per_sentence") for entry in entries)
    yield _bar("Words in a sentence", "12 on average, 20 at most", measured, entries,
               ("sentence-length",))  # fmt: skip
    limits = ", ".join(
        f"{LANGUAGES[name].word_budget} ({LANGUAGES[name].title})"
        for name in sorted(languages)
        if name in LANGUAGES and LANGUAGES[name].word_budget
    )
    measured = _range((entry.examined.words for entry in entries), "{:.0f}")
    yield _bar("Words in a leaflet", limits or "–", measured, entries, ("word-budget",))
    pages = [len(leaf.texts) for leaf in sheets if leaf.format.main]
    yield _bar("Fits its pages", f"{MAX_SHEET_PAGES} sides of a sheet", _range(pages, "{:.0f}"),
               entries if sheets else (), ("printable", "page-count"),
               lambda entry: any(leaf.failures for leaf in entry.leaflets))  # fmt: skip
    yield _bar("Size of type", f"text {MIN_BODY_PT:g} pt, nothing below {MIN_TYPE_PT:g} pt",
               f"{_least(leaf.body_pt for leaf in sheets if leaf.format.main)} and "
               f"{_least(leaf.smallest_pt for leaf in sheets)} pt", made, ("small-type",),
               lambda entry: _cell_type(entry).state == "missed")  # fmt: skip
    letters = [leaf.line_letters[0] for leaf in sheets if leaf.format.judged_lines]
    yield _bar("Letters in a line", f"{MEASURE[1]} or less in nine of ten",
               _range(letters, "{:.0f}"), made, ("line-length",))  # fmt: skip
    yield _bar("Contrast of text", f"{MIN_CONTRAST:g}:1 or more",
               f"{_least(leaf.contrast for leaf in sheets)}:1", made, ("brand",),
               lambda entry: _cell_contrast(entry).state == "missed")  # fmt: skip
    judged = [entry for entry in made if any(leaf.pdf_ua is not None for leaf in entry.leaflets)]
    yield _bar("Screen readers", "PDF/UA-1, machine rules",
               "page-validation" if judged else "not judged", judged, ("pdf-ua",))  # fmt: skip
    yield _bar("Origin on every page", "reference, dates, phone, help line", "read back",
               made, ("provenance", "metadata", "language-help"))  # fmt: skip
    for name, title, mark, checks in _INSTRUMENT_BARS:
        points = _range((entry.points(name) for entry in entries), "{:.0f}")
        misses = functools.partial(_is_missed, name)
        remarks = name != "pemat-actionability"  # the check has remarks on both, counted once
        yield _bar(title, mark, points, entries, checks, misses, remarks)
    for name, mark, checks in _TEXT_BARS:
        yield _bar(name, mark, BY_RULE, entries, checks)
    yield _bar("Translations", "of today’s wording", BY_RULE,
               entries, ("translation", "translation-figures", "untranslated"),
               _is_behind)  # fmt: skip


def _reading_bars(entries: Sequence[_Entry]) -> Iterator[Bar]:
    """Yield a bar for each language: its reading formula, or that it has none."""
    groups: dict[str, list[_Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.examined.topic.locale.partition("-")[0], []).append(entry)
    for name in sorted(groups):
        language = LANGUAGES.get(name)
        title = language.title if language else _language(name)
        mark = "–"
        if language and language.bars:
            bar = language.bars[0]
            mark = f"{bar.formula.title} {bar.limit:g} or {'less' if bar.is_most else 'more'}"
        measured = _range(
            entry.examined.scores.shown for entry in groups[name] if entry.examined.scores
        )
        checks = ("reading-grade", "long-words")
        yield _bar(f"Reading, {title}", mark, measured, groups[name], checks)


def _is_missed(name: str, entry: _Entry) -> bool:
    found = entry.instrument(name)
    return found is not None and not found.is_met


# Scores over the items of which a program can see a sign; the checks' findings under one of them.
_INSTRUMENT_BARS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("cdc", "CDC Index", f"{CDC_BAR:g} or more, items a program tests", ("cdc-index",)),
    ("pemat-understandability", "PEMAT-P, to understand", f"{PEMAT_BAR:g} % or more, so tested",
     ("pemat",)),
    ("pemat-actionability", "PEMAT-P, to act", f"{PEMAT_BAR:g} % or more, so tested", ("pemat",)),
    ("sam", "SAM", f"{SAM_BAR:g} % or more, so tested", ("sam",)),
)  # fmt: skip
# Bars whose measure is that no rule is broken.
_TEXT_BARS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Boxes", "one emergency, one call-us", ("needed-blocks", "help-boxes")),
    ("Facts", "each figure from a listed source", ("facts", "typed-number", "recalled")),
    ("Numbers", "N in 100, compared, with time",
     ("denominators", "one-in-x", "relative-risk", "percent", "comparator", "period",
      "chance-words", "frequency-bands")),
    ("Balance", "benefit with harm, choices",
     ("benefit-and-harm", "known-and-unknown", "choices")),
    ("Words", "plain; no promises, no blame",
     ("claims", "jargon", "stigma", "abbreviations", "passive", "third-person")),
    ("Review", "date ahead, in 24 months", ("review-date",)),
    ("Parts", "short, under clear headings",
     ("list-length", "heading-style", "chunk-length", "html", "emphasis", "page-fill", "front-page",
      "toner")),
    ("Rules", "times are those of the clinic", ("policy",)),
)  # fmt: skip


def _files_bar(report: Report) -> Bar:
    """Return how the clinic's own files stand: its list, its copies of ours, its style sheet."""
    errors = sum(finding.severity == "error" for finding in report.others)
    remarks = len(report.others) - errors
    result = Cell(f"{errors} to mend", "missed") if errors else Cell("passes")
    return Bar("Files", "readable, copies up to date", BY_RULE, result, remarks)


def _bar(
    name: str,
    mark: str,
    measured: str,
    entries: Sequence[_Entry],
    checks: tuple[str, ...],
    misses: Callable[[_Entry], bool] = lambda _: False,
    has_remarks: bool = True,
) -> Bar:
    """Return a bar; a text misses it if a check found an error, or its own measure says so.

    A text that a check could not judge neither passes nor misses: it waits for a person.
    """
    remarks = sum(
        has_remarks and finding.check in checks and finding.severity == "warning"
        for entry in entries
        for finding in entry.findings
    )
    missed = [entry for entry in entries if entry.has_error(checks) or misses(entry)]
    judged = [entry for entry in entries if entry in missed or entry.is_judged(checks)]
    if not judged:
        return Bar(name, mark, "–", Cell("not judged", "none"), remarks)
    text = f"{len(judged) - len(missed)} of {len(judged)}"
    state: State = "missed" if missed else "met"
    if len(judged) < len(entries):
        text += f", {len(entries) - len(judged)} not judged"
        state = "missed" if missed else "open"
    return Bar(name, mark, measured, Cell(text, state), remarks)


def _rows(
    entries: Sequence[_Entry], clinic: Clinic, today: datetime.date
) -> Iterator[dict[str, Any]]:
    """Yield the rows of the table: one for each text if they are few, else one a language."""
    groups: list[tuple[str, list[_Entry]]] = []
    if len(entries) <= MANY_TEXTS:
        for entry in entries:
            front, locale = entry.examined.topic.front, entry.examined.topic.locale
            groups.append((f"{front.short_title}, {front.version} ({locale})", [entry]))
    else:
        for locale in dict.fromkeys(entry.examined.topic.locale for entry in entries):
            group = [entry for entry in entries if entry.examined.topic.locale == locale]
            groups.append((f"{_language(locale)}, {len(group)} texts", group))
    for title, group in groups:
        yield {
            "title": title,
            "lang": group[0].examined.topic.locale if len(entries) <= MANY_TEXTS else "en",
            "cells": list(_cells(group, clinic, today)),
        }


def _cells(group: Sequence[_Entry], clinic: Clinic, today: datetime.date) -> Iterator[Cell]:
    """Yield the values of a row: of several texts, the range or the worst."""
    yield _spread([_cell_grade(entry) for entry in group])
    yield _spread([Cell(str(e.examined.words), _state(e, ("word-budget",))) for e in group])
    yield _spread([_cell_pages(entry) for entry in group])
    yield _spread([_cell_points(entry, "cdc") for entry in group])
    yield _spread([_cell_points(entry, "pemat-understandability") for entry in group])
    yield _spread([_cell_points(entry, "pemat-actionability") for entry in group])
    review_by = min(entry.examined.topic.front.review_by for entry in group)
    yield Cell(f"{review_by:%Y-%m-%d}", "missed" if review_by < today else "met")
    yield _counted([_sign_off(entry, clinic) for entry in group])
    yield _counted([_translation(entry, clinic) for entry in group])


def _spread(cells: Sequence[Cell]) -> Cell:
    """Return the least and the greatest value, in the worst state of them."""
    state = _worst_state(cells)
    known = [cell.text for cell in cells if cell.state != "none"]
    if len(set(known)) <= 1 or any(not _VALUE.search(text) for text in known):
        worst = next((cell for cell in cells if cell.state == state), Cell("–", "none"))
        return Cell(known[0], state) if len(set(known)) == 1 else worst
    ranked = sorted(known, key=_value)
    name, low, high = ranked[0].rpartition(" ")[0], ranked[0], ranked[-1].rpartition(" ")[2]
    return Cell(f"{low}–{high}" if name else f"{low}–{ranked[-1]}", state)


def _value(text: str) -> float:
    found = _VALUE.search(text)
    return float(found[0]) if found else 0.0


def _worst_state(cells: Sequence[Cell]) -> State:
    return min((cell.state for cell in cells), key=_WORST_FIRST.index)


def _counted(cells: Sequence[Cell]) -> Cell:
    """Return a single cell as it is; of several, how many are done."""
    if len(cells) == 1:
        return cells[0]
    if all(cell.text == "original" for cell in cells):
        return cells[0]
    done = sum(cell.state == "met" for cell in cells)
    state = _worst_state(cells)
    return Cell(f"{done} of {len(cells)}", state)


_VALUE = re.compile(r"\d+(?:\.\d+)?")
_WORST_FIRST: tuple[State, ...] = ("missed", "open", "none", "met")


def _cell_points(entry: _Entry, name: str) -> Cell:
    found = entry.instrument(name)
    if found is None or found.score is None:
        return Cell("–", "none")
    return Cell(f"{found.score:.0f}", "met" if found.is_met else "missed")


def _cell_grade(entry: _Entry) -> Cell:
    scores = entry.examined.scores
    if scores is None:
        return Cell("–", "none")
    text = f"{scores.language.bar_label} {scores.shown:.1f}"
    return Cell(text, _state(entry, ("reading-grade",)))


def _cell_pages(entry: _Entry) -> Cell:
    if any(leaf.failures for leaf in entry.leaflets):
        return Cell("not made", "missed")
    counts = [len(leaf.texts) for leaf in entry.leaflets if leaf.format.main]
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
        leaf.body_pt >= MIN_BODY_PT - 0.05 for leaf in made if leaf.format.main
    )
    return Cell(f"{least:g} pt", "met" if fair else "missed")


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
    if entry.has_error(checks):
        return "missed"
    return "met" if entry.is_judged(checks) else "none"


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
