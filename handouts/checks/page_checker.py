"""Checks a clinic's leaflets one by one, each made for it.

Loads WeasyPrint: import it only where leaflets can be made.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from handouts import assets
from handouts.checks.base import CheckResult, Context, Finding, Leaflet, Severity
from handouts.checks.instruments.scores import instruments
from handouts.checks.measures import (
    NO_VALIDATOR,
    LeafletRequest,
    measure_leaflet,
    pdf_ua_validator,
    white_and_ink,
)
from handouts.checks.registry import leaflet_checks
from handouts.checks.report import LeafletResult, Report, TextResult
from handouts.checks.session import CheckSession
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.formats import FORMATS, Output, main_format
from handouts.inputs.clinic import load_clinic
from handouts.inputs.models.clinic import Clinic
from handouts.session import ClinicSession


class PageChecker:
    """Makes and looks at the leaflets that a report is about, one by one."""

    def __init__(self, clinic: Clinic, today: datetime.date) -> None:
        self.session = ClinicSession(clinic)
        self._today = today
        self._context = Context(
            self.session.facts, self.session.clinic, self.session.library, today
        )

    def prepared(self, report: Report) -> tuple[Report, tuple[LeafletRequest, ...]]:
        """Return the report with remarks on the brand, and the leaflets to look at."""
        remarks = tuple(brand_remarks(self.session)) if report.built else ()
        report = replace(report, others=(*report.others, *remarks))
        if any(remark.severity == "error" for remark in remarks):
            note = "no pages were looked at: the clinic's style sheet cannot be used"
            return replace(report, notes=(*report.notes, note)), ()
        return report, leaflet_requests(self.session, report.built)

    def look(self, request: LeafletRequest) -> LeafletResult:
        """Return what the checks say about a leaflet, which is made for it."""
        leaflet = measure_leaflet(self.session, request, pdf_ua_validator())
        results = tuple(check.run(leaflet, self._context) for check in leaflet_checks())
        return LeafletResult(replace(leaflet, pdf=b""), results)

    def completed(self, report: Report, looked: Sequence[LeafletResult]) -> Report:
        """Return the report with the leaflets that were looked at; nothing is said twice."""
        no_validator = bool(looked) and pdf_ua_validator() is None
        report = replace(
            report,
            leaflets=add_toner_metric(self.session, tuple(deduplicate(looked)), self._context),
            notes=(*report.notes, *([NO_VALIDATOR] if no_validator else [])),
        )
        return rescore_with_pages(self.session, report, self._today)


def with_pages(report: Report, today: datetime.date) -> Report:
    """Return the report with what its leaflets' pages show, made once each."""
    checker = PageChecker(report.clinic or load_clinic(assets.example_clinic()), today)
    report, wanted = checker.prepared(report)
    return checker.completed(report, [checker.look(request) for request in wanted])


def leaflet_requests(
    session: ClinicSession, pairs: Sequence[tuple[str, str]]
) -> tuple[LeafletRequest, ...]:
    """Return the leaflets to make of these topics and languages, in the clinic's formats."""
    build = session.clinic.settings.build
    found = []
    for name in dict.fromkeys((main_format().name, *build.formats)):
        form = FORMATS.get(name)
        if form is None:
            continue  # told when the clinic builds it
        papers = tuple(dict.fromkeys(build.papers or [session.default_paper]))
        for paper in tuple(paper for paper in papers if paper in form.papers) or papers[:1]:
            if form.combines_topics:
                for locale in dict.fromkeys(locale for _, locale in pairs):
                    topics = tuple(topic for topic, other in pairs if other == locale)
                    found.append(LeafletRequest(topics, locale, form, paper))
            else:
                found += [LeafletRequest((topic,), locale, form, paper) for topic, locale in pairs]
    return tuple(found)


def failed_result(
    session: ClinicSession, request: LeafletRequest, problems: Iterable[Diagnostic]
) -> LeafletResult:
    """Return a leaflet that had to be given up, with the reasons as findings."""
    topic = session.library.topic(request.topics[0], request.locale)
    place = f"{request.format.name}, {request.paper}"
    failures = tuple(Diagnostic(topic.file, None, f"{place}: {item.text}") for item in problems)
    findings = [Finding("printable", "error", topic.file, None, item.message) for item in failures]
    result = CheckResult("printable", "failed", tuple(findings))
    return LeafletResult(Leaflet(topic, request.format, request.paper, failures), (result,))


def deduplicate(leaflets: Iterable[LeafletResult]) -> Iterator[LeafletResult]:
    """Yield the leaflets without what was said of an earlier one.

    A fault of the clinic's style sheet is on every leaflet: it is told with the first.
    """
    reported: set[tuple[str, str, int | None, str]] = set()

    def is_new(finding: Finding) -> bool:
        key = finding.check, finding.file, finding.line, finding.subject or finding.message
        is_new = key not in reported
        reported.add(key)
        return is_new

    for looked in leaflets:
        results = (
            replace(result, findings=tuple(filter(is_new, result.findings)))
            for result in looked.results
        )
        yield replace(looked, results=tuple(results))


def rescore_with_pages(session: ClinicSession, report: Report, today: datetime.date) -> Report:
    """Return the report with the instruments judged anew, now that there are sheets to look at."""
    sheets = {
        (looked.leaflet.topic.id, looked.leaflet.topic.locale): looked.leaflet
        for looked in reversed(report.leaflets)
        if looked.leaflet.format.main and looked.leaflet.is_made
    }
    texts = CheckSession(session.clinic, session.library, today)

    def anew(item: TextResult) -> TextResult:
        key = item.topic.id, item.topic.locale
        if key not in sheets:
            return item
        document = texts.document(*key)
        judged = instruments(document, texts.context(document), sheets[key])
        return replace(item, instruments=judged)

    return replace(report, texts=tuple(anew(item) for item in report.texts))


def add_toner_metric(
    session: ClinicSession, leaflets: Sequence[LeafletResult], context: Context
) -> tuple[LeafletResult, ...]:
    """Return the leaflets, the darkest sheet with what it takes in the toner-saving variant."""
    sheets = [item for item in leaflets if item.leaflet.format.main]
    darkest = max(sheets, key=lambda item: item.leaflet.ink, default=None)
    if darkest is None or not darkest.leaflet.is_made:
        return tuple(leaflets)
    topic, paper = darkest.leaflet.topic, darkest.leaflet.paper
    saver = Output(toner_saver=True)
    try:
        (spec,) = session.specs(
            [topic.id], [topic.locale], [main_format().name], [paper], output=saver
        )
        _, ink = white_and_ink(session.renderer.write(session.lay_out(spec)))
    except InvalidInput:
        return tuple(leaflets)  # told where somebody asks for it
    leaflet = replace(darkest.leaflet, saver_ink=ink)
    (toner,) = (check for check in leaflet_checks() if check.code == "toner")
    results = [result for result in darkest.results if result.check != toner.code]
    judged = LeafletResult(leaflet, (*results, toner.run(leaflet, context)))
    return tuple(judged if item is darkest else item for item in leaflets)


def brand_remarks(session: ClinicSession) -> Iterator[Finding]:
    """Yield what print ignores in the clinic's style sheet, or why it cannot be used at all."""
    try:
        remarks: Sequence[Diagnostic] = session.renderer.warnings
        severity: Severity = "warning"
    except InvalidInput as error:
        remarks, severity = error.problems, "error"
    for problem in remarks:
        yield Finding("brand", severity, problem.file, problem.line, problem.text)
