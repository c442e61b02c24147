"""`handouts give`: leaflets for one patient, kept and recorded; a line for the chart."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from handouts.batch.requests import ClinicSource
from handouts.cli.options import (
    Selection,
    Verbosity,
    by_option,
    copies_option,
    keep_apart,
    limit_options,
    moment,
    output_option,
    own_clinic_option,
    print_json,
    printer_option,
    selection_options,
    today_option,
    verbosity_options,
)
from handouts.cli.pool import CommandPool
from handouts.cli.terminal import say
from handouts.diagnostics import Diagnostic
from handouts.errors import HandoutsError, SomeFailed, WriteError
from handouts.fhir.bundle import bundle, patient_reference, to_bytes
from handouts.formats import FORMATS
from handouts.inputs.clinic import read_own_folder
from handouts.isolation.tasks import Limits
from handouts.record.entries import Issue
from handouts.record.giving import Ready, make_ready
from handouts.record.printer import find_printing, send
from handouts.record.requests import PrepareRequest
from handouts.record.store import Hand, Record
from handouts.system import require_libraries
from handouts.writing import check_writable, write_atomic


def _patient(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """Return a patient's reference; what is none is not repeated, it might be a name."""
    try:
        return patient_reference(value) if value else ""
    except HandoutsError as error:
        raise click.BadParameter(str(error)) from None


@click.command(
    epilog="""\b
Examples:
  handouts give first-infusion -c my-clinic --by RM
  handouts give risks benefits -c my-clinic --locale es --format large-print
  handouts give first-infusion -c my-clinic --print Front-desk --copies 2
"""
)
@selection_options
@own_clinic_option
@by_option
@copies_option
@printer_option
@output_option
@limit_options
@today_option
@click.option(
    "--fhir",
    "fhir_folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Also write a FHIR R4 bundle of what was given into this folder; no patient is in it.",
)
@click.option(
    "--patient-ref",
    metavar="Patient/ID",
    default="",
    callback=_patient,
    help="Print the bundle for this patient on standard output, and write it nowhere.",
)
@verbosity_options
def give(
    selection: Selection,
    clinic: Path,
    by: str,
    copies: int,
    printer: str | None,
    output: Path,
    limits: Limits,
    today: datetime.date,
    fhir_folder: Path | None,
    patient_ref: str,
    verbosity: Verbosity,
) -> None:
    """Make leaflets for one patient, keep them and record that they are given.

    No patient is named: the line it prints goes into the patient's chart, and the issue's number
    in it leads back here. A set gives what it marks `always` and `ticked`.

    The very pages are kept in the clinic's folder, under record/. They are written to OUTPUT as
    well, or sent to PRINTER. Exit status: 0 given, 1 recorded but not printed, 2 nothing was
    recorded and nothing printed.
    """
    if patient_ref and verbosity.as_json:
        raise click.UsageError("--patient-ref and --json both print JSON: use one of them.")
    if any(FORMATS[name].media == "html" for name in selection.formats):
        message = "a web page is handed to nobody; give a sheet, or its words with --format text"
        raise click.BadParameter(message, param_hint="'--format'")
    require_libraries()
    if fhir_folder:
        keep_apart(fhir_folder, [clinic])
        check_writable(fhir_folder)
    command = find_printing(printer) if printer is not None else ""
    if not printer:
        keep_apart(output, [clinic])
        check_writable(output)
    read_own_folder(clinic)
    record = Record(clinic)
    request = PrepareRequest(
        ClinicSource(clinic, today),
        selection.names,
        selection.locales,
        ("packet",) if selection.packet else selection.formats,
        selection.papers,
    )
    with CommandPool(limits) as pool:
        ready = make_ready(pool, record, request)
    now = moment()
    hand = Hand(ready.clinic, ready.region, now, now.date(), by, copies)
    issue = record.give(hand, ready.items, ready.words)
    files = (
        {
            hashlib.sha256(data).hexdigest(): data
            for item in issue.items
            for data in record.files(item).values()
        }
        if fhir_folder or patient_ref
        else {}
    )
    if patient_ref:
        say(to_bytes(bundle(issue, files, patient_ref)).decode().rstrip())
    _report(issue, ready, replace(verbosity, quiet=True) if patient_ref else verbosity)
    if fhir_folder:
        write_atomic(fhir_folder / f"{issue.id}.json", to_bytes(bundle(issue, files)))
    if printer:
        sheets = [item.to_print for item in issue.items]
        send(command, printer, [record.path(file) for file in sheets], copies)
    else:
        quiet = replace(verbosity, quiet=True) if patient_ref else verbosity
        _write(record, issue, output, quiet)


def _report(issue: Issue, ready: Ready, verbosity: Verbosity) -> None:
    """Print the line for the chart, which is worth having whatever comes after."""
    if not verbosity.quiet:
        for warning in ready.warnings:
            say(f"warning: {warning}", err=True)
    if verbosity.as_json:
        print_json(described(issue))
    elif not verbosity.quiet:
        say(issue.chart)


def _write(record: Record, issue: Issue, output: Path, verbosity: Verbosity) -> None:
    """Write what was given to the output folder, for whoever prints it.

    Raises:
        SomeFailed: some could not be written; they are on record all the same.
    """
    problems = []
    for item in issue.items:
        for ending, data in record.files(item).items():
            path = output / issue.clinic / item.locale / f"{item.name}{ending}"
            try:
                write_atomic(path, data)
            except WriteError as error:
                again = f"recorded as {issue.id}, but {error.reason}"
                problems.append(Diagnostic(str(path), None, again))
                continue
            if not verbosity.silent:
                say(str(path))
    if problems:
        raise SomeFailed(problems)


def described(issue: Issue) -> Mapping[str, Any]:
    """Return an issue as JSON data."""
    return {
        "id": issue.id,
        "chart": issue.chart,
        "time": f"{issue.time:%Y-%m-%dT%H:%M:%SZ}",
        "day": issue.day.isoformat(),
        "clinic": issue.clinic,
        "by": issue.by,
        "copies": issue.copies,
        "items": [
            {
                "topics": [
                    {
                        "topic": topic.topic,
                        "ref": topic.ref,
                        "version": topic.version,
                        "digest": topic.digest,
                        "mark": topic.mark,
                        "state": topic.state,
                    }
                    for topic in item.topics
                ],
                "locale": item.locale,
                "format": item.format,
                "paper": item.paper,
                "pages": item.pages,
                "sha256": item.files[0].sha256,
                "files": [{"ending": file.ending, "sha256": file.sha256} for file in item.files],
            }
            for item in issue.items
        ],
    }
