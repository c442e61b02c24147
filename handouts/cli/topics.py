"""`handouts topics`: what there is to print."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from handouts import resources
from handouts.cli.options import clinic_option, json_option, print_json
from handouts.errors import InvalidInput, Problem
from handouts.loading.clinic import load_clinic
from handouts.loading.facts import shipped_facts
from handouts.loading.library import Library, load_library
from handouts.models.facts import Fact
from handouts.usage import Use, fact_ids, find_uses

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
@click.option(
    "--facts", is_flag=False, flag_value=ALL, metavar="[ID,...]",
    help="Show which topics and languages use a fact; all facts if none is named.",
)  # fmt: skip
def topics(clinic: Path | None, as_json: bool, facts: str | None) -> None:
    """List the topics: title, languages, version and when each must be reviewed."""
    own = load_clinic(clinic) if clinic else None
    library = load_library(
        resources.shipped_files(), own.files if own else {}, own.folder if own else ""
    )
    if facts is not None:
        _show_facts(library, [] if facts == ALL else facts.split(","), as_json=as_json)
        return
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


def _show_facts(library: Library, names: list[str], *, as_json: bool) -> None:
    """Print where the named facts are used; all facts if none is named."""
    base = shipped_facts()
    uses, problems = find_uses(library, base, names)
    by_fact: dict[str, list[Use]] = {}
    for use in uses:
        by_fact.setdefault(use.fact, []).append(use)
    wanted = fact_ids(names) or tuple(base.facts)
    if as_json:
        print_json(
            [
                {
                    **_fact_data(name, base.facts[name]),
                    "uses": [use.describe() for use in by_fact.get(name, [])],
                }
                for name in wanted
            ]
        )
    else:
        for name in wanted:
            found = by_fact.get(name, [])
            for line in _fact_lines(name, base.facts[name], found, full=bool(names)):
                click.echo(line)
    if problems:
        raise InvalidInput(problems)


def _fact_data(name: str, fact: Fact) -> dict[str, Any]:
    return {
        "fact": name,
        "statement": fact.statement,
        "status": fact.status,
        "confirm": fact.confirm,
        "sources": list(fact.sources),
        "label_version": fact.label.version if fact.label else None,
    }


def _fact_lines(name: str, fact: Fact, uses: list[Use], *, full: bool) -> Iterator[str]:
    """Yield a fact and its uses: in full with lines, or one line for each fact."""
    label = f", label version {fact.label.version}" if fact.label else ""
    if not full:
        texts = dict.fromkeys(f"{use.topic} ({use.locale})" for use in uses)
        yield f"{name:11} {fact.status}{label}: {', '.join(texts) or 'no topic'}"
        return
    yield click.style(name, bold=True) + f"  {fact.status}{label}"
    yield f"  {fact.statement}"
    if fact.confirm:
        yield f"  To confirm: {fact.confirm}"
    for use in uses:
        yield f"  {use.file}:{use.line}: {use.topic} {use.locale} {use.version}, {use.how}"
    if not uses:
        yield "  no topic uses it"
