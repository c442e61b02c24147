"""A clinic's style sheets: what would hang or break the layout, or reach outside the folder.

What print ignores anyway (screen queries, vendor prefixes, animations) is not looked at.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import tinycss2

from handouts.diagnostics import Diagnostic
from handouts.inputs.styles import parse_fault
from handouts.paths import ORIGIN

# Measured with WeasyPrint 70 on our own leaflets; a common framework with 3,000 rules passes.
MAX_BYTES = 1 << 20
MAX_RULES = 6_000
MAX_DEPTH = 24
MAX_TOKENS = 200_000
MAX_EXPANSION = 2_000  # tokens that one custom property may grow to
MAX_STOPS = 40
MAX_REPEAT = 100
MAX_NUMBER = 100_000  # of any unit; 2**31 is common in z-index, which print ignores

# Properties whose whole numbers cost time or letters, and what they may be at most.
MUST_BE_VISIBLE = {
    "orphans": 100,
    "widows": 100,
    "columns": 20,
    "column-count": 20,
    "counter-increment": 1_000,
    "counter-reset": 1_000,
    "counter-set": 1_000,
    "grid-row": 200,
    "grid-row-start": 200,
    "grid-row-end": 200,
    "grid-column": 200,
    "grid-column-start": 200,
    "grid-column-end": 200,
    "grid-area": 200,
    "tab-size": 100,
    "max-lines": 1_000,
    "pad": 20,
    "additive-symbols": 10_000,
}
_UNCOUNTED = frozenset({"z-index", "order"})
# Sizes in CSS pixels at most; a letter as high as the paper is large enough.
_LARGEST_PX = {"font-size": 1_000, "font": 1_000, "line-height": 2_000}
_BORDERS_PX = 400
_THINNEST_PX = 0.1
_NOT_WIDTHS = frozenset({"border-spacing", "border-radius"}) | {
    f"border-{corner}-radius"
    for corner in (
        *("top-left", "top-right", "bottom-left", "bottom-right"),
        *("start-start", "start-end", "end-start", "end-end"),
    )
}
_PX = {"px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0,
       "q": 96 / 101.6, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "lh": 22.0, "rlh": 22.0,
       "vw": 8.0, "vh": 11.0, "vmin": 8.0, "vmax": 11.0, "%": 0.16}  # fmt: skip
_SMALLEST_PAGE_PX = 189  # 50 mm

_LOADING = ("background", "border-image", "content", "list-style", "mask-border", "src", "--")
_REFUSED_FUNCTIONS = {
    "leader": "leader() can run for ever; use a border or leave it out",
}
_REFUSED_VALUES = {
    ("float", "footnote"): "footnotes pull text out of its place; leave it where it stands",
}
_MATH_CONSTANTS = frozenset({"infinity", "-infinity", "nan"})
_APPLIED = frozenset({"page", "font-face", "counter-style"})


@dataclass(slots=True)
class _Sheet:
    """A style sheet on its way through the gate."""

    file: str
    is_attribute: bool = False
    problems: list[Diagnostic] = field(default_factory=list)
    rules: int = 0
    tokens: int = 0
    variables: dict[str, list[tuple[int, list[Any]]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def complain(self, line: int | None, message: str) -> None:
        self.problems.append(Diagnostic(self.file, line, message))


def sheet_problems(css: str, file: str) -> list[Diagnostic]:
    """Return what in a style sheet cannot be used: each with its line, the reason, the remedy."""
    return _examined(css, file, lambda sheet: _rules(sheet, tinycss2.parse_stylesheet(css), 0, ""))


def style_problems(css: str, file: str) -> list[Diagnostic]:
    """Return what in a `style` attribute cannot be used."""

    def look(sheet: _Sheet) -> None:
        sheet.is_attribute = True
        _contents(sheet, tinycss2.parse_blocks_contents(css), 0, "")

    return _examined(css, file, look)


def _examined(css: str, file: str, look: Callable[[_Sheet], None]) -> list[Diagnostic]:
    sheet = _Sheet(file)
    if len(css) > MAX_BYTES:
        size = f"{len(css) >> 10:,} kB; at most {MAX_BYTES >> 10:,} kB"
        sheet.complain(None, f"the style sheet is too large ({size}); put pictures into files")
        return sheet.problems
    try:
        look(sheet)
        _variables(sheet)
    except _Enough:
        pass
    except RecursionError:
        sheet.complain(None, f"brackets are nested too deeply (at most {MAX_DEPTH})")
    return sorted(dict.fromkeys(sheet.problems), key=lambda problem: problem.line or 0)


class _Enough(Exception):
    """The sheet breaks a limit, so the rest of it is not looked at."""


def _rules(sheet: _Sheet, rules: Iterable[Any], depth: int, around: str) -> None:
    """Examine rules at `depth` braces, inside the at-rule `around` if there is one."""
    for rule in rules:
        if rule.type not in {"qualified-rule", "at-rule"}:
            continue
        sheet.rules += 1
        if sheet.rules > MAX_RULES:
            sheet.complain(rule.source_line, f"more than {MAX_RULES:,} rules; keep those you use")
            raise _Enough
        if depth > MAX_DEPTH // 2:
            sheet.complain(rule.source_line, "rules are nested too deeply; write them side by side")
            raise _Enough
        if rule.type == "qualified-rule":
            _walk(sheet, rule.prelude, depth, _nothing)
            _contents(sheet, tinycss2.parse_blocks_contents(rule.content), depth + 1, around)
        else:
            _at_rule(sheet, rule, depth, around)


def _at_rule(sheet: _Sheet, rule: Any, depth: int, around: str) -> None:
    name = rule.lower_at_keyword
    if name == "import":
        _import(sheet, rule)
    elif name == "color-profile":
        sheet.complain(rule.source_line, "@color-profile cannot be used; write colours as #rrggbb")
    elif rule.content is None:
        return
    elif name == "layer" or (name == "media" and _prints(rule.prelude)):
        _rules(sheet, tinycss2.parse_rule_list(rule.content), depth + 1, around)
    elif name in _APPLIED or around == "page":
        _contents(sheet, tinycss2.parse_blocks_contents(rule.content), depth + 1, name)


def _prints(prelude: list[Any]) -> bool:
    """Return whether an @media block can apply to paper."""
    tokens = [token for token in prelude if token.type not in {"whitespace", "comment"}]
    words = {token.lower_value for token in tokens if token.type == "ident"}
    return not tokens or bool(words & {"print", "all"})


def _import(sheet: _Sheet, rule: Any) -> None:
    """Complain about an imported sheet: it would pass by these gates, or lies outside."""
    address = next((t.value for t in rule.prelude if t.type in {"string", "url"}), "")
    address = address or next(
        (
            inner.value
            for token in rule.prelude
            if token.type == "function"
            for inner in token.arguments
            if inner.type == "string"
        ),
        "",
    )
    if "font" in address.lower() and _is_outside(address):
        message = (
            f"“{address[:60]}” is on the web, and nothing is loaded from there; save the font's "
            "files in fonts/ and name them with @font-face { src: url(/fonts/…) }"
        )
    else:
        message = f"@import of “{address[:60]}” cannot be used; copy its rules into this file"
    sheet.complain(rule.source_line, message)


def _contents(sheet: _Sheet, contents: Iterable[Any], depth: int, around: str) -> None:
    """Examine the declarations and nested rules of one block."""
    nested = []
    for item in contents:
        if item.type == "declaration":
            _declaration(sheet, item, depth, around)
        else:
            nested.append(item)
    _rules(sheet, nested, depth, around)


def _declaration(sheet: _Sheet, declaration: Any, depth: int, around: str) -> None:
    name, line = declaration.lower_name, declaration.source_line
    if name.startswith("-") and not name.startswith("--"):
        return  # a vendor's property: ignored in print
    tokens = [token for token in declaration.value if token.type not in {"whitespace", "comment"}]
    if name.startswith("--"):
        sheet.variables[declaration.name].append((line, tokens))
    if name in {"--paper-width", "--paper-height"}:
        _page_size(sheet, name, declaration.value, line)
    words = {token.lower_value for token in tokens if token.type == "ident"}
    for (key, word), message in _REFUSED_VALUES.items():
        if name == key and word in words:
            sheet.complain(line, f"{name}: {word} cannot be used: {message}")
    if name == "size" and around == "page":
        _page_size(sheet, name, declaration.value, line)
    _walk(sheet, tokens, depth, lambda token, inside: _value(sheet, name, token, inside))


def _page_size(sheet: _Sheet, name: str, tokens: list[Any], line: int) -> None:
    """Complain about a sheet that sets the paper; in the page itself our own templates may."""
    shown = " ".join(tinycss2.serialize(tokens).split())[:40]
    lengths = [_pixels(token) for token in tokens if token.type == "dimension"]
    if not sheet.is_attribute or not lengths or min(lengths) < _SMALLEST_PAGE_PX:
        message = "the paper is set with `paper:` in clinic.yaml; delete this line"
        sheet.complain(line, f"{name}: {shown}: {message}")


def _walk(
    sheet: _Sheet, tokens: Iterable[Any], depth: int, look: Callable[[Any, str], None]
) -> None:
    """Show every token to `look`, with the name of the function it stands in."""
    waiting = [(token, depth, "") for token in tokens]
    while waiting:
        token, level, inside = waiting.pop()
        sheet.tokens += 1
        if level > MAX_DEPTH:
            sheet.complain(token.source_line, f"brackets are nested deeper than {MAX_DEPTH}")
            raise _Enough
        if sheet.tokens > MAX_TOKENS:
            sheet.complain(token.source_line, "the style sheet is too long; keep what you use")
            raise _Enough
        look(token, inside)
        if token.type == "function":
            waiting += [(inner, level + 1, token.lower_name) for inner in token.arguments]
        elif hasattr(token, "content"):
            waiting += [(inner, level + 1, inside) for inner in token.content]


def _nothing(token: Any, inside: str) -> None:
    """Look at nothing: for selectors, where only depth and length matter."""


def _value(sheet: _Sheet, name: str, token: Any, inside: str) -> None:
    """Examine one token of a property's value."""
    line = token.source_line
    if token.type == "error":  # WeasyPrint 70 crashes over an open quote inside url()
        sheet.complain(line, f"broken CSS: {parse_fault(token)}")
    elif token.type in {"number", "dimension", "percentage"}:
        message = _number_fault(name, token, inside)
        if message:
            sheet.complain(line, f"{name}: {message}")
    elif token.type == "ident" and inside and token.lower_value in _MATH_CONSTANTS:
        sheet.complain(line, f"{name}: {token.value} is not a length; write a number")
    elif token.type == "url" or (token.type == "string" and inside == "url"):
        if name.startswith(_LOADING) and _is_outside(token.value):
            sheet.complain(line, _outside_message(token.value))
    elif token.type == "function":
        _function(sheet, name, token)


def _number_fault(name: str, token: Any, inside: str) -> str | None:
    """Return what is wrong with a number of the property `name`, or None."""
    shown = tinycss2.serialize([token])[:20]
    if not math.isfinite(token.value):
        return f"{shown} is not a number that can be used"
    if name in _UNCOUNTED:
        return None
    whole = token.type == "number" and name in MUST_BE_VISIBLE
    if whole and abs(token.value) > MUST_BE_VISIBLE[name]:
        return f"{shown} is too large (at most {MUST_BE_VISIBLE[name]:,})"
    if inside == "repeat" and token.type == "number" and token.value > MAX_REPEAT:
        return f"repeat({shown}) is too many (at most {MAX_REPEAT})"
    if inside in {"rgb", "rgba", "hsl", "hsla"}:
        return None
    if token.type == "number" and name not in {"line-height", "font"}:
        limit, size = float(MAX_NUMBER), abs(token.value)
    else:
        limit = float(_LARGEST_PX.get(name, MAX_NUMBER))
        size = abs(_pixels(token))
        if name.startswith(("border", "outline", "column-rule")) and name not in _NOT_WIDTHS:
            limit = _BORDERS_PX
            if 0 < size < _THINNEST_PX:
                return f"{shown} is too thin to print; write 0.25pt or more"
    if size > limit:
        return f"{shown} is too large (at most {limit:,.0f} px)"
    return None


def _pixels(token: Any) -> float:
    """Return about how many CSS pixels a length is; relative units as in 12-point text."""
    if token.type == "percentage":
        return float(token.value) * _PX["%"]
    if token.type == "number":
        return float(token.value) * 16
    return float(token.value) * _PX.get(token.lower_unit, 1.0)


def _function(sheet: _Sheet, name: str, token: Any) -> None:
    """Examine a function: gradients that are drawn a million times, and the stop list."""
    function, line = token.lower_name, token.source_line
    if function in _REFUSED_FUNCTIONS:
        sheet.complain(line, f"{name}: {_REFUSED_FUNCTIONS[function]}")
    if "gradient" in function:
        stops = 1 + sum(1 for inner in token.arguments if inner == ",")
        if stops > MAX_STOPS:
            sheet.complain(line, f"{name}: a gradient of {stops} colours (at most {MAX_STOPS})")
        if function.startswith("repeating-") and not _has_wide_stripes(token.arguments):
            message = "its stripes are too narrow to draw; let the last colour end at 2px or more"
            sheet.complain(line, f"{name}: {function}: {message}")


def _has_wide_stripes(arguments: list[Any]) -> bool:
    """Return whether the last stop of a repeating gradient is far enough out to be drawn."""
    last = [token for token in arguments if token.type in {"dimension", "percentage"}][-1:]
    return bool(last) and (
        last[0].value >= 1 if last[0].type == "percentage" else _pixels(last[0]) >= 2
    )


def _is_outside(address: str) -> bool:
    """Return whether an address leads out of the clinic's folder."""
    address = address.strip().lower()
    if address.startswith(("data:", "#", f"{ORIGIN}/")):
        return False
    scheme = address.partition(":")[0]
    return address.startswith(("//", "\\")) or (
        ":" in address and scheme.replace("+", "").replace("-", "").replace(".", "").isalnum()
    )


def _outside_message(address: str) -> str:
    shown = " ".join(address.split())[:60]
    return (
        f"“{shown}” leads out of the clinic's folder, and nothing is loaded from there; "
        "copy the file into the folder and write url(/images/…) or url(/fonts/…)"
    )


def _variables(sheet: _Sheet) -> None:
    """Complain about custom properties that grow when they are put into one another."""
    sizes: dict[str, int] = {}
    for name in sheet.variables:
        _grown(sheet, name, sizes, ())


def _grown(sheet: _Sheet, name: str, sizes: dict[str, int], path: tuple[str, ...]) -> int:
    """Return how many tokens a custom property becomes once all others are put in."""
    if name in sizes:
        return sizes[name]
    definitions = sheet.variables.get(name, [])
    line = definitions[0][0] if definitions else None
    if name in path or len(path) > MAX_DEPTH:
        sheet.complain(line, f"{name} is made of itself; give it a value of its own")
        raise _Enough
    largest = 0
    for at, tokens in definitions:
        size = 0
        for used in _flat(tokens):
            size += 1
            if used.type == "function" and used.lower_name == "var":
                size += _grown(sheet, _variable_name(used), sizes, (*path, name))
        if size > MAX_EXPANSION:
            sheet.complain(at, f"{name} grows to {size:,} parts (at most {MAX_EXPANSION:,})")
            raise _Enough
        largest = max(largest, size)
    sizes[name] = largest
    return largest


def _flat(tokens: Iterable[Any]) -> Iterator[Any]:
    """Yield tokens and those inside them."""
    waiting = list(tokens)
    while waiting:
        token = waiting.pop()
        yield token
        waiting += token.arguments if token.type == "function" else getattr(token, "content", ())


def _variable_name(token: Any) -> str:
    return next((inner.value for inner in token.arguments if inner.type == "ident"), "")
