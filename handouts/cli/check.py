"""`handouts check`: everything the checks have to say about topics and clinics."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import click
from rich.console import Console
from rich.progress import Progress

from handouts.cli.options import (
    clinic_option,
    json_option,
    limit_options,
    print_json,
    today_option,
)
from handouts.diagnostics import to_json
from handouts.errors import InvalidInput, Problem
from handouts.isolation.guard import IsolatedPool
from handouts.isolation.tasks import Limits, Outcome, Task, default_workers
from handouts.system import find_missing_libraries, require_libraries
from handouts.writing import check_writable, write_atomic

FAILED = 1
READ = "handouts.checks.handlers:read"
LOOK = "handouts.checks.handlers:look"
SUM_UP = "handouts.checks.handlers:sum_up"
QUALITY = "handouts.checks.handlers:quality"


@click.command(
    epilog="""\b
Examples:
  handouts check                    the topics that come with handouts
  handouts check my-clinic --strict
  handouts check clinics/* --json
  handouts check my-clinic --report quality.pdf
"""
)
@click.argument("folders", metavar="[DIR]...", nargs=-1, type=click.Path(path_type=Path))
@clinic_option
@json_option
@click.option("--strict", is_flag=True, help="Let warnings fail, too.")
@click.option("--no-pages", is_flag=True, help="Read the texts only; make no leaflets.")
@click.option(
    "--report", "report_file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.pdf",
    help="Also write a quality report of one page, to sign and file.",
)  # fmt: skip
@today_option
@limit_options
@click.option("--list", "list_checks", is_flag=True, help="List the checks and exit.")
@click.pass_context
def check(
    context: click.Context,
    folders: tuple[Path, ...],
    clinic: Path | None,
    as_json: bool,
    strict: bool,
    no_pages: bool,
    report_file: Path | None,
    today: datetime.date,
    limits: Limits,
    list_checks: bool,
) -> None:
    """Check clinics' leaflets: language, numbers, claims, sources, dates, pages, PDF/UA.

    DIR is a clinic's folder; without one, the topics that come with handouts are checked, made
    for the example clinic. Every leaflet is made once, in memory, unless you say --no-pages.
    Exit status: 0 passed, 1 a check found an error (or, with --strict, a warning), 2 wrong input.
    """
    if list_checks:
        from handouts.checks import all_checks

        for entry in all_checks():
            click.echo(f"{entry.code:20} {entry.summary}")
        return
    wanted = [*folders, *([clinic] if clinic else [])]
    if report_file:
        if len(set(wanted)) > 1:
            raise click.UsageError("--report is about one clinic; name one folder.")
        if report_file.suffix.lower() != ".pdf":  # it replaces what is there
            raise click.UsageError(f"--report {report_file}: must end in .pdf")
        require_libraries()
        check_writable(report_file.parent)
    missing = () if no_pages else find_missing_libraries()
    note = f"no pages were looked at: {', '.join(missing)} missing (see `handouts doctor`)"
    request = {
        "today": today.isoformat(),
        "pages": not no_pages and not missing,
        "notes": [note] if missing else [],
        "as_json": as_json,
        "quality": report_file is not None,
    }
    reports: list[Checked] = []
    problems: list[Problem] = []
    with IsolatedPool(limits, default_workers()) as guard:
        for folder in dict.fromkeys(wanted) or [None]:
            try:
                reports.append(_checked(guard, {**request, "folder": folder and str(folder)}))
            except InvalidInput as error:
                problems += error.problems
    if as_json:
        print_json({"today": request["today"], "reports": [json.loads(r.text) for r in reports]})
    else:
        for report in reports:
            click.echo(report.text)
    if report_file and reports:
        write_atomic(report_file, reports[0].quality)
        click.echo(f"quality report: {report_file}", err=True)
    if problems:
        raise InvalidInput(problems)
    failed = any(report.errors or (strict and report.warnings) for report in reports)
    context.exit(FAILED if failed else 0)


class Checked(NamedTuple):
    """What came of checking one clinic: the report as it is printed, its sums, and a PDF."""

    text: str
    errors: int
    warnings: int
    quality: bytes


def _checked(guard: IsolatedPool, request: Mapping[str, Any]) -> Checked:
    """Return what came of checking one clinic.

    Raises:
        InvalidInput: its folder cannot be used.
    """
    name = request["folder"] or "handouts"
    read = guard.ask(Task(name, name, READ, request))
    shared = {**request, "digest": read.value["digest"]}
    wishes = {wish["name"]: wish for wish in read.value["wishes"]}
    tasks = [Task(wish, name, LOOK, {**shared, "wish": data})
             for wish, data in wishes.items()]  # fmt: skip
    outcomes = {outcome.task.name: outcome for outcome in _with_bar(guard.run(tasks), len(tasks))}
    looked = [
        (wish, outcomes[key].data, to_json(outcomes[key].problems)) for key, wish in wishes.items()
    ]
    found = {**shared, "report": read.data, "looked": looked}
    summary = guard.ask(Task(name, name, SUM_UP, found))
    quality = b""
    if request["quality"]:
        quality = guard.ask(Task("quality report", name, QUALITY, found)).data
    counts = summary.value
    return Checked(summary.data.decode(), counts["error"], counts["warning"], quality)


def _with_bar(outcomes: Iterator[Outcome], total: int) -> Iterator[Outcome]:
    """Yield the outcomes; on a terminal, a bar shows how many of them there are."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("leaflets", total=total)
        for outcome in outcomes:
            bar.update(task, advance=1)
            yield outcome
