"""A CDC Clear Communication Index under 90, of the items a program tests."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import Check, Context, Finding, has_word_lists
from handouts.checks.instruments.cdc import cdc_index
from handouts.checks.instruments.evidence import InstrumentInput
from handouts.checks.instruments.scores import score_findings
from handouts.checks.plain_text import Document

CODE = "cdc-index"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a remark that names every item that a text misses, if its score is under the bar."""
    yield from score_findings(CODE, cdc_index(InstrumentInput(document, context)), document.file)


CHECK = Check(
    code=CODE,
    summary="a CDC Clear Communication Index under 90, of the items a program tests",
    rationale=(
        "The index of the US Centers for Disease Control (2013): 20 items, 90 and more is clear. A "
        "remark, because some items are tested by rules of thumb."
    ),
    needs="text",
    criterion=criteria.CDC,
    findings=findings,
    conditions=(has_word_lists,),
)
