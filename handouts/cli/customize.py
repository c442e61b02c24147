"""`handouts customize`: a shipped topic, template or style to change, and what changed since."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from handouts import customizing, resources
from handouts.errors import HandoutsError, InvalidInput, Problem
from handouts.loading.clinic import load_clinic
from handouts.loading.snapshot import read_folder
from handouts.models.clinic import Clinic
from handouts.writing import write_atomic

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
def customize(
    kind: customizing.Kind | None,
    name: str | None,
    clinic: Path,
    locales: tuple[str, ...],
    diff: bool,
    accept: bool,
) -> None:
    """Copy a shipped file into the clinic's folder, to change it there.

    KIND is topic, template or style; NAME is its id or path (risks, components/emergency). The
    copy notes the version it came from, so that a later change of ours is reported.
    """
    if diff and accept:
        raise click.UsageError("--diff shows, --accept notes: use one of them.")
    own = load_clinic(clinic)
    shipped = resources.shipped_files()
    if (kind is None or name is None) and not (diff or accept):
        raise click.UsageError("Name what to copy: KIND and NAME; or use --diff.")
    if kind and name:
        paths = customizing.shipped_paths(kind, name, shipped, locales)
    else:
        paths = tuple(item.path for item in customizing.customized(own.files, shipped))
    if diff:
        _show_changes(own, paths, shipped)
    elif accept:
        _accept(own, paths, shipped)
    else:
        _copy(own, paths, shipped)


def _copy(clinic: Clinic, paths: tuple[str, ...], shipped: Mapping[str, bytes]) -> None:
    """Write noted copies; a file that is there already is never overwritten."""
    taken = [path for path in paths if path in clinic.files]
    if taken:
        message = "is there already; change it there, or delete it to start from ours again"
        raise InvalidInput(Problem(f"{clinic.folder}/{path}", None, message) for path in taken)
    for path, data in customizing.copies(paths, shipped).items():
        write_atomic(Path(clinic.folder) / path, data)
    for path in paths:
        click.echo(f"{Path(clinic.folder) / path}")


def _show_changes(clinic: Clinic, paths: tuple[str, ...], shipped: Mapping[str, bytes]) -> None:
    """Print, for each customized file, what changed in ours since it was copied."""
    bases = _bases(clinic)
    for path in paths:
        if path not in clinic.files:
            raise HandoutsError(f"{clinic.folder}/{path}: is not customized")
        click.echo(f"{clinic.folder}/{path}")
        if path not in bases:
            click.echo("  no copy of the version it was made from; compare it with ours by hand")
            continue
        changed = customizing.changes(path, bases[path].decode(), shipped[path].decode())
        for line in changed or ["nothing changed in ours since you copied it"]:
            click.echo(f"  {line}")


def _accept(clinic: Clinic, paths: tuple[str, ...], shipped: Mapping[str, bytes]) -> None:
    """Renew the note of each customized file, and the base it is compared with."""
    for path in paths:
        if path not in clinic.files:
            raise HandoutsError(f"{clinic.folder}/{path}: is not customized")
        text = clinic.files[path].decode("utf-8-sig")
        folder = Path(clinic.folder)
        write_atomic(folder / path, customizing.with_note(path, text, shipped).encode())
        write_atomic(folder / customizing.BASE / path, shipped[path])
        click.echo(f"{folder / path}")


def _bases(clinic: Clinic) -> Mapping[str, bytes]:
    """Return the shipped files as they were when the clinic copied them."""
    folder = Path(clinic.folder) / customizing.BASE
    return read_folder(folder) if folder.is_dir() else {}
