"""What the coverage file may say: an article's claims and where our handouts answer them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from handouts.inputs.models.base import SLUG, InputModel, Line, Paragraph
from handouts.inputs.models.facts import FactId

Verdict = Literal[
    "true", "true-with-caveat", "outdated", "unsupported", "wrong", "omission", "error"
]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

RowId = Annotated[str, Field(pattern=r"^C\d{2}$")]
BlockId = Annotated[str, Field(pattern=r"^S\d{2}$")]
TopicId = Annotated[str, Field(pattern=f"^{SLUG.pattern}$")]


class Answer(InputModel):
    """A place in our handouts that answers a claim."""

    topic: TopicId = Field(description="topic that answers")
    section: Line = Field(description="heading in its English text, or `key points` and the like")


class Claim(InputModel):
    """One claim of the article, judged, and what we say instead."""

    claim: Line = Field(description="the claim in our own few words")
    verdict: Verdict = Field(description="how it compares with the fact base")
    says: Paragraph | None = Field(None, description="what our handouts say")
    answers: tuple[Answer, ...] = Field((), description="where they say it")
    left_out: Line | None = Field(None, description="what we do not repeat, and why")
    facts: tuple[FactId, ...] = Field(min_length=1, description="facts behind the answer")

    @model_validator(mode="after")
    def _dealt_with(self) -> Self:
        if not self.answers and not self.left_out:
            raise ValueError("answers: name a topic and section, or say why it is `left_out`")
        if bool(self.says) != bool(self.answers):
            raise ValueError("says: goes together with `answers`; write both or neither")
        return self


class Question(InputModel):
    """One of the article's questions and the topics that answer it."""

    asks: Line = Field(description="the question in our own words")
    topics: tuple[TopicId, ...] = Field(min_length=1, description="topics that answer it")


class Coverage(InputModel):
    """`content/coverage.yaml`."""

    rows: dict[RowId, Claim] = Field(description="claims, by row of the clinical review")
    questions: dict[BlockId, Question] = Field(description="questions, by block of the review")

    def places(self) -> Iterator[tuple[str, Answer]]:
        """Yield every answer with the row that it belongs to."""
        for row, claim in self.rows.items():
            for answer in claim.answers:
                yield row, answer
