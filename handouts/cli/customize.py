"""`handouts customize`: a shipped topic, template or style to change, and what changed since."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from handouts import assets
from handouts.authoring import overrides
from handouts.cli.options import limit_options
from handouts.errors import InvalidInput, Problem
from handouts.inputs.clinic import read_clinic_folder
from handouts.inputs.snapshot import read_folder
from handouts.inputs.text import decode
from handouts.isolation.guard import answer
from handouts.isolation.tasks import Limits
from handouts.writing import write_atomic

CHANGED = "handouts.cli.customize:changed"
ACCEPTED = "handouts.cli.customize:accepted"
KINDS = ("topic", "template", "style")


@click.command(
    epilog="""\b
Examples:
  handouts customize topic risks -c my-clinic
  handouts customize template components/emergency -c my-clinic
  handouts customize style components/call-us -c my-clinic
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

    KIND is topic, template or style; NAME is its id or path (risks, components/emergency). The
    copy notes the version it came from, so that a later change of ours is reported.
    """
    if diff and accept:
        raise click.UsageError("--diff shows, --accept notes: use one of them.")
    files = read_clinic_folder(clinic)
    if (kind is None or name is None) and not (diff or accept):
        raise click.UsageError("Name what to copy: KIND and NAME; or use --diff.")
    shipped = assets.shipped_files()
    paths = overrides.shipped_paths(kind, name, shipped, locales) if kind and name else ()
    request = {"folder": str(clinic), "paths": paths}
    if diff:
        click.echo(answer(CHANGED, request, limits).data.decode().rstrip("\n"))
    elif accept:
        found = json.loads(answer(ACCEPTED, request, limits).data)
        for path in sorted(set(found) & set(shipped)):
            write_atomic(clinic / path, found[path].encode())
            write_atomic(clinic / overrides.BASE / path, shipped[path])
            click.echo(f"{clinic / path}")
    else:
        _copy(clinic, files, paths, shipped)


def changed(request: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return, for each customized file, what changed in ours since it was copied."""
    folder, shipped, _, paths = _customized(request)
    base_folder = folder / overrides.BASE
    bases = read_folder(base_folder) if base_folder.is_dir() else {}
    lines = []
    for path in paths:
        lines.append(f"{folder}/{path}")
        if path not in bases:
            lines.append("  no copy of the version it was made from; compare it with ours by hand")
            continue
        base = decode(bases[path], str(base_folder / path))
        found = overrides.changes(path, base, shipped[path].decode())
        found = found or ["nothing changed in ours since you copied it"]
        lines += [f"  {line}" for line in found]
    return {}, "\n".join(lines or ["Nothing of ours is customized here."]).encode()


def accepted(request: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return each customized file with a note of our newest version, as JSON."""
    folder, shipped, files, paths = _customized(request)
    texts = {path: decode(files[path], str(folder / path)) for path in paths}
    noted = {path: overrides.with_note(path, text, shipped) for path, text in texts.items()}
    return {}, json.dumps(noted).encode()


def _customized(
    request: Mapping[str, Any],
) -> tuple[Path, Mapping[str, bytes], Mapping[str, bytes], tuple[str, ...]]:
    """Return the folder, our files, the clinic's, and the paths of those to look at.

    Raises:
        InvalidInput: one of the named files is not customized.
    """
    folder = Path(request["folder"])
    shipped, files = assets.shipped_files(), read_clinic_folder(folder)
    ours = tuple(item.path for item in overrides.customized(files, shipped))
    paths = tuple(request["paths"]) or ours
    missing = [path for path in paths if path not in files]
    if missing:
        raise InvalidInput(Problem(f"{folder}/{path}", None, "is not customized")
                           for path in missing)  # fmt: skip
    return folder, shipped, files, paths


def _copy(
    folder: Path, files: Mapping[str, bytes], paths: Iterable[str], shipped: Mapping[str, bytes]
) -> None:
    """Write noted copies; a file that is there already is never overwritten."""
    taken = [path for path in paths if path in files]
    if taken:
        message = "is there already; change it there, or delete it to start from ours again"
        raise InvalidInput(Problem(f"{folder}/{path}", None, message) for path in taken)
    for path, data in overrides.copies(paths, shipped).items():
        write_atomic(folder / path, data)
    for path in paths:
        click.echo(f"{folder / path}")
