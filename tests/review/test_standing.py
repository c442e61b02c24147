"""How signatures stand: they hold for the printed words, and for nothing else."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from pydantic import ValidationError

from handouts.inputs.models.review import MAX_NAME, Kind, Review, Reviews
from handouts.record.requests import CurrentEdition
from handouts.review.standing import SOURCE_ONLY, Standing, due, standing

OLD, NEW = "0a" * 32, "0b" * 32
WORDS = {OLD: ("Eat nothing for 6 hours.", "Rest."), NEW: ("Eat nothing for 8 hours.", "Rest.")}
TODAY = datetime.date(2026, 12, 1)


def an_edition(digest: str = NEW, topic: str = "tiny", **changed: Any) -> CurrentEdition:
    return CurrentEdition(
        topic, "en", "Tiny", digest, "7K3F-92QD", **{"review_by": "2027-02-01", **changed}
    )


def a_review(digest: str = NEW, **changed: Any) -> Review:
    fields = {
        "topic": "tiny", "locale": "en", "digest": digest, "name": "Dr. A", "role": "Psychiatrist",
        "date": datetime.date(2026, 11, 1),
    }  # fmt: skip
    return Review.model_validate({**fields, **changed})


def stands(
    *reviews: Review, kind: Kind = "clinical", edition: CurrentEdition | None = None
) -> Standing:
    return standing(edition or an_edition(), kind, Reviews(reviews), WORDS.get)


def test_a_signature_under_these_words_holds() -> None:
    found = stands(a_review())
    assert (found.state, found.reason) == ("signed", "")
    assert found.describe()["signed_by"] == "Dr. A"


def test_a_changed_figure_ends_it_and_is_named_old_and_new() -> None:
    found = stands(a_review(OLD))
    assert found.state == "ended"
    assert "6 hours.” → “Eat nothing for 8 hours" in found.reason
    (change,) = found.describe()["changes"]
    assert (change["gone"], change["come"]) == (["6"], ["8"])


def test_words_that_were_not_kept_end_it_all_the_same() -> None:
    found = standing(an_edition(), "clinical", Reviews((a_review("0c" * 32),)), WORDS.get)
    assert (found.state, found.changes) == ("ended", ())


@pytest.mark.parametrize("other", ["translation", "lay", "clarity"])
def test_one_kind_never_stands_for_another(other: Kind) -> None:
    review = a_review(kind=other)
    assert stands(review).state == "unsigned"
    assert stands(review, kind=other).state == "signed"


def test_a_withdrawal_is_an_entry_and_ends_the_signature() -> None:
    gone = a_review(event="withdrawn", name="Dr. B", reason="wrong dose")
    found = stands(a_review(), gone)
    assert found.state == "withdrawn"
    assert "Dr. B" in found.reason
    assert "wrong dose" in found.reason
    assert stands(a_review(), gone, a_review()).state == "signed"


def test_an_old_entry_for_the_source_counts_no_more() -> None:
    found = stands(a_review("", text_hash="0123456789abcdef"))
    assert (found.state, found.reason) == ("ended", SOURCE_ONLY)


def test_a_topic_that_cannot_be_made_is_not_signed() -> None:
    assert stands(a_review(), edition=an_edition("")).state == "cannot be made"


def test_a_name_longer_than_its_room_is_refused() -> None:
    with pytest.raises(ValidationError):
        a_review(name="A" * (MAX_NAME + 1))


def test_an_entry_says_what_was_signed() -> None:
    with pytest.raises(ValidationError, match="digest"):
        a_review("")


def test_what_is_due_comes_earliest_first_and_says_whether_it_is_signed() -> None:
    late = an_edition(topic="late", review_by="2026-11-30")
    far = an_edition(topic="far", review_by="2028-01-01")
    found = due([an_edition(), far, late], Reviews((a_review(),)), TODAY, 90)
    assert [(item.edition.topic, item.days, item.is_signed) for item in found] == [
        ("late", -1, False),
        ("tiny", 62, True),
    ]
