"""A clinic's rules as texts print them: numbers as they are, named rules in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from handouts.inputs.models.strings import Strings

# The same rule in words for the person who helps: `{{ policy.infusion.drive_helper }}`.
_FOR_HELPERS = {"drive_helper": "drive", "escort_helper": "escort"}


def policy_names(model: type[BaseModel]) -> Iterator[tuple[str, str, FieldInfo]]:
    """Yield what a text may print of a product's rules: name, key of clinic.yaml, its field."""
    fields = model.model_fields
    for key, info in fields.items():
        yield key, key, info
    for name, key in _FOR_HELPERS.items():
        if key in fields:
            yield name, key, fields[key]


def in_words(strings: Strings, product: str, name: str, written: Any) -> Any:
    """Return a rule of `product` as it prints; numbers stay numbers for the filters."""
    if name == "drive":
        return getattr(strings.drive, product).for_rule(written)
    if name == "drive_helper":
        return getattr(strings.helper.drive, product).for_rule(written)
    if name == "escort":
        return strings.escort.for_rule(written)
    if name == "escort_helper":
        return strings.helper.escort.for_rule(written)
    if name == "pills":
        return strings.pills.for_rule(written)
    return written
