"""PEMAT-P under 90 % on acting, of the items a program tests."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import Check, Context, Finding, has_word_lists
from handouts.checks.instruments.evidence import InstrumentInput
from handouts.checks.instruments.pemat import pemat
from handouts.checks.instruments.scores import score_findings
from handouts.checks.plain_text import Document

CODE = "pemat-actionability"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a remark that names every item that a text misses, if its score is under the bar."""
    yield from score_findings(CODE, pemat(InstrumentInput(document, context))[1], document.file)


CHECK = Check(
    code=CODE,
    summary="PEMAT-P under 90 % on acting, of the items a program tests",
    rationale=(
        "The Patient Education Materials Assessment Tool (AHRQ, 2013), 7 items; papers ask for "
        "70 %. A remark, because some items are tested by rules of thumb."
    ),
    needs="text",
    criterion=criteria.PEMAT_ACT,
    findings=findings,
    conditions=(has_word_lists,),
)
