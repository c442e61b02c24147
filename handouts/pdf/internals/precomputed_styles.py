"""Puts the values that no rule decides into the styles of a page, all of a style at once.

WeasyPrint works a property out when it is first asked for, one call each: some 27,000 for a
leaflet, of which nine in ten only find that no rule sets it. So its initial value, or the parent's
value of an inherited property, is put into the style beforehand: into the dictionary where
WeasyPrint itself would put it. A test compares both ways, property by property.
"""

from __future__ import annotations

import re
from typing import Any
from weakref import WeakKeyDictionary

from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES
from weasyprint.css.tokens import Pending

_FOR_DISPLAY = ("position", "float")  # as specified, they decide what `display` becomes
# Not inherited, but what comes to the same where no rule sets it: the page, which is "auto" then,
# and decorations of text.
_AS_IF_INHERITED = {
    "page", "text_decoration_line", "text_decoration_color", "text_decoration_style",
    "text_decoration_thickness",
}  # fmt: skip
_INHERITED = frozenset((INHERITED | _AS_IF_INHERITED) & INITIAL_VALUES.keys())
# What is asked of few boxes stays to be worked out: a style with all of it takes twice the memory.
_SELDOM = re.compile(
    r"(align|flex|footnote|grid|justify|object|column_rule|border_(start|end))_|.*_(block|inline)_|"
    r"(background|border_image|mask_border)_(?!color$|image$|source$)|border_.*_color$|"
    r"(inset|marks|order|row_gap|size|table_layout|text_overflow|transform_origin|unicode_bidi)"
)
_INITIAL = {
    name: value
    for name, value in INITIAL_VALUES.items()
    if name not in {*_INHERITED, *_FOR_DISPLAY, *INITIAL_NOT_COMPUTED} and not _SELDOM.match(name)
}
_LINES = ("border_top", "border_right", "border_bottom", "border_left", "outline")
_NO_LINES = {f"{line}_width": 0 for line in _LINES}  # lines without a style have no width
_POSITIONED = {name: INITIAL_VALUES[name] for name in _FOR_DISPLAY}


def _decided_by() -> dict[str, set[str]]:
    """Return what a rule for a property decides besides: physical sides, widths of lines."""
    decided: dict[str, set[str]] = {f"{line}_style": {f"{line}_width"} for line in _LINES}
    for name, logical in PHYSICAL_FUNCTIONS.items():
        for inline in ("ltr", "rtl"):
            sides = decided.setdefault(logical(block="ttb", inline=inline), set())
            sides |= {name, name.replace("_style", "_width")}
    return decided


_DECIDED_BY = _decided_by()


class PrecomputedStyles:
    """WeasyPrint's styles of a page, by element; each is filled in when it is first asked for."""

    def __init__(self, styles: Any) -> None:
        self._styles = styles
        self._inherited: dict[int, dict[str, Any]] = {}  # what children inherit, by id of a style

    def __getattr__(self, name: str) -> Any:
        """Return what WeasyPrint's own object has by that name."""
        return getattr(self._styles, name)

    def __call__(self, element: Any, pseudo_type: str | None = None) -> Any:
        """Return the style of an element, of a page, or of a part of either."""
        style = self._styles(element, pseudo_type)
        if style is not None and id(style) not in self._inherited:
            self._inherited[id(style)] = {}
            self._fill(style)
        return style

    def _fill(self, style: Any) -> None:
        """Put the undecided values into a style, and into that of the bare boxes in it."""
        known = dict(style)
        cascaded = style.cascaded
        inherited = self._inherited.get(id(style.parent_style), {})
        for values in (_INITIAL, _NO_LINES, inherited):
            style.update(values)
        if cascaded.keys().isdisjoint(_FOR_DISPLAY):
            style.update(_POSITIONED)
            style.specified.update(_POSITIONED)
        for name, (value, weight) in cascaded.items():
            if isinstance(value, Pending) and not isinstance(value, _CachedPending):
                cascaded[name] = (_CachedPending(value), weight)
            style.pop(name, None)
            for other in _DECIDED_BY.get(name, ()):
                style.pop(other, None)
        style.update(known)
        if style["display"] == ("none",):
            return
        if not inherited or not _INHERITED.isdisjoint((*cascaded, *known)):
            inherited = {name: style[name] for name in _INHERITED}
        self._inherited[id(style)] = inherited
        bare = style.anonymous_style
        for values in (_INITIAL, _NO_LINES, _POSITIONED, inherited):
            bare.update(values)


class _CachedPending(Pending):  # type: ignore[misc]  # WeasyPrint has no types
    """A value with var(): what it comes to with the same values of those is worked out once."""

    def __init__(self, pending: Any) -> None:
        super().__init__(pending.tokens, pending.name)
        self._pending = pending
        self._answers = _answers.setdefault(pending, {})

    def validate(self, tokens: Any, wanted_key: str, base_url: str) -> Any:
        """Return the value of one property, as `solve` of WeasyPrint asks for it."""
        return self._pending.validate(tokens, wanted_key, base_url)

    def solve(self, tokens: Any, wanted_key: str, base_url: str) -> Any:
        """Return the value of one property; without it, WeasyPrint's InvalidValues."""
        key = (wanted_key, base_url, *(token.serialize() for token in tokens))
        if key not in self._answers:
            self._answers[key] = self._pending.solve(tokens, wanted_key, base_url)
        return self._answers[key]


# For as long as a style sheet is kept. One leaflet asks some 300 times, 98 in 100 as one before it.
_answers: WeakKeyDictionary[Any, dict[tuple[str, ...], Any]] = WeakKeyDictionary()
