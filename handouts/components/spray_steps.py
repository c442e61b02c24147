"""How the nasal spray is used: small drawings in order, with words below each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, RootModel

from handouts.components.base import ComponentSpec, DrawContext, ProseField, Use
from handouts.inputs.models.base import InputModel, Line, Paragraph


class SprayStep(InputModel):
    """One drawing of how the spray is used, and the words below it."""

    picture: Line = Field(description="name of a picture")
    text: Paragraph = Field(description="what to do")


class SpraySteps(RootModel[Annotated[tuple[SprayStep, ...], Field(min_length=3, max_length=4)]]):
    """How the spray is used, in order."""


def _build(context: DrawContext, use: Use) -> Mapping[str, Any]:
    steps = [
        {
            "picture": context.picture(use, step.picture, index, "picture"),
            "text": use.html(step.text),
        }
        for index, step in enumerate(use.model.root)
    ]
    return {"title": use.title, "steps": steps}


COMPONENT = ComponentSpec(
    name="spray-steps",
    summary="How the nasal spray is used: small drawings in order, with words below each.",
    example=""":::spray-steps
- {picture: blow-nose, text: Blow your nose.}
- {picture: lean-back, text: Lean back.}
- {picture: spray, text: Spray into one side.}
:::""",
    body="settings",
    build=_build,
    model=SpraySteps,
    prose_fields={"text": ProseField("paragraph")},
    roles=frozenset({"drawing", "visual", "steps"}),
    wide=True,
)
