"""`handouts check`: everything the checks have to say about topics and clinics."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from handouts.checks import all_checks
from handouts.checks.base import Finding, Leaflet
from handouts.checks.run import Examined, Report, examine_clinic, examine_shipped, with_pages
from handouts.cli.options import clinic_option, json_option, print_json, today_option
from handouts.errors import InvalidInput, Problem
from handouts.system import find_missing_libraries, require_libraries
from handouts.writing import check_writable, write_atomic

FAILED = 1


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
    help="Also write a quality report of one or two pages, to sign and file.",
)  # fmt: skip
@today_option
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
    list_checks: bool,
) -> None:
    """Check clinics' leaflets: language, numbers, claims, sources, dates, pages, PDF/UA.

    DIR is a clinic's folder; without one, the topics that come with handouts are checked, made
    for the example clinic. Every leaflet is made once, in memory, unless you say --no-pages.
    Exit status: 0 passed, 1 a check found an error (or, with --strict, a warning), 2 wrong input.
    """
    if list_checks:
        for entry in all_checks():
            click.echo(f"{entry.name:20} {entry.summary}")
        return
    wanted = [*folders, *([clinic] if clinic else [])]
    if report_file:
        if len(set(wanted)) > 1:
            raise click.UsageError("--report is about one clinic; name one folder.")
        require_libraries()
        check_writable(report_file.parent)
    reports, problems = _reports(wanted, today)
    if not no_pages:
        reports = [_with_pages(report, today) for report in reports]
    if as_json:
        print_json({"today": today.isoformat(), "reports": [item.describe() for item in reports]})
    else:
        for report in reports:
            for line in _lines(report):
                click.echo(line)
    if report_file and reports:
        from handouts.quality import quality_report  # loads WeasyPrint

        write_atomic(report_file, quality_report(reports[0], today))
        click.echo(f"quality report: {report_file}", err=True)
    if problems:
        raise InvalidInput(problems)
    failed = any(
        report.count("error") or (strict and report.count("warning")) for report in reports
    )
    context.exit(FAILED if failed else 0)


def _with_pages(report: Report, today: datetime.date) -> Report:
    """Return the report with what the pages show; a note in it where none can be made here."""
    if not report.built:
        return report
    missing = find_missing_libraries()
    if missing:
        note = f"no pages were looked at: {', '.join(missing)} missing (see `handouts doctor`)"
        return replace(report, notes=(*report.notes, note))
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("leaflets", total=None)
        return with_pages(
            report, today, lambda done, total: bar.update(task, completed=done, total=total)
        )


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
        for looked in report.leaflets:
            if looked.leaflet.topic.file == file and looked.leaflet.is_made:
                yield f"  {_page_measures(looked.leaflet)}"
        for finding in report.findings:
            if finding.file == file:
                yield from _finding_lines(finding)
    yield ""
    for note in report.notes:
        yield click.style(f"note: {note}", fg="yellow")
    yield _summary(report)


def _measures(item: Examined) -> Iterator[str]:
    yield f"{item.words} words, {len(item.topic.front.facts)} facts cited"
    if item.scores:
        yield item.scores.sentence()
    recalled = [note.fact for note in item.notes if note.is_recalled]
    if item.notes:
        names = f", {', '.join(recalled)} from memory" if recalled else ""
        yield f"to confirm at sign-off: {_plural(len(item.notes), 'fact')}{names} (notes: --json)"


def _page_measures(leaflet: Leaflet) -> str:
    """Return the measures of a leaflet's pages in a line."""
    judged = {None: "not judged", True: "passed", False: "failed"}
    ua = judged[None if leaflet.pdf_ua is None else not leaflet.pdf_ua]
    return (
        f"{leaflet.format.name}, {leaflet.paper}: {_plural(len(leaflet.texts), 'page')}, "
        f"text {leaflet.body_pt:g} pt, smallest {leaflet.smallest_pt:g} pt, "
        f"contrast {leaflet.contrast:.1f}:1, PDF/UA {ua}"
    )


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
        f"{outcome}: {_plural(len(report.examined), 'text')}, "
        f"{_plural(len(report.leaflets), 'leaflet')}, {_plural(errors, 'error')}, "
        f"{_plural(warnings, 'warning')}{detail}"
    )


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
