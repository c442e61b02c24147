"""A report as lines for a terminal: a block for each file, then the sums."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import click

from handouts.checks.base import Finding, Leaflet
from handouts.checks.run import Examined, Report


def lines(report: Report) -> Iterator[str]:
    """Yield the report as it is printed."""
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
    if item.instruments:
        told = ", ".join(
            f"{found.title} {found.score:.0f} ({found.passed:g} of {len(found.tested)})"
            for found in item.instruments
            if found.score is not None
        )
        yield f"{told}, of the items a program can test"
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
