"""SAM under 70 %, of the factors a program can judge."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import Check, Context, Finding, has_word_lists
from handouts.checks.instruments.evidence import InstrumentInput
from handouts.checks.instruments.sam import sam
from handouts.checks.instruments.scores import score_findings
from handouts.checks.plain_text import Document

CODE = "sam"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a remark that names every item that a text misses, if its score is under the bar."""
    yield from score_findings(CODE, sam(InstrumentInput(document, context)), document.file)


CHECK = Check(
    code=CODE,
    summary="SAM under 70 %, of the factors a program can judge",
    rationale=(
        "The Suitability Assessment of Materials (Doak, Doak and Root, 1996): 70 % and more is "
        "called superior. A remark, because some factors are tested by rules of thumb."
    ),
    needs="text",
    criterion=criteria.SAM,
    findings=findings,
    conditions=(has_word_lists,),
)
