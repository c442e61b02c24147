"""`handouts reprint`: what was given once, byte for byte."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from handouts.batch.requests import ClinicSource
from handouts.cli.give import described
from handouts.cli.options import (
    Verbosity,
    by_option,
    copies_option,
    limit_options,
    moment,
    output_option,
    own_clinic_option,
    print_json,
    printer_option,
    today_option,
    verbosity_options,
)
from handouts.cli.terminal import say
from handouts.diagnostics import Diagnostic
from handouts.errors import HandoutsError, InvalidInput
from handouts.isolation.tasks import Limits
from handouts.record.entries import Issue
from handouts.record.printer import find_printing, send
from handouts.record.requests import CurrentRequest
from handouts.record.store import Record
from handouts.writing import write_atomic


@click.command(
    epilog="""\b
Examples:
  handouts reprint 7K3F-92QD -c my-clinic
  handouts reprint 7k3f92qd -c my-clinic --as-it-was -o for-the-lawyer
"""
)
@click.argument("issue_id", metavar="ID")
@own_clinic_option
@click.option(
    "--as-it-was",
    is_flag=True,
    help="Also what is superseded or overdue today: as a document, not to hand out.",
)
@by_option
@copies_option
@printer_option
@output_option
@limit_options
@today_option
@verbosity_options
def reprint(
    issue_id: str,
    clinic: Path,
    as_it_was: bool,
    by: str,
    copies: int,
    printer: str | None,
    output: Path,
    limits: Limits,
    today: datetime.date,
    verbosity: Verbosity,
) -> None:
    """Write or print the pages of an issue again, from the archive, as they were.

    With --as-it-was nothing but the record is read: it works whatever has become of the clinic's
    texts and of this computer. Exit status: 0 done, 1 not printed, 2 no such issue, or some of it
    is not current.
    """
    command = find_printing(printer) if printer is not None else ""
    record = Record(clinic)
    issue = record.issue(issue_id)
    if not as_it_was:
        _refuse_old(issue, clinic, today, limits)
    kept = {item: record.files(item) for item in issue.items}
    if printer:
        record.note("printed-again", issue.id, moment(), by=by, copies=copies)
        files = [record.path(item.to_print) for item in issue.items]
        send(command, printer, files, copies)
    for item, files_of in kept.items():
        for ending, data in files_of.items():
            if printer:
                continue
            path = output / issue.clinic / item.locale / f"{item.name}{ending}"
            write_atomic(path, data)
            if not verbosity.silent:
                say(str(path))
    if verbosity.as_json:
        print_json(described(issue))


def _refuse_old(issue: Issue, clinic: Path, today: datetime.date, limits: Limits) -> None:
    """Raise InvalidInput if some of an issue is not current, or nobody can tell."""
    from handouts.cli.pool import CommandPool
    from handouts.record.giving import current_editions
    from handouts.record.superseded import not_current

    texts = tuple((topic.topic, item.locale) for item in issue.items for topic in item.topics)
    try:
        with CommandPool(limits) as pool:
            current, _ = current_editions(pool, CurrentRequest(ClinicSource(clinic, today), texts))
    except HandoutsError as error:
        message = f"nobody can tell whether it is current ({error})"
        raise InvalidInput([Diagnostic(issue.id, None, message, fix=_AS_IT_WAS)]) from None
    problems = [
        Diagnostic(f"{issue.id}, {topic.ref} ({item.locale})", None, why, fix=_AS_IT_WAS)
        for item in issue.items
        for topic in item.topics
        if (why := not_current(topic, current.get((topic.topic, item.locale))))
    ]
    if problems:
        raise InvalidInput(problems)


_AS_IT_WAS = "`--as-it-was` writes it as it was, not to be handed out"
