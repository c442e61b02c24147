"""A heading that is no question and has fewer than three words, or says nothing."""

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
from handouts.checks.sentences import (
    WORD,
)
from handouts.languages.phrases import find

CODE = "heading-style"
MIN_HEADING_WORDS = 3  # PEMAT item 9


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield headings that do not tell what stands below them."""
    build = FindingBuilder(CODE, document, "warning")
    empty = context.words.empty_headings if context.language else ()
    for block in document.blocks:
        if block.kind not in ("heading", "title"):
            continue
        is_question = block.text.endswith("?")
        bare = block.text.strip(" .:!?¿¡")
        match = find(empty, bare)
        if match and len(match.text) == len(bare):
            message = "this heading tells nothing; ask the reader's question or say what follows"
            yield build.about(block, message)
        elif block.level == 2 and not is_question and len(WORD.findall(bare)) < MIN_HEADING_WORDS:
            message = f"write a question, or at least {MIN_HEADING_WORDS} words"
            yield build.about(block, message)


CHECK = Check(
    code=CODE,
    summary="a heading that is no question and has fewer than three words, or says nothing",
    rationale="PEMAT item 9: headings tell what follows.",
    needs="text",
    criterion=criteria.PARTS,
    findings=findings,
    complete_with=(has_word_lists,),
)
