"""A review date that has passed (error) or is within 60 days."""

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

CODE = "review-date"
SOON_DAYS = 60


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding if the text must be reviewed, or is dated in the future."""
    front = document.topic.front
    build = FindingBuilder(CODE, document)
    line = document.topic.line_of("review_by")
    left = (front.review_by - context.today).days
    if left < 0:
        message = f"had to be reviewed by {front.review_by}; review it, then set new dates"
        yield build.at(line, message)
    elif left <= SOON_DAYS:
        message = f"must be reviewed by {front.review_by}, in {left} days"
        yield build.at(line, message, "warning")
    if front.issued > context.today:
        message = f"issued on {front.issued}, which is still to come"
        yield build.at(document.topic.line_of("issued"), message, "warning")


CHECK = Check(
    code=CODE,
    summary="a review date that has passed (error) or is within 60 days",
    rationale="A text nobody has looked at for two years may be wrong.",
    needs="text",
    criterion=criteria.REVIEW,
    findings=findings,
)
