"""The one way to a terminal: what files, PDFs and manifests say is shown there, never obeyed."""

from __future__ import annotations

import re
import sys
from typing import IO, Any

import click

from handouts.hidden_signs import shown

_OUR_STYLES = re.compile("(\x1b\\[(?:0|1|31|33)m)")  # bold, red, yellow; they can hide nothing


def printable(text: str) -> str:
    """Return `text` with its hidden signs written out, but for our own styles."""
    parts = _OUR_STYLES.split(text)
    return "".join(part if index % 2 else shown(part) for index, part in enumerate(parts))


def say(text: object = "", *, err: bool = False, file: IO[Any] | None = None) -> None:
    """Print a line; hidden signs, and signs that the stream lacks, are written out.

    `file` stands in for standard output, or for standard error with `err`.
    """
    stream: Any = file or (sys.stderr if err else sys.stdout)
    encoding = getattr(stream, "encoding", None) or "utf-8"
    line = printable(str(text)).encode(encoding, "backslashreplace").decode(encoding)
    click.echo(line, file=stream)
