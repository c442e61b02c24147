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
from handouts.components.registry import COMPONENTS, named

CODE = "needed-blocks"
_TODAY = ("instruction", "practical")


def findings(document: Document, _: Context) -> Iterator[Finding]:
    """Yield the blocks that every leaflet needs and this one has not, or has twice."""
    build = FindingBuilder(CODE, document)
    names = [used.name for used in document.components]
    for spec in COMPONENTS.having("required"):
        times = names.count(spec.name)
        if times == 0 and "unknowns" in spec.roles and document.topic.front.kind in _TODAY:
            continue  # what to do today, or where to park, does not hang on what studies have shown
        if times == 0:
            yield build.at(document.topic.body_line, f"add a `:::{spec.name}` block: {spec.need}")
        elif times > 1:
            second = [used.line for used in document.components if used.name == spec.name][1]
            yield build.at(second, f"`:::{spec.name}` stands here a second time; keep one")
    tools = named("tool")
    if not tools.intersection(names):
        shown = ", ".join(f"`:::{name}`" for name in sorted(tools))
        message = f"nothing to tick, write or ask; add one of {shown}"
        yield build.at(document.topic.body_line, message, "warning")


CHECK = Check(
    code=CODE,
    summary=(
        "no, or a second, `emergency`, `call-us`, `actions` or `what-we-know` block (an "
        "instruction or a practical text may do without the last); "
        "nothing to tick, write or ask"
    ),
    rationale=("Whoever holds the sheet must find when to get help, whom to call and what to do."),
    needs="text",
    criterion=criteria.BOXES,
    findings=findings,
)
