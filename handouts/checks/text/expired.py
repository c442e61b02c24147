"""Facts that were known to hold until a day only.

Why: a leaflet told that rules on prescribing by video hold “until the end of 2026” and asked to be
reviewed at the end of 2028: for two years it would have been wrong. A fact may say `valid_until`;
after that day a topic that rests on it does not print, and from ninety days before it is told.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import Check, Context, Finding, FindingBuilder
from handouts.checks.plain_text import Document
from handouts.document.fact_usage import expired

CODE = "expired"

SOON = datetime.timedelta(days=90)


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield facts that no longer hold as errors, and those that end soon as warnings."""
    build = FindingBuilder(CODE, document)
    now = list(expired(document.topic, context.facts, context.today))
    for problem in now:
        yield build.at(problem.line, problem.message)
    for problem in expired(document.topic, context.facts, context.today + SOON):
        if problem not in now:
            yield build.at(problem.line, problem.message, "warning")


CHECK = Check(
    code=CODE,
    summary="facts that no longer hold, or not much longer",
    rationale="A rule that ends on a day would be printed as true until the next review.",
    needs="text",
    criterion=criteria.FACTS,
    findings=findings,
)
