"""How the nasal spray is used: small drawings in order, with words below each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, RootModel

from handouts.components.base import ComponentSpec, DrawContext, ProseField, Use
from handouts.inputs.models.base import InputModel, Paragraph


class SprayStep(InputModel):
    """One drawing of how the spray is used, and the words below it."""

    picture: Literal["blow", "recline", "spray", "rest"] = Field(description="which drawing")
    text: Paragraph = Field(description="what to do")


class SpraySteps(RootModel[Annotated[tuple[SprayStep, ...], Field(min_length=3, max_length=4)]]):
    """How the spray is used, in order."""


def _build(_context: DrawContext, use: Use) -> Mapping[str, Any]:
    steps = [{"picture": step.picture, "text": use.html(step.text)} for step in use.model.root]
    return {"title": use.title, "steps": steps}


COMPONENT = ComponentSpec(
    name="spray-steps",
    summary="How the nasal spray is used: small drawings in order, with words below each.",
    example=""":::spray-steps
- {picture: blow, text: Blow your nose.}
- {picture: recline, text: Lean back.}
- {picture: spray, text: Spray into one side.}
:::""",
    body="settings",
    build=_build,
    model=SpraySteps,
    prose_fields={"text": ProseField("paragraph")},
    roles=frozenset({"drawing", "visual", "steps"}),
    wide=True,
)
