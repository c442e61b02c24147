"""Stand-ins for placeholders: two private-use characters around a number.

A sentinel goes through YAML and Markdown like a letter, and only the finished HTML gets the value,
escaped. So nothing a clinic writes in its settings can become markup, and a topic is never a
template.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from handouts.diagnostics import Diagnostic
from handouts.document.nodes import Placeholder

OPEN, CLOSE = "\ue000", "\ue001"
SENTINEL = re.compile(f"{OPEN}(\\d+){CLOSE}")
_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}")
_LEFT_OVER = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")


@dataclass(frozen=True, slots=True)
class Marked:
    """Text whose placeholders are replaced by sentinels; sentinel n stands for placeholder n."""

    text: str
    placeholders: tuple[Placeholder, ...]
    problems: tuple[Diagnostic, ...]
    """Placeholders that are not closed, and template logic."""


def mark(text: str, file: str, first_line: int, start: int = 0) -> Marked:
    """Return `text` with a sentinel for each placeholder, numbered from `start`."""
    found: list[Placeholder] = []
    problems: list[Diagnostic] = []
    lines = []
    for line, content in enumerate(text.split("\n"), start=first_line):

        def replace(match: re.Match[str], line: int = line) -> str:
            found.append(Placeholder(match[1].strip(), file, line))
            return f"{OPEN}{start + len(found) - 1}{CLOSE}"

        marked = _PLACEHOLDER.sub(replace, content)
        left = _LEFT_OVER.search(marked)
        if left:
            message = (
                f"unresolved placeholder near `{content[left.start() : left.start() + 30]}`; "
                "write {{ clinic.phone }} on one line, with names and filters only"
            )
            problems.append(Diagnostic(file, line, message))
        lines.append(marked)
    return Marked("\n".join(lines), tuple(found), tuple(problems))


def fill_html(html: str, values: Sequence[Any]) -> str:
    """Return `html` with every sentinel replaced by its value, escaped unless it is Markup."""
    return _fill(html, lambda number: str(escape(values[number])))


def fill_text(text: str, values: Sequence[Any]) -> str:
    """Return plain `text` with every sentinel replaced by its value as plain text."""
    return _fill(text, lambda number: plain(values[number]))


def as_written(text: str, placeholders: Sequence[Placeholder]) -> str:
    """Return `text` with every sentinel replaced by the placeholder as its author wrote it."""
    return _fill(text, lambda number: f"{{{{ {placeholders[number].source} }}}}")


def plain(value: Any) -> str:
    """Return a value as plain text."""
    return value.striptags() if isinstance(value, Markup) else str(value)


def _fill(text: str, written: Callable[[int], str]) -> str:
    # A plain string on purpose: re joins the pieces of a Markup by escaping them once more.
    return SENTINEL.sub(lambda match: written(int(match[1])), str(text))
