"""A box for each day, for a number from 0 to 10."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from handouts.components.base import ComponentSpec, DrawContext, ProseField, Use
from handouts.inputs.models.base import InputModel, Line
from handouts.l10n import weekdays


class MoodTracker(InputModel):
    """Boxes for a number from 0 to 10 a day."""

    low: Line = Field(description="what 0 stands for")
    high: Line = Field(description="what 10 stands for")
    rows: tuple[Line, ...] = Field(
        min_length=1, max_length=6, description="one line of seven boxes each", examples=["Week 1"]
    )


def _build(context: DrawContext, use: Use) -> Mapping[str, Any]:
    tracker: MoodTracker = use.model
    return {
        "title": use.title,
        "low": use.html(tracker.low),
        "high": use.html(tracker.high),
        "rows": [use.html(row) for row in tracker.rows],
        "days": weekdays(context.locale),
    }


COMPONENT = ComponentSpec(
    name="mood-tracker",
    summary="A box for each day, for a number from 0 to 10.",
    example=""":::mood-tracker My mood
low: the worst I can think of
high: the best I can think of
rows: [Week 1, Week 2]
:::""",
    body="settings",
    build=_build,
    model=MoodTracker,
    prose_fields={
        "low": ProseField("cell"),
        "high": ProseField("cell"),
        "rows": ProseField("cell"),
    },
    roles=frozenset({"visual", "tool", "chart"}),
    wide=True,
)
