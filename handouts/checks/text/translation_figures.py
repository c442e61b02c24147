"""A translation that prints other figures than its original."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    FindingBuilder,
)
from handouts.checks.plain_text import Document

CODE = "translation-figures"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield figures that a translation prints and its original doesn't, or the other way."""
    if context.original is None or document.topic.front.translation is None:
        return
    ours, theirs = _figures(document), _figures(context.original)
    build = FindingBuilder(CODE, document)
    for figure in sorted((theirs - ours).keys()):
        yield build.at(None, f"the original prints {figure}, this text does not; add it")
    for figure in sorted((ours - theirs).keys()):
        line = next(use.line for use in document.figures if _name(use) == figure)
        yield build.at(line, f"prints {figure}, the original does not; take it out")
    if set(document.topic.front.facts) != set(context.original.topic.front.facts):
        line = document.topic.line_of("facts")
        yield build.at(line, "cites other facts than its original; make the two lists the same")


def _figures(document: Document) -> Counter[str]:
    return Counter({_name(use) for use in document.figures})


def _name(use: object) -> str:
    arms = ".".join(getattr(use, "arms", ()))
    return f"{getattr(use, 'fact', '')} {getattr(use, 'figure', '')} {arms}".strip()


CHECK = Check(
    code=CODE,
    summary="a translation that prints other figures than its original",
    rationale="A figure that is lost or changed in translation is a wrong figure.",
    needs="text",
    criterion=criteria.TRANSLATIONS,
    findings=findings,
)
