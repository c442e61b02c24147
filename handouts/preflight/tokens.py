"""The custom properties that a brand sets: a colour that is none, a name that nothing uses.

CSS drops a custom property with a typing error in silence, and the leaflet prints in our colours or
in none.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
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


def range_problems(css: str, file: str, shipped: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    """Yield lengths and line heights of ours that are set where words run together or vanish."""
    known = _tokens(shipped)
    for item in _declarations(css):
        own = known.get(item.name)
        value = tinycss2.serialize(item.value).strip()
        least, most, unit = _range(item.name, own) if own else (0.0, 0.0, None)
        size = _size(value)
        if unit is not None and size is not None and not least <= size <= most:
            message = (
                f"{item.name}: {value[:40]} is out of its range, {_shown(least, unit)} to "
                f"{_shown(most, unit)}"
            )
            yield Diagnostic(file, item.source_line, message)


def only_sets_tokens(css: str, shipped: Mapping[str, bytes]) -> bool:
    """Return whether a brand does nothing but set tokens of ours, each to a plain value."""
    known = _tokens(shipped)
    families = {name.lower() for name in _FAMILY.findall("".join(known.values()))}
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type != "qualified-rule":
            return False
        if tinycss2.serialize(rule.prelude).strip() not in _ROOTS:
            return False
        contents = tinycss2.parse_blocks_contents(
            rule.content, skip_comments=True, skip_whitespace=True
        )
        for item in contents:
            if item.type != "declaration" or item.name not in known:
                return False
            if not _is_plain(tinycss2.serialize(item.value).strip(), known[item.name], families):
                return False
    return True


_ROOTS = frozenset({":root", "html:root", "html"})
_FAMILY = re.compile(r'"([^"]+)"')
_LENGTH = re.compile(r"([+-]?\d*\.?\d+(?:e[+-]?\d+)?)(mm|cm|in|pt|px|q|pc)?", re.IGNORECASE)
_POINTS = {"mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pt": 1.0, "px": 0.75, "q": 18 / 25.4,
           "pc": 12.0}  # fmt: skip
_MM = _POINTS["mm"]
# What is not between nothing and three times our own value, in points; line heights as numbers.
_RANGES = {
    "--radius": (0.0, 6 * _MM),
    "--line-body": (1.0, 2.5),
    "--line-tight": (1.0, 2.5),
    "--pen-pitch": (9 * _MM, 15 * _MM),
    "--paper-width": (90 * _MM, 450 * _MM),
    "--paper-height": (90 * _MM, 450 * _MM),
    "--space-xs": (0.0, 6 * _MM),
}
_MOST = 3.0


def _range(name: str, own: str) -> tuple[float, float, str | None]:
    """Return between what a token of ours may be set, in points or as a number; no unit: any."""
    size, match = _size(own), _LENGTH.fullmatch(own)
    if size is None or match is None or name.startswith(("--palette", "--color", "--font")):
        return 0.0, 0.0, None
    least, most = _RANGES.get(name, (0.0, _MOST * size))
    return least, most, (match[2] or "")


def _size(value: str) -> float | None:
    """Return a length in points, or a number as it is; None for anything else."""
    match = _LENGTH.fullmatch(value)
    return float(match[1]) * _POINTS.get((match[2] or "").lower(), 1.0) if match else None


def _shown(size: float, unit: str) -> str:
    return f"{size / _POINTS.get(unit, 1.0):.4g}{unit}"


def _is_plain(value: str, own: str, families: Collection[str]) -> bool:
    """Return whether a value is one that needs no look at the pages."""
    if _size(own) is not None:
        return _size(value) is not None  # and in its range, or it was refused
    if names := _FAMILY.findall(value):
        return all(name.lower() in families for name in names)
    try:
        colour = tinycss2.color4.parse_color(value)
    except (NotImplementedError, ValueError, TypeError):
        return False
    return colour is not None and not isinstance(colour, str) and colour.alpha == 1


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
