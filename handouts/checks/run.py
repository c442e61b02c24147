"""Runs the checks over a clinic's topics, or over ours, and gathers one report."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handouts import assets
from handouts.checks import CLINIC_CHECKS, TEXT_CHECKS
from handouts.checks.base import CheckResult, Context, Finding, Voice, accepted_concerns
from handouts.checks.instruments.evidence import Scored
from handouts.checks.instruments.scores import instruments
from handouts.checks.language import Language, load_language
from handouts.checks.plain_text import Document, to_plain_text
from handouts.checks.sample_values import clinic_sample_values
from handouts.checks.text.facts import ReviewNote, review_notes
from handouts.checks.text.readability import Scores, scores
from handouts.checks.text.structure import word_count
from handouts.document.values import PlaceholderValues
from handouts.errors import InvalidInput, Problem
from handouts.inputs.clinic import load_clinic
from handouts.inputs.facts import shipped_facts
from handouts.inputs.library import Library, load_library
from handouts.inputs.locales import load_strings, locale_names
from handouts.inputs.models.clinic import Clinic
from handouts.inputs.models.topic import Topic
from handouts.inputs.selection import variants
from handouts.paths import ORIGINAL_LOCALE, SETTINGS

if TYPE_CHECKING:
    from handouts.checks.leaflets import Looked

# What a finding is called that says that nothing judged a text.
NOT_JUDGED = "not-judged"


@dataclass(frozen=True, slots=True)
class Examined:
    """One topic in one language: what its checks said, and its measures."""

    topic: Topic
    words: int
    scores: Scores | None
    notes: tuple[ReviewNote, ...]
    results: tuple[CheckResult, ...] = field(repr=False)
    instruments: tuple[Scored, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what its checks found."""
        return tuple(finding for result in self.results for finding in result.findings)

    @property
    def not_judged(self) -> tuple[CheckResult, ...]:
        """Return the results of the checks that could not judge it."""
        return tuple(result for result in self.results if result.status == "not_judged")

    def describe(self) -> dict[str, Any]:
        """Return it as plain data, for programs."""
        return {
            "topic": self.topic.id,
            "locale": self.topic.locale,
            "file": self.topic.file,
            "version": self.topic.front.version,
            "text_hash": self.topic.text_hash,
            "words": self.words,
            "facts": len(self.topic.front.facts),
            "scores": self.scores.describe() if self.scores else None,
            "instruments": [found.describe() for found in self.instruments],
            "checks": {result.check: result.status for result in self.results},
            "not_judged": {result.check: result.reason for result in self.not_judged},
            "confirm": [note.describe() for note in self.notes],
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What the checks found in one folder; `clinic` is None for our own topics.

    `built` are the topics and languages that leaflets are made of, `leaflets` those that were made
    and looked at; `notes` tell what could not be judged.
    """

    clinic: Clinic | None
    examined: tuple[Examined, ...]
    others: tuple[Finding, ...]
    built: tuple[tuple[str, str], ...] = ()
    leaflets: tuple[Looked, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return every finding, by file and line."""
        found = [*self.others, *(finding for item in self.examined for finding in item.findings)]
        found += [finding for looked in self.leaflets for finding in looked.findings]
        return tuple(
            sorted(found, key=lambda item: (item.file, item.line or 0, item.severity, item.check))
        )

    def count(self, severity: str) -> int:
        """Return how many findings are errors, or warnings."""
        return sum(finding.severity == severity for finding in self.findings)

    def describe(self) -> dict[str, Any]:
        """Return the report as plain data, for programs."""
        return {
            "clinic": self.clinic.id if self.clinic else None,
            "errors": self.count("error"),
            "warnings": self.count("warning"),
            "topics": [item.describe() for item in self.examined],
            "leaflets": [looked.leaflet.describe() for looked in self.leaflets],
            "notes": list(self.notes),
            "findings": [finding.describe() for finding in self.findings],
        }


class Desk:
    """What the checks of one library share, read once."""

    def __init__(self, clinic: Clinic, library: Library, today: datetime.date) -> None:
        self.clinic = clinic
        self.library = library
        self.today = today
        self.shipped = assets.shipped_files()
        self.facts = shipped_facts()
        self._languages: dict[str, Language | None] = {}
        self._values: dict[str, PlaceholderValues] = {}
        self._documents: dict[tuple[str, str], Document] = {}

    def document(self, name: str, locale: str) -> Document:
        """Return a topic, read and laid out in lines.

        Raises:
            InvalidInput: its file has faults.
        """
        key = name, locale
        if key not in self._documents:
            topic = self.library.topic(name, locale)
            self._documents[key] = to_plain_text(topic, self.values(locale))
        return self._documents[key]

    def values(self, locale: str) -> PlaceholderValues:
        """Return what fills placeholders in `locale`, in English words if we have no others."""
        if locale not in self._values:
            files = {**self.shipped, **self.clinic.files}
            known = locale_names(files)
            base = locale.partition("-")[0]
            use = next(name for name in (locale, base, ORIGINAL_LOCALE) if name in known)
            strings = load_strings(files, use)
            self._values[locale] = clinic_sample_values(
                use, self.clinic.settings, self.facts, strings
            )
        return self._values[locale]

    def context(self, document: Document | None = None) -> Context:
        """Return what checks may know about a document, or about the clinic alone."""
        language = original = None
        if document is not None:
            base = document.language
            if base not in self._languages:
                self._languages[base] = load_language(
                    self.shipped, self.clinic.files, base, self.clinic.folder
                )
            language = self._languages[base]
            original = self._original(document)
        return Context(self.facts, self.clinic, self.library, self.today, language, original)

    def _original(self, document: Document) -> Document | None:
        topic = document.topic
        if topic.locale == ORIGINAL_LOCALE:
            return None
        if ORIGINAL_LOCALE not in self.library.locales(topic.id):
            return None
        try:
            return self.document(topic.id, ORIGINAL_LOCALE)
        except InvalidInput:
            return None  # its faults are reported where it is examined itself


def examine_shipped(today: datetime.date, names: Iterable[str] = ()) -> Report:
    """Return the report on our own topics, with the example clinic's rules in them."""
    example = load_clinic(assets.example_clinic())
    library = load_library(assets.shipped_files(), {})
    desk = Desk(example, library, today)
    wanted = tuple(names) or library.ids
    pairs = [(name, locale) for name in wanted for locale in library.locales(name)]
    examined, others = _examine(desk, pairs)
    return Report(None, examined, others, _read(examined, pairs))


def examine_clinic(clinic: Path | Clinic, today: datetime.date) -> Report:
    """Return the report on a clinic: its own topics, and ours that it builds.

    Raises:
        InvalidInput: the folder or its clinic.yaml cannot be used.
    """
    clinic = load_clinic(clinic) if isinstance(clinic, Path) else clinic
    library = load_library(assets.shipped_files(), clinic.files, clinic.folder)
    desk = Desk(clinic, library, today)
    built = list(_built(clinic, library))
    pairs = list(dict.fromkeys([*_own(library), *built]))
    context = desk.context()
    examined, others = _examine(desk, pairs)
    results = [check.run(clinic, context) for check in CLINIC_CHECKS]
    found = [finding for result in results for finding in result.findings]
    return Report(clinic, examined, (*found, *others), _read(examined, built))


def with_pages(report: Report, today: datetime.date) -> Report:
    """Return the report with what its leaflets' pages show, made once each."""
    from handouts.checks.leaflets import PageDesk  # loads WeasyPrint: only where it is needed

    desk = PageDesk(report.clinic or load_clinic(assets.example_clinic()), today)
    report, wanted = desk.prepared(report)
    return desk.completed(report, [desk.look(wish) for wish in wanted])


def examine_document(desk: Desk, document: Document) -> Examined:
    """Return what every check of texts says about a document."""
    context = desk.context(document)
    results = [check.run(document, context) for check in TEXT_CHECKS]
    results.append(check_judged(document, context, results))
    return Examined(
        document.topic,
        word_count(document),
        scores(document, context),
        review_notes(document.topic, desk.facts),
        tuple(results),
        instruments(document, context),
    )


def check_judged(
    document: Document, context: Context, results: Iterable[CheckResult]
) -> CheckResult:
    """Return whether all that may harm a reader was judged, or accepted by the clinic's settings.

    What no check can judge must not be handed out in silence: it is an error until a person takes
    it on, by name, in clinic.yaml.
    """
    concerns = {check.code: check.concern for check in TEXT_CHECKS}
    lacking: dict[str, str] = {}
    for result in results:
        concern = concerns[result.check]
        if concern and result.status == "not_judged":
            lacking.setdefault(concern, result.reason)
    locale = document.topic.locale
    accepted = accepted_concerns(context.clinic, locale)
    left = sorted(set(lacking) - accepted)
    if not left:
        return CheckResult(NOT_JUDGED, "passed")
    message = (
        f"{' and '.join(left)} not judged: {lacking[left[0]]}; let somebody who reads this "
        f"language compare the text with docs/checks.md, then write into {SETTINGS}: "
        f"accept: {{not_judged: {{{locale}: [{', '.join(left)}]}}}}"
    )
    finding = Voice(NOT_JUDGED, document).at(None, message)
    return CheckResult(NOT_JUDGED, "failed", (finding,))


def _own(library: Library) -> Iterator[tuple[str, str]]:
    """Yield the topics that the clinic wrote itself."""
    for (name, locale), source in sorted(library.sources.items()):
        if source.origin == "clinic":
            yield name, locale


def _built(clinic: Clinic, library: Library) -> Iterator[tuple[str, str]]:
    """Yield the topics that the clinic builds, in its languages; all there are if it names none."""
    for name in clinic.settings.build.topics or library.ids:
        for topic in variants(library, name, clinic.products):
            for locale in clinic.settings.locales:
                if locale in library.locales(topic):
                    yield topic, locale


def _read(
    examined: Iterable[Examined], pairs: Iterable[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    """Return those of the topics and languages that could be read."""
    readable = {(item.topic.id, item.topic.locale) for item in examined}
    return tuple(pair for pair in dict.fromkeys(pairs) if pair in readable)


def _examine(
    desk: Desk, pairs: Iterable[tuple[str, str]]
) -> tuple[tuple[Examined, ...], tuple[Finding, ...]]:
    """Return the topics examined, and findings about those that could not be read."""
    examined: list[Examined] = []
    broken: list[Finding] = []
    for name, locale in pairs:
        try:
            document = desk.document(name, locale)
            examined.append(examine_document(desk, document))
        except InvalidInput as error:
            broken += [_unreadable(problem) for problem in error.problems]
    return tuple(examined), tuple(broken)


def _unreadable(problem: Problem) -> Finding:
    return Finding("readable", "error", problem.file, problem.line, problem.text)
