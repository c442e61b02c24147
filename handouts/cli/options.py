"""The options that commands share; each means the same everywhere."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import json
import math
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar, cast

import click
from click.shell_completion import CompletionItem

from handouts import assets
from handouts.cli.terminal import say
from handouts.errors import HandoutsError
from handouts.formats import FORMATS, PAPERS, Output, main_format
from handouts.isolation.tasks import Limits
from handouts.paths import SETTINGS
from handouts.units import MM_PER_INCH

OUTPUT = Path("out")

Command = TypeVar("Command", bound=Callable[..., Any])


def _topic_names(
    context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the topics of the clinic and ours that start with what was typed."""
    from handouts.inputs.library import load_library

    names = load_library(assets.shipped_files(), {}).ids
    folder = context.params.get("clinic")
    own = sorted(path.name for path in (folder / "content" / "topics").glob("*")) if folder else []
    return [CompletionItem(name) for name in dict.fromkeys([*own, *names])
            if name.startswith(incomplete)]  # fmt: skip


def _named(
    context: click.Context, parameter: click.Parameter, names: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the topics and sets that were named; without any there is nothing to do."""
    if not names and not context.params.get("set_names"):
        raise click.MissingParameter(ctx=context, param=parameter)
    return names


topic_argument = click.argument(
    "topic_names", metavar="TOPIC|SET...", nargs=-1, callback=_named, shell_complete=_topic_names
)
set_option = click.option(
    "--set", "set_names", metavar="SET", multiple=True, is_eager=True,
    help="A set of clinic.yaml, as if it were named before the topics; may be repeated.",
)  # fmt: skip
clinic_option = click.option(
    "-c", "--clinic", "clinic", type=click.Path(path_type=Path), metavar="DIR",
    help="The clinic's folder (the one with clinic.yaml). Default: the example clinic.",
)  # fmt: skip


def _output(_context: click.Context, _parameter: click.Parameter, folder: Path | None) -> Path:
    """Return the output folder; never in a clinic's, which is only read.

    Who is in a clinic's folder and names none gets the one beside it.
    """
    whole = (folder or OUTPUT).resolve()
    homes = [parent for parent in (whole, *whole.parents) if (parent / SETTINGS).is_file()]
    if not homes:
        return folder or OUTPUT
    beside = Path(os.path.relpath(homes[-1].parent / OUTPUT))
    if folder is None:
        return beside
    message = f"{folder} belongs to a clinic, whose folder is only read; use -o {beside}"
    raise click.BadParameter(message)


def keep_apart(output: Path, clinics: Iterable[Path]) -> None:
    """Refuse an output folder that holds a clinic's: leaflets would be written between its files.

    Raises:
        BadParameter: with the folder to use.
    """
    for folder in clinics:
        if folder.resolve().is_relative_to(output.resolve()):
            message = f"{output} holds the clinic's folder {folder}; use -o {output / OUTPUT}"
            raise click.BadParameter(message, param_hint="'-o' / '--output'")


def _staff_code(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """Return a staff code in capitals; what is none is not repeated, it might be a name."""
    from handouts.record.entries import staff_code

    try:
        return staff_code(value)
    except HandoutsError as error:
        raise click.BadParameter(str(error)) from None


output_option = click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="DIR", callback=_output,
    help="Folder to write to. Default: out here, or beside the clinic's folder if you are in it.",
)  # fmt: skip
own_clinic_option = click.option(
    "-c", "--clinic", "clinic", metavar="DIR", required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The clinic's folder (the one with clinic.yaml), which holds its record.",
)  # fmt: skip
by_option = click.option(
    "--by", metavar="CODE", default="", callback=_staff_code,
    help="Code of who does it: at most 4 letters or digits, never a patient's name.",
)  # fmt: skip
copies_option = click.option(
    "--copies", type=click.IntRange(1, 99), default=1, metavar="N", help="How many of each."
)
printer_option = click.option(
    "--print",
    "printer",
    metavar="PRINTER",
    help="Send it to this printer (`lpstat -e` lists them).",
)
locale_option = click.option(
    "--locale", "locales", multiple=True, metavar="LOCALE",
    help="Language, such as en or es; may be repeated. Default: the clinic's first.",
)  # fmt: skip
format_option = click.option(
    "--format", "formats", multiple=True, default=(main_format().name,), show_default=True,
    type=click.Choice(sorted(FORMATS), case_sensitive=False),
    help="Form of the leaflet; may be repeated.",
)  # fmt: skip
paper_option = click.option(
    "--paper", "papers", multiple=True,
    type=click.Choice(sorted(PAPERS), case_sensitive=False),
    help="Paper; may be repeated. Default: the clinic's, or its region's.",
)  # fmt: skip
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print nothing on success.")


def moment() -> datetime.datetime:
    """Return the time, in this computer's zone. The one place of the program that asks the clock.

    SOURCE_DATE_EPOCH (reproducible-builds.org) stops it: seconds since 1970, UTC.
    """
    stopped = os.environ.get("SOURCE_DATE_EPOCH", "")
    if stopped.isdecimal() and len(stopped) < 12:
        return datetime.datetime.fromtimestamp(int(stopped), tz=datetime.UTC)
    return datetime.datetime.now(tz=datetime.UTC).astimezone()


def _day(_context: click.Context, _parameter: click.Parameter, value: Any) -> datetime.date:
    """Return the day to judge dates by."""
    return cast("datetime.datetime", value).date() if value else moment().date()


today_option = click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", callback=_day,
    help="Judge review dates as on this day. Default: today.",
)  # fmt: skip


_LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(mm|in)?")
_MM = {"mm": 1.0, "in": MM_PER_INCH}
MAX_BLEED_MM = 20.0


def _length_mm(_context: click.Context, _parameter: click.Parameter, value: str | None) -> float:
    """Return a length such as `3mm` or `0.125in` in millimetres."""
    if value is None:
        return 0.0
    match = _LENGTH.fullmatch(value.strip())
    length = float(match[1]) * _MM[match[2] or "mm"] if match else math.nan
    if not 0 <= length <= MAX_BLEED_MM:
        limit = f"0 to {MAX_BLEED_MM:g} mm"
        raise click.BadParameter(f"“{value}” is not a length such as 3mm or 0.125in ({limit})")
    return length


bleed_option = click.option(
    "--bleed", "bleed_mm", metavar="LENGTH", callback=_length_mm,
    help="Print past the trim, for a print shop: 3mm, 0.125in.",
)  # fmt: skip
marks_option = click.option("--marks", is_flag=True, help="Crop marks round the page.")
toner_saver_option = click.option(
    "--toner-saver", is_flag=True, help="Frames in place of coloured grounds."
)
duplex_option = click.option(
    "--duplex", is_flag=True, help="Packets: topics start on right-hand pages."
)
png_option = click.option(
    "--png", "with_png", is_flag=True, help="Also write each page as a picture, and all on one."
)


class _Seconds(click.FloatRange):
    """A number of seconds, up to a day."""

    def __init__(self) -> None:
        super().__init__(1, 86_400)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the number, or fail in words."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"“{value}” is not a number of seconds, 1 to 86400, such as 90", param, ctx)


def limit_options(command: Command) -> Command:
    """Add the limits of one leaflet, which the command gets as `limits`."""

    @functools.wraps(command)
    def limited(*arguments: Any, time_limit: float, memory_limit: int, **named: Any) -> Any:
        limits = Limits(seconds=time_limit, memory_mb=memory_limit)
        return command(*arguments, limits=limits, **named)

    memory = click.option(
        "--memory-limit", type=click.IntRange(300), default=Limits().memory_mb, show_default=True,
        metavar="MB", help="Stop a leaflet that needs more.",
    )  # fmt: skip
    seconds = click.option(
        "--time-limit", type=_Seconds(), default=Limits().seconds, show_default=True,
        metavar="SECONDS", help="Stop a leaflet that takes longer.",
    )  # fmt: skip
    return cast("Command", seconds(memory(limited)))


def grouped(
    kind: type[Any], parameter: str, *options: Callable[[Any], Any]
) -> Callable[[Command], Command]:
    """Return a decorator that adds options, which the command gets as one dataclass.

    Each option is called what a field of `kind` is; the command takes it as `parameter`.
    """

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def called(*arguments: Any, **named: Any) -> Any:
            values = {field.name: named.pop(field.name) for field in dataclasses.fields(kind)}
            return command(*arguments, **{parameter: kind(**values)}, **named)

        decorated: Any = called
        for option in reversed(options):
            decorated = option(decorated)
        return cast("Command", decorated)

    return decorate


@dataclasses.dataclass(frozen=True, slots=True)
class Verbosity:
    """What a command prints."""

    # Nothing on success.
    quiet: bool
    # JSON, for programs.
    as_json: bool

    @property
    def silent(self) -> bool:
        """Return whether nothing is said for people on the way."""
        return self.quiet or self.as_json


verbosity_options = grouped(Verbosity, "verbosity", quiet_option, json_option)


@dataclasses.dataclass(frozen=True, slots=True)
class Selection:
    """Which leaflets are meant; what is empty, the clinic's settings say."""

    topic_names: tuple[str, ...]
    set_names: tuple[str, ...]
    locales: tuple[str, ...]
    formats: tuple[str, ...]
    papers: tuple[str, ...]
    # All topics in one PDF.
    packet: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Return the sets and topics in the order they are asked for."""
        return (*self.set_names, *self.topic_names)


selection_options = grouped(
    Selection, "selection", topic_argument, set_option, locale_option, format_option, paper_option,
    click.option(
        "--packet", is_flag=True, help="Put the topics into one PDF with cover and contents."
    ),
)  # fmt: skip
printing_options = grouped(
    Output, "printing", duplex_option, bleed_option, marks_option, toner_saver_option
)


def clinic_folder(clinic: Path | None, *, quiet: bool) -> Path:
    """Return the clinic's folder, or the example's, saying so on standard error."""
    if clinic is not None:
        return clinic
    if not quiet:
        say(
            "No clinic named: using the example clinic. Make your own with `handouts init DIR`.",
            err=True,
        )
    return assets.example_clinic()


def print_json(value: Any) -> None:
    """Print `value` as JSON on standard output."""
    say(json.dumps(value, ensure_ascii=False, indent=2))
