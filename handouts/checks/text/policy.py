"""Hours and minutes that the clinic decides, or “nothing after midnight”, typed into a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    FindingBuilder,
    has_word_lists,
)
from handouts.checks.plain_text import Block, Document
from handouts.checks.sentences import (
    Sentence,
    sentences,
)
from handouts.inputs.models.clinic import BlankToFill
from handouts.languages.phrases import NUMBER, find, find_all
from handouts.languages.word_lists import PolicyWords

CODE = "policy"
# Words between the subject of a rule and its number; further apart they don't belong together.
_NEAR_WORDS = 6
_HOURS = {"24-hours": 24, "48-hours": 48, "next-day-after-sleep": 24}


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield hours and minutes that the clinic decides, typed by hand or taken from elsewhere."""
    words = context.words
    build = FindingBuilder(CODE, document)
    for sentence in sentences(document.prose, words.full_stops):
        for name, rule in words.policy.items():
            found = _number_of(rule, sentence)
            if found is None:
                yield from _said_in_words(build, rule, sentence)
                continue
            start, end = found
            source = sentence.block.source_of(start, end)
            if source.startswith("policy."):
                continue
            said = sentence.block.text[start:end]
            if not source:
                message = f"“{said}” is the clinic's own rule; write {rule.write}"
                yield build.about(sentence.block, message, start, end)
            elif source.startswith("facts.") and name == "drive":
                yield from _fact_for_rule(build, context, sentence.block, rule, start, end)


def _said_in_words(
    build: FindingBuilder, rule: PolicyWords, sentence: Sentence
) -> Iterator[Finding]:
    """Yield a finding where a sentence states a rule without a number: nothing after midnight."""
    match = find(rule.said, sentence.text)
    if match and not sentence.is_question:
        start = sentence.start + match.start
        end = start + len(match.text)
        if not sentence.block.source_of(start, end).startswith("policy."):
            message = f"“{match.text}” is the clinic's own rule; write {rule.write}"
            yield build.about(sentence.block, message, start, end)


def _fact_for_rule(
    build: FindingBuilder, context: Context, block: Block, rule: PolicyWords, start: int, end: int
) -> Iterator[Finding]:
    """Yield a finding where a fact stands for a rule that the clinic may have made stricter."""
    said = int(re.sub(r"\D", "", block.text[start:end]) or 0)
    rules = context.clinic.settings.policy
    asked = [
        _HOURS[drive]
        for drive in (rules.infusion.drive, rules.esketamine.drive)
        if drive is not None and not isinstance(drive, BlankToFill)
    ]
    if any(hours > said for hours in asked):
        message = f"says {said} hours, while the clinic asks for more; write {rule.write}"
        yield build.about(block, message, start, end, "error")
    else:
        message = f"a clinic may ask for more than this fact; better write {rule.write}"
        yield build.about(block, message, start, end, "warning")


def _number_of(rule: PolicyWords, sentence: Sentence) -> tuple[int, int] | None:
    """Return where in the block a sentence gives the number of a rule, if it does."""
    subjects = find_all(rule.about, sentence.text)
    if not subjects:
        return None
    for match in find_all([f"# {unit}" for unit in rule.unit], sentence.text):
        for subject in subjects:
            low, high = sorted((subject.end, match.start))
            if subject.start > match.end:
                low, high = match.end, subject.start
            if len(sentence.text[low:high].split()) <= _NEAR_WORDS:
                number = re.match(NUMBER, match.text)
                length = number.end() if number else len(match.text)
                start = sentence.start + match.start
                return start, start + length
    return None


CHECK = Check(
    code=CODE,
    summary=(
        "hours and minutes that the clinic decides, or “nothing after midnight”, typed into a text"
    ),
    rationale=(
        "A rule that stands in two places is one day wrong in one of them. A laxer one can harm."
    ),
    needs="text",
    criterion=criteria.RULES,
    findings=findings,
    conditions=(has_word_lists,),
    concern="safety",
)
