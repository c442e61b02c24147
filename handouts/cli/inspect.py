"""`handouts inspect`: which text a PDF was made from, and whether it may still be handed out."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from handouts.authoring.requests import InspectRequest
from handouts.cli.options import (
    clinic_option,
    json_option,
    limit_options,
    print_json,
    today_option,
)
from handouts.cli.pool import ask_once
from handouts.cli.terminal import say
from handouts.isolation.tasks import Limits, Task


@click.command(
    name="inspect",
    epilog="""\b
Examples:
  handouts inspect out/harbor-light/en/risks.sheet.letter.pdf
  handouts inspect old/*.pdf -c my-clinic --json
""",
)
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@clinic_option
@json_option
@today_option
@limit_options
@click.pass_context
def inspect(
    context: click.Context,
    files: tuple[Path, ...],
    clinic: Path | None,
    as_json: bool,
    today: datetime.date,
    limits: Limits,
) -> None:
    """Read PDFs back: topic, version, clinic and text; current, expired or altered.

    Compared with the clinic's texts over ours, or with ours alone if no clinic is named.
    Exit status: 0 all are current and unaltered, 1 some are not, 2 a file is not one of ours.
    """
    name = str(clinic or "handouts")
    request = InspectRequest(clinic, files, today)
    reports = list(ask_once(Task(name, name, request), limits).reports)
    if as_json:
        print_json(reports)
    else:
        for report in reports:
            _print(report)
    context.exit(0 if all(report["good"] for report in reports) else 1)


def _print(report: Mapping[str, Any]) -> None:
    say(report["file"])
    say(
        f"  clinic {report['clinic']}, {report['locale']}, {report['format']} on "
        f"{report['paper']}, made by {report['generator']}"
    )
    for topic in report["topics"]:
        name = f"{topic['ref']} {topic['topic']}"
        say(f"  {name}, version {topic['version']}: {topic['words']}")
    if report["altered"]:
        say("  ALTERED: the pages are not those that were written")
