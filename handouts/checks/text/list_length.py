"""A list of more than 7 items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    FindingBuilder,
)
from handouts.checks.plain_text import Block, Document

CODE = "list-length"
MAX_ITEMS = 7  # CDC Clear Communication Index, item 8


def findings(document: Document, _: Context) -> Iterator[Finding]:
    """Yield lists that are too long to take in."""
    build = FindingBuilder(CODE, document)
    groups: dict[int, list[Block]] = defaultdict(list)
    for block in document.blocks:
        if block.kind == "item":
            groups[block.group].append(block)
    for items in groups.values():
        if len(items) > MAX_ITEMS:
            message = (
                f"a list of {len(items)} items; split it under two headings, "
                f"at most {MAX_ITEMS} each"
            )
            yield build.about(items[MAX_ITEMS], message)


CHECK = Check(
    code=CODE,
    summary="a list of more than 7 items",
    rationale="CDC Index item 8.",
    needs="text",
    criterion=criteria.PARTS,
    findings=findings,
)
