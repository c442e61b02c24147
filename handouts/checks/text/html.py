"""HTML, which prints as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    FindingBuilder,
)
from handouts.checks.plain_text import Document

CODE = "html"
_HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>")


def findings(document: Document, _: Context) -> Iterator[Finding]:
    """Yield HTML, which is printed as it was typed: texts are Markdown."""
    build = FindingBuilder(CODE, document, "warning")
    for block in document.blocks:
        for match in _HTML.finditer(block.text):
            message = "HTML is printed as it stands here; write Markdown, or take it away"
            yield build.about(block, message, match.start(), match.end())


CHECK = Check(
    code=CODE,
    summary="HTML, which prints as it was typed",
    rationale="Texts are Markdown: tags would stand on the page.",
    needs="text",
    criterion=criteria.PARTS,
    findings=findings,
)
