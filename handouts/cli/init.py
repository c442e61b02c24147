"""`handouts init`: a clinic's folder to start from."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import get_args

import click

from handouts import assets
from handouts.authoring.scaffold import Answers, starter_files, write_folder
from handouts.cli.terminal import say
from handouts.diagnostics import Diagnostic
from handouts.errors import HandoutsError, InvalidInput
from handouts.formats import main_format
from handouts.inputs.clinic import clinic_id, read_clinic
from handouts.inputs.locales import locale_names
from handouts.inputs.models.clinic import RegionCode

REGION = click.Choice(get_args(RegionCode), case_sensitive=False)
PAPER = click.Choice(sorted(main_format().papers), case_sensitive=False)


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
@click.option("--region", type=REGION, help="Emergency numbers, paper.")
@click.option("--locale", "locales", multiple=True, help="Language; may be repeated.")
@click.option("--paper", type=PAPER, help="Default: the region's.")
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

    On a terminal it asks for what the options don't say. Answers that a clinic's folder may not
    have, such as a phone without digits, are refused, and nothing is written.
    """
    answers = Answers(
        name=name or _ask("--name", "Name of the clinic"),
        phone=phone or _ask("--phone", "Phone by day"),
        after_hours_phone=after_hours_phone or _ask("--after-hours-phone", "Phone after hours"),
        region=region or _ask("--region", "Region", REGION, "US"),
        locales=_known(locales or _ask_languages()),
        paper=paper or "",
        strapline=strapline,
        website=website,
        address=address,
    )
    if drawn := [sign for sign in answers.name if unicodedata.category(sign) == "So"]:
        raise HandoutsError(f"--name: no font prints {' '.join(drawn)}; leave it out")
    files = starter_files(assets.shipped_files(), answers, str(folder))
    _refuse_unusable(folder, files)
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


def _ask_languages() -> tuple[str, ...]:
    """Return the languages that somebody names on the terminal; without one, English."""
    if not sys.stdin or not sys.stdin.isatty():
        return ("en",)
    known = ", ".join(locale_names(assets.shipped_files()))
    answer = _ask("--locale", f"Languages, the main one first ({known})", None, "en")
    return tuple(re.findall(r"[\w-]+", answer)) or ("en",)


def _known(locales: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages that were asked for.

    Raises:
        HandoutsError: there is none of that name.
    """
    known = locale_names(assets.shipped_files())
    for locale in locales:
        if locale not in known:
            raise HandoutsError(f"--locale {locale}: there is {', '.join(known)}")
    return tuple(dict.fromkeys(locales))


def _refuse_unusable(folder: Path, files: Mapping[str, bytes]) -> None:
    """Raise InvalidInput for answers with which the folder would not load, by their options."""
    own = {path: data for path, data in files.items() if not path.startswith(".")}
    try:
        read_clinic(own, folder, clinic_id(folder))
    except InvalidInput as error:
        raise InvalidInput(map(_by_option, error.problems)) from None


def _by_option(problem: Diagnostic) -> Diagnostic:
    """Return a problem of a setting that was not written yet as one of its option."""
    key, colon, message = problem.message.partition(": ")
    option = f"--{key.replace('_', '-')}"
    if not colon or not re.fullmatch(r"[a-z_]+", key):
        return replace(problem, line=None)
    return Diagnostic(option, None, message)
