"""Sentences that promise what the clinic does, and that the clinic has not confirmed.

Why: “Trained staff watch you all the time” in a clinic's name is a standard of care that no
setting backed. Such a sentence names its promise and prints only where `promises:` of clinic.yaml
lists it. So that nobody wonders where it went, this check tells what was left out, and how it
would come back.
"""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import Check, Context, Finding, FindingBuilder
from handouts.checks.plain_text import Document
from handouts.inputs.conditions import promises_of
from handouts.inputs.models.clinic import PROMISES

CODE = "promise"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield the promises whose sentences do not print for this clinic."""
    build = FindingBuilder(CODE, document, "warning")
    topic = document.topic
    if topic.locale not in context.library.locales(topic.id):
        return
    written = context.library.topic(topic.id, topic.locale)
    for name, line in promises_of(written).items():
        if name not in context.clinic.settings.promises:
            message = (
                f"not printed, since the clinic has not confirmed that {PROMISES[name]}; "
                f"if it is so, add {name} to `promises:` in clinic.yaml"
            )
            yield build.at(line, message)


CHECK = Check(
    code=CODE,
    summary="promises that the clinic has not confirmed",
    rationale="A promise is a standard of care: it prints only where the clinic confirms it.",
    needs="text",
    criterion=criteria.RULES,
    findings=findings,
)
