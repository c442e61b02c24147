"""Words and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, RootModel

from handouts.components.base import ComponentSpec, DrawContext, ProseField, Use
from handouts.inputs.models.base import InputModel, Line


class Term(InputModel):
    """A word and what it means."""

    term: Line = Field(description="the word")
    meaning: Line = Field(description="what it means, in plain words")


class Glossary(RootModel[Annotated[tuple[Term, ...], Field(min_length=1, max_length=12)]]):
    """Words and what they mean."""


def _build(_context: DrawContext, use: Use) -> Mapping[str, Any]:
    entries = [
        {"term": use.html(term.term), "meaning": use.html(term.meaning)} for term in use.model.root
    ]
    return {"title": use.title, "entries": entries}


COMPONENT = ComponentSpec(
    name="glossary",
    summary="Words and what they mean.",
    example=""":::glossary
- {term: Infusion, meaning: medicine that drips into a vein}
:::""",
    body="settings",
    build=_build,
    model=Glossary,
    prose_fields={"term": ProseField("cell"), "meaning": ProseField("paragraph")},
    roles=frozenset({"titled", "terms"}),
)
