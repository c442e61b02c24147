"""What all models of written input share."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class InputModel(BaseModel):
    """Something a person wrote: frozen, and unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def _one_line(value: str) -> str:
    if "\n" in value:
        raise ValueError("must be one line")
    return value


SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?")
# What Windows keeps for devices: no file or folder can be called so, whatever its ending.
DEVICE = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
LOCALE = re.compile(r"^[a-z]{2,3}(-[A-Z]{2})?$")

Line = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_one_line)]
Paragraph = Annotated[str, Field(min_length=1, max_length=1200)]
