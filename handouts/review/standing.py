"""How the signatures under a text stand: signed, ended by a change, withdrawn or none."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from handouts.comparison.changes import Change, compare
from handouts.inputs.models.review import Kind, Review, Reviews
from handouts.record.requests import CurrentEdition

State = Literal["signed", "unsigned", "ended", "withdrawn", "cannot be made"]
Words = Callable[[str], Sequence[str] | None]
"""From a digest to the printed words, a paragraph each; None if they were not kept."""

SOURCE_ONLY = "it was given for the text's source, not for the words as they print; sign again"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one kind of signature under a topic in a language stands."""

    edition: CurrentEdition
    kind: Kind
    state: State
    # The signature that counts; or the one that ended or was withdrawn.
    review: Review | None = None
    # Why it does not count any more; empty if it does or there was none.
    reason: str = ""
    # What changed since, old and new, as far as the signed words were kept.
    changes: tuple[Change, ...] = ()

    def describe(self) -> dict[str, Any]:
        """Return it as JSON data."""
        edition, review = self.edition, self.review
        return {
            "topic": edition.topic,
            "locale": edition.locale,
            "title": edition.title,
            "kind": self.kind,
            "state": self.state,
            "digest": edition.digest,
            "mark": edition.mark,
            "review_by": edition.review_by,
            "overdue": edition.is_overdue,
            "signed_by": review.name if review else "",
            "role": review.role if review else "",
            "date": review.date.isoformat() if review else "",
            "signed_digest": review.digest if review else "",
            "reason": self.reason,
            "changes": [change.describe() for change in self.changes],
            "problems": [problem.to_json() for problem in edition.problems],
        }


def standing(edition: CurrentEdition, kind: Kind, reviews: Reviews, words: Words) -> Standing:
    """Return how signatures of a kind under an edition stand; `words` finds those of a digest."""
    if not edition.digest:
        return Standing(edition, kind, "cannot be made")
    found = reviews.of(edition.topic, edition.locale, kind)
    valid = reviews.find(edition.topic, edition.locale, edition.digest, kind)
    if valid:
        return Standing(edition, kind, "signed", valid)
    if not found:
        return Standing(edition, kind, "unsigned")
    last = found[-1]
    if last.event == "withdrawn":
        reason = f"withdrawn by {last.name} on {last.date}"
        return Standing(
            edition, kind, "withdrawn", last, f"{reason}: {last.reason}" if last.reason else reason
        )
    if not last.digest:
        return Standing(edition, kind, "ended", last, SOURCE_ONLY)
    old, new = words(last.digest), words(edition.digest)
    changes = compare(old, new, edition.locale).changes if old and new else ()
    told = "; ".join(change.summary for change in changes[:3])
    more = f"; and {len(changes) - 3} more" if len(changes) > 3 else ""
    reason = (
        f"the words changed after they were signed: {told}{more}"
        if told
        else ("the words changed after they were signed")
    )
    return Standing(edition, kind, "ended", last, reason, changes)


@dataclass(frozen=True, slots=True)
class Due:
    """A text whose review is due."""

    edition: CurrentEdition
    day: datetime.date
    # Negative if it is past.
    days: int
    is_signed: bool

    def describe(self) -> dict[str, Any]:
        """Return it as JSON data."""
        edition = self.edition
        return {
            "topic": edition.topic,
            "locale": edition.locale,
            "title": edition.title,
            "review_by": self.day.isoformat(),
            "days": self.days,
            "signed": self.is_signed,
        }


def due(
    editions: Sequence[CurrentEdition], reviews: Reviews, today: datetime.date, within_days: int
) -> tuple[Due, ...]:
    """Return what is to be reviewed within so many days, the earliest first."""
    found = []
    for edition in editions:
        if not edition.review_by:
            continue
        day = datetime.date.fromisoformat(edition.review_by)
        left = (day - today).days
        if left <= within_days:
            signed = reviews.find(edition.topic, edition.locale, edition.digest, "clinical")
            found.append(Due(edition, day, left, signed is not None))
    return tuple(
        sorted(found, key=lambda item: (item.day, item.edition.topic, item.edition.locale))
    )
