"""How a batch shows its progress: a bar on a terminal, plain lines elsewhere, failures at once."""

from __future__ import annotations

import contextlib
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from handouts.batch.build import Result, Summary
from handouts.cli.terminal import printable, say
from handouts.diagnostics import Diagnostic


class Lines:
    """Tells of each leaflet in a line: what was made on standard output, failures on the other.

    `quiet` leaves the failures only. A pipe that closes ends the telling, not the work.
    """

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._told: set[Diagnostic] = set()

    def __enter__(self) -> Self:
        """Get ready."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the terminal as it was."""

    def start(self, total: int) -> None:
        """Hear how many leaflets there are to make."""

    def on_result(self, result: Result) -> None:
        """Print what came of a leaflet."""
        for problem in result.problems:
            self._print(f"{result.path}: failed: {problem}", err=True)
        for warning in result.warnings:
            if warning not in self._told and not self._quiet:
                self._told.add(warning)
                self._print(f"warning: {warning}", err=True)
        if result.kind in ("removed", "kept"):
            self.say(f"{result.kind} {result.path} ({result.reason})")
        elif result.kind == "made":
            self._made(result)

    def say(self, line: str) -> None:
        """Print a line on standard output, unless there shall be silence."""
        if not self._quiet:
            self._print(line)

    def _made(self, result: Result) -> None:
        self.say(f"made {result.path} ({result.pages} pages)")

    def _print(self, line: str, *, err: bool = False) -> None:
        with contextlib.suppress(OSError):  # nobody listens any more
            say(line, err=err)


class Bar(Lines):
    """Shows a bar with rate and time left on standard error; failures scroll by above it."""

    def __init__(self) -> None:
        super().__init__(quiet=False)
        self._console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
        )
        self._failed = 0
        self._task = self._progress.add_task("planning", total=None)

    def __enter__(self) -> Self:
        """Show the bar."""
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        self._progress.stop()

    def start(self, total: int) -> None:
        """Hear how many leaflets there are to make."""
        self._progress.reset(self._task, total=total, description="leaflets")

    def on_result(self, result: Result) -> None:
        """Move the bar, and print what went wrong."""
        super().on_result(result)
        if result.kind in ("made", "failed"):
            self._failed += result.kind == "failed"
            words = f"leaflets ({self._failed} failed)" if self._failed else "leaflets"
            self._progress.update(self._task, advance=1, description=words)

    def _made(self, result: Result) -> None:
        """Say nothing: the bar moves."""

    def _print(self, line: str, *, err: bool = False) -> None:  # noqa: ARG002  # one stream here
        self._console.print(Text(printable(line)))


class _Rate(ProgressColumn):
    """Leaflets a second."""

    def render(self, task: Task) -> Text:
        """Return the rate in words."""
        return Text(f"{task.speed:.1f} a second" if task.speed else "")


def summary_line(summary: Summary, seconds: float, *, planned: bool = False) -> str:
    """Return the sums of a run in a line."""
    made = summary.count("made")
    words = [
        f"{made} {'to make' if planned else 'made'}",
        f"{summary.count('unchanged')} unchanged",
    ]
    for kind, word in (
        ("failed", "failed"), ("removed", "to remove" if planned else "removed"),
        ("kept", "kept though not asked for"), ("pending", "not started"),
    ):  # fmt: skip
        number = summary.count(kind)  # type: ignore[arg-type]  # a Kind, each of them
        if number:
            words.append(f"{number} {word}")
    if planned:
        return ", ".join(words)
    rate = f", {made / seconds:.1f} a second" if made and seconds > 0 else ""
    return f"{', '.join(words)} in {seconds:.1f} s{rate}"
