"""Texts with their leaflets and all that was found about each, for the quality report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from babel import Locale, UnknownLocaleError

from handouts.checks.base import CheckResult, Finding, Leaflet
from handouts.checks.instruments.evidence import InstrumentScore
from handouts.checks.report import Report, TextResult

State = Literal["met", "missed", "open", "none"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of the table, and how it stands: met, missed, open to a person, or not judged."""

    text: str  # as it is printed
    state: State = "met"  # how it stands


@dataclass(frozen=True, slots=True)
class Entry:
    """A text with its leaflets and all that was found about it."""

    text: TextResult  # what its own checks said
    leaflets: tuple[Leaflet, ...]  # that were looked at, made or not
    results: tuple[CheckResult, ...]  # of the text and of its leaflets
    signed: frozenset[str] = frozenset()  # kinds of reviews on record, for these very words

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return all that was found about it."""
        return tuple(finding for result in self.results for finding in result.findings)

    def has_error(self, checks: Iterable[str]) -> bool:
        """Return whether one of these checks found an error."""
        return any(item.check in checks and item.severity == "error" for item in self.findings)

    def is_judged(self, checks: Iterable[str]) -> bool:
        """Return whether these checks judged it, each one that ran; silence is no verdict."""
        found = [result.status for result in self.results if result.check in checks]
        return bool(found) and "not_judged" not in found

    def score(self, name: str) -> float | None:
        """Return one of the text's grades, or None if it has none."""
        scores = self.text.scores
        value = scores.describe().get(name) if scores else None
        return None if value is None else float(value)

    def instrument(self, name: str) -> InstrumentScore | None:
        """Return one of the text's instruments, or None if it has none."""
        return next((found for found in self.text.instruments if found.name == name), None)

    def waits_for_a_person(self, name: str) -> bool:
        """Return whether an instrument's bar hangs on items that nobody has judged yet."""
        found = self.instrument(name)
        if found is None or found.is_missed or found.is_met:
            return False
        return "clarity" not in self.signed


def entries_of(report: Report) -> Iterator[Entry]:
    """Yield each text that leaflets are made of, with what was found about it."""
    built = set(report.built)
    for examined in report.texts:
        key = examined.topic.id, examined.topic.locale
        if built and key not in built:
            continue
        looked = [
            item for item in report.leaflets
            if (item.leaflet.topic.id, item.leaflet.topic.locale) == key
        ]  # fmt: skip
        results = [*examined.results, *(result for item in looked for result in item.results)]
        leaflets = tuple(item.leaflet for item in looked)
        signed = frozenset(review.kind for review in examined.reviews)
        yield Entry(examined, leaflets, tuple(results), signed)


def is_behind(entry: Entry) -> bool:
    """Return whether a text is a translation of another wording than the original has now."""
    return any(finding.check == "translation-behind" for finding in entry.findings)


def language_name(locale: str) -> str:
    """Return the English name of a language, or its tag if nobody knows it."""
    try:
        return str(Locale.parse(locale, sep="-").get_display_name("en"))
    except (UnknownLocaleError, ValueError):
        return locale
