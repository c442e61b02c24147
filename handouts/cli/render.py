"""`handouts render`: one or several leaflets, or one packet."""

from __future__ import annotations

import datetime
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from handouts.batch.render_client import Extras, render_selection
from handouts.batch.requests import ClinicSource, NamedLeaflet, SelectRequest
from handouts.cli.options import (
    bleed_option,
    clinic_folder,
    clinic_option,
    duplex_option,
    format_option,
    json_option,
    keep_apart,
    limit_options,
    locale_option,
    marks_option,
    output_option,
    paper_option,
    png_option,
    print_json,
    quiet_option,
    today_option,
    toner_saver_option,
    topic_argument,
)
from handouts.cli.pool import CommandPool
from handouts.diagnostics import to_json
from handouts.errors import InvalidInput, Problem, SomeFailed, WriteError
from handouts.formats import Output
from handouts.isolation.tasks import Limits
from handouts.system import require_libraries
from handouts.writing import check_writable, write_atomic


@click.command(
    epilog="""\b
Examples:
  handouts render what-to-expect-infusion risks benefits
  handouts render risks -c my-clinic --locale es --paper a4
  handouts render risks benefits -c my-clinic --packet --duplex -o to-print
  handouts render risks --format trifold --format booklet
  handouts render risks --format poster --paper tabloid --bleed 3mm --marks
"""
)
@topic_argument
@clinic_option
@output_option
@locale_option
@format_option
@paper_option
@click.option("--packet", is_flag=True, help="Put the topics into one PDF with cover and contents.")
@duplex_option
@bleed_option
@marks_option
@toner_saver_option
@png_option
@limit_options
@today_option
@quiet_option
@json_option
def render(
    topic_names: tuple[str, ...],
    clinic: Path | None,
    output: Path,
    locales: tuple[str, ...],
    formats: tuple[str, ...],
    papers: tuple[str, ...],
    packet: bool,
    duplex: bool,
    bleed_mm: float,
    marks: bool,
    toner_saver: bool,
    with_png: bool,
    limits: Limits,
    today: datetime.date,
    quiet: bool,
    as_json: bool,
) -> None:
    """Render the named topics as finished PDF handouts.

    Each goes to OUTPUT/<clinic>/<locale>/<topic>.<format>.<paper>.pdf; a booklet's sheets to
    print and fold go beside it, ending in .print.pdf. `--format text` writes its words to
    OUTPUT/<clinic>/<locale>/<topic>.txt.
    """
    require_libraries()
    keep_apart(output, [clinic] if clinic else [])
    check_writable(output)
    folder = clinic_folder(clinic, quiet=quiet or as_json)
    selection = SelectRequest(
        ClinicSource(folder, today),
        topics=topic_names,
        locales=locales,
        formats=("packet",) if packet else formats,
        papers=papers,
        output=Output(bleed_mm, marks, toner_saver, duplex),
    )
    done: list[dict[str, Any]] = []
    problems: list[Problem] = []
    warnings: dict[Problem, None] = {}
    with CommandPool(limits) as pool:
        for leaflet, outcome in render_selection(pool, selection, Extras(True, with_png)):
            problems += outcome.located
            reply = outcome.reply
            if reply is None:
                continue
            path = output / leaflet.path
            try:
                for name, data in reply.files(leaflet.path):
                    write_atomic(output / name, data)
            except WriteError as error:
                problems.append(Problem(str(path), None, error.reason))
                continue
            warnings.update(dict.fromkeys(reply.warnings))
            done.append(_described(leaflet, path, reply.pages))
            if not quiet and not as_json:
                click.echo(f"{path}  ({reply.pages} pages)" if reply.pages else str(path))
    if not quiet:
        for warning in warnings:
            click.echo(f"warning: {warning}", err=True)
    if as_json:
        print_json({"leaflets": done, "problems": to_json(problems)})
    if problems:
        raise (SomeFailed if done else InvalidInput)(problems)


def _described(leaflet: NamedLeaflet, path: Path, pages: int) -> dict[str, Any]:
    """Return a leaflet that was written as JSON data."""
    clinic = leaflet.path.partition("/")[0]
    return {"clinic": clinic, **asdict(leaflet.key), "path": str(path), "pages": pages}
