"""`handouts manifest`: put parts of a batch together, and check a folder against its record."""

from __future__ import annotations

from pathlib import Path

import click

from handouts.batch.lock import locked
from handouts.batch.manifest import (
    STATE_FOLDER,
    CorruptManifest,
    manifest_name,
    mismatched_entries,
    read_manifest,
)
from handouts.batch.shard import merge as merge_parts
from handouts.cli.options import json_option, print_json, quiet_option
from handouts.cli.terminal import say
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput, SomeFailed


@click.group()
def manifest() -> None:
    """Work with the record that `handouts batch` keeps of its PDFs."""


@manifest.command(
    epilog="""\b
Examples:
  handouts manifest merge out               the parts share the folder out
  handouts manifest merge out part-1 part-2 part-3
"""
)
@click.argument("target", metavar="OUTPUT", type=click.Path(path_type=Path))
@click.argument(
    "parts", metavar="[PART]...", nargs=-1, type=click.Path(path_type=Path, exists=True)
)
@quiet_option
def merge(target: Path, parts: tuple[Path, ...], quiet: bool) -> None:
    """Put the parts of a batch (`--shard I/N`) together in OUTPUT, with one manifest.

    PART is the output folder of a part, unless all parts were written to OUTPUT. Every file is
    checked against the record of its part. Exit status: 0 all leaflets are there, 1 some failed in
    their part, 2 parts are missing or do not belong together.
    """
    with locked(target / STATE_FOLDER, ""):
        whole = merge_parts(target, parts)
    failed = [
        problem
        for entry in whole.entries.values()
        if entry.state != "made"
        for problem in (entry.problems or entry.leaflet.problems or (_missing(entry.leaflet.path),))
    ]
    if not quiet:
        say(f"{len(whole.entries)} leaflets in {target / manifest_name()}")
    if failed:
        raise SomeFailed(failed)


@manifest.command()
@click.argument("output", metavar="OUTPUT", type=click.Path(path_type=Path, exists=True))
@quiet_option
@json_option
def check(output: Path, quiet: bool, as_json: bool) -> None:
    """Check that every PDF in OUTPUT is the one its manifest names.

    Exit status: 0 all are, 1 some are missing or were changed, 2 there is no manifest to go by.
    """
    path = output / manifest_name()
    if not path.is_file():
        raise InvalidInput(
            [Diagnostic(str(path), None, "no such file; run `handouts batch` first")]
        )
    try:
        record = read_manifest(path)
    except CorruptManifest as error:
        raise InvalidInput([Diagnostic(str(path), None, f"broken ({error})")]) from None
    wrong = mismatched_entries(output, record)
    claimed = sum(1 for entry in record.entries.values() if entry.sha256)
    if as_json:
        print_json({"files": claimed, "complete": record.complete, "wrong": wrong})
    elif not quiet:
        say(f"{claimed - len(wrong)} of {claimed} files are as the manifest says")
    if wrong:
        message = "is missing or was changed; run `handouts batch` again"
        raise SomeFailed([Diagnostic(str(output / name), None, message) for name in wrong])


def _missing(path: str) -> Diagnostic:
    return Diagnostic(path, None, "was not made; run its part again")
