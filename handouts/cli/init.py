"""`handouts init`: a clinic's folder to start from."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import get_args

import click

from handouts import assets
from handouts.authoring.scaffold import Answers, starter_files, write_folder
from handouts.cli.terminal import say
from handouts.errors import HandoutsError
from handouts.formats import main_format
from handouts.inputs.locales import locale_names
from handouts.inputs.models.clinic import RegionCode

REGIONS = get_args(RegionCode)
PAPERS = sorted(main_format().papers)


@click.command(
    epilog="""\b
Examples:
  handouts init my-clinic
  handouts init my-clinic --name "Harbor Light Clinic" --phone "(555) 010-0142" \\
      --after-hours-phone "(555) 010-0199" --region US
"""
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", help="The clinic's name as patients know it.")
@click.option("--phone", help="The number patients call by day.")
@click.option("--after-hours-phone", help="The number outside opening hours.")
@click.option("--region", type=click.Choice(REGIONS), help="Emergency numbers, paper.")
@click.option("--locale", "locales", multiple=True, help="Language; may be repeated.")
@click.option("--paper", type=click.Choice(PAPERS), help="Default: the region's.")
@click.option("--strapline", default="", help="A short line under the name.")
@click.option("--website", default="", help="Address to print.")
@click.option("--address", default="", help="Street and town.")
def init(
    folder: Path,
    name: str | None,
    phone: str | None,
    after_hours_phone: str | None,
    region: str | None,
    locales: tuple[str, ...],
    paper: str | None,
    strapline: str,
    website: str,
    address: str,
) -> None:
    """Write a clinic folder that renders at once.

    On a terminal it asks for what the options don't say.
    """
    known = locale_names(assets.shipped_files())
    for locale in locales:
        if locale not in known:
            raise HandoutsError(f"--locale {locale}: there is {', '.join(known)}")
    answers = Answers(
        name=name or _ask("--name", "Name of the clinic"),
        phone=phone or _ask("--phone", "Phone by day"),
        after_hours_phone=after_hours_phone or _ask("--after-hours-phone", "Phone after hours"),
        region=region or _ask("--region", "Region", click.Choice(REGIONS), "US"),
        locales=locales or ("en",),
        paper=paper or "",
        strapline=strapline,
        website=website,
        address=address,
    )
    files = starter_files(assets.shipped_files(), answers, str(folder))
    write_folder(folder, files)
    say(f"Wrote {folder}. Next:")
    say(f"  1. Put your own rules into {folder / 'clinic.yaml'} (they are blanks now).")
    say(f"  2. Change colours and type in {folder / 'styles' / 'brand.css'}.")
    say(f"  3. handouts render what-to-expect-infusion risks benefits -c {folder}")


def _ask(
    option: str, question: str, kind: click.ParamType[str] | None = None, default: str | None = None
) -> str:
    """Return the answer to a question on the terminal; without one, name the option to use."""
    if not sys.stdin or not sys.stdin.isatty():
        raise click.UsageError(f"{option} is missing, and there is no terminal to ask on.")
    return str(click.prompt(question, type=kind, default=default))
