"""An abbreviation that nothing explains."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    FindingBuilder,
    has_word_lists,
)
from handouts.checks.glossary import is_in_glossary
from handouts.checks.plain_text import Document

CODE = "abbreviations"
_ABBREVIATION = re.compile(r"(?<![\w-])[^\W\d_a-zß-ÿ]{2,6}s?(?![\w-])")


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield the first use of each abbreviation that is never explained."""
    build = FindingBuilder(CODE, document, "warning")
    known = {word.rstrip(".") for word in context.words.abbreviations}
    known |= {name for name in context.words.drug_names if name.isupper()}
    seen: set[str] = set()
    for block in document.blocks:
        if block.text.isupper():
            continue
        for match in _ABBREVIATION.finditer(block.text):
            word = match[0].removesuffix("s")
            if word in known or word in seen or block.is_filled(match.start(), match.end()):
                continue
            seen.add(word)
            if not _is_explained(document, re.escape(word)):
                message = f"{word} is not explained; write it out at its first use, then ({word})"
                yield build.about(block, message, match.start(), match.end())


def _is_explained(document: Document, word: str) -> bool:
    """Return whether an abbreviation stands beside brackets somewhere, or in a glossary."""
    pattern = re.compile(rf"\({word}s?\)|(?<![\w-]){word}s? \(|(?<![\w-]){word}s?:\s")
    if any(pattern.search(block.text) for block in document.blocks):
        return True
    return is_in_glossary(document, word)


CHECK = Check(
    code=CODE,
    summary="an abbreviation that nothing explains",
    rationale="PEMAT item 4: letters that only the clinic can read say nothing.",
    needs="text",
    criterion=criteria.WORDS,
    findings=findings,
    conditions=(has_word_lists,),
)
