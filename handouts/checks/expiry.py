"""Facts that were known to hold until a day only.

Why: a leaflet told that rules on prescribing by video hold “until the end of 2026” and asked to be
reviewed at the end of 2028: for two years it would have been wrong. A fact may say `valid_until`;
after that day a topic that rests on it does not print, and from ninety days before it is told.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from handouts.checks.base import Check, Context, Finding, Voice
from handouts.checks.linearise import Document
from handouts.usage import expired

SOON = datetime.timedelta(days=90)


def check_expiry(document: Document, context: Context) -> Iterator[Finding]:
    """Yield facts that no longer hold as errors, and those that end soon as warnings."""
    say = Voice("expired", document)
    now = list(expired(document.topic, context.facts, context.today))
    for problem in now:
        yield say.at(problem.line, problem.message)
    for problem in expired(document.topic, context.facts, context.today + SOON):
        if problem not in now:
            yield say.at(problem.line, problem.message, "warning")


CHECKS = (Check("expired", "facts that no longer hold, or not much longer", "text", check_expiry),)
