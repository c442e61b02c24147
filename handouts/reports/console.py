"""A report as lines for a terminal: measures in a table, then what to weigh, then what to mend."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import click

from handouts.checks.base import Finding, Leaflet, Severity
from handouts.checks.report import Report, TextResult

# A remark on more files than this is told once, with the files in a line.
MANY_FILES = 2
MANY_PLACES = 6
_HEADS = ("words", "pages", "reading", "CDC", "PEMAT", "SAM", "facts", "confirm")
_SCORES = ("cdc", "pemat-understandability", "pemat-actionability", "sam")


def lines(report: Report) -> Iterator[str]:
    """Yield the report as it is printed."""
    title = report.clinic.settings.name if report.clinic else "Topics that come with handouts"
    yield click.style(title, bold=True)
    yield ""
    yield from _table(report)
    yield from _not_judged(report)
    yield from _pages(report)
    for severity, heading in (("warning", "To weigh"), ("error", "To mend")):
        found = [item for item in report.findings if item.severity == severity]
        if found:
            yield ""
            yield click.style(heading, bold=True)
            yield from _findings(found)
    yield ""
    for note in report.notes:
        yield click.style(f"note: {note}", fg="yellow")
    yield _summary(report)


def _table(report: Report) -> Iterator[str]:
    """Yield a line of measures for each text, and what the columns mean."""
    if not report.texts:
        return
    rows = [("", *_HEADS), *(_row(item, report) for item in report.texts)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield "  ".join(cells)
    confirm = {note.fact: note.is_recalled for item in report.texts for note in item.notes}
    recalled = sorted(fact for fact, is_recalled in confirm.items() if is_recalled)
    yield ""
    yield (
        "reading: FK is the Flesch-Kincaid grade without drug names, INF the Spanish INFLESZ; CDC, "
        "PEMAT and SAM: from what is sure to what it is if a person agrees with the rest"
    )
    if confirm:
        names = f", {', '.join(recalled)} from memory" if recalled else ""
        yield f"to confirm at sign-off: {_plural(len(confirm), 'fact')}{names} (notes: --json)"


def _not_judged(report: Report) -> Iterator[str]:
    """Yield, by reason, the checks that could not judge, and how many texts that concerns."""
    lacking: dict[str, list[str]] = defaultdict(list)
    texts: Counter[str] = Counter()
    for item in report.texts:
        for result in item.not_judged:
            if result.check not in lacking[result.reason]:
                lacking[result.reason].append(result.check)
        texts.update({result.reason for result in item.not_judged})
    for reason, checks in lacking.items():
        line = f"not judged in {_plural(texts[reason], 'text')}: {', '.join(checks)}; {reason}"
        yield click.style(line, fg="yellow")


def _row(item: TextResult, report: Report) -> tuple[str, ...]:
    """Return the measures of a text."""
    topic = item.topic
    scores = item.scores
    reading = f"{scores.language.bar_label} {scores.shown}" if scores else "–"
    points = {found.name: found.shown for found in item.instruments}
    told = [points.get(name, "–") for name in _SCORES]
    cdc, understand, act, sam = told
    key = topic.id, topic.locale
    made = [
        looked.leaflet
        for looked in report.leaflets
        if (looked.leaflet.topic.id, looked.leaflet.topic.locale) == key
    ]
    return (
        f"{topic.id} ({topic.locale})",
        str(item.words),
        _page_counts(made),
        reading,
        cdc,
        f"{understand}/{act}" if item.instruments else "–",
        sam,
        str(len(topic.front.facts)),
        str(len(item.notes)),
    )


def _page_counts(leaflets: Sequence[Leaflet]) -> str:
    """Return the pages of a text's leaflets: 2, or 2, trifold 2, large-print 6."""
    counts = {}
    for leaflet in leaflets:
        name = "" if leaflet.format.main else f"{leaflet.format.name} "
        counts[name] = f"{name}{len(leaflet.texts)}" if leaflet.is_made else f"{name}none"
    return ", ".join(counts.values()) or "–"


def _pages(report: Report) -> Iterator[str]:
    """Yield the measures that all leaflets share, in a line."""
    made = [looked.leaflet for looked in report.leaflets if looked.leaflet.is_made]
    if not made:
        return
    judged = [leaflet for leaflet in made if leaflet.pdf_ua is not None]
    passed = sum(not leaflet.pdf_ua for leaflet in judged)
    ua = f"PDF/UA passed by {passed} of {len(judged)}" if judged else "PDF/UA not judged"
    sizes = min(leaflet.smallest_pt for leaflet in made)
    contrast = min(leaflet.contrast for leaflet in made)
    yield f"on paper: smallest type {sizes:g} pt, lowest contrast {contrast:.1f}:1, {ua}"


def _findings(found: Sequence[Finding]) -> Iterator[str]:
    """Yield findings by file; what is said of many files is said once, before the others."""
    by_words: Mapping[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in found:
        by_words[finding.check, finding.message].append(finding)
    many = [items for items in by_words.values() if len({i.file for i in items}) > MANY_FILES]
    for items in many:
        yield f"{_word(items[0].severity)}: {items[0].message} [{items[0].check}]"
        places = [_place(item) for item in items]
        more = len(places) - MANY_PLACES
        shown = ", ".join(places[:MANY_PLACES])
        yield f"    in {shown}{f', and {more} more (--json lists all)' if more > 0 else ''}"
    told = {id(item) for items in many for item in items}
    for finding in found:
        if id(finding) not in told:
            yield (
                f"{_place(finding)}: {_word(finding.severity)}: {finding.message} [{finding.check}]"
            )
            if finding.excerpt:
                yield f"    {finding.excerpt}"


def _word(severity: Severity) -> str:
    return click.style(severity, fg="red" if severity == "error" else "yellow")


def _place(finding: Finding) -> str:
    return finding.file if finding.line is None else f"{finding.file}:{finding.line}"


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
    unjudged = sum(bool(item.not_judged) for item in report.texts)
    judged = f", {_plural(unjudged, 'text')} not judged in full" if unjudged else ""
    return (
        f"{outcome}: {_plural(len(report.texts), 'text')}, "
        f"{_plural(len(report.leaflets), 'leaflet')}, {_plural(errors, 'error')}, "
        f"{_plural(warnings, 'warning')}{judged}{detail}"
    )


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
