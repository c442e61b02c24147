"""More words outside optional sections than two pages hold."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    FindingBuilder,
    supports,
)
from handouts.checks.plain_text import Document
from handouts.checks.sentences import (
    word_count,
)

CODE = "word-budget"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding if the text is too long for two pages."""
    budget = context.spec.word_budget
    if budget is None:
        return
    words = word_count(document)
    if words > budget:
        message = f"{words} words, at most {budget} on a sheet; cut, or mark a section {{optional}}"
        yield FindingBuilder(CODE, document).at(None, message)


CHECK = Check(
    code=CODE,
    summary="more words outside optional sections than two pages hold",
    rationale=(
        "Leaflet standards, bar 3: what does not fit two sides is not read. Spanish "
        "says the same in more words."
    ),
    needs="text",
    criterion=criteria.WORD_COUNT,
    findings=findings,
    conditions=(supports("word-budget"),),
)
