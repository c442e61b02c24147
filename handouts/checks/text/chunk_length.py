"""More than 90 words under one heading."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    FindingBuilder,
)
from handouts.checks.plain_text import Block, Document
from handouts.checks.sentences import (
    WORD,
)
from handouts.components.registry import named

CODE = "chunk-length"
MAX_CHUNK = 90  # words below a heading; item 9


def findings(document: Document, _: Context) -> Iterator[Finding]:
    """Yield headings with too much text below them."""
    build = FindingBuilder(CODE, document, "warning")
    titled = named("titled")  # no chunk of the running text
    heading: Block | None = None
    words = 0
    for block in (*document.blocks, None):
        if block is None or block.kind == "heading":
            if heading and words > MAX_CHUNK:
                message = (
                    f"{words} words under one heading; add a heading, at most {MAX_CHUNK} words "
                    "under each"
                )
                yield build.about(heading, message)
            heading, words = block, 0
        elif block.part not in titled:
            words += len(WORD.findall(block.text))


CHECK = Check(
    code=CODE,
    summary="more than 90 words under one heading",
    rationale="CDC Index item 9, PEMAT item 8: short parts.",
    needs="text",
    criterion=criteria.PARTS,
    findings=findings,
)
