"""The custom properties that a brand sets: a colour that is none, a name that nothing uses.

CSS drops a custom property with a typing error in silence, and the leaflet prints in our colours or
in none.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any

import tinycss2
import tinycss2.color4

from handouts.diagnostics import Diagnostic

_DECLARED = re.compile(r"(--[\w-]+)\s*:\s*([^;}]+)")
_USED = re.compile(r"var\(\s*(--[\w-]+)")
_FUNCTIONS = frozenset({"var", "env", "light-dark", "color-mix"})


def colour_problems(css: str, file: str, shipped: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    """Yield tokens of ours that hold a colour and are set to something else."""
    colours = {
        name
        for name, value in _tokens(shipped).items()
        if _is_colour(value) or "var(--palette" in value
    }
    for item in _declarations(css):
        value = tinycss2.serialize(item.value).strip()
        if item.name in colours and not _is_colour(value):
            message = (
                f"{item.name}: “{value[:40]}” is no colour; write #1f3f5f, rgb(31 63 95) or a name "
                "such as navy"
            )
            yield Diagnostic(file, item.source_line, message)


def unused_tokens(css: str, file: str, shipped: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    """Yield what looks like a token of ours with a typing error: nothing uses it."""
    known = _tokens(shipped)
    used = set(_USED.findall(css))
    for item in _declarations(css):
        if item.name in known or item.name in used:
            continue
        if close := difflib.get_close_matches(item.name, known, n=1, cutoff=0.85):
            message = f"{item.name} changes nothing: no style uses it; did you mean {close[0]}?"
            yield Diagnostic(file, item.source_line, message)


def _tokens(shipped: Mapping[str, bytes]) -> dict[str, str]:
    """Return our tokens and their values."""
    found: dict[str, str] = {}
    for path, data in shipped.items():
        if path.startswith("styles/tokens/"):
            found.update(_DECLARED.findall(data.decode()))
    return found


def _declarations(css: str) -> Iterator[Any]:
    """Yield the custom properties that a style sheet sets, in any of its rules."""
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            for item in tinycss2.parse_blocks_contents(rule.content):
                if item.type == "declaration" and item.name.startswith("--"):
                    yield item


def _is_colour(value: str) -> bool:
    """Return whether a value is a colour, or comes from elsewhere."""
    tokens = [
        token
        for token in tinycss2.parse_component_value_list(value, skip_comments=True)
        if token.type != "whitespace"
    ]
    functions = [token.lower_name for token in tokens if token.type == "function"]
    if any(name in _FUNCTIONS or "gradient" in name for name in functions):
        return True
    if len(tokens) != 1:
        return False
    try:
        return tinycss2.color4.parse_color(tokens[0]) is not None
    except (NotImplementedError, ValueError, TypeError):
        return False
