"""`handouts check`: everything the checks have to say about topics and clinics."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import click

from handouts.checks import all_checks
from handouts.checks.base import Finding
from handouts.checks.run import Examined, Report, examine_clinic, examine_shipped
from handouts.cli.options import clinic_option, json_option, print_json
from handouts.errors import InvalidInput, Problem

FAILED = 1


@click.command(
    epilog="""\b
Examples:
  handouts check                    the topics that come with handouts
  handouts check my-clinic --strict
  handouts check clinics/* --json
"""
)
@click.argument("folders", metavar="[DIR]...", nargs=-1, type=click.Path(path_type=Path))
@clinic_option
@json_option
@click.option("--strict", is_flag=True, help="Let warnings fail, too.")
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD",
    help="Judge review dates as on this day. Default: today.",
)  # fmt: skip
@click.option("--list", "list_checks", is_flag=True, help="List the checks and exit.")
@click.pass_context
def check(
    context: click.Context,
    folders: tuple[Path, ...],
    clinic: Path | None,
    as_json: bool,
    strict: bool,
    today: datetime.datetime | None,
    list_checks: bool,
) -> None:
    """Check clinics' topics: language, numbers, claims, sources, dates, translations.

    DIR is a clinic's folder; without one, the topics that come with handouts are checked.
    Exit status: 0 passed, 1 a check found an error (or, with --strict, a warning), 2 wrong input.
    """
    if list_checks:
        for entry in all_checks():
            click.echo(f"{entry.name:20} {entry.summary}")
        return
    # The one place that looks at the clock.
    day = today.date() if today else datetime.datetime.now(tz=datetime.UTC).astimezone().date()
    reports, problems = _reports([*folders, *([clinic] if clinic else [])], day)
    if as_json:
        print_json({"today": day.isoformat(), "reports": [item.describe() for item in reports]})
    else:
        for report in reports:
            for line in _lines(report):
                click.echo(line)
    if problems:
        raise InvalidInput(problems)
    failed = any(
        report.count("error") or (strict and report.count("warning")) for report in reports
    )
    context.exit(FAILED if failed else 0)


def _reports(folders: Sequence[Path], today: datetime.date) -> tuple[list[Report], list[Problem]]:
    """Return a report for each folder, and the faults of folders that can't be used."""
    reports: list[Report] = []
    problems: list[Problem] = []
    if not folders:
        return [examine_shipped(today)], []
    for folder in dict.fromkeys(folders):
        try:
            reports.append(examine_clinic(folder, today))
        except InvalidInput as error:
            problems += error.problems
    return reports, problems


def _lines(report: Report) -> Iterator[str]:
    """Yield the report as it is printed: a block for each file, then the sums."""
    title = report.clinic.settings.name if report.clinic else "Topics that come with handouts"
    yield click.style(title, bold=True)
    by_file = {item.topic.file: item for item in report.examined}
    for file in sorted({*by_file, *(finding.file for finding in report.findings)}):
        yield ""
        yield click.style(file, underline=True)
        if file in by_file:
            yield from (f"  {line}" for line in _measures(by_file[file]))
        for finding in report.findings:
            if finding.file == file:
                yield from _finding_lines(finding)
    yield ""
    yield _summary(report)


def _measures(item: Examined) -> Iterator[str]:
    yield f"{item.words} words, {len(item.topic.front.facts)} facts cited"
    if item.scores:
        yield item.scores.sentence()
    recalled = [note.fact for note in item.notes if note.is_recalled]
    if item.notes:
        names = f", {', '.join(recalled)} from memory" if recalled else ""
        yield f"to confirm at sign-off: {_plural(len(item.notes), 'fact')}{names} (notes: --json)"


def _finding_lines(finding: Finding) -> Iterator[str]:
    place = finding.file if finding.line is None else f"{finding.file}:{finding.line}"
    colour = "red" if finding.severity == "error" else "yellow"
    word = click.style(finding.severity, fg=colour)
    yield f"{place}: {word}: {finding.message} [{finding.check}]"
    if finding.excerpt:
        yield f"    {finding.excerpt}"


def _summary(report: Report) -> str:
    errors, warnings = report.count("error"), report.count("warning")
    checks = sorted(
        ((name, len(list(group))) for name, group in groupby(
            sorted(finding.check for finding in report.findings)
        )),
        key=lambda pair: -pair[1],
    )  # fmt: skip
    most = ", ".join(f"{name} {count}" for name, count in checks)
    outcome = "failed" if errors else "passed"
    detail = f" ({most})" if most else ""
    return (
        f"{outcome}: {_plural(len(report.examined), 'text')}, {_plural(errors, 'error')}, "
        f"{_plural(warnings, 'warning')}{detail}"
    )


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
