"""What the clinician who signs a text off must confirm first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from handouts.document.fact_usage import facts_of
from handouts.inputs.models.facts import FactBase
from handouts.inputs.models.topic import Topic


@dataclass(frozen=True, slots=True)
class ReviewNote:
    """What the clinician who signs a topic off must confirm first."""

    fact: str  # its id
    is_recalled: bool  # from memory: nobody has seen the source
    statement: str  # what it says
    note: str  # what to compare

    def describe(self) -> dict[str, Any]:
        """Return the note as plain data."""
        return {
            "fact": self.fact,
            "status": "recalled" if self.is_recalled else "checked",
            "statement": self.statement,
            "note": self.note,
        }


def review_notes(topic: Topic, facts: FactBase) -> tuple[ReviewNote, ...]:
    """Return a note for each fact of a topic that is recalled, or has something to confirm."""
    cited = {name: facts.facts[name] for name in facts_of(topic) if name in facts.facts}
    return tuple(
        ReviewNote(name, fact.status == "recalled", fact.statement, fact.confirm)
        for name, fact in cited.items()
        if fact.confirm or fact.status == "recalled"
    )
