"""`handouts inspect`: which edition a PDF is, and whether it may still be handed out."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from handouts import assets
from handouts.batch.requests import ClinicSource
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
from handouts.record.requests import InspectRequest


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
    """Read PDFs back: current, superseded, expired, altered or unknown.

    The words of a PDF are compared with those that the clinic would print today, and its bytes
    with the archive of what was given and the manifest of a batch, where there is one. Without
    them, a file can only vouch for itself: that finds accidents, not forgers.

    Exit status: 0 all are current, 1 some are not, 2 a file is not one of ours.
    """
    folder = clinic or assets.example_clinic()
    request = InspectRequest(ClinicSource(folder), files, today)
    reports = list(ask_once(Task(str(folder), str(folder), request), limits).reports)
    if as_json:
        print_json(reports)
    else:
        for report in reports:
            _print(report)
    context.exit(0 if all(report["good"] for report in reports) else 1)


def _print(report: Mapping[str, Any]) -> None:
    say(f"{report['file']}: {report['state']}")
    say(
        f"  clinic {report['clinic']}, {report['locale']}, {report['format']} on "
        f"{report['paper']}, made by {report['generator']}"
    )
    for topic in report["topics"]:
        name = f"{topic['ref']} {topic['version']} {topic['mark']}".rstrip()
        say(f"  {name}: {topic['words']}")
    say(f"  {report['vouched']}")
