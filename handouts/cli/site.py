"""`handouts site`: a clinic's leaflets as a static site."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import click

from handouts.batch.render_client import Extras, render_selection
from handouts.batch.requests import ClinicSource, SelectRequest
from handouts.cli.options import keep_apart, limit_options, output_option
from handouts.cli.pool import CommandPool
from handouts.cli.terminal import say
from handouts.diagnostics import Diagnostic
from handouts.errors import HandoutsError, InvalidInput, SomeFailed
from handouts.isolation.pool import ask
from handouts.isolation.tasks import Limits, Task
from handouts.system import require_libraries
from handouts.web.library import INDEX, PAGE, PRINTED
from handouts.web.requests import LibraryReply, LibraryRequest
from handouts.writing import check_inside, check_writable, write_atomic


@click.command(
    epilog="""\b
Examples:
  handouts site my-clinic -o public
  handouts site my-clinic -o public --no-pdf
"""
)
@click.argument("clinic", metavar="DIR", type=click.Path(path_type=Path))
@output_option
@click.option("--no-pdf", is_flag=True, help="Pages only, without PDFs and large print beside.")
@limit_options
def site(clinic: Path, output: Path, no_pdf: bool, limits: Limits) -> None:
    """Write the leaflets that the clinic in DIR builds as pages for any web server.

    Each is at <locale>/<reference>/, with its PDF and large print beside it; the address does not
    change with a new version. A list of all of them and a page to look for words come with it.
    Pages that a former run wrote and that are gone now are deleted.
    """
    require_libraries()
    keep_apart(output, [clinic])
    check_writable(output)
    before = _written_before(output)
    with CommandPool(limits) as pool:
        found = _library(pool, clinic, PrintedForms())
        made = PrintedForms() if no_pdf else _printed(pool, clinic, found)
        found = _library(pool, clinic, made)
    files = {**found.files(), **made.files}
    for path, data in sorted(files.items()):
        check_inside(output, output / path)
        write_atomic(output / path, data)
    for path in sorted(before - files.keys()):
        check_inside(output, output / path)
        (output / path).unlink(missing_ok=True)
    pages = sum(path.endswith(".html") for path in files)
    say(f"{output}  ({pages} pages, {len(made.files)} PDFs)")
    problems = [*made.problems, *found.problems]
    if problems:
        raise (SomeFailed if pages else InvalidInput)(problems)


@dataclass(slots=True)
class PrintedForms:
    """The PDFs of a library."""

    files: dict[str, bytes] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    found: set[tuple[str, str, str]] = field(default_factory=set)

    @property
    def keys(self) -> frozenset[tuple[str, str, str]]:
        """Return topic, locale and format of each."""
        return frozenset(self.found)


def _library(pool: CommandPool, clinic: Path, made: PrintedForms) -> LibraryReply:
    """Return the pages, with links to the PDFs that there are."""
    request = LibraryRequest(ClinicSource(clinic), made.keys)
    return ask(pool, Task(str(clinic), str(clinic), request))


def _printed(pool: CommandPool, clinic: Path, found: LibraryReply) -> PrintedForms:
    """Make the PDFs of all leaflets of a library; one that fails costs no other."""
    made = PrintedForms()
    by_locale: dict[str, dict[str, str]] = {}
    for entry in json.loads(found.files()[INDEX])["leaflets"]:
        by_locale.setdefault(entry["locale"], {})[entry["topic"]] = entry["page"]
    for locale, folders in by_locale.items():
        request = SelectRequest(
            ClinicSource(clinic), tuple(folders), (locale,), formats=tuple(PRINTED)
        )
        for leaflet, outcome in render_selection(pool, request, Extras()):
            made.problems += outcome.located
            if outcome.reply is None:
                continue
            ((_, pdf),) = outcome.reply.files(leaflet.path)
            (topic,), fmt = leaflet.key.topics, leaflet.key.format
            made.files[f"{folders[topic]}{PRINTED[fmt]}"] = pdf
            made.found.add((topic, locale, fmt))
    return made


def _written_before(output: Path) -> set[str]:
    """Return the files that a former run wrote there.

    Raises:
        HandoutsError: something else is in the folder.
    """
    if not output.is_dir() or not any(output.iterdir()):
        return set()
    try:
        names = json.loads((output / INDEX).read_text("utf-8"))["files"]
        return {name for name in names if PAGE.fullmatch(name)}
    except (OSError, ValueError, KeyError, TypeError):
        message = f"{output}: holds something else than a library; name a folder of its own"
        raise HandoutsError(message) from None
