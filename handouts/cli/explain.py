"""`handouts explain`: where a clinic's setting comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from handouts.authoring.requests import ExplainRequest
from handouts.cli.options import clinic_option, json_option, limit_options, print_json
from handouts.cli.pool import ask_once
from handouts.cli.terminal import say
from handouts.isolation.tasks import Limits, Task


@click.command(
    epilog="""\b
Examples:
  handouts explain policy.infusion.food_hours -c north
  handouts explain policy -c north
"""
)
@click.argument("key")
@clinic_option
@json_option
@limit_options
def explain(key: str, clinic: Path | None, as_json: bool, limits: Limits) -> None:
    """Tell where the value of KEY in a clinic's settings comes from.

    The clinic's own clinic.yaml comes first, then that of the group it extends, then our default.
    Of a map, each value below it is told.
    """
    if clinic is None:
        raise click.UsageError("Name the clinic's folder with -c.")
    name = str(clinic)
    found = ask_once(Task(name, name, ExplainRequest(clinic, key)), limits)
    if as_json:
        print_json(list(found.entries))
        return
    for entry in found.entries:
        for line in _lines(entry):
            say(line)


def _lines(entry: Mapping[str, Any]) -> Iterator[str]:
    if entry["file"]:
        yield f"{entry['key']}: {_typed(entry['value'])}    {entry['file']}:{entry['line']}"
    elif entry["value"] is None:
        yield f"{entry['key']}: not set, and there is no default"
    else:
        yield f"{entry['key']}: {_typed(entry['value'])}    the default; no file sets it"
    for other in entry["instead_of"]:
        yield f"    instead of {_typed(other['value'])}    {other['file']}:{other['line']}"
    if entry["locked_by"]:
        yield f"    locked by {entry['locked_by']}"


def _typed(value: Any) -> str:
    """Return a value on one line, as it might be typed."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_typed, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_typed(inner)}' for key, inner in value.items())}}}"
    return '""' if value == "" else str(value)
