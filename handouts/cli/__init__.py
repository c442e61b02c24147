"""The command line: reads options, calls the engine, prints the outcome."""

from __future__ import annotations

import importlib
import os
import sys
from typing import IO, Any

import click

from handouts import __version__, plugins
from handouts.cli.terminal import say
from handouts.errors import HandoutsError, InvalidInput
from handouts.writing import NO_ROOM

# Every command with its line of help, so that the list is printed without loading them all.
COMMANDS = {
    "batch": "Build every leaflet that the clinics in DIR ask for, where anything changed.",
    "check": "Check clinics' leaflets: language, numbers, claims, sources, dates, pages, PDF/UA.",
    "customize": "Copy a shipped file into the clinic's folder, to change it there.",
    "desk": "Open a page on this computer to give leaflets and to look back at them.",
    "diff": "Say what changed between two PDFs, or between an issue and what would be given today.",
    "doctor": "Tell whether this machine can make handouts.",
    "explain": "Tell where the value of KEY in a clinic's settings comes from.",
    "give": "Make leaflets for one patient, keep them and record that they are given.",
    "init": "Write a clinic folder that renders at once.",
    "inspect": "Read PDFs back: current, superseded, expired, altered or unknown.",
    "manifest": "Work with the record that `handouts batch` keeps of its PDFs.",
    "new": "Write a topic of your own, called NAME, into the clinic's folder.",
    "record": "Look back at what was given; the record names no patient.",
    "render": "Render the named topics as finished PDF handouts.",
    "reprint": "Write or print the pages of an issue again, from the archive, as they were.",
    "review": "Sign the very words that are printed, and see which signatures still hold.",
    "site": "Write the leaflets that the clinic in DIR builds as pages for any web server.",
    "topics": "List the topics: title, languages, version and when each must be reviewed.",
}
MAX_PROBLEMS, MAX_LETTERS = 10, 1_900  # of one message
INTERRUPTED = 130  # what shells report for Ctrl-C


class Reported(click.ClickException):
    """An error of ours as Click wants it: printed on standard error, with its exit status."""

    def __init__(self, error: HandoutsError) -> None:
        super().__init__(_told(error))
        self.exit_code = error.exit_code  # type: ignore[misc]  # Click has it for the class

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message."""
        say(self.message, err=True, file=file)


def _told(error: HandoutsError) -> str:
    """Return the message of an error: the first problems, and how many more there are."""
    if not isinstance(error, InvalidInput):
        return _shorten(error.message)
    told: list[str] = []
    for problem in error.problems[:MAX_PROBLEMS]:
        line = _shorten(str(problem))
        if told and sum(map(len, told)) + len(line) > MAX_LETTERS:
            break
        told.append(line)
    more = len(error.problems) - len(told)
    return "\n".join([*told, *([f"and {more} more; fix these first"] if more else [])])


def _shorten(text: str) -> str:
    """Return `text`, cut where it gets too long for a message."""
    return text if len(text) <= MAX_LETTERS else f"{text[:MAX_LETTERS]}…"


def _load_plugins(
    _context: click.Context, _parameter: click.Parameter, names: tuple[str, ...]
) -> None:
    """Load plugins before any command is, whose options list what there is."""
    try:
        plugins.load(names)
    except HandoutsError as error:
        raise Reported(error) from error
    for plugin in plugins.loaded():
        for part in plugin.parts:
            if part.problem:
                what = f"plugin {plugin.name}: {part.kind} {part.name}"
                say(f"warning: {what} was left out: {part.problem}", err=True)


class Commands(click.Group):
    """The commands, each loaded when it is asked for.

    Our errors and Ctrl-C end any of them with their own exit status.
    """

    def list_commands(self, context: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command of that name, or None."""
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"handouts.cli.{name}"), name)
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, context: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(context)
        except HandoutsError as error:
            raise Reported(error) from error
        except KeyboardInterrupt:
            say("\nInterrupted; every PDF that is there is whole.", err=True)
            context.exit(INTERRUPTED)
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            # What is printed goes to a file on a full disk; nothing more can be said there.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            message = "the output of this command could not be written: the disk is full"
            told = HandoutsError(f"{message}; every PDF that is there is whole")
            raise Reported(told) from None


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with `handouts render risks`, or `handouts init my-clinic` for your own clinic.",
)
@click.version_option(__version__, prog_name="handouts")
@click.option(
    "--plugin", "plugin_names", multiple=True, metavar="NAME", envvar=plugins.VARIABLE,
    is_eager=True, expose_value=False, callback=_load_plugins,
    help="Load an installed plugin; may be repeated. `handouts doctor` lists them.",
)  # fmt: skip
def main() -> None:
    """Make branded patient handouts for ketamine and esketamine clinics.

    Exit status: 0 all done, 1 some leaflets failed or a check failed, 2 wrong input or usage,
    130 interrupted.
    """
