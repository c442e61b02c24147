"""What `reviews.yaml` may say: who signed off which text, and when."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field, RootModel

from handouts.inputs.models.base import InputModel, Line


class Review(InputModel):
    """One signature under one text. It holds for that text only: a changed word ends it."""

    topic: Line = Field(description="topic id", examples=["risks"])
    locale: Line = Field(description="language of the text", examples=["en"])
    text_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")] = Field(
        description="hash of the text that was read, from `handouts topics --json`"
    )
    kind: Literal["clinical", "translation", "lay", "clarity"] = Field(
        "clinical",
        description="clinical: for the content; translation; lay: a patient's reading; clarity: "
        "the items of the CDC Index and PEMAT that a person judges",
    )
    name: Line = Field(description="who reviewed it", examples=["Dr. A. Rivera"])
    role: Line = Field(description="the reviewer's role", examples=["Psychiatrist"])
    date: datetime.date = Field(description="date of the review", examples=["2026-11-23"])


class Reviews(RootModel[tuple[Review, ...]]):
    """`reviews.yaml`: a list of reviews."""

    def find(self, topic: str, locale: str, text_hash: str, kind: str) -> Review | None:
        """Return the newest review of that kind of exactly this text, or None."""
        found = [
            review
            for review in self.root
            if (review.topic, review.locale, review.kind) == (topic, locale, kind)
            and review.text_hash == text_hash
        ]
        return max(found, key=lambda review: review.date, default=None)
