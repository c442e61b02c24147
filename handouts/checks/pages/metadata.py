"""A PDF without title, language, clinic, topic, reference, version, review date or digest."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    Leaflet,
)
from handouts.checks.on_paper import finding_on, is_made

CODE = "metadata"
# What a PDF must say of itself, so that it can be read aloud, found and traced.
_METADATA = ("title", "language", "clinic", "topic", "ref", "version", "review_by",
             "content_digest")  # fmt: skip


def findings(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield what the PDF does not say of itself."""
    for name in _METADATA:
        if not leaflet.metadata.get(name):
            yield finding_on(leaflet, CODE, "error", f"the PDF does not say its {name}")
    language = leaflet.metadata.get("language", "")
    if language and language != leaflet.topic.locale:
        message = f"the PDF says it is in “{language}”, but the text is in “{leaflet.topic.locale}”"
        yield finding_on(leaflet, CODE, "error", message)


CHECK = Check(
    code=CODE,
    summary=(
        "a PDF without title, language, clinic, topic, reference, version, review date or digest"
    ),
    rationale="What a PDF says of itself is how it is read aloud, found and traced.",
    needs="leaflet",
    criterion=criteria.ORIGIN,
    findings=findings,
    conditions=(is_made,),
)
