"""`handouts batch`: every leaflet that clinics ask for; only what changed, on all cores."""

from __future__ import annotations

import datetime
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from handouts import plugins
from handouts.batch.build import Request, Summary, dry_run, run_batch
from handouts.batch.plan import LeafletFilter
from handouts.batch.shard import Shard, parse_shard
from handouts.cli.options import (
    Verbosity,
    clinic_folder,
    grouped,
    keep_apart,
    limit_options,
    output_option,
    print_json,
    today_option,
    verbosity_options,
)
from handouts.cli.pool import PRELOAD
from handouts.cli.progress import Bar, Lines, summary_line
from handouts.cli.terminal import say
from handouts.diagnostics import Diagnostic, to_json
from handouts.isolation.interrupts import Interrupts
from handouts.isolation.tasks import Limits, default_workers
from handouts.system import require_libraries

MAX_WORKERS = 256


def _read_shard(_context: click.Context, _parameter: click.Parameter, text: str | None) -> Shard:
    try:
        return parse_shard(text) if text else Shard()
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def _few_workers(
    _context: click.Context, _parameter: click.Parameter, number: int | None
) -> int | None:
    if number is None or number <= MAX_WORKERS:
        return number
    say(f"warning: --jobs {number}: more than {MAX_WORKERS} are not started", err=True)
    return MAX_WORKERS


def _narrowing_option(name: str, what: str) -> Callable[[Any], Any]:
    return click.option(
        f"--{name}", f"{name}s", multiple=True, metavar=name.upper(),
        help=f"Only leaflets {what}; may be repeated.",
        callback=lambda _context, _parameter, names: frozenset(names),
    )  # fmt: skip


# Narrow what clinics ask for.
_narrowing_options = grouped(
    LeafletFilter, "wanted",
    _narrowing_option("clinic", "of this clinic, named as in the output folder"),
    _narrowing_option("topic", "on this topic, or on one of this set of clinic.yaml"),
    _narrowing_option("locale", "in this language"),
    _narrowing_option("format", "in this format"),
    _narrowing_option("paper", "for this paper"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How a batch is built."""

    # Only show what would be done.
    planning: bool
    # Leaflets to make at a time; None for one for each core.
    workers: int | None
    # Keep PDFs that no clinic asks for any more.
    keep: bool
    # Remove the old PDF of a leaflet that fails.
    remove_stale: bool
    # The part to build.
    shard: Shard
    # The address of a Dask scheduler; None for this machine.
    scheduler: str | None


_build_options = grouped(
    BuildOptions, "options",
    click.option(
        "-n", "--dry-run", "planning", is_flag=True, help="Show what would be done; write nothing."
    ),
    click.option(
        "-j", "--jobs", "workers", type=click.IntRange(1), metavar="N", callback=_few_workers,
        help="Leaflets to make at a time. Default: one for each core.",
    ),
    click.option("--keep", is_flag=True, help="Keep PDFs that no clinic asks for any more."),
    click.option(
        "--remove-stale", is_flag=True, help="Remove the old PDF of a leaflet that fails."
    ),
    click.option(
        "--shard", metavar="I/N", callback=_read_shard,
        help="Build part I of N only; `handouts manifest merge` puts the parts together.",
    ),
    click.option(
        "--scheduler", metavar="ADDRESS",
        help="Build on the workers of a Dask scheduler (tcp://...).",
    ),
)  # fmt: skip


@click.command(
    epilog="""\b
Examples:
  handouts batch my-clinic
  handouts batch clinics --dry-run
  handouts batch clinics --clinic harbor-light --topic risks --locale es
  handouts batch my-clinic --topic first-visit
  handouts batch clinics --shard 2/8 -o /shared/out
"""
)
@click.argument("folders", metavar="[DIR]...", nargs=-1, type=click.Path(path_type=Path))
@output_option
@_narrowing_options
@_build_options
@limit_options
@today_option
@verbosity_options
@click.pass_context
def batch(
    context: click.Context,
    folders: tuple[Path, ...],
    output: Path,
    wanted: LeafletFilter,
    options: BuildOptions,
    limits: Limits,
    today: datetime.date,
    verbosity: Verbosity,
) -> None:
    """Build every leaflet that the clinics in DIR ask for, where anything changed.

    DIR is a clinic's folder, or a folder of clinics. A clinic asks in the `build` section of its
    clinic.yaml. What is up to date stays as it is; what nobody asks for any more is removed. After
    any interruption, run the command again: it carries on.

    Exit status: 0 all done, 1 some leaflets failed, 2 wrong input, or an output folder that is in
    use or cannot be written, 130 and 143 interrupted.
    """
    require_libraries()
    keep_apart(output, folders)
    request = Request(
        folders=folders or (clinic_folder(None, quiet=verbosity.silent),),
        output=output,
        wanted=wanted,
        shard=options.shard,
        keep=options.keep,
        remove_stale=options.remove_stale,
        workers=options.workers or default_workers(),
        limits=limits,
        today=today,
        preload=PRELOAD,
        initialize=plugins.initializer(),
    )
    silent, planning = verbosity.silent, options.planning
    show = Bar() if not silent and not planning and sys.stderr.isatty() else Lines(quiet=silent)
    start = time.monotonic()
    with Interrupts() as stop:
        with show:
            summary = (
                dry_run(request, stop)
                if planning
                else run_batch(request, show, stop, _executor(options.scheduler, request))
            )
        summary.signal = stop.signal
    for problem in summary.problems:
        say(problem, err=True)
    if verbosity.as_json:
        print_json(_as_data(summary))
    elif planning:
        for result in summary.results:
            show.say(_plan_line(result.kind, result.path, result.reason, result.problems))
    if not silent:
        say(summary_line(summary, time.monotonic() - start, planned=planning))
    context.exit(_status(summary))


def _executor(scheduler: str | None, request: Request) -> Any:
    """Return what makes the leaflets elsewhere; None to make them on this machine."""
    if scheduler is None:
        return None
    from handouts.batch.dask.executor import connect  # an extra; see its message

    return connect(scheduler, request.limits, initialize=request.initialize)


def _plan_line(kind: str, path: str, reason: str, problems: tuple[Diagnostic, ...]) -> str:
    words = {"made": "make", "unchanged": "skip", "removed": "remove", "kept": "keep"}
    why = reason or "; ".join(str(problem) for problem in problems)
    return f"{words.get(kind, 'cannot make')} {path}{f' ({why})' if why else ''}"


def _status(summary: Summary) -> int:
    if summary.signal:
        return 128 + summary.signal
    return 1 if summary.count("failed") or summary.problems else 0


def _as_data(summary: Summary) -> dict[str, Any]:
    """Return the summary as JSON data."""
    kinds = ("made", "unchanged", "failed", "removed", "kept", "pending")
    return {
        "counts": {kind: summary.count(kind) for kind in kinds},  # type: ignore[arg-type]
        "interrupted": summary.signal is not None,
        "problems": to_json(summary.problems),
        "leaflets": [
            {
                "path": result.path,
                "result": result.kind,
                "reason": result.reason,
                "pages": result.pages,
                "seconds": result.seconds,
                "memory_mb": result.memory_mb,
                "problems": to_json(result.problems),
                "warnings": to_json(result.warnings),
            }
            for result in sorted(summary.results, key=lambda result: result.path)
        ],
    }
