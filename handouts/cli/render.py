"""`handouts render`: one or several leaflets, or one packet."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import click

from handouts.batch.render_client import Extras, render_selection
from handouts.batch.requests import ClinicSource, NamedLeaflet, SelectRequest
from handouts.cli.options import (
    Selection,
    Verbosity,
    clinic_folder,
    clinic_option,
    keep_apart,
    limit_options,
    output_option,
    png_option,
    print_json,
    printing_options,
    selection_options,
    today_option,
    verbosity_options,
)
from handouts.cli.pool import CommandPool
from handouts.cli.terminal import say
from handouts.diagnostics import Diagnostic, to_json
from handouts.errors import InvalidInput, SomeFailed, WriteError
from handouts.formats import Output
from handouts.isolation.tasks import Limits
from handouts.system import require_libraries
from handouts.writing import check_inside, check_writable, write_atomic


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
@selection_options
@clinic_option
@output_option
@printing_options
@png_option
@limit_options
@today_option
@verbosity_options
def render(
    selection: Selection,
    clinic: Path | None,
    output: Path,
    printing: Output,
    with_png: bool,
    limits: Limits,
    today: datetime.date,
    verbosity: Verbosity,
) -> None:
    """Render the named topics as finished PDF handouts.

    Each goes to OUTPUT/<clinic>/<locale>/<topic>.<format>.<paper>.pdf; a booklet's sheets to
    print and fold go beside it, ending in .print.pdf. `--format text` writes its words to
    OUTPUT/<clinic>/<locale>/<topic>.txt, `--format web` one web page to <topic>.html.
    """
    require_libraries()
    keep_apart(output, [clinic] if clinic else [])
    check_writable(output)
    request = SelectRequest(
        ClinicSource(clinic_folder(clinic, quiet=verbosity.silent), today),
        topics=selection.names,
        locales=selection.locales,
        formats=("packet",) if selection.packet else selection.formats,
        papers=selection.papers,
        output=printing,
    )
    with CommandPool(limits) as pool:
        written = _write_all(pool, request, Extras(True, with_png), output, verbosity)
    if not verbosity.quiet:
        for warning in written.warnings:
            say(f"warning: {warning}", err=True)
    if verbosity.as_json:
        print_json({"leaflets": written.leaflets, "problems": to_json(written.problems)})
    if written.problems:
        raise (SomeFailed if written.leaflets else InvalidInput)(written.problems)


@dataclass(slots=True)
class RenderedFiles:
    """What was written, and what is to be said about it."""

    leaflets: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    # Each once, in order.
    warnings: dict[Diagnostic, None] = field(default_factory=dict)


def _write_all(
    pool: CommandPool, request: SelectRequest, extras: Extras, output: Path, verbosity: Verbosity
) -> RenderedFiles:
    """Make and write all leaflets of a request; one that fails costs no other."""
    written = RenderedFiles()
    for leaflet, outcome in render_selection(pool, request, extras):
        written.problems += outcome.located
        reply = outcome.reply
        if reply is None:
            continue
        path = output / leaflet.path
        try:
            for name, data in reply.files(leaflet.path):
                check_inside(output, output / name)
                write_atomic(output / name, data)
        except WriteError as error:
            written.problems.append(Diagnostic(str(path), None, error.reason))
            continue
        written.warnings.update(dict.fromkeys(reply.warnings))
        written.leaflets.append(_described(leaflet, path, reply.pages))
        if not verbosity.silent:
            say(f"{path}  ({reply.pages} pages)" if reply.pages else str(path))
    return written


def _described(leaflet: NamedLeaflet, path: Path, pages: int) -> dict[str, Any]:
    """Return a leaflet that was written as JSON data."""
    clinic = leaflet.path.partition("/")[0]
    return {"clinic": clinic, **asdict(leaflet.key), "path": str(path), "pages": pages}
