"""“1 in 7” in place of a number in 100 or 1,000."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    FindingBuilder,
    has_word_lists,
)
from handouts.checks.plain_text import Document
from handouts.checks.rates import ROUND, rates

CODE = "one-in-x"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield chances as “1 in 7”: readers take a large second number for a large risk."""
    build = FindingBuilder(CODE, document)
    for rate in rates(document, context.words):
        if rate.of not in ROUND or rate.of < 100:
            scale = 100 if rate.count * 100 >= rate.of else 1000
            better = round(rate.count * scale / rate.of)
            message = f"write it out of {scale:,}: about {better} in {scale:,}"
            yield build.about(rate.block, message, rate.start, rate.end)


CHECK = Check(
    code=CODE,
    summary="“1 in 7” in place of a number in 100 or 1,000",
    rationale=(
        "Readers take a large second number for a large risk (leaflet standards, section 3)."
    ),
    needs="text",
    criterion=criteria.NUMBERS,
    findings=findings,
    conditions=(has_word_lists,),
    concern="numbers",
)
