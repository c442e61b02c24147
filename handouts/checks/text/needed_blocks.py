"""No, or a second, `emergency`, `call-us`, `actions` or `what-we-know` block."""

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

CODE = "needed-blocks"
# PEMAT item 23: a tangible tool, something to do with the sheet.
TOOLS = frozenset({"checklist", "mood-tracker", "questions", "steps", "teach-back", "write-in"})


def findings(document: Document, _: Context) -> Iterator[Finding]:
    """Yield the blocks that every leaflet needs and this one has not, or has twice."""
    build = FindingBuilder(CODE, document)
    names = [directive.name for directive in document.components]
    needed = {
        "emergency": "when to call for help at once",
        "call-us": "when to call the clinic",
        "actions": "what the reader can do (else `actions` in the settings is never printed)",
        "what-we-know": "known and unknown (else they are never printed)",
    }
    for name, meaning in needed.items():
        times = names.count(name)
        if times == 0:
            yield build.at(document.topic.body_line, f"add a `:::{name}` block: {meaning}")
        elif times > 1:
            second = [used.line for used in document.components if used.name == name][1]
            yield build.at(second, f"`:::{name}` stands here a second time; keep one")
    if not TOOLS.intersection(names):
        tools = ", ".join(f"`:::{name}`" for name in sorted(TOOLS))
        message = f"nothing to tick, write or ask; add one of {tools}"
        yield build.at(document.topic.body_line, message, "warning")


CHECK = Check(
    code=CODE,
    summary=(
        "no, or a second, `emergency`, `call-us`, `actions` or `what-we-know` block; "
        "nothing to tick, write or ask"
    ),
    rationale=("Whoever holds the sheet must find when to get help, whom to call and what to do."),
    needs="text",
    criterion=criteria.BOXES,
    findings=findings,
)
