"""Which line of a brand's style sheet is behind something seen on the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import tinycss2
import tinycss2.color4

from handouts.preflight.brand.colours import Colour, hex_of


class BrandSheet:
    """A clinic's `brand.css`, by what can be looked up in it."""

    def __init__(self, css: str, file: str) -> None:
        self.file = file
        self._tokens = list(_tokens(css))

    def line_of_colour(self, *colours: Colour) -> int | None:
        """Return the line that first writes one of `colours`, the first of them if it can."""
        for colour in colours:
            for line, _, token in self._tokens:
                if _colour_of(token) == hex_of(colour):
                    return line
        return None

    def line_of_token(self, name: str) -> int | None:
        """Return the line that sets a design token, the last of them, for that one wins."""
        lines = [line for line, kind, _ in self._tokens if kind == name]
        return lines[-1] if lines else None

    def line_of(self, *words: str, properties: tuple[str, ...] = ()) -> int | None:
        """Return the line of the first selector that names one of `words`.

        With `properties`, a rule that sets one of them is meant; the line of that declaration.
        """
        for word in words:
            if not word:
                continue
            for line, kind, token in self._tokens:
                if kind == "rule" and _names(token, word):
                    found = _declared(token, properties) if properties else line
                    if found:
                        return found
        return None

    def line_of_string(self, text: str) -> int | None:
        """Return the line of the string that prints `text`."""
        for line, _, token in self._tokens:
            if token.type == "string" and text and text.strip() in token.value:
                return line
        return None


def _tokens(css: str) -> Iterator[tuple[int, str, Any]]:
    """Yield (line, kind, token) of all rules and of all tokens in values."""
    waiting = list(reversed(tinycss2.parse_stylesheet(css, skip_comments=True)))
    while waiting:
        item = waiting.pop()
        if item.type == "qualified-rule":
            yield item.source_line, "rule", item
        if item.type == "declaration":
            for token in _flat(item.value):
                yield token.source_line, item.lower_name, token
        elif getattr(item, "content", None) is not None and hasattr(item, "prelude"):
            waiting += reversed(_contents(item))


def _contents(rule: Any) -> list[Any]:
    """Return what stands in a rule's braces: rules in @media and @layer, else declarations too."""
    if getattr(rule, "lower_at_keyword", "") in {"media", "layer", "supports"}:
        rules: list[Any] = tinycss2.parse_rule_list(rule.content, skip_comments=True)
        return rules
    mixed: list[Any] = tinycss2.parse_blocks_contents(rule.content, skip_comments=True)
    return mixed


def _flat(tokens: list[Any]) -> Iterator[Any]:
    for token in tokens:
        yield token
        yield from _flat(getattr(token, "content", None) or getattr(token, "arguments", None) or [])


def _names(rule: Any, word: str) -> bool:
    """Return whether a rule's selector names a class (`.x`) or an element."""
    selector = tinycss2.serialize(rule.prelude)
    position = selector.find(word)
    while position >= 0:
        before, after = selector[position - 1 : position], selector[position + len(word) :][:1]
        whole = not (after.isalnum() or after in ("-", "_"))
        if whole and (word.startswith(".") or not (before.isalnum() or before in {".", "-", "#"})):
            return True
        position = selector.find(word, position + 1)
    return False


def _declared(rule: Any, properties: tuple[str, ...]) -> int | None:
    for item in tinycss2.parse_blocks_contents(rule.content):
        if item.type == "declaration" and item.lower_name.startswith(properties):
            line: int = item.source_line
            return line
    return None


def _colour_of(token: Any) -> str | None:
    if token.type not in {"hash", "ident", "function"}:
        return None
    try:
        colour = tinycss2.color4.parse_color(token)
        if colour is None or isinstance(colour, str):
            return None
        red, green, blue = (float(part or 0) for part in list(colour.to("srgb"))[:3])
    except (NotImplementedError, ValueError, TypeError):
        return None
    return hex_of((red, green, blue))
