"""What workers do for `requests`: read a clinic's texts, look at its leaflets, sum up."""

from __future__ import annotations

import datetime
import functools
import json
import pickle  # both ends are workers of one clinic
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from handouts import assets
from handouts.batch.fingerprint import files_digest
from handouts.batch.requests import LeafletKey
from handouts.checks.report import Report
from handouts.checks.requests import (
    CheckLeafletReply,
    CheckLeafletRequest,
    CheckTarget,
    CheckTextReply,
    CheckTextRequest,
    LeafletToCheck,
    QualityReportReply,
    QualityReportRequest,
    SummarizeRequest,
    SummaryReply,
)
from handouts.checks.run import check_clinic, check_shipped
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.formats import FORMATS
from handouts.inputs.clinic import load_clinic
from handouts.inputs.models.clinic import Clinic
from handouts.reports.console import lines

if TYPE_CHECKING:
    from handouts.checks.measures import LeafletRequest
    from handouts.checks.page_checker import PageChecker
    from handouts.checks.report import LeafletResult


def check_text(request: CheckTextRequest) -> CheckTextReply:
    """Return what the texts' checks said, and the leaflets to look at."""
    target = request.target
    today = target.today
    report = check_clinic(_clinic(target), today) if target.folder else check_shipped(today)
    report = replace(report, notes=request.notes)
    leaflets: tuple[LeafletToCheck, ...] = ()
    if request.pages:
        report, found = _checker(target).prepared(report)
        leaflets = tuple(LeafletToCheck(str(wanted), _key(wanted)) for wanted in found)
    digest = files_digest(report.clinic.files_read) if report.clinic else ""
    return CheckTextReply(leaflets, digest, data=pickle.dumps(replace(report, clinic=None)))


def check_leaflet(request: CheckLeafletRequest) -> CheckLeafletReply:
    """Return what there is to say about one leaflet."""
    result = _checker(request.target).look(_wanted(request.leaflet))
    return CheckLeafletReply(data=pickle.dumps(result))


def summarize(request: SummarizeRequest) -> SummaryReply:
    """Return the report as text, or as JSON, and how many errors and warnings are in it."""
    report = _completed(request)
    text = json.dumps(report.describe()) if request.as_json else "\n".join(lines(report))
    return SummaryReply(report.count("error"), report.count("warning"), data=text.encode())


def quality_report(request: QualityReportRequest) -> QualityReportReply:
    """Return the quality report as a PDF."""
    from handouts.reports import quality_pdf

    pdf = quality_pdf.quality_report(_completed(request), request.target.today)
    return QualityReportReply(data=pdf)


def _completed(request: SummarizeRequest | QualityReportRequest) -> Report:
    """Return the report with the leaflets that were looked at."""
    target = request.target
    report: Report = replace(
        pickle.loads(request.report),  # noqa: S301
        clinic=_clinic(target) if target.folder else None,
    )
    leaflets = tuple(_results(request))
    return _checker(target).completed(report, leaflets) if leaflets else report


def _results(request: SummarizeRequest | QualityReportRequest) -> Iterator[LeafletResult]:
    """Yield the leaflets as they were looked at, or why they could not be."""
    for leaflet in request.leaflets:
        if not leaflet.problems:
            yield pickle.loads(leaflet.result)  # noqa: S301
            continue
        from handouts.checks.page_checker import failed_result

        session = _checker(request.target).session
        yield failed_result(session, _wanted(leaflet.key), leaflet.problems)


def _wanted(leaflet: LeafletKey) -> LeafletRequest:
    from handouts.checks.measures import LeafletRequest

    return LeafletRequest(leaflet.topics, leaflet.locale, FORMATS[leaflet.format], leaflet.paper)


def _key(wanted: LeafletRequest) -> LeafletKey:
    return LeafletKey(wanted.topics, wanted.locale, wanted.format.name, wanted.paper)


def _checker(target: CheckTarget) -> PageChecker:
    if target.folder:
        _clinic(target)
    return _checker_for(target.folder or assets.example_clinic(), target.today)


@functools.cache
def _checker_for(folder: Path, today: datetime.date) -> PageChecker:
    from handouts.checks.page_checker import (
        PageChecker,  # loads WeasyPrint: only where it is needed
    )

    return PageChecker(_loaded(folder), today)


def _clinic(target: CheckTarget) -> Clinic:
    """Return the clinic to check, which must not have changed since it was first read."""
    folder = target.folder or assets.example_clinic()
    clinic = _loaded(folder)
    if target.digest not in ("", files_digest(clinic.files_read)):
        message = "was changed while it was checked; run the command again"
        raise InvalidInput([Diagnostic(str(folder), None, message)])
    return clinic


@functools.cache
def _loaded(folder: Path) -> Clinic:
    return load_clinic(folder)
