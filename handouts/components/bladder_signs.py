"""The signs of bladder trouble, one for each numbered mark of a drawing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, Field

from handouts.components.base import ComponentSpec, DrawContext, ProseField, Use
from handouts.inputs.models.base import InputModel, Paragraph

Mark = Literal["kidneys", "bladder", "outlet"]


class Sign(InputModel):
    """What may be felt at one of the numbered marks of the drawing."""

    mark: Mark = Field(description="kidneys, bladder or outlet")
    text: Paragraph = Field(description="what may be felt there, and what to do")


def _every_mark(signs: tuple[Sign, ...]) -> tuple[Sign, ...]:
    """Return the signs in the order of the drawing's numbers, one for each number."""
    order = get_args(Mark)
    if sorted(sign.mark for sign in signs) != sorted(order):
        raise ValueError(f"write one sign for each mark of the drawing: {', '.join(order)}")
    return tuple(sorted(signs, key=lambda sign: order.index(sign.mark)))


class BladderSigns(InputModel):
    """The signs of bladder trouble, one for each mark of the drawing."""

    signs: Annotated[tuple[Sign, ...], AfterValidator(_every_mark)] = Field(
        description="kidneys, bladder and outlet, each with its text"
    )


def _build(_context: DrawContext, use: Use) -> Mapping[str, Any]:
    signs = [use.html(sign.text) for sign in use.model.signs]
    return {"title": use.title, "signs": signs}


COMPONENT = ComponentSpec(
    name="bladder-signs",
    summary="The signs of bladder trouble, one for each numbered mark of a drawing.",
    example=""":::bladder-signs Where you may feel it
signs:
  - {mark: kidneys, text: Fever and pain in your side}
  - {mark: bladder, text: You need to go more often}
  - {mark: outlet, text: It burns when you go}
:::""",
    body="settings",
    build=_build,
    model=BladderSigns,
    prose_fields={"text": ProseField("paragraph")},
    roles=frozenset({"drawing", "visual"}),
    wide=True,
)
