"""To a printer, by the system's own print command; what was not sent is told as such."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from handouts.errors import HandoutsError

_COMMAND = "lp"  # CUPS: Linux and macOS
_SECONDS = 30.0


class NotSent(HandoutsError):
    """What is recorded, but did not reach the printer; exit status 1."""

    exit_code = 1


def find_printing(printer: str) -> str:
    """Return the print command of this computer.

    Raises:
        HandoutsError: there is none, or that is no name of a printer.
    """
    command = shutil.which(_COMMAND)
    if command is None:
        message = "this computer has no print command (`lp`)"
        raise HandoutsError(f"--print: {message}; leave it out and print the PDF yourself")
    if not printer.strip() or printer.startswith("-") or not printer.isprintable():
        raise HandoutsError("--print: that is no printer's name; `lpstat -e` lists them")
    return command


def send(command: str, printer: str, files: Sequence[Path], copies: int) -> None:
    """Send files to a printer, in order.

    Raises:
        NotSent: the print command refused one, or took too long.
    """
    for file in files:
        arguments = [command, "-d", printer, "-n", str(copies), "-t", "handouts", "--", str(file)]
        try:
            done = subprocess.run(
                arguments, capture_output=True, text=True, timeout=_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            raise NotSent(f"recorded, not printed: “{printer}” does not answer") from None
        if done.returncode:
            said = " ".join(done.stderr.split())[:200] or "no reason given"
            raise NotSent(f"recorded, not printed: “{printer}” does not take it ({said})")
