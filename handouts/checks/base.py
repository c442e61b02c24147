"""What checks share: what they look at, what they know, and what they say."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from handouts.checks import criteria
from handouts.checks.criteria import Criterion
from handouts.checks.language import Language
from handouts.checks.plain_text import Block, Document
from handouts.diagnostics import Diagnostic
from handouts.formats import FormatSpec
from handouts.inputs.library import Library
from handouts.inputs.models.clinic import Clinic, Concern
from handouts.inputs.models.facts import FactBase
from handouts.inputs.models.review import Review
from handouts.inputs.models.topic import Topic
from handouts.languages import Ability, LanguageSpec
from handouts.languages.word_lists import FOLDER, WordLists

Severity = Literal["error", "warning"]
Needs = Literal["text", "clinic", "leaflet"]
Status = Literal["passed", "failed", "not_applicable", "not_judged"]
Subject = TypeVar("Subject", contravariant=True)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check noticed, where, and what to write instead."""

    check: str  # the code of the check that noticed it
    severity: Severity  # an error breaks a bar or rule; a warning is for the writer to weigh
    file: str  # as the user knows it
    line: int | None  # counted from 1; None for the whole file
    message: str  # what is wrong, and what to write instead
    excerpt: str = ""  # the words that it is about, with a few around them
    subject: str = ""  # what it is about, where its message names one example of many

    def describe(self) -> dict[str, Any]:
        """Return the finding as plain data, for programs."""
        return {
            "check": self.check,
            "severity": self.severity,
            "file": self.file,
            "line": self.line,
            "message": self.message,
            "excerpt": self.excerpt,
        }


@dataclass(frozen=True, slots=True)
class Context:
    """What checks know besides what they look at."""

    facts: FactBase  # what is known, with its sources
    clinic: Clinic  # whose leaflets they are; the example clinic for our own topics
    library: Library  # the other topics, and the languages they are written in
    today: datetime.date  # the day on which dates are judged
    language: Language | None = None  # of the text; None where we have no word lists for it
    original: Document | None = None  # what a translation was made from, as it is now
    reviews: tuple[Review, ...] = ()  # the signatures under the text's words as they print
    # What each check found in the subject it was last asked about; instruments ask for it again.
    _found: dict[str, tuple[object, tuple[Finding, ...]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def words(self) -> WordLists:
        """Return the word lists of the text's language.

        Raises:
            LookupError: there are none; a check that reads them has the condition has_word_lists.
        """
        return self._known.words

    @property
    def spec(self) -> LanguageSpec:
        """Return what the text's language can be judged by.

        Raises:
            LookupError: we do not know it; see `words`.
        """
        return self._known.spec

    @property
    def _known(self) -> Language:
        if self.language is None:
            raise LookupError("a text in a language without word lists; ask has_word_lists first")
        return self.language


@dataclass(frozen=True, slots=True)
class Leaflet:
    """A leaflet as it was made, measured for the checks that look at pages."""

    topic: Topic
    format: FormatSpec
    paper: str
    failures: tuple[Diagnostic, ...] = ()
    """Why it could not be made: then it has no pages."""
    brand: tuple[tuple[Severity, Diagnostic], ...] = ()
    """What is wrong with its look."""
    texts: tuple[str, ...] = field(default=(), repr=False)
    """The text of each page, read back from the PDF."""
    marks: Mapping[str, str] = field(default_factory=dict)
    """What must stand on every page, by what it is: reference, version, telephone number …"""
    numbering: str = ""
    """How a page gives its number: “Page {number} of {total}”."""
    help_line: str = ""
    """The offer of other languages and forms."""
    fills: tuple[float, ...] = ()
    """The used part of each page or panel, 0 to 1."""
    smallest_pt: float = 0.0
    """The smallest type of any visible words, in points."""
    body_pt: float = 0.0
    """The type in which most of the running text is set, in points."""
    contrast: float = 0.0
    """The lowest contrast of any words with what they stand on, 1 to 21."""
    opening: tuple[str, ...] = ()
    """What stands on page 1, from the top: title, message, key-points, text."""
    message_stands_out: bool = False
    """The main message is larger than the text, bold, or on a ground of its own."""
    boxes: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    """Where each box for help starts: the page, and the part of it that is above, 0 to 1."""
    white: float = 0.0
    """The part of the paper without ink, 0 to 1."""
    ink: float = 0.0
    """The mean darkness of its pages, 0 to 1."""
    saver_ink: float | None = None
    """The same in the variant that saves toner; None if that was not made."""
    line_letters: tuple[int, int] = (0, 0)
    """Characters of a long line, which nine of ten lines do not pass, and of the longest."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    """What the PDF says of itself."""
    pdf_ua: tuple[str, ...] | None = None
    """The rules of PDF/UA-1 that it breaks; None where nothing here could judge that."""
    pdf: bytes = field(default=b"", repr=False)
    """The PDF itself, while it is being checked."""

    @property
    def is_made(self) -> bool:
        """Return whether there are pages to look at."""
        return bool(self.texts)

    def describe(self) -> dict[str, Any]:
        """Return its measures as plain data, for programs."""
        return {
            "topic": self.topic.id,
            "locale": self.topic.locale,
            "format": self.format.name,
            "paper": self.paper,
            "made": self.is_made,
            "pages": len(self.texts),
            "fills": [round(fill, 2) for fill in self.fills],
            "smallest_pt": round(self.smallest_pt, 1),
            "body_pt": round(self.body_pt, 1),
            "contrast": round(self.contrast, 1),
            "line_letters": list(self.line_letters),
            "ink_percent": round(100 * self.ink, 1),
            "saver_ink_percent": None if self.saver_ink is None else round(100 * self.saver_ink, 1),
            "pdf_ua": None if self.pdf_ua is None else not self.pdf_ua,
            "metadata": dict(self.metadata),
        }


Condition = Callable[[Any, Context], "Skipped | None"]


@dataclass(frozen=True, slots=True)
class Skipped:
    """Why a check has no verdict: there is nothing to judge, or nothing to judge it by."""

    status: Literal["not_applicable", "not_judged"]
    reason: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check said of one text, clinic or leaflet.

    Silence is no verdict: a check that could not look says so, with the reason.
    """

    check: str  # the check's code
    status: Status  # failed: it found an error; passed: it found none, remarks at most
    findings: tuple[Finding, ...] = field(default=(), repr=False)
    reason: str = ""  # why there is no verdict; empty if there is one


@dataclass(frozen=True, slots=True)
class Check(Generic[Subject]):
    """One entry of the registry."""

    code: str  # its name in findings and on the command line
    summary: str  # what it looks for, in one line
    needs: Needs  # what it is given: a text, a clinic or a finished leaflet
    findings: Callable[[Subject, Context], Iterable[Finding]] = field(repr=False)
    rationale: str = ""  # why it matters to a reader, and who says so
    criterion: Criterion = criteria.PARTS  # the line of the quality report that it counts for
    # Ask whether there is anything to judge, and to judge it by; the first that objects is heard.
    conditions: tuple[Condition, ...] = field(default=(), repr=False)
    # Without these it finds some faults, but finding none says nothing.
    complete_with: tuple[Condition, ...] = field(default=(), repr=False)
    # What a reader may be harmed by; a text where this is not judged is an error.
    concern: Concern | None = None

    @property
    def name(self) -> str:
        """Return the code, as registries ask for it."""
        return self.code

    def run(self, subject: Subject, context: Context) -> CheckResult:
        """Return what the check says of `subject`."""
        if skipped := _first_objection(self.conditions, subject, context):
            return CheckResult(self.code, skipped.status, reason=skipped.reason)
        findings = self.found(subject, context)
        if any(finding.severity == "error" for finding in findings):
            return CheckResult(self.code, "failed", findings)
        if skipped := _first_objection(self.complete_with, subject, context):
            return CheckResult(self.code, skipped.status, findings, skipped.reason)
        return CheckResult(self.code, "passed", findings)

    def found(self, subject: Subject, context: Context) -> tuple[Finding, ...]:
        """Return its findings, each once; the same subject is looked at once for a context."""
        of, findings = context._found.get(self.code, (None, ()))
        if of is not subject:
            findings = tuple(dict.fromkeys(self.findings(subject, context)))
            context._found[self.code] = subject, findings
        return findings


def _first_objection(
    conditions: Iterable[Condition], subject: Any, context: Context
) -> Skipped | None:
    return next((found for ask in conditions if (found := ask(subject, context))), None)


def has_word_lists(document: Document, context: Context) -> Skipped | None:
    """Object where we have no word lists for a text's language."""
    if context.language is not None:
        return None
    name = document.language
    needed = f"{FOLDER}/{name}.yaml, handouts/languages/{name}.py"
    return Skipped("not_judged", f"no word lists for “{name}” ({needed})")


TextCheck = Check[Document]
ClinicCheck = Check[Clinic]
LeafletCheck = Check[Leaflet]


def accepted_concerns(clinic: Clinic, locale: str) -> frozenset[Concern]:
    """Return what a person judges in our place in a clinic's texts of a language."""
    accepted = clinic.settings.accept.not_judged
    return frozenset(accepted.get(locale, accepted.get(locale.partition("-")[0], ())))


def supports(ability: Ability) -> Condition:
    """Return a condition that a text's language can be judged in this way.

    A language that we know and that has no such measure (long words, in Spanish) has nothing to be
    judged by; one that lacks a formula or a budget is not judged.
    """

    def ask(document: Document, context: Context) -> Skipped | None:
        if context.language and ability in context.spec.supports():
            return None
        if context.language and ability == "long-words":
            return Skipped("not_applicable", f"no bar for long words in {context.spec.title}")
        return Skipped("not_judged", f"no {ability.replace('-', ' ')} for “{document.language}”")

    return ask


@dataclass(frozen=True, slots=True)
class FindingBuilder:
    """Builds findings of one check about one document, so that checks only give the substance."""

    check: str  # the code of the check
    document: Document  # what it looks at
    severity: Severity = "error"  # of its findings, if they do not say otherwise

    def whole(self, block: Block, message: str, start: int, end: int) -> Finding:
        """Return a finding about all of a sentence, shown without what is around it."""
        line = block.line_at(start)
        shown = excerpt(block.text[start:end])
        return Finding(self.check, self.severity, self.document.file, line, message, shown)

    def about(
        self,
        block: Block,
        message: str,
        start: int = 0,
        end: int | None = None,
        severity: Severity | None = None,
    ) -> Finding:
        """Return a finding about characters `start` to `end` of a block."""
        return Finding(
            self.check,
            severity or self.severity,
            self.document.file,
            block.line_at(start),
            message,
            excerpt(block.text, start, end),
        )

    def at(self, line: int | None, message: str, severity: Severity | None = None) -> Finding:
        """Return a finding about a line, or about the whole text."""
        return Finding(self.check, severity or self.severity, self.document.file, line, message)


def excerpt(text: str, start: int = 0, end: int | None = None, around: int = 30) -> str:
    """Return `text` from `start` to `end` with a few words on each side, cut at words."""
    if end is None:
        return text if len(text) <= 120 else text[:119].rstrip() + "…"
    first, last = max(0, start - around), min(len(text), end + around)
    while first > 0 and text[first - 1] != " ":
        first -= 1
    while last < len(text) and text[last] != " ":
        last += 1
    before, after = ("…" if first else ""), ("…" if last < len(text) else "")
    return f"{before}{text[first:last]}{after}"


def counted(mapping: Mapping[str, int], limit: int = 5) -> str:
    """Return the most frequent words as `word (3), other (2)`."""
    ranked = sorted(mapping.items(), key=lambda item: (-item[1], item[0]))[:limit]
    return ", ".join(f"{word} ({count})" if count > 1 else word for word, count in ranked)
