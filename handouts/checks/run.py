"""Runs the checks over a clinic's topics, or over ours, and gathers one report."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handouts import resources
from handouts.checks import CLINIC_CHECKS, TEXT_CHECKS
from handouts.checks.base import Context, Finding
from handouts.checks.facts import ReviewNote, review_notes
from handouts.checks.instruments import instruments
from handouts.checks.language import Language, load_language
from handouts.checks.linearise import Document, linearise
from handouts.checks.readability import Scores, scores
from handouts.checks.samples import Sampler
from handouts.checks.signs import Scored
from handouts.checks.structure import word_count
from handouts.checks.translations import ORIGINAL_LOCALE
from handouts.conditions import fitting
from handouts.errors import InvalidInput, Problem
from handouts.loading.clinic import load_clinic
from handouts.loading.facts import shipped_facts
from handouts.loading.library import Library, load_library
from handouts.loading.strings import load_strings, locale_names
from handouts.models.clinic import Clinic
from handouts.models.topic import Topic
from handouts.selection import variants

if TYPE_CHECKING:
    from handouts.checks.making import Looked


@dataclass(frozen=True, slots=True)
class Examined:
    """One topic in one language: what its checks said, and its measures."""

    topic: Topic
    words: int
    scores: Scores | None
    notes: tuple[ReviewNote, ...]
    findings: tuple[Finding, ...]
    instruments: tuple[Scored, ...] = ()

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
        self.shipped = resources.shipped_files()
        self.facts = shipped_facts()
        self._languages: dict[str, Language | None] = {}
        self._samplers: dict[str, Sampler] = {}
        self._documents: dict[tuple[str, str], Document] = {}

    def document(self, name: str, locale: str) -> Document:
        """Return a topic, read and laid out in lines.

        Raises:
            InvalidInput: its file has faults.
        """
        key = name, locale
        if key not in self._documents:
            topic = fitting(self.library.topic(name, locale), self.clinic.settings)
            self._documents[key] = linearise(topic, self.sampler(locale))
        return self._documents[key]

    def sampler(self, locale: str) -> Sampler:
        """Return what fills placeholders in `locale`, in English words if we have no others."""
        if locale not in self._samplers:
            files = {**self.shipped, **self.clinic.files}
            known = locale_names(files)
            base = locale.partition("-")[0]
            use = next(name for name in (locale, base, ORIGINAL_LOCALE) if name in known)
            strings = load_strings(files, use)
            self._samplers[locale] = Sampler(use, self.clinic.settings, self.facts, strings)
        return self._samplers[locale]

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
    example = load_clinic(resources.example_clinic())
    library = load_library(resources.shipped_files(), {})
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
    library = load_library(resources.shipped_files(), clinic.files, clinic.folder)
    desk = Desk(clinic, library, today)
    built = list(_built(clinic, library))
    pairs = list(dict.fromkeys([*_own(library), *built]))
    context = desk.context()
    examined, others = _examine(desk, pairs)
    found = [finding for check in CLINIC_CHECKS for finding in check.run(clinic, context)]
    return Report(clinic, examined, (*found, *others), _read(examined, built))


def with_pages(report: Report, today: datetime.date) -> Report:
    """Return the report with what its leaflets' pages show, made once each."""
    from handouts.checks.making import PageDesk  # loads WeasyPrint: only where it is needed

    desk = PageDesk(report.clinic or load_clinic(resources.example_clinic()), today)
    report, wanted = desk.prepared(report)
    return desk.completed(report, [desk.look(wish) for wish in wanted])


def examine_document(desk: Desk, document: Document) -> Examined:
    """Return what every check of texts says about a document."""
    context = desk.context(document)
    findings = [finding for check in TEXT_CHECKS for finding in check.run(document, context)]
    return Examined(
        document.topic,
        word_count(document),
        scores(document, context),
        review_notes(document.topic, desk.facts),
        tuple(dict.fromkeys(findings)),
        instruments(document, context),
    )


def _own(library: Library) -> Iterator[tuple[str, str]]:
    """Yield the topics that the clinic wrote itself."""
    for (name, locale), source in sorted(library.sources.items()):
        if source.origin == "clinic":
            yield name, locale


def _built(clinic: Clinic, library: Library) -> Iterator[tuple[str, str]]:
    """Yield the topics that the clinic builds, in its languages; all there are if it names none."""
    named = clinic.settings.build.topics
    for name in named or library.ids:
        for topic in variants(library, name, clinic.products):
            for locale in clinic.settings.locales:
                if locale in library.locales(topic) and (
                    named or _holds_here(library, topic, locale, clinic)
                ):
                    yield topic, locale


def _holds_here(library: Library, name: str, locale: str, clinic: Clinic) -> bool:
    """Return whether a topic is for the clinic's region; one with faults is, to report them."""
    try:
        region = library.topic(name, locale).front.region
    except InvalidInput:
        return True
    return not region or clinic.settings.region in region


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
    return Finding("readable", "error", problem.file, problem.line, problem.message)
