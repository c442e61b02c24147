"""`handouts new`: something of a clinic's own to start from."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from handouts.authoring.new_topic import write_topic
from handouts.cli.options import own_clinic_option, today_option
from handouts.cli.terminal import say
from handouts.inputs.clinic import read_own_folder


@click.command(
    epilog="""\b
Examples:
  handouts new topic parking -c my-clinic
"""
)
@click.argument("kind", type=click.Choice(["topic"], case_sensitive=False))
@click.argument("name")
@own_clinic_option
@today_option
def new(kind: str, name: str, clinic: Path, today: datetime.date) -> None:  # noqa: ARG001
    """Write a topic of your own, called NAME, into the clinic's folder.

    It can be printed as it is, and passes `handouts check`; then change its words to yours.
    """
    read_own_folder(clinic)
    path = write_topic(clinic, name, today)
    say(f"Wrote {path}. Next:")
    say("  1. Change its words to yours.")
    say(f"  2. handouts render {name} -c {clinic}")
    say(f"  3. handouts check {clinic}")
