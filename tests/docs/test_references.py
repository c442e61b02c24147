"""The references that are made from the program say what the program says."""

from __future__ import annotations

from typing import Any

import click
import pytest
from pydantic import BaseModel

from docs import make_commands, make_settings
from handouts.cli import main
from handouts.inputs.models.clinic import ClinicSettings


def test_the_command_reference_is_up_to_date() -> None:
    text = make_commands.PAGE.read_text("utf-8")
    assert make_commands.commands_page() == text, "run `python -m docs.make_commands`"


def test_a_new_option_makes_it_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    command = main.get_command(click.Context(main, **main.context_settings), "doctor")
    assert command
    monkeypatch.setattr(command, "params", [*command.params, click.Option(["--loud"], help="Cry.")])
    assert "| `--loud TEXT` | Cry. |" in make_commands.commands_page()


def test_the_settings_reference_is_up_to_date() -> None:
    text = make_settings.PAGE.read_text("utf-8")
    assert make_settings.settings_page() == text, "run `python -m docs.make_settings`"


def keys(model: type[BaseModel], above: str = "") -> set[str]:
    """Return the places of all keys below a model that are not in lists or maps."""
    found: set[str] = set()
    for key, field in model.model_fields.items():
        found.add(f"{above}{key}")
        kind: Any = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found |= keys(kind, f"{above}{key}.")
    return found


def test_every_key_has_a_row() -> None:
    page = make_settings.settings_page()
    every = keys(ClinicSettings) | {"logo.file", "sets.NAME.topics[].give", "accept.not_judged"}
    assert "policy.infusion.food_hours" in every
    assert [key for key in sorted(every) if f"| `{key}` |" not in page] == []
