"""Runs the checks over a clinic's topics, or over ours, and gathers one report."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from pathlib import Path

from handouts import assets
from handouts.checks.base import (
    CheckResult,
    Context,
    Finding,
    FindingBuilder,
    accepted_concerns,
)
from handouts.checks.instruments.scores import instruments
from handouts.checks.plain_text import Document
from handouts.checks.reading import scores
from handouts.checks.registry import clinic_checks, text_checks
from handouts.checks.report import Report, TextResult
from handouts.checks.review_notes import review_notes
from handouts.checks.sentences import word_count
from handouts.checks.session import CheckSession
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.inputs.clinic import load_clinic
from handouts.inputs.library import Library, load_library
from handouts.inputs.models.clinic import Clinic
from handouts.inputs.selection import variants
from handouts.paths import SETTINGS

# What a finding is called that says that nothing judged a text.
NOT_JUDGED = "not-judged"


def check_shipped(today: datetime.date, names: Iterable[str] = ()) -> Report:
    """Return the report on our own topics, with the example clinic's rules in them."""
    example = load_clinic(assets.example_clinic())
    library = load_library(assets.shipped_files(), {})
    session = CheckSession(example, library, today)
    wanted = tuple(names) or library.ids
    pairs = [(name, locale) for name in wanted for locale in library.locales(name)]
    texts, others = _examine(session, pairs)
    return Report(None, texts, others, _read(texts, pairs))


def check_clinic(clinic: Path | Clinic, today: datetime.date) -> Report:
    """Return the report on a clinic: its own topics, and ours that it builds.

    Raises:
        InvalidInput: the folder or its clinic.yaml cannot be used.
    """
    clinic = load_clinic(clinic) if isinstance(clinic, Path) else clinic
    library = load_library(
        assets.shipped_files(), clinic.files, clinic.folder, clinic.group_folders
    )
    session = CheckSession(clinic, library, today)
    built = list(_built(clinic, library))
    pairs = list(dict.fromkeys([*_own(library), *built]))
    context = session.context()
    texts, others = _examine(session, pairs)
    results = [check.run(clinic, context) for check in clinic_checks()]
    found = [finding for result in results for finding in result.findings]
    return Report(clinic, texts, (*found, *others), _read(texts, built))


def check_document(session: CheckSession, document: Document) -> TextResult:
    """Return what every check of texts says about a document."""
    context = session.context(document)
    results = [check.run(document, context) for check in text_checks()]
    results.append(check_judged(document, context, results))
    return TextResult(
        document.topic,
        word_count(document),
        scores(document, context),
        review_notes(document.topic, session.facts),
        tuple(results),
        instruments(document, context),
        context.reviews,
    )


def check_judged(
    document: Document, context: Context, results: Iterable[CheckResult]
) -> CheckResult:
    """Return whether all that may harm a reader was judged, or accepted by the clinic's settings.

    What no check can judge must not be handed out in silence: it is an error until a person takes
    it on, by name, in clinic.yaml.
    """
    concerns = {check.code: check.concern for check in text_checks()}
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
    finding = FindingBuilder(NOT_JUDGED, document).at(None, message)
    return CheckResult(NOT_JUDGED, "failed", (finding,))


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
    texts: Iterable[TextResult], pairs: Iterable[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    """Return those of the topics and languages that could be read."""
    readable = {(item.topic.id, item.topic.locale) for item in texts}
    return tuple(pair for pair in dict.fromkeys(pairs) if pair in readable)


def _examine(
    session: CheckSession, pairs: Iterable[tuple[str, str]]
) -> tuple[tuple[TextResult, ...], tuple[Finding, ...]]:
    """Return the topics examined, and findings about those that could not be read."""
    texts: list[TextResult] = []
    broken: list[Finding] = []
    for name, locale in pairs:
        try:
            document = session.document(name, locale)
            texts.append(check_document(session, document))
        except InvalidInput as error:
            broken += [_unreadable(problem) for problem in error.problems]
    return tuple(texts), tuple(broken)


def _unreadable(problem: Diagnostic) -> Finding:
    return Finding("readable", "error", problem.file, problem.line, problem.text)
