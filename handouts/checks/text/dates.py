"""Dates: texts that are past their review, or soon will be."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks.base import Check, Context, Finding, Voice
from handouts.checks.plain_text import Document

SOON_DAYS = 60


def check_review(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding if the text must be reviewed, or is dated in the future."""
    front = document.topic.front
    say = Voice("review-date", document)
    line = document.topic.line_of("review_by")
    left = (front.review_by - context.today).days
    if left < 0:
        message = f"had to be reviewed by {front.review_by}; review it, then set new dates"
        yield say.at(line, message)
    elif left <= SOON_DAYS:
        message = f"must be reviewed by {front.review_by}, in {left} days"
        yield say.at(line, message, "warning")
    if front.issued > context.today:
        message = f"issued on {front.issued}, which is still to come"
        yield say.at(document.topic.line_of("issued"), message, "warning")


CHECKS = (
    Check("review-date", f"review date past, or within {SOON_DAYS} days", "text", check_review),
)
