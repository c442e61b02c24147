"""The command line: reads options, calls the engine, prints the outcome."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from typing import Any

import click

from handouts import __version__
from handouts.errors import HandoutsError

COMMANDS = (
    "batch", "check", "customize", "doctor", "init", "inspect", "manifest", "render", "topics",
)  # fmt: skip
_NO_ROOM = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
INTERRUPTED = 130  # what shells report for Ctrl-C


class Commands(click.Group):
    """The commands, each loaded when it is asked for; Ctrl-C ends any with its own exit status."""

    def list_commands(self, context: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command of that name, or None."""
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"handouts.cli.{name}"), name)
        return command

    def invoke(self, context: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(context)
        except KeyboardInterrupt:
            click.echo("\nInterrupted; every PDF that is there is whole.", err=True)
            context.exit(INTERRUPTED)
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            # What is printed goes to a file on a full disk; nothing more can be said there.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            message = "the output of this command could not be written: the disk is full"
            raise HandoutsError(f"{message}; every PDF that is there is whole") from None


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with `handouts render risks`, or `handouts init my-clinic` for your own clinic.",
)
@click.version_option(__version__, prog_name="handouts")
def main() -> None:
    """Make branded patient handouts for ketamine and esketamine clinics.

    Exit status: 0 all done, 1 some leaflets failed or a check failed, 2 wrong input or usage,
    130 interrupted.
    """
