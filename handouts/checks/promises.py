"""Sentences that promise what the clinic does, and that the clinic has not confirmed.

Why: “Trained staff watch you all the time” in a clinic's name is a standard of care that no
setting backed. Such a sentence names its promise and prints only where `promises:` of clinic.yaml
lists it. So that nobody wonders where it went, this check tells what was left out, and how it
would come back.
"""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks.base import Check, Context, Finding, Voice
from handouts.checks.linearise import Document
from handouts.conditions import promises_of
from handouts.models.clinic import PROMISES


def check_promises(document: Document, context: Context) -> Iterator[Finding]:
    """Yield the promises whose sentences do not print for this clinic."""
    say = Voice("promise", document, "warning")
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
            yield say.at(line, message)


CHECKS = (Check("promise", "promises that the clinic has not confirmed", "text", check_promises),)
