"""Write docs/commands.md from the command line itself: `python -m docs.make_commands`."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click

from handouts.cli import main

PAGE = Path(__file__).with_name("commands.md")
HEAD = """\
# Commands

All commands with their options. Made from the program by `python -m docs.make_commands`; do not
edit it. `handouts COMMAND --help` shows the same at the keyboard. In the tables `…` after an option
means that it may be repeated.
"""


def commands_page() -> str:
    """Return the reference of all commands."""
    context = click.Context(main, info_name="handouts", **main.context_settings)
    parts = [HEAD, _options(main, context)]
    parts += [_entry(command, inner) for command, inner in _commands(main, context)]
    return "\n".join(part for part in parts if part)


def _commands(
    group: click.Group, context: click.Context
) -> Iterator[tuple[click.Command, click.Context]]:
    """Yield every command below `group`, a group before its commands."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        inner = click.Context(command, info_name=name, parent=context)
        yield command, inner
        if isinstance(command, click.Group):
            yield from _commands(command, inner)


def _entry(command: click.Command, context: click.Context) -> str:
    """Return the heading, the purpose, the options and the examples of a command."""
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    text = inspect.cleandoc(command.help or "").replace("<", "&lt;")
    parts = [f"## {context.command_path}", f"```text\n{usage}\n```", text]
    parts += [_options(command, context).rstrip()]
    if command.epilog:
        lines = inspect.cleandoc(command.epilog.replace("\b", "")).strip().splitlines()
        body = inspect.cleandoc("\n".join(["", *lines[1:]]))
        parts.append(f"```text\n{body}\n```")
    return "\n\n".join(part for part in parts if part) + "\n"


def _options(command: click.Command, context: click.Context) -> str:
    """Return the table of a command's options; empty if it has none but `--help`."""
    rows = []
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if not isinstance(parameter, click.Option) or record is None or "--help" in parameter.opts:
            continue
        name, text = (_cell(part) for part in record)
        many = " …" if parameter.multiple else ""
        rows.append(f"| `{name}`{many} | {text} |")
    return "\n".join(["| option | what it does |", "|---|---|", *rows]) + "\n" if rows else ""


def _cell(text: str) -> str:
    # A bar ends a cell, even in code.
    return re.sub(r"\s+", " ", text).replace("|", "\\|").strip()


if __name__ == "__main__":
    PAGE.write_text(commands_page(), encoding="utf-8")
