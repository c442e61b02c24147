"""`handouts check`: everything the checks have to say about topics and clinics."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import click
from rich.console import Console
from rich.progress import Progress

from handouts.checks.requests import (
    CheckedLeaflet,
    CheckLeafletReply,
    CheckLeafletRequest,
    CheckTarget,
    CheckTextRequest,
    QualityReportRequest,
    SummarizeRequest,
)
from handouts.cli.options import (
    clinic_option,
    grouped,
    json_option,
    limit_options,
    print_json,
    today_option,
)
from handouts.cli.pool import CommandPool
from handouts.cli.terminal import say
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.isolation.pool import ask
from handouts.isolation.tasks import Limits, Outcome, Task, default_workers
from handouts.system import find_missing_libraries, require_libraries
from handouts.writing import check_writable, write_atomic

FAILED = 1


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What is wanted of a check, and how it is told."""

    as_json: bool
    # Let warnings fail, too.
    strict: bool
    # Read the texts only.
    no_pages: bool
    # Where to write a quality report, if there shall be one.
    report_file: Path | None


_check_options = grouped(
    CheckOptions, "options", json_option,
    click.option("--strict", is_flag=True, help="Let warnings fail, too."),
    click.option("--no-pages", is_flag=True, help="Read the texts only; make no leaflets."),
    click.option(
        "--report", "report_file", type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE.pdf", help="Also write a quality report of one page, to sign and file.",
    ),
)  # fmt: skip


def _list_checks(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    """Print what checks there are, and end."""
    if wanted:
        from handouts.checks.registry import CHECKS

        for entry in CHECKS.values():
            say(f"{entry.code:20} {entry.summary}")
        context.exit()


def _check_report_file(file: Path, targets: list[Path]) -> None:
    """Raise if no quality report can be written there, before any work is done."""
    if len(set(targets)) > 1:
        raise click.UsageError("--report is about one clinic; name one folder.")
    if file.suffix.lower() != ".pdf":  # it replaces what is there
        raise click.UsageError(f"--report {file}: must end in .pdf")
    require_libraries()
    check_writable(file.parent)


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
@_check_options
@today_option
@limit_options
@click.option(
    "--list", is_flag=True, expose_value=False, is_eager=True, callback=_list_checks,
    help="List the checks and exit.",
)  # fmt: skip
@click.pass_context
def check(
    context: click.Context,
    folders: tuple[Path, ...],
    clinic: Path | None,
    options: CheckOptions,
    today: datetime.date,
    limits: Limits,
) -> None:
    """Check clinics' leaflets: language, numbers, claims, sources, dates, pages, PDF/UA.

    DIR is a clinic's folder; without one, the topics that come with handouts are checked, made
    for the example clinic. Every leaflet is made once, in memory, unless you say --no-pages.
    Exit status: 0 passed, 1 a check found an error (or, with --strict, a warning), 2 wrong input.
    """
    targets = [*folders, *([clinic] if clinic else [])]
    if options.report_file:
        _check_report_file(options.report_file, targets)
    missing = () if options.no_pages else find_missing_libraries()
    note = f"no pages were looked at: {', '.join(missing)} missing (see `handouts doctor`)"
    wanted = Wanted(
        today=today,
        pages=not options.no_pages and not missing,
        notes=(note,) if missing else (),
        as_json=options.as_json,
        quality=options.report_file is not None,
    )
    reports: list[Checked] = []
    problems: list[Diagnostic] = []
    with CommandPool(limits, default_workers()) as pool:
        for folder in dict.fromkeys(targets) or [None]:
            try:
                reports.append(_checked(pool, folder, wanted))
            except InvalidInput as error:
                problems += error.problems
    if options.as_json:
        print_json({"today": today.isoformat(), "reports": [json.loads(r.text) for r in reports]})
    else:
        for report in reports:
            say(report.text)
    if options.report_file and reports:
        write_atomic(options.report_file, reports[0].quality)
        say(f"quality report: {options.report_file}", err=True)
    if problems:
        raise InvalidInput(problems)
    failed = any(report.errors or (options.strict and report.warnings) for report in reports)
    context.exit(FAILED if failed else 0)


class Checked(NamedTuple):
    """What came of checking one clinic: the report as it is printed, its sums, and a PDF."""

    text: str
    errors: int
    warnings: int
    quality: bytes


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of each clinic that is checked."""

    today: datetime.date
    # Look at pages as well.
    pages: bool
    # What the report says besides.
    notes: tuple[str, ...]
    as_json: bool
    # Make the quality report as well.
    quality: bool


def _checked(pool: CommandPool, folder: Path | None, wanted: Wanted) -> Checked:
    """Return what came of checking one clinic.

    Raises:
        InvalidInput: its folder cannot be used.
    """
    name = str(folder or "handouts")
    target = CheckTarget(folder, wanted.today)
    texts = ask(pool, Task(name, name, CheckTextRequest(target, wanted.notes, wanted.pages)))
    target = replace(target, digest=texts.digest)
    keys = {leaflet.name: leaflet.key for leaflet in texts.leaflets}
    tasks = [Task(leaflet, name, CheckLeafletRequest(target, key)) for leaflet, key in keys.items()]
    outcomes = {done.task.name: done for done in _with_bar(pool.outcomes(tasks), len(tasks))}
    leaflets = tuple(
        CheckedLeaflet(key, done.reply.data if done.reply else b"", done.problems)
        for key, done in ((key, outcomes[leaflet]) for leaflet, key in keys.items())
    )
    summary = ask(
        pool, Task(name, name, SummarizeRequest(target, texts.data, leaflets, wanted.as_json))
    )
    quality = b""
    if wanted.quality:
        report = QualityReportRequest(target, texts.data, leaflets)
        quality = ask(pool, Task("quality report", name, report)).data
    return Checked(summary.data.decode(), summary.errors, summary.warnings, quality)


def _with_bar(
    outcomes: Iterator[Outcome[CheckLeafletReply]], total: int
) -> Iterator[Outcome[CheckLeafletReply]]:
    """Yield the outcomes; on a terminal, a bar shows how many of them there are."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("leaflets", total=total)
        for outcome in outcomes:
            bar.update(task, advance=1)
            yield outcome
