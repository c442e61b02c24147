"""What workers do for `handouts check`: read a clinic's texts, look at its leaflets, sum up.

Between two steps, what was found travels through the process that asks as bytes that it does not
look into: they are for another worker of the same clinic.
"""

from __future__ import annotations

import datetime
import functools
import json
import pickle  # both ends are workers of one clinic
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handouts import assets
from handouts.batch.fingerprint import files_digest
from handouts.checks.run import Report, examine_clinic, examine_shipped
from handouts.diagnostics import from_json
from handouts.errors import InvalidInput, Problem
from handouts.inputs.clinic import load_clinic
from handouts.inputs.models.clinic import Clinic
from handouts.reports.console import lines

if TYPE_CHECKING:
    from handouts.checks.leaflets import Looked, PageDesk

Answer = tuple[dict[str, Any], bytes]


def read(payload: Mapping[str, Any]) -> Answer:
    """Return what the texts' checks said, and the leaflets to look at."""
    today = datetime.date.fromisoformat(payload["today"])
    folder = payload["folder"]
    report = examine_clinic(_clinic(folder), today) if folder else examine_shipped(today)
    report = replace(report, notes=tuple(payload["notes"]))
    wanted: list[dict[str, Any]] = []
    if payload["pages"]:
        report, wishes = _desk(payload).prepared(report)
        wanted = [wish.describe() for wish in wishes]
    digest = files_digest(report.clinic.files) if report.clinic else ""
    return {"wishes": wanted, "digest": digest}, pickle.dumps(replace(report, clinic=None))


def look(payload: Mapping[str, Any]) -> Answer:
    """Return what there is to say about one leaflet."""
    from handouts.checks.leaflets import Wish

    return {}, pickle.dumps(_desk(payload).look(Wish.of(payload["wish"])))


def sum_up(payload: Mapping[str, Any]) -> Answer:
    """Return the report as text, or as JSON, and how many errors and warnings are in it."""
    report = _completed(payload)
    text = json.dumps(report.describe()) if payload["as_json"] else "\n".join(lines(report))
    return {name: report.count(name) for name in ("error", "warning")}, text.encode()


def quality(payload: Mapping[str, Any]) -> Answer:
    """Return the quality report as a PDF."""
    from handouts.reports.quality_pdf import quality_report

    return {}, quality_report(_completed(payload), datetime.date.fromisoformat(payload["today"]))


def _completed(payload: Mapping[str, Any]) -> Report:
    """Return the report with the leaflets that were looked at."""
    folder = payload["folder"]
    report: Report = replace(
        pickle.loads(payload["report"]),  # noqa: S301
        clinic=_clinic(folder, payload["digest"]) if folder else None,
    )
    leaflets = tuple(_leaflets(payload))
    return _desk(payload).completed(report, leaflets) if leaflets else report


def _leaflets(payload: Mapping[str, Any]) -> Iterator[Looked]:
    """Yield the leaflets as they were looked at, or why they could not be."""
    for wish, data, problems in payload["looked"]:
        if not problems:
            yield pickle.loads(data)  # noqa: S301
            continue
        from handouts.checks.leaflets import Wish, not_made

        yield not_made(_desk(payload).workshop, Wish.of(wish), from_json(problems))


def _desk(payload: Mapping[str, Any]) -> PageDesk:
    folder = payload["folder"] or str(assets.example_clinic())
    _clinic(folder, payload.get("digest", ""))
    return _desk_for(folder, payload["today"])


@functools.cache
def _desk_for(folder: str, today: str) -> PageDesk:
    from handouts.checks.leaflets import PageDesk  # loads WeasyPrint: only where it is needed

    return PageDesk(_loaded(folder), datetime.date.fromisoformat(today))


def _clinic(folder: str, digest: str = "") -> Clinic:
    """Return the clinic in `folder`, which must not have changed since `digest` was taken."""
    clinic = _loaded(folder)
    if digest not in ("", files_digest(clinic.files)):
        message = "was changed while it was checked; run the command again"
        raise InvalidInput([Problem(folder, None, message)])
    return clinic


@functools.cache
def _loaded(folder: str) -> Clinic:
    return load_clinic(Path(folder))
