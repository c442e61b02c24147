"""Italics, capitals, too much bold."""

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
from handouts.checks.sentences import (
    BLOCK_CAPITALS,
)

CODE = "emphasis"
MAX_BOLD_SHARE = 0.10  # PEMAT item 12


def findings(document: Document, _: Context) -> Iterator[Finding]:
    """Yield italics, blocks of capitals, and more bold than helps."""
    build = FindingBuilder(CODE, document, "warning")
    bold = letters = 0
    for block in document.blocks:
        if block.kind in ("paragraph", "item") and block.part != "key_points":
            bold += block.bold
            letters += len(block.text)
        if block.italic:
            yield build.about(block, "no italics: they are hard to read; use **bold** sparingly")
        match = BLOCK_CAPITALS.search(block.text)
        if match:
            message = f"“{match[0].strip()}”: capitals are hard to read; use small letters"
            yield build.about(block, message, match.start(), match.end())
    if letters and bold > MAX_BOLD_SHARE * letters:
        share = 100 * bold / letters
        yield build.at(
            None, f"{share:.0f} % of the text is bold; at most 10 %, or nothing stands out"
        )


CHECK = Check(
    code=CODE,
    summary="italics, capitals, too much bold",
    rationale=(
        "PEMAT item 12: if much stands out, nothing does; italics and capitals are hard to read."
    ),
    needs="text",
    criterion=criteria.PARTS,
    findings=findings,
)
