"""`handouts inspect`: which text a PDF was made from, and whether it may still be handed out."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from handouts import assets
from handouts.cli.options import (
    clinic_option,
    json_option,
    limit_options,
    print_json,
    today_option,
)
from handouts.inputs.clinic import read_clinic_folder
from handouts.inputs.library import load_library
from handouts.isolation.guard import answer
from handouts.isolation.tasks import Limits
from handouts.pdf.provenance import inspect_pdf

INSPECTED = "handouts.cli.inspect:inspected"


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
    request = {
        "folder": str(clinic) if clinic else "",
        "files": [str(file) for file in files],
        "today": today.isoformat(),
    }
    reports = json.loads(answer(INSPECTED, request, limits).data)
    if as_json:
        print_json(reports)
    else:
        for report in reports:
            _print(report)
    context.exit(0 if all(report["good"] for report in reports) else 1)


def inspected(request: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return the report on each file as JSON."""
    folder = request["folder"]
    files = read_clinic_folder(Path(folder)) if folder else {}
    library = load_library(assets.shipped_files(), files, folder)
    today = datetime.date.fromisoformat(request["today"])
    reports = [inspect_pdf(Path(file), library, today).describe() for file in request["files"]]
    return {}, json.dumps(reports).encode()


def _print(report: Mapping[str, Any]) -> None:
    click.echo(report["file"])
    click.echo(
        f"  clinic {report['clinic']}, {report['locale']}, {report['format']} on "
        f"{report['paper']}, made by {report['generator']}"
    )
    for topic in report["topics"]:
        name = f"{topic['ref']} {topic['topic']}"
        click.echo(f"  {name}, version {topic['version']}: {topic['words']}")
    if report["altered"]:
        click.echo("  ALTERED: the pages are not those that were written")
