"""A chance without its time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    FindingBuilder,
    has_word_lists,
)
from handouts.checks.plain_text import Block, Document
from handouts.checks.rates import rates
from handouts.languages.phrases import find

CODE = "period"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield chances without a word on the time in which it happened."""
    build = FindingBuilder(CODE, document, "warning")
    headings = _headings(document.blocks)
    told: set[int] = set()
    for rate in rates(document, context.words):
        if id(rate.block) in told:
            continue
        told.add(id(rate.block))
        around = f"{headings[id(rate.block)]} {rate.block.text}"
        if not find(context.words.time, around):
            message = "say over what time: “in 4 weeks”"
            yield build.about(rate.block, message, rate.start, rate.end)


def _headings(blocks: Sequence[Block]) -> dict[int, str]:
    """Return the heading above each block, by the block's identity."""
    found = {}
    heading = ""
    for block in blocks:
        if block.kind in ("heading", "title"):
            heading = block.text
        found[id(block)] = heading
    return found


CHECK = Check(
    code=CODE,
    summary="a chance without its time",
    rationale="CDC Index item 16: a chance in four weeks is not one in a lifetime.",
    needs="text",
    criterion=criteria.NUMBERS,
    findings=findings,
    conditions=(has_word_lists,),
    concern="numbers",
)
