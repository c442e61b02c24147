"""`handouts record`: what was given, whether the record is whole, and what belongs in the bin."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import click

from handouts.batch.requests import ClinicSource
from handouts.cli.give import described
from handouts.cli.options import (
    by_option,
    json_option,
    limit_options,
    moment,
    own_clinic_option,
    print_json,
    quiet_option,
    today_option,
)
from handouts.cli.terminal import say
from handouts.diagnostics import Diagnostic
from handouts.editions.marks import typed_mark
from handouts.errors import InvalidInput, SomeFailed, unknown
from handouts.isolation.tasks import Limits
from handouts.record.store import Record


@click.group()
def record() -> None:
    """Look back at what was given; the record names no patient."""


@record.command(
    name="list",
    epilog="""\b
Examples:
  handouts record list -c my-clinic --since 2026-11-01
  handouts record list -c my-clinic --topic risks --json
""",
)
@own_clinic_option
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="From this day on."
)
@click.option("--topic", metavar="TOPIC", help="Only issues with this topic.")
@click.option("--by", "code", metavar="CODE", help="Only what this staff code gave.")
@json_option
def list_issues(
    clinic: Path,
    since: datetime.datetime | None,
    topic: str | None,
    code: str | None,
    as_json: bool,
) -> None:
    """List what was given, newest first."""
    issues = [
        issue
        for issue in reversed(Record(clinic).issues())
        if (since is None or issue.day >= since.date())
        and (code is None or issue.by == code.upper())
        and (
            topic is None or topic in (given.topic for item in issue.items for given in item.topics)
        )
    ]
    if as_json:
        print_json([described(issue) for issue in issues])
        return
    for issue in issues:
        say(f"{issue.time:%Y-%m-%d %H:%M} UTC  {issue.chart}")
    if not issues:
        say("nothing")


@record.command(
    epilog="""\b
Examples:
  handouts record verify -c my-clinic
  handouts record verify -c my-clinic --checkpoint "182 7K3F-92QD-H4QN-7RWD-F6WY-4RJN"
"""
)
@own_clinic_option
@click.option(
    "--checkpoint",
    metavar="TEXT",
    default="",
    help="What `record checkpoint` printed once: finds lines that were cut off since.",
)
@json_option
@quiet_option
def verify(clinic: Path, checkpoint: str, as_json: bool, quiet: bool) -> None:
    """Check that no line was changed, moved or taken out, and that every kept page is whole.

    Whoever can write to the folder can also write a whole new record; only a checkpoint on paper
    finds that. Exit status: 0 all is well, 1 something is not, 2 it cannot be read.
    """
    lines, problems = Record(clinic).verify(checkpoint)
    if as_json:
        print_json({"lines": lines, "problems": [item.to_json() for item in problems]})
    elif not quiet and not problems:
        say(f"{lines} line{'' if lines == 1 else 's'}, and every page that was given is as it was")
    if problems:
        raise SomeFailed(problems)


@record.command()
@own_clinic_option
@json_option
def checkpoint(clinic: Path, as_json: bool) -> None:
    """Print a line to keep on paper, away from this computer, against which to verify later."""
    found = Record(clinic).checkpoint()
    if as_json:
        print_json({"checkpoint": found})
    else:
        say(found)


@record.command(
    epilog="""\b
Examples:
  handouts record superseded -c my-clinic
  handouts record superseded -c my-clinic --json
"""
)
@own_clinic_option
@json_option
@limit_options
@today_option
def superseded(clinic: Path, as_json: bool, limits: Limits, today: datetime.date) -> None:
    """List the editions to bin, why, and the issues that handed them out.

    Leaflets whose words did not change are not in it. Exit status: 0 there are none, 1 there are.
    """
    found = [item.describe() for item in _superseded(Record(clinic), clinic, limits, today)]
    if as_json:
        print_json(found)
    elif found:
        for item in found:
            _print_superseded(item)
    else:
        say("nothing to bin: all that was given is current")
    if found:
        click.get_current_context().exit(1)


def _superseded(own: Record, clinic: Path, limits: Limits, today: datetime.date) -> Any:
    from handouts.cli.pool import CommandPool
    from handouts.record.giving import current_editions
    from handouts.record.requests import CurrentRequest
    from handouts.record.superseded import superseded as compared
    from handouts.record.superseded import texts_given

    entries = own.entries()
    if not entries:
        return ()
    request = CurrentRequest(ClinicSource(clinic, today), texts_given(entries))
    with CommandPool(limits) as pool:
        current, words = current_editions(pool, request)
    return compared(own, entries, current, words)


def _print_superseded(item: dict[str, Any]) -> None:
    keep = f"keep {item['keep']}" if item["keep"] else "no edition is current"
    say(f"{item['topic']} ({item['locale']}): bin {item['bin']}, {keep}")
    say(f"  {item['reason']}")
    if item["issues"]:
        copies = "copy" if item["copies"] == 1 else "copies"
        issues = ", ".join(item["issues"])
        say(f"  {item['copies']} {copies}, look these issues up in the charts: {issues}")


@record.command()
@click.argument("mark", metavar="MARK")
@own_clinic_option
@by_option
def binned(mark: str, clinic: Path, by: str) -> None:
    """Note that the paper with this mark is in the bin; the list leaves it out from then on."""
    own = Record(clinic)
    marks = {given.mark for issue in own.issues() for given in issue.topics}
    _note(own, "binned", mark, marks, by)


@record.command(name="not-handed-out")
@click.argument("issue_id", metavar="ID")
@own_clinic_option
@by_option
def not_handed_out(issue_id: str, clinic: Path, by: str) -> None:
    """Note that what was recorded was not handed out after all; no line is erased."""
    own = Record(clinic)
    _note(own, "not-handed-out", issue_id, {issue.id for issue in own.issues()}, by)


def _note(own: Record, event: Any, typed: str, known: set[str], by: str) -> None:
    """Add a note about one of `known`.

    Raises:
        InvalidInput: it is none of them.
    """
    about = typed_mark(typed)
    if about not in known:
        message = unknown("is not on record", about, known)
        raise InvalidInput([Diagnostic(f"{typed:.20}", None, message)])
    own.note(event, about, moment(), by=by)
    say(f"noted: {about} {event.replace('-', ' ')}")
