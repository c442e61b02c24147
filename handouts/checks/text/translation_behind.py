"""A translation of another wording than its original has now."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import Check, Context, Finding, FindingBuilder
from handouts.checks.plain_text import Document

CODE = "translation-behind"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a remark if the original was changed since it was translated."""
    translation = document.topic.front.translation
    original = context.original.topic if context.original else None
    if translation is None or original is None or translation.of_hash == original.text_hash:
        return
    message = (
        f"made from version {translation.of_version} ({translation.of_hash}), but the text is "
        f"now version {original.front.version} ({original.text_hash}); bring it up to date, "
        "then write the new version and hash"
    )
    line = document.topic.line_of("translation")
    yield FindingBuilder(CODE, document, "warning").at(line, message)


CHECK = Check(
    code=CODE,
    summary="a translation behind its original",
    rationale="A reader of a translation must not get last year's rules.",
    needs="text",
    criterion=criteria.TRANSLATIONS,
    findings=findings,
)
