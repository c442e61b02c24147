"""Translations that nobody reviewed, or that do not say what they were made from."""

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
from handouts.paths import ORIGINAL_LOCALE

CODE = "translation"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield what keeps a translation from standing beside its original."""
    topic = document.topic
    if topic.locale.partition("-")[0] == ORIGINAL_LOCALE:
        return
    build = FindingBuilder(CODE, document)
    translation = topic.front.translation
    original = context.original.topic if context.original else None
    if translation is None:
        if original is not None:
            message = "add `translation:` with of_version, of_hash and method: it is one"
            yield build.at(1, message)
        return
    line = topic.line_of("translation")
    if original is None:
        yield build.at(line, f"a translation of a text that is not there in {ORIGINAL_LOCALE}")
    signed = any(review.kind == "translation" for review in context.reviews)
    if not (signed or (translation.reviewer and translation.reviewed)):
        message = (
            "no qualified translator has reviewed it; when one has, record it: "
            "`handouts review sign --kind translation`"
        )
        yield build.at(line, message, "warning")


CHECK = Check(
    code=CODE,
    summary="a translation that is not reviewed, or does not say what it was made from",
    rationale="What nobody who knows both languages has read may say something else.",
    needs="text",
    criterion=criteria.TRANSLATIONS,
    findings=findings,
)
