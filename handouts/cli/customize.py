"""`handouts customize`: a shipped file to change in the clinic's folder, and what changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from handouts import assets
from handouts.authoring import overrides
from handouts.authoring.requests import AcceptCopiesRequest, CompareCopiesRequest
from handouts.cli.options import limit_options
from handouts.cli.pool import ask_once
from handouts.cli.terminal import say
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.inputs.clinic import read_own_folder
from handouts.isolation.tasks import Limits, Task
from handouts.writing import write_atomic

KINDS = ("topic", "template", "style", "picture")


@click.command(
    epilog="""\b
Examples:
  handouts customize topic risks -c my-clinic
  handouts customize template components/emergency -c my-clinic
  handouts customize style components/call-us -c my-clinic
  handouts customize picture drip -c my-clinic
  handouts customize --diff -c my-clinic
"""
)
@click.argument("kind", type=click.Choice(KINDS), required=False)
@click.argument("name", required=False)
@click.option(
    "-c", "--clinic", "clinic", type=click.Path(path_type=Path), metavar="DIR", required=True,
    help="The clinic's folder (the one with clinic.yaml).",
)  # fmt: skip
@click.option("--locale", "locales", multiple=True, help="For a topic: only this language.")
@click.option("--diff", is_flag=True, help="Show what changed in ours since you copied it.")
@click.option(
    "--accept", is_flag=True, help="Note that your version takes our newest into account."
)
@limit_options
def customize(
    kind: overrides.Kind | None,
    name: str | None,
    clinic: Path,
    locales: tuple[str, ...],
    diff: bool,
    accept: bool,
    limits: Limits,
) -> None:
    """Copy a shipped file into the clinic's folder, to change it there.

    KIND is topic, template, style or picture; NAME is its id or path (risks, components/emergency,
    drip). The copy notes the version it came from, so that a later change of ours is reported.
    """
    if diff and accept:
        raise click.UsageError("--diff shows, --accept notes: use one of them.")
    files = read_own_folder(clinic)
    if (kind is None or name is None) and not (diff or accept):
        raise click.UsageError("Name what to copy: KIND and NAME; or use --diff.")
    shipped = assets.shipped_files()
    paths = overrides.shipped_paths(kind, name, shipped, locales) if kind and name else ()
    task_name = str(clinic)
    if diff:
        compare = CompareCopiesRequest(clinic, paths)
        for line in ask_once(Task(task_name, task_name, compare), limits).lines:
            say(line)
    elif accept:
        noting = AcceptCopiesRequest(clinic, paths)
        found = ask_once(Task(task_name, task_name, noting), limits).texts
        for path in sorted(set(found) & set(shipped)):
            write_atomic(clinic / path, found[path].encode())
            write_atomic(clinic / overrides.BASE / path, shipped[path])
            say(f"{clinic / path}")
    else:
        _copy(clinic, files, paths, shipped)


def _copy(
    folder: Path, files: Mapping[str, bytes], paths: Iterable[str], shipped: Mapping[str, bytes]
) -> None:
    """Write noted copies; a file that is there already is never overwritten."""
    taken = [path for path in paths if path in files]
    if taken:
        message = "is there already; change it there, or delete it to start from ours again"
        raise InvalidInput(Diagnostic(f"{folder}/{path}", None, message) for path in taken)
    for path, data in overrides.copies(paths, shipped).items():
        write_atomic(folder / path, data)
    for path in paths:
        say(f"{folder / path}")
