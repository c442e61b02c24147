"""A plan to fill in with a pen: headed lines on a ground of their own, in two columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from handouts.components.base import ComponentSpec, DrawContext, ProseField, Use
from handouts.inputs.models.base import InputModel, Line


class PlanField(InputModel):
    """Lines to write on, with what to write there."""

    label: Line = Field(description="what to write there")
    lines: Annotated[int, Field(ge=1, le=4)] = Field(1, description="how many lines, 1 to 4")
    split: bool = Field(False, description="yes parts each line, as for a name and a number")


class Plan(InputModel):
    """A plan to fill in."""

    intro: str = Field("", description="when to fill it in, and with whom")
    fields: tuple[PlanField, ...] = Field(
        min_length=2, max_length=8, description="what to fill in, row by row"
    )


def _build(_context: DrawContext, use: Use) -> Mapping[str, Any]:
    plan: Plan = use.model
    return {
        "title": use.title,
        "intro": use.html(plan.intro),
        "fields": [
            {"label": use.html(field.label), "lines": field.lines, "split": field.split}
            for field in plan.fields
        ],
    }


COMPONENT = ComponentSpec(
    name="plan",
    summary="A plan to fill in with a pen: headed lines in two columns.",
    example=""":::plan My plan
intro: Fill it in on a good day.
fields:
  - {label: Signs that I am getting worse, lines: 2}
  - {label: "People I can call (name, phone)", lines: 2, split: yes}
  - {label: What calms me down}
  - {label: A place where I feel safe}
:::""",
    body="settings",
    build=_build,
    model=Plan,
    prose_fields={"label": ProseField("cell"), "intro": ProseField("paragraph")},
    roles=frozenset({"tool", "blanks", "titled", "no-claims"}),
    wide=True,
)
