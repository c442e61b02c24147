"""From the archive to paper: through a printer of this computer, or one PDF for the browser."""

from __future__ import annotations

import io
import shutil
import subprocess

import pikepdf

from handouts.record.entries import Issue
from handouts.record.printer import find_printing, send
from handouts.record.store import Record


def find_printers() -> tuple[str, ...]:
    """Return the names of this computer's printers, as CUPS lists them; none without it."""
    command = shutil.which("lpstat")
    if command is None or shutil.which("lp") is None:
        return ()
    try:
        done = subprocess.run(
            [command, "-e"], capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return tuple(line.strip() for line in done.stdout.splitlines() if line.strip())[:20]


def send_to_printer(record: Record, issue: Issue, printer: str, copies: int) -> None:
    """Send the pages of an issue to a printer.

    Raises:
        NotSent: it does not take them; HandoutsError: there is no print command.
    """
    files = [record.path(item.to_print) for item in issue.items]
    send(find_printing(printer), printer, files, copies)


def pages_of(record: Record, issue: Issue) -> bytes:
    """Return all pages of an issue as one PDF, each leaflet on a sheet of its own.

    Raises:
        HandoutsError: a file of the archive is not as it was.
    """
    whole = pikepdf.new()
    for item in issue.items:
        data = record.files(item)[item.to_print.ending]
        with pikepdf.open(io.BytesIO(data)) as leaflet:
            whole.pages.extend(leaflet.pages)
            if len(leaflet.pages) % 2:
                box = leaflet.pages[-1].mediabox
                size = (float(box[2]) - float(box[0]), float(box[3]) - float(box[1]))
                whole.add_blank_page(page_size=size)
    made = io.BytesIO()
    whole.save(made)
    return made.getvalue()
