"""`handouts topics`: what there is to print."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from handouts import resources
from handouts.cli.options import clinic_option, json_option, print_json
from handouts.errors import InvalidInput, Problem
from handouts.loading.clinic import load_clinic
from handouts.loading.library import Library, load_library


@click.command(
    epilog="""\b
Examples:
  handouts topics
  handouts topics -c my-clinic --json
"""
)
@clinic_option
@json_option
def topics(clinic: Path | None, as_json: bool) -> None:
    """List the topics: title, languages, version and when each must be reviewed."""
    own = load_clinic(clinic) if clinic else None
    library = load_library(
        resources.shipped_files(), own.files if own else {}, own.folder if own else ""
    )
    entries, problems = _entries(library)
    if as_json:
        print_json(entries)
    else:
        _print_table(entries)
    if problems:
        raise InvalidInput(problems)


def _entries(library: Library) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Return what there is to say of each topic, and the faults of those that can't be read."""
    entries: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for name in library.ids:
        locales = library.locales(name)
        try:
            topic = library.topic(name, "en" if "en" in locales else locales[0])
        except InvalidInput as error:
            problems.extend(error.problems)
            continue
        front = topic.front
        entries.append(
            {
                "id": name,
                "title": front.title,
                "locales": list(locales),
                "ref": front.ref,
                "version": front.version,
                "issued": front.issued.isoformat(),
                "review_by": front.review_by.isoformat(),
                "kind": front.kind,
                "product": front.product,
                "origin": topic.origin,
                "text_hash": topic.text_hash,
            }
        )
    return entries, problems


def _print_table(entries: list[dict[str, Any]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("topic", "title", "locales", "version", "review by"):
        table.add_column(heading, no_wrap=heading != "title")
    for entry in entries:
        origin = " (yours)" if entry["origin"] == "clinic" else ""
        table.add_row(
            entry["id"] + origin,
            entry["title"],
            " ".join(entry["locales"]),
            entry["version"],
            entry["review_by"],
        )
    Console(width=None, highlight=False).print(table)
