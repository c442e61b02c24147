"""A report of the checks to a PDF of one page: what was measured, and what a person signs.

For the person who answers for the leaflets, and for whoever asks that person how they are kept.
"""

from __future__ import annotations

import datetime
import importlib.metadata
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from handouts import __version__, assets
from handouts.checks.reading import (
    SCORER,
)
from handouts.checks.report import Report
from handouts.compose.template_sandbox import template_environment
from handouts.inputs.clinic import load_clinic
from handouts.inputs.facts import shipped_facts
from handouts.paths import ORIGIN
from handouts.pdf.renderer import Page, Renderer
from handouts.reports.bars import BY_RULE, CriterionRow, bars_of
from handouts.reports.entries import Entry, entries_of, is_behind, language_name
from handouts.reports.rows import MANY_TEXTS, rows_of, sign_off

TEMPLATE = "reports/quality.html"
STYLE = "styles/reports/quality.css"
MIN_PT = 9.0
MANY_NAMES = 6  # of texts that miss a bar; the terminal and --json name them all
# What no check judges; a name and a date stand for it. The kind is that of a record in the
# clinic's reviews.yaml, where there is one.
MANUAL_SIGN_OFF = (
    ("Clinical content", "It is right and complete for our patients.", "clinical"),
    ("Facts to confirm", "All {confirm} were compared with their sources.", ""),
    ("Clear communication", "The CDC and PEMAT items for a person.", "clarity"),
    ("Readers", "Lay readers read each and could say it back.", "lay"),
    ("Translations", "A qualified translator reviewed every one.", "translation"),
    ("Rules and numbers", "Each rule is ours; each number was called.", ""),
    ("On paper", "Each was looked at in print, also in grey.", ""),
)


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
    entries = list(entries_of(report))
    bars = list(bars_of(report, entries))
    region = shipped_facts().regions[clinic.settings.region]
    signed = sum(sign_off(entry).state == "met" for entry in entries)
    met = sum(bar.result.state == "met" for bar in bars)
    judged = sum(bar.result.state != "none" for bar in bars)
    made = [looked.leaflet for looked in report.leaflets if looked.leaflet.is_made]
    confirm = {note.fact for entry in entries for note in entry.text.notes}
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
            {"number": f"{met} of {judged}", "words": "bars met"},
            {"number": report.count("error"), "words": "errors"},
            {"number": report.count("warning"), "words": "remarks"},
            {"number": f"{signed} of {len(entries)}", "words": "signed off"},
        ],
        "passed": not report.count("error"),
        "verdict": _verdict(report),
        "bars": [bar for bar in bars if bar.measured != BY_RULE],
        "rules": _halves([bar for bar in bars if bar.measured == BY_RULE]),
        "rows": list(rows_of(entries, today)),
        "by_language": len(entries) > MANY_TEXTS,
        "missing": _missing(entries),
        "persons": list(_persons(entries, len(confirm))),
        "items": _items_for_a_person(entries),
        "notes": report.notes,
        "tools": ", ".join(tools()),
    }


def _halves(bars: Sequence[CriterionRow]) -> tuple[Sequence[CriterionRow], Sequence[CriterionRow]]:
    """Return bars in two columns, the first the longer one."""
    middle = (len(bars) + 1) // 2
    return bars[:middle], bars[middle:]


def _persons(entries: Sequence[Entry], confirm: int) -> Iterator[dict[str, Any]]:
    """Yield what a person signs for, with how many texts are signed in the clinic's records."""
    for name, what, kind in MANUAL_SIGN_OFF:
        wanted = [
            entry for entry in entries
            if kind != "translation" or entry.text.topic.front.translation
        ]  # fmt: skip
        signed = sum(is_signed(entry, kind) for entry in wanted)
        record = f"{signed} of {len(wanted)}" if kind and wanted else "–"
        yield {"name": name, "what": what.format(confirm=confirm), "record": record}


def is_signed(entry: Entry, kind: str) -> bool:
    """Return whether somebody signed this very text, in the clinic's records or in its head."""
    topic = entry.text.topic
    front = topic.front.translation
    if kind == "translation" and front and front.reviewer and front.reviewed:
        return not is_behind(entry)
    return entry.text.review(kind) is not None


def _items_for_a_person(entries: Sequence[Entry]) -> str:
    """Return which items of the instruments a person judges: those of any text."""
    found = []
    for name, title in (("cdc", "CDC"), ("pemat", "PEMAT")):
        numbers = {
            answer.number
            for entry in entries
            for item in entry.text.instruments
            if item.name.startswith(name)
            for answer in item.for_a_person
        }
        if numbers:
            found.append(f"{title} {', '.join(map(str, sorted(numbers)))}")
    return "; ".join(found)


def _missing(entries: Sequence[Entry]) -> str:
    """Return the names of texts with an error, the first few of many."""
    names = [
        f"{entry.text.topic.front.short_title} ({entry.text.topic.locale})"
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
    unjudged = sorted({item.topic.locale for item in report.texts if item.not_judged})
    if unjudged:
        names = " and ".join(map(language_name, unjudged))
        return f"No check found an error, but not all checks can read {names}: see “not judged”."
    if not report.leaflets:
        return "No error in the texts. The printed pages were not looked at."
    return "No check found an error. What only a person can judge is listed below."
