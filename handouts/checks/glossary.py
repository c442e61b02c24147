"""Terms that a text explains in a glossary of its own."""

from __future__ import annotations

from handouts.checks.plain_text import Document
from handouts.components.registry import named


def is_in_glossary(document: Document, word: str) -> bool:
    """Return whether a glossary of the topic explains `word`."""
    return any(
        block.kind == "cell" and word.lower() in block.text.lower()
        for block in document.part(*named("terms"))
    )
