"""A topic that is missing in a language of the clinic."""

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

CODE = "untranslated"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield the clinic's languages in which a topic is not written yet, once for each topic."""
    topic = document.topic
    locales = context.library.locales(topic.id)
    first = ORIGINAL_LOCALE if ORIGINAL_LOCALE in locales else (*locales, topic.locale)[0]
    if topic.locale != first:
        return
    build = FindingBuilder(CODE, document, "warning")
    for locale in context.clinic.settings.locales:
        if locale not in (*locales, topic.locale):
            yield build.at(None, f"not written in “{locale}” yet; add {locale}.md beside it")


CHECK = Check(
    code=CODE,
    summary="a topic that is missing in a language of the clinic",
    rationale="Who reads no English needs the sheet no less.",
    needs="text",
    criterion=criteria.TRANSLATIONS,
    findings=findings,
)
