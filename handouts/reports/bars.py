"""The bars of the quality report: one for each criterion, with the texts that meet it.

Which checks speak for a criterion, the checks say themselves. What is measured besides, MEASURES
says; a criterion without a measure is met where no rule is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from handouts.checks import criteria
from handouts.checks.base import Leaflet
from handouts.checks.criteria import CRITERIA, Criterion
from handouts.checks.registry import CHECKS
from handouts.checks.report import Report
from handouts.languages import LANGUAGES
from handouts.reports.entries import Cell, Entry, State, is_behind, language_name
from handouts.reports.rows import cell_contrast, cell_type

BY_RULE = "by rule"  # what is measured of bars that are met where no rule is broken


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One thing that was measured on all texts: its pass mark, the values, and how many pass."""

    name: str  # what was measured
    mark: str  # when a text passes
    measured: str  # the values, or BY_RULE
    result: Cell  # how many texts pass
    remarks: int  # warnings of the criterion's checks


@dataclass(frozen=True, slots=True)
class Measure:
    """What was measured for a criterion, besides what its checks found."""

    title: str  # of the bar; one criterion may have several, one a language
    mark: str  # when a text passes
    measured: str  # the values, as they are printed
    entries: tuple[Entry, ...]  # the texts that it was measured on
    misses: Callable[[Entry], bool] = lambda _: False  # whether a text misses the mark
    waits: Callable[[Entry], bool] = lambda _: False  # whether only a person can say


def bars_of(report: Report, entries: Sequence[Entry]) -> Iterator[CriterionRow]:
    """Yield a bar for each criterion that a check speaks for, in the criteria's order."""
    spoken_for: dict[Criterion, list[str]] = {}
    for check in CHECKS.values():
        spoken_for.setdefault(check.criterion, []).append(check.code)
    ours = [criterion for criterion in CRITERIA if criterion in spoken_for]
    others = [criterion for criterion in spoken_for if criterion not in CRITERIA]
    for criterion in (*ours, *others):
        if criterion == criteria.FILES:
            yield _files_bar(report)
            continue
        measure = MEASURES.get(criterion, _by_rule)
        for found in measure(criterion, tuple(entries)):
            yield _bar(found, tuple(spoken_for[criterion]))


def _made(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the texts of which a leaflet was made."""
    return tuple(entry for entry in entries if any(leaf.is_made for leaf in entry.leaflets))


def _leaflets(entries: Iterable[Entry]) -> tuple[Leaflet, ...]:
    """Return the leaflets that were made."""
    return tuple(leaf for entry in entries for leaf in entry.leaflets if leaf.is_made)


def _by_rule(criterion: Criterion, entries: tuple[Entry, ...]) -> Iterator[Measure]:
    yield Measure(criterion.title, criterion.mark, BY_RULE, entries)


def _reading(criterion: Criterion, entries: tuple[Entry, ...]) -> Iterator[Measure]:
    """Yield one for each language: its reading formula, or that it has none."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.text.topic.locale.partition("-")[0], []).append(entry)
    for name in sorted(groups):
        language = LANGUAGES.get(name)
        mark = "–"
        if language and language.bars:
            bar = language.bars[0]
            mark = f"{bar.formula.title} {bar.limit:g} or {'less' if bar.is_most else 'more'}"
        measured = value_range(
            entry.text.scores.shown for entry in groups[name] if entry.text.scores
        )
        title = f"{criterion.title}, {language.title if language else language_name(name)}"
        yield Measure(title, mark, measured, tuple(groups[name]))


def _sentences(criterion: Criterion, entries: tuple[Entry, ...]) -> Iterator[Measure]:
    measured = value_range(entry.score("words_per_sentence") for entry in entries)
    yield Measure(criterion.title, criterion.mark, measured, entries)


def _words(criterion: Criterion, entries: tuple[Entry, ...]) -> Iterator[Measure]:
    names = sorted({entry.text.topic.locale.partition("-")[0] for entry in entries})
    known = [LANGUAGES[name] for name in names if name in LANGUAGES]
    budgets = [f"{spec.word_budget} ({spec.title})" for spec in known if spec.word_budget]
    measured = value_range((entry.text.words for entry in entries), "{:.0f}")
    yield Measure(criterion.title, ", ".join(budgets) or "–", measured, entries)


def _pages(criterion: Criterion, entries: tuple[Entry, ...]) -> Iterator[Measure]:
    leaflets = _leaflets(entries)
    counts = value_range((len(leaf.texts) for leaf in leaflets if leaf.format.main), "{:.0f}")
    failed = lambda entry: any(leaf.failures for leaf in entry.leaflets)  # noqa: E731
    measured_on = entries if leaflets else ()
    yield Measure(criterion.title, criterion.mark, counts, measured_on, failed)


def _type(criterion: Criterion, entries: tuple[Entry, ...]) -> Iterator[Measure]:
    leaflets = _leaflets(entries)
    body = least(leaf.body_pt for leaf in leaflets if leaf.format.main)
    smallest = least(leaf.smallest_pt for leaf in leaflets)
    yield Measure(
        criterion.title, criterion.mark, f"{body} and {smallest} pt", _made(entries),
        lambda entry: cell_type(entry).state == "missed",
    )  # fmt: skip


def _lines(criterion: Criterion, entries: tuple[Entry, ...]) -> Iterator[Measure]:
    judged = (leaf for leaf in _leaflets(entries) if leaf.format.judged_lines)
    measured = value_range((leaf.line_letters[0] for leaf in judged), "{:.0f}")
    yield Measure(criterion.title, criterion.mark, measured, _made(entries))


def _contrast(criterion: Criterion, entries: tuple[Entry, ...]) -> Iterator[Measure]:
    measured = f"{least(leaf.contrast for leaf in _leaflets(entries))}:1"
    yield Measure(
        criterion.title, criterion.mark, measured, _made(entries),
        lambda entry: cell_contrast(entry).state == "missed",
    )  # fmt: skip


def _screen_readers(criterion: Criterion, entries: tuple[Entry, ...]) -> Iterator[Measure]:
    judged = any(leaf.pdf_ua is not None for leaf in _leaflets(entries))
    measured = "page-validation" if judged else "not judged"
    yield Measure(criterion.title, criterion.mark, measured, _made(entries))


def _origin(criterion: Criterion, entries: tuple[Entry, ...]) -> Iterator[Measure]:
    yield Measure(criterion.title, criterion.mark, "read back", _made(entries))


def _instrument(name: str) -> MeasureOf:
    """Return what measures an instrument's score, over the items a program sees a sign of."""

    def is_missed(entry: Entry) -> bool:
        found = entry.instrument(name)
        return found is not None and found.is_missed

    def measure(criterion: Criterion, entries: tuple[Entry, ...]) -> Iterator[Measure]:
        found = [entry.instrument(name) for entry in entries]
        ends = [end for score in found if score for end in (score.at_least, score.at_most)]
        waits = lambda entry: entry.waits_for_a_person(name)  # noqa: E731
        points = value_range(ends, "{:.0f}")
        yield Measure(criterion.title, criterion.mark, points, entries, is_missed, waits)

    return measure


def _translations(criterion: Criterion, entries: tuple[Entry, ...]) -> Iterator[Measure]:
    yield Measure(criterion.title, criterion.mark, BY_RULE, entries, is_behind)


MeasureOf = Callable[[Criterion, tuple[Entry, ...]], Iterator[Measure]]
MEASURES: Mapping[Criterion, MeasureOf] = {
    criteria.READING: _reading,
    criteria.SENTENCES: _sentences,
    criteria.WORD_COUNT: _words,
    criteria.PAGES: _pages,
    criteria.TYPE: _type,
    criteria.LINES: _lines,
    criteria.CONTRAST: _contrast,
    criteria.SCREEN_READERS: _screen_readers,
    criteria.ORIGIN: _origin,
    criteria.CDC: _instrument("cdc"),
    criteria.PEMAT_READ: _instrument("pemat-understandability"),
    criteria.PEMAT_ACT: _instrument("pemat-actionability"),
    criteria.SAM: _instrument("sam"),
    criteria.TRANSLATIONS: _translations,
}


def _files_bar(report: Report) -> CriterionRow:
    """Return how the clinic's own files stand: its list, its copies of ours, its style sheet."""
    errors = sum(finding.severity == "error" for finding in report.others)
    remarks = len(report.others) - errors
    result = Cell(f"{errors} to mend", "missed") if errors else Cell("passes")
    return CriterionRow("Files", "readable, copies up to date", BY_RULE, result, remarks)


def _bar(measure: Measure, checks: tuple[str, ...]) -> CriterionRow:
    """Return a bar; a text misses it if a check found an error, or its own measure says so.

    A text that a check could not judge neither passes nor misses: it waits for a person.
    """
    entries = measure.entries
    remarks = sum(
        finding.check in checks and finding.severity == "warning"
        for entry in entries
        for finding in entry.findings
    )
    missed = [entry for entry in entries if entry.has_error(checks) or measure.misses(entry)]
    others = [entry for entry in entries if entry not in missed]
    unjudged = [entry for entry in others if not entry.is_judged(checks)]
    waiting = [entry for entry in others if entry not in unjudged and measure.waits(entry)]
    judged = len(entries) - len(unjudged) - len(waiting)
    left = [
        f"{len(texts)} {words}"
        for texts, words in ((waiting, "for a person"), (unjudged, "not judged"))
        if texts
    ]
    state: State = "missed" if missed else "open" if left else "met"
    if judged:
        text = ", ".join([f"{judged - len(missed)} of {judged}", *left])
    elif waiting:
        text = ", ".join(left) if unjudged or len(waiting) > 1 else "for a person"
    else:
        return CriterionRow(measure.title, measure.mark, "–", Cell("not judged", "none"), remarks)
    return CriterionRow(measure.title, measure.mark, measure.measured, Cell(text, state), remarks)


def value_range(values: Iterable[float | None], form: str = "{:.1f}") -> str:
    """Return the least and the greatest of the values there are."""
    known = [value for value in values if value is not None]
    if not known:
        return "–"
    low, high = form.format(min(known)), form.format(max(known))
    return low if low == high else f"{low} to {high}"


def least(values: Iterable[float]) -> str:
    """Return the least of the values there are, as it is printed."""
    known = list(values)
    return f"{round(min(known), 1):g}" if known else "–"
