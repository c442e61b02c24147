"""Where two nerve cells meet, and what ketamine does there: a drawing with its labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from handouts.components.base import ComponentSpec, DrawContext, ProseField, Use
from handouts.components.chances import label_view
from handouts.inputs.models.base import InputModel, Line


class Nerve(InputModel):
    """The labels of the drawing; what stands in brackets at the end of one goes below it."""

    caption: Line = Field(description="what the drawing shows")
    key: Line = Field(description="that solid lines are known, and dashed ones a theory")
    sending: Line = Field(description="label of the upper cell")
    messenger: Line = Field(description="label of the dots between the cells")
    dock: Line = Field(description="label of the docking points")
    cap: Line = Field(description="what ketamine does: it sits in a docking point like a cap")
    message: Line = Field(description="below an open dock: the message goes on")
    no_message: Line = Field(description="below the blocked one: it does not")
    receiving: Line = Field(description="label of the lower cell")
    contact: Line = Field(description="label of the new contact, drawn dashed: a theory")


def _build(_context: DrawContext, use: Use) -> Mapping[str, Any]:
    nerve: Nerve = use.model
    return {
        "title": use.title,
        "labels": {key: label_view(use, text) for key, text in nerve.model_dump().items()},
    }


COMPONENT = ComponentSpec(
    name="nerve",
    summary="Where two nerve cells meet, and what ketamine does there: a drawing with its labels.",
    example=""":::nerve
caption: Where two nerve cells meet
key: "Solid line: known. Dashed: a theory."
sending: Sending cell
messenger: Messenger (glutamate)
dock: Docking point (NMDA receptor)
cap: Ketamine (blocks the dock)
message: message goes on
no_message: no message
receiving: Receiving cell
contact: New contact? (a theory)
:::""",
    body="settings",
    build=_build,
    model=Nerve,
    prose_fields={key: ProseField("cell") for key in Nerve.model_fields},
    roles=frozenset({"drawing", "visual", "titled"}),
    wide=True,
)
