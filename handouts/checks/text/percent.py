"""Percent, decimals, and long numbers without separators."""

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
from handouts.checks.plain_text import Document
from handouts.languages.phrases import find_all

CODE = "percent"
# Not a time of day (9.30 p.m.), not a part of a longer number.
_DECIMAL = re.compile(r"(?<![\d.,:/-])\d{1,3}[.,]\d{1,2}(?![\d,:/-]|\.\d|\s*[ap]\.?\s?m\b)")
_LONG_NUMBER = re.compile(r"(?<![\d.,-])\d{5,}(?![\d.,-])")


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield percentages, decimals and long numbers without separators."""
    build = FindingBuilder(CODE, document, "warning")
    for block in document.blocks:
        percents = find_all(context.words.percent, block.text)
        for match in percents:
            message = f"“{match.text}”: write it as {context.words.rates.advice}"
            yield build.about(block, message, match.start, match.end)
        for found in _DECIMAL.finditer(block.text):
            if not any(part.start <= found.start() < part.end for part in percents):
                message = f"“{found[0]}”: use whole numbers"
                yield build.about(block, message, found.start(), found.end())
        for found in _LONG_NUMBER.finditer(block.text):
            grouped = f"{int(found[0]):,}"
            message = f"“{found[0]}” is hard to read; print it as {grouped}"
            yield build.about(block, message, found.start(), found.end())


CHECK = Check(
    code=CODE,
    summary="percent, decimals, and long numbers without separators",
    rationale="CDC Index item 15: whole, familiar numbers.",
    needs="text",
    criterion=criteria.NUMBERS,
    findings=findings,
    conditions=(has_word_lists,),
    concern="numbers",
)
