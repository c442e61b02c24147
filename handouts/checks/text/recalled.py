"""A fact from memory without a note on what the reviewing clinician must confirm."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    FindingBuilder,
)
from handouts.checks.plain_text import Document
from handouts.document.fact_usage import facts_of

CODE = "recalled"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield facts from memory that carry no note on what the reviewing clinician must confirm."""
    build = FindingBuilder(CODE, document)
    message = "is recalled, not checked, and has no note; write `confirm:` for it in the fact base"
    for fact_id in facts_of(document.topic):
        fact = context.facts.facts.get(fact_id)
        if fact and fact.status == "recalled" and not fact.confirm:
            yield build.at(_line_of(document, fact_id), f"{fact_id} {message}")
    for use in document.figures:
        fact = context.facts.facts.get(use.fact)
        figure = fact.figures.get(use.figure) if fact else None
        if fact and figure and figure.is_recalled and not fact.confirm:
            yield build.at(use.line, f"figure {use.figure} of {use.fact} {message}")


def _line_of(document: Document, fact_id: str) -> int:
    facts = document.topic.front.facts
    index = facts.index(fact_id) if fact_id in facts else None
    return document.topic.line_of("facts", index)


CHECK = Check(
    code=CODE,
    summary="a fact from memory without a note on what the reviewing clinician must confirm",
    rationale=(
        "What was not seen in its source is printed only if the person who signs "
        "knows that, and what to look for."
    ),
    needs="text",
    criterion=criteria.FACTS,
    findings=findings,
)
