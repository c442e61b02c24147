"""A chance without that of the other group."""

from __future__ import annotations

from collections import defaultdict
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
from handouts.checks.rates import Rate, rates

CODE = "comparator"
# Parts that a rate may be shared by: both groups may stand in two bullets of one list.
_ALONE = ("key_points",)


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield chances that stand alone, with nothing to compare them with."""
    build = FindingBuilder(CODE, document)
    groups: dict[int, list[Rate]] = defaultdict(list)
    for rate in rates(document, context.words):
        key = id(rate.block) if rate.block.part in _ALONE else -rate.block.group
        groups[key].append(rate)
    for found in groups.values():
        if len(found) == 1:
            rate = found[0]
            message = (
                "one number alone tells little; say beside it how many it was in the other group"
            )
            yield build.about(rate.block, message, rate.start, rate.end)


CHECK = Check(
    code=CODE,
    summary="a chance without that of the other group",
    rationale="CDC Index item 16: one number alone tells nothing of what the treatment did.",
    needs="text",
    criterion=criteria.NUMBERS,
    findings=findings,
    conditions=(has_word_lists,),
    concern="numbers",
)
