"""A clinic's style sheets: syntax faults with their lines, and the font families they bring."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import tinycss2

from handouts.diagnostics import Diagnostic
from handouts.inputs.text import decode

MAX_DEPTH = 30
_LAYERS = {"components": "components", "formats": "format"}  # folders and layers of styles/
_LAYERED = re.compile(r"styles/(components|formats)/[\w-]+\.css")
_COMMENT_OR_STRING = re.compile(r"""/\*.*?\*/|"[^"\n]*"|'[^'\n]*'""", re.DOTALL)


def stylesheet_problems(data: bytes, file: str) -> list[Diagnostic]:
    """Return the syntax faults of a style sheet: what a browser would drop in silence."""
    css = decode(data, file)
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    problems = [
        Diagnostic(file, line, f"broken CSS: {message}") for line, message in _faults(rules)
    ]
    comment = _open_comment_line(css)
    if comment is not None:
        message = "broken CSS: this comment is never closed; add a `*/`"
        return [*problems, Diagnostic(file, comment, message)]
    opened = _unclosed_line(css)
    if opened is not None:
        problems.append(Diagnostic(file, opened, "broken CSS: this `{` is never closed; add a `}`"))
    return sorted(dict.fromkeys(problems))


def with_unlisted(sheet: bytes, paths: Iterable[str]) -> bytes:
    """Return our style sheet with the files of components and formats that it does not name.

    So a new component or format needs no line in `styles/handout.css`. They come last in their
    layer.
    """
    css = sheet.decode()
    found = []
    for path in sorted(paths):
        if match := _LAYERED.fullmatch(path):
            address = path.removeprefix("styles/")
            if f'"{address}"' not in css:
                found.append(f'@import url("{address}") layer({_LAYERS[match[1]]});')
    return "\n".join([css, *found]).encode() if found else sheet


def declared_families(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the families that the @font-face rules of all style sheets declare, by lower case."""
    families: dict[str, str] = {}
    for path, data in files.items():
        if path.startswith("styles/") and path.endswith(".css"):
            css = data.decode("utf-8-sig", "replace")
            for family in _families(css):
                families[family.lower()] = family
    return families


@functools.lru_cache(maxsize=256)  # a few dozen sheets of ours, asked for each clinic twice
def _families(css: str) -> tuple[str, ...]:
    return tuple(_declared(css))


def _declared(css: str) -> Iterator[str]:
    if "font-face" not in css.lower() and "\\" not in css:  # it may be written with escapes
        return
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type != "at-rule" or rule.lower_at_keyword != "font-face" or not rule.content:
            continue
        for item in tinycss2.parse_blocks_contents(rule.content):
            if item.type == "declaration" and item.lower_name == "font-family":
                yield tinycss2.serialize(item.value).strip().strip("\"'")


def _faults(rules: list[Any]) -> Iterator[tuple[int, str]]:
    """Yield line and message of each fault in `rules` and the blocks inside them."""
    for rule in rules:
        if rule.type == "error":
            yield rule.source_line, parse_fault(rule)
            continue
        for token in (*rule.prelude, *(rule.content or ())) if hasattr(rule, "prelude") else ():
            if token.type == "error":
                yield token.source_line, parse_fault(token)
        if getattr(rule, "content", None) is None:
            if rule.type == "qualified-rule":
                yield rule.source_line, "a rule without `{ … }`"
            continue
        keyword = getattr(rule, "lower_at_keyword", "")
        nested = keyword in {"media", "layer", "supports"}
        inner = (
            tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if nested
            else tinycss2.parse_blocks_contents(
                rule.content, skip_comments=True, skip_whitespace=True
            )
        )
        yield from _faults([item for item in inner if item.type != "declaration"])


def parse_fault(error: Any) -> str:
    """Return a parse error in words that name the remedy."""
    return {
        "bad-string": "a quote is not closed on this line",
        "bad-url": "this url(…) is not closed",
        "eof-in-string": "a quote is never closed",
        "eof-in-url": "this url(…) is never closed",
        "invalid": "this belongs to no rule; expected `name: value;` inside `selector { … }`",
        "empty": "an empty declaration",
    }.get(error.kind, f"unmatched `{error.kind}`; delete it or add the other one")


def _unclosed_line(css: str) -> int | None:
    """Return the line of the innermost `{` that is never closed, or None."""
    depth = 0
    while depth < MAX_DEPTH and not _closes_nothing(css + "\n" + "}" * (depth + 1)):
        depth += 1
    line = None
    tokens = tinycss2.parse_component_value_list(css)
    for _ in range(depth):
        blocks = [token for token in tokens if token.type == "{} block"]
        if not blocks:
            break
        line, tokens = blocks[-1].source_line, blocks[-1].content
    return line


def _closes_nothing(css: str) -> bool:
    """Return whether the last `}` of a style sheet has no `{` to close."""
    last = tinycss2.parse_component_value_list(css)[-1]
    return bool(last.type == "error" and last.kind == "}")


def _open_comment_line(css: str) -> int | None:
    """Return the line of a comment that is never closed, or None."""
    rest = _COMMENT_OR_STRING.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), css)
    start = rest.find("/*")
    return None if start < 0 else rest.count("\n", 0, start) + 1
