"""What somebody may have typed wrong or forgotten to change, though it can be printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from handouts.diagnostics import Diagnostic
from handouts.inputs.library import Library
from handouts.inputs.models.clinic import Clinic
from handouts.inputs.models.topic import Topic
from handouts.paths import BRAND
from handouts.preflight.tokens import unused_tokens

# A word of capitals in a number, as in 555-CALL-NOW; “ext. 3” and “ask for Ann” are words.
_LETTERS = re.compile(r"[A-Z]{3,}-[A-Z]{2,}|(?<=\d-)[A-Z]{3,}\b|\b[A-Z]{3,}(?=-\d)")


def typo_warnings(clinic: Clinic, shipped: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    """Yield tokens of the brand that nothing uses, and letters in telephone numbers."""
    css = clinic.files.get(BRAND, b"").decode("utf-8-sig", "replace")
    yield from unused_tokens(css, clinic.shown(BRAND), shipped)
    for key in ("phone", "after_hours_phone"):
        if letters := _LETTERS.search(getattr(clinic.settings, key)):
            message = f"{key}: “{letters[0]}”: write digits, which every phone has"
            yield Diagnostic(f"{clinic.folder}/clinic.yaml", None, message)


def duplicate_topics(topic: Topic, library: Library) -> Iterator[Diagnostic]:
    """Yield what a clinic's topic shares with another of its own: copied and not changed."""
    if topic.origin != "clinic":
        return
    for source in library.sources.values():
        if (source.origin, source.locale) != ("clinic", topic.locale) or source.id == topic.id:
            continue
        text = source.text.decode("utf-8", "replace")
        for key in ("ref", "title"):
            value = getattr(topic.front, key)
            if re.search(rf"^{key}: *[\"']?{re.escape(value)}[\"']?\s*$", text, re.MULTILINE):
                message = f"{key}: “{value}” is that of {source.file} too; give each its own"
                yield Diagnostic(topic.file, topic.line_of(key), message)
