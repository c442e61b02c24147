"""What `reviews.yaml` may say: who signed which words, and who took a signature back."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field, RootModel, StringConstraints, model_validator

from handouts.inputs.models.base import InputModel, Line

Kind = Literal["clinical", "translation", "lay", "clarity"]

# The room for “Reviewed by NAME, ROLE, MONTH YEAR” is always kept on the page: three lines of it.
MAX_NAME, MAX_ROLE = 40, 36

Name = Annotated[Line, StringConstraints(max_length=MAX_NAME)]
Role = Annotated[Line, StringConstraints(max_length=MAX_ROLE)]


class Review(InputModel):
    """One signature under the words that a clinic prints, or the withdrawal of one.

    It holds for those words only: a changed word, figure or rule ends it.
    """

    topic: Line = Field(description="topic id", examples=["risks"])
    locale: Line = Field(description="language of the text", examples=["en"])
    digest: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = Field(
        "", description="SHA-256 of the printed words, from `handouts review status --json`"
    )
    mark: str = Field("", description="the edition's mark, as it stands on the page")
    text_hash: Annotated[str, Field(pattern=r"^([0-9a-f]{16})?$")] = Field(
        "", description="of an old entry: hash of the source; such a signature counts no more"
    )
    kind: Kind = Field(
        "clinical",
        description="clinical: for the content; translation; lay: a patient's reading; clarity: "
        "the items of the CDC Index and PEMAT that a person judges",
    )
    event: Literal["signed", "withdrawn"] = Field("signed", description="signed or withdrawn")
    name: Name = Field(description="who reviewed it, or took it back", examples=["Dr. A. Rivera"])
    role: Role = Field(description="that person's role", examples=["Psychiatrist"])
    date: datetime.date = Field(description="date of the review", examples=["2026-11-23"])
    reason: str = Field("", description="why it was withdrawn", max_length=400)

    @model_validator(mode="after")
    def _of_something(self) -> Review:
        if not (self.digest or self.text_hash):
            raise ValueError("digest: is missing; `handouts review sign` writes it")
        return self


class Reviews(RootModel[tuple[Review, ...]]):
    """`reviews.yaml`: a list of signatures, oldest first, that only grows."""

    def find(self, topic: str, locale: str, digest: str, kind: str) -> Review | None:
        """Return the signature of that kind under exactly these words, unless it was withdrawn."""
        found = [
            review for review in self.of(topic, locale, kind) if review.digest == digest and digest
        ]
        return found[-1] if found and found[-1].event == "signed" else None

    def of(self, topic: str, locale: str, kind: str) -> tuple[Review, ...]:
        """Return all of that kind for a topic in a language, whatever its words were."""
        return tuple(
            review
            for review in self.root
            if (review.topic, review.locale, review.kind) == (topic, locale, kind)
        )
