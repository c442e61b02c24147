"""`handouts inspect`: which text a PDF was made from, and whether it may still be handed out."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from handouts import resources
from handouts.cli.options import clinic_option, json_option, print_json, today_option
from handouts.inspection import Report, inspect_pdf
from handouts.loading.clinic import load_clinic
from handouts.loading.library import load_library


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
@click.pass_context
def inspect(
    context: click.Context,
    files: tuple[Path, ...],
    clinic: Path | None,
    as_json: bool,
    today: datetime.date,
) -> None:
    """Read PDFs back: topic, version, clinic and text; current, expired or altered.

    Compared with the clinic's texts over ours, or with ours alone if no clinic is named.
    Exit status: 0 all are current and unaltered, 1 some are not, 2 a file is not one of ours.
    """
    own = load_clinic(clinic) if clinic else None
    library = load_library(
        resources.shipped_files(), own.files if own else {}, own.folder if own else ""
    )
    reports = [inspect_pdf(path, library, today) for path in files]
    if as_json:
        print_json([report.describe() for report in reports])
    else:
        for report in reports:
            _print(report)
    context.exit(0 if all(report.good for report in reports) else 1)


def _print(report: Report) -> None:
    click.echo(report.file)
    click.echo(
        f"  clinic {report.clinic}, {report.locale}, {report.format} on {report.paper}, "
        f"made by {report.generator}"
    )
    for topic in report.topics:
        click.echo(f"  {topic.ref} {topic.topic}, version {topic.version}: {topic.words}")
    if report.altered:
        click.echo("  ALTERED: the pages are not those that were written")
