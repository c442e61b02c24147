"""Labelled blanks to fill with a pen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, RootModel

from handouts.components.base import ComponentSpec, DrawContext, ProseField, Use
from handouts.inputs.models.base import InputModel, Line


class WriteInField(InputModel):
    """A labelled blank to fill with a pen."""

    label: Line = Field(description="what to write there")
    size: Literal["short", "long", "lines"] = Field("long", description="short, long or lines")


class WriteInFields(
    RootModel[Annotated[tuple[WriteInField, ...], Field(min_length=1, max_length=6)]]
):
    """Blanks to fill with a pen."""


def _build(_context: DrawContext, use: Use) -> Mapping[str, Any]:
    fields = [{"label": use.html(field.label), "size": field.size} for field in use.model.root]
    return {"title": use.title, "fields": fields}


COMPONENT = ComponentSpec(
    name="write-in",
    summary="Labelled blanks to fill with a pen.",
    example=""":::write-in
- {label: My driver, size: short}
- {label: What I want to ask, size: lines}
:::""",
    body="settings",
    build=_build,
    model=WriteInFields,
    prose_fields={"label": ProseField("cell")},
    roles=frozenset({"tool", "blanks", "titled", "no-claims"}),
)
