"""The command line: reads options, calls the engine, prints the outcome."""

from __future__ import annotations

from typing import Any

import click

from handouts import __version__
from handouts.cli.batch import batch
from handouts.cli.check import check
from handouts.cli.customize import customize
from handouts.cli.doctor import doctor
from handouts.cli.init import init
from handouts.cli.inspect import inspect
from handouts.cli.manifest import manifest
from handouts.cli.render import render
from handouts.cli.topics import topics

INTERRUPTED = 130  # what shells report for Ctrl-C


class Commands(click.Group):
    """The commands; Ctrl-C ends any of them with its own exit status."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(context)
        except KeyboardInterrupt:
            click.echo("\nInterrupted; every PDF that is there is whole.", err=True)
            context.exit(INTERRUPTED)


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


for command in (render, batch, manifest, topics, check, init, customize, inspect, doctor):
    main.add_command(command)
