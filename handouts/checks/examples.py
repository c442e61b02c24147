"""The texts that a check flags and those that it leaves alone: the YAML file beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

from handouts.inputs.yaml import parse_yaml

Kind = Literal["flag", "pass"]


@dataclass(frozen=True, slots=True)
class Example:
    """A text, and whether its check must flag it."""

    check: str
    locale: str
    kind: Kind
    text: str | Mapping[str, Any]
    """A body, or `body` with settings of the front matter."""
    group: str = ""
    """What it is an example of, where a check looks for several things: a claim's name."""


def examples_of(check: str) -> tuple[Example, ...]:
    """Return the examples of a check of texts, none if there is no file beside it."""
    name = f"{check.replace('-', '_')}.yaml"
    file = resources.files("handouts.checks.text") / name
    if not file.is_file():
        return ()
    data = parse_yaml(file.read_text("utf-8"), name).data
    return tuple(_read(check, data)) if isinstance(data, Mapping) else ()


def _read(check: str, data: Mapping[str, Any]) -> Iterator[Example]:
    """Yield the examples of a file: by language, by group if there are groups, by kind."""
    for locale, groups in data.items():
        named = {"": groups} if "flag" in groups else groups
        for group, kinds in named.items():
            for kind in ("flag", "pass"):
                for text in kinds[kind] or ():
                    yield Example(check, locale, kind, text, group)
