"""`handouts topics`: what there is to print."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from handouts import assets
from handouts.cli.options import clinic_option, json_option, limit_options, print_json
from handouts.diagnostics import from_json, to_json
from handouts.document.fact_usage import fact_ids, find_uses
from handouts.errors import InvalidInput, Problem
from handouts.inputs.clinic import read_clinic_folder
from handouts.inputs.facts import shipped_facts
from handouts.inputs.library import Library, load_library
from handouts.isolation.guard import answer
from handouts.isolation.tasks import Limits

ALL = "all"
LISTED = "handouts.cli.topics:listed"


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
    request = {
        "folder": str(clinic) if clinic else "",
        "facts": None if facts is None else [] if facts == ALL else facts.split(","),
    }
    data = answer(LISTED, request, limits).data if clinic else listed(request)[1]
    found = json.loads(data)
    if as_json:
        print_json(found["entries"])
    elif facts is None:
        _print_table(found["entries"])
    else:
        for line in found["lines"]:
            click.echo(line)
    if found["problems"]:
        raise InvalidInput(from_json(found["problems"]))


def listed(request: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return the topics, or the facts and their uses, as JSON."""
    folder = request["folder"]
    files = read_clinic_folder(Path(folder)) if folder else {}
    library = load_library(assets.shipped_files(), files, folder)
    wanted: list[str] | None = request["facts"]
    entries, problems = _entries(library) if wanted is None else _facts(library, wanted)
    found = {
        "entries": entries,
        "lines": [
            line
            for entry in entries
            if wanted is not None
            for line in _fact_lines(entry, full=bool(wanted))
        ],
        "problems": to_json(problems),
    }
    return {}, json.dumps(found).encode()


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


def _facts(library: Library, names: list[str]) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Return the named facts with where they are used; all facts if none is named."""
    base = shipped_facts()
    entries: list[dict[str, Any]] = []
    uses, problems = find_uses(library, base, names)
    for name in fact_ids(names) or tuple(base.facts):
        fact = base.facts[name]
        entries.append(
            {
                "fact": name,
                "statement": fact.statement,
                "status": fact.status,
                "confirm": fact.confirm,
                "sources": list(fact.sources),
                "label_version": fact.label.version if fact.label else None,
                "uses": [use.describe() for use in uses if use.fact == name],
            }
        )
    return entries, list(problems)


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
