"""`handouts topics`: what there is to print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from handouts.authoring.requests import CatalogueReply, ListFactsRequest, ListTopicsRequest
from handouts.cli.options import clinic_option, json_option, limit_options, print_json
from handouts.cli.pool import ask_once
from handouts.cli.terminal import printable, say
from handouts.errors import InvalidInput
from handouts.isolation.tasks import Limits, Task

ALL = "all"


@click.command(
    epilog="""\b
Examples:
  handouts topics
  handouts topics -c my-clinic --json
  handouts topics --facts RISK-01      which topics to read again when RISK-01 changes
"""
)
@clinic_option
@json_option
@limit_options
@click.option(
    "--facts", is_flag=False, flag_value=ALL, metavar="[ID,...]",
    help="Show which topics and languages use a fact; all facts if none is named.",
)  # fmt: skip
def topics(clinic: Path | None, as_json: bool, limits: Limits, facts: str | None) -> None:
    """List the topics: title, languages, version and when each must be reviewed."""
    if facts is None:
        found = _listed(ListTopicsRequest(clinic), limits)
    else:
        named = () if facts == ALL else tuple(facts.split(","))
        found = _listed(ListFactsRequest(clinic, named), limits)
    if as_json:
        print_json(list(found.entries))
    elif facts is None:
        _print_table(found.entries)
    else:
        for entry in found.entries:
            for line in _fact_lines(entry, full=facts != ALL):
                say(line)
    if found.problems:
        raise InvalidInput(found.problems)


def _listed(request: ListTopicsRequest | ListFactsRequest, limits: Limits) -> CatalogueReply:
    """Return what there is; a clinic's files are read in a worker, ours here."""
    if request.folder is None:
        return request.perform()
    name = str(request.folder)
    return ask_once(Task(name, name, request), limits)


def _print_table(entries: Sequence[Mapping[str, Any]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("topic", "title", "locales", "version", "review by"):
        table.add_column(heading, no_wrap=heading != "title")
    for entry in entries:
        origin = " (yours)" if entry["origin"] == "clinic" else ""
        table.add_row(
            *map(
                printable,
                (
                    entry["id"] + origin,
                    entry["title"],
                    " ".join(entry["locales"]),
                    entry["version"],
                    entry["review_by"],
                ),
            )
        )
    Console(width=None, highlight=False).print(table)


def _fact_lines(entry: Mapping[str, Any], *, full: bool) -> Iterator[str]:
    """Yield a fact and its uses: in full with lines, or one line for each fact."""
    name, uses = entry["fact"], entry["uses"]
    label = f", label version {entry['label_version']}" if entry["label_version"] else ""
    if not full:
        texts = dict.fromkeys(f"{use['topic']} ({use['locale']})" for use in uses)
        yield f"{name:11} {entry['status']}{label}: {', '.join(texts) or 'no topic'}"
        return
    yield click.style(name, bold=True) + f"  {entry['status']}{label}"
    yield f"  {entry['statement']}"
    if entry["confirm"]:
        yield f"  To confirm: {entry['confirm']}"
    for use in uses:
        place = f"{use['file']}:{use['line']}"
        yield f"  {place}: {use['topic']} {use['locale']} {use['version']}, {use['how']}"
    if not uses:
        yield "  no topic uses it"
