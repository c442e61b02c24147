"""The composed page of a leaflet: what its templates and texts may not put into it.

It is looked at as WeasyPrint has read it, so that nothing can hide in a difference of parsers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from handouts.diagnostics import Diagnostic
from handouts.preflight.css import sheet_problems, style_problems
from handouts.preflight.svg import svg_problems

# A leaflet has about 200 elements, a packet of twenty topics 4,000.
MAX_CHARACTERS = 2_000_000
MAX_ELEMENTS = 8_000
MAX_DEPTH = 50
MAX_CELLS = 2_000
MAX_SPAN = 100
MAX_WORD = 300
MAX_TEXT = 600_000
MAX_SAME = 400  # elements of a kind that cost more than their number: <br>, headings
MAX_MARKS = 6  # accents on one letter; Vietnamese and Hebrew need two or three

_REFUSED = {
    "script": "programs cannot run in print",
    "base": "addresses would lead elsewhere",
    "object": "put the picture into <img>",
    "embed": "put the picture into <img>",
    "iframe": "a page inside a page is not printed",
    "frame": "a page inside a page is not printed",
    "video": "moving pictures cannot be printed",
    "audio": "sound cannot be printed",
    "input": "draw a box to tick or a line for the pen instead",
    "textarea": "draw lines for the pen instead",
    "select": "draw boxes to tick instead",
    "button": "a button cannot be pressed on paper",
}
_COSTLY = frozenset({"br", "h1", "h2", "h3", "h4", "h5", "h6"})
_LINK = re.compile(r"(https?://|mailto:|tel:|#)", re.IGNORECASE)
_SOURCE = re.compile(
    r"(https://handouts\.invalid/|data:image/|(?![a-z+.-]+:|//|\\))", re.IGNORECASE
)
_GEOMETRY = re.compile(r"(--[a-z-]+:\s*\d{1,4}(\.\d+)?(mm|pt)?;?\s*)*")
_SHEET = re.compile(r"(https://handouts\.invalid)?/?styles/[\w./-]+\.css")
_ACCENTS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
_LONG = re.compile(rf"[^\s\u00ad\u200b-]{{{MAX_WORD},}}")
_MARKS = re.compile(f"[{_ACCENTS}]{{{MAX_MARKS + 1},}}")

Place = Callable[[str], tuple[str, int | None]]


@dataclass(frozen=True, slots=True)
class _Error:
    """What is wrong, and the words by which its place can be found."""

    message: str
    needle: str = ""


def page_problems(root: ElementTree.Element, place: Place) -> list[Diagnostic]:
    """Return what in a page cannot be used; `place` finds the file and line of some words."""
    problems = []
    for error in _errors(root):
        file, line = place(error.needle)
        problems.append(Diagnostic(file, line, error.message))
    for name, css, look in _styles(root):
        file, line = place(css.strip().partition("\n")[0])
        problems += [
            Diagnostic(file, line, f"{name}: {problem.message}") for problem in look(css, file)
        ]
    return list(dict.fromkeys(problems))


def _errors(root: ElementTree.Element) -> Iterator[_Error]:
    """Yield what is wrong with the elements, their number and their text."""
    counts: Counter[str] = Counter()
    ids: Counter[str] = Counter()
    characters = 0
    waiting = [(root, 0)]
    while waiting:
        element, depth = waiting.pop()
        tag = str(element.tag).rpartition("}")[2].lower()
        counts[tag] += 1
        if counts.total() > MAX_ELEMENTS:
            yield _Error(f"the page has more than {MAX_ELEMENTS:,} elements; shorten it")
            return
        if depth > MAX_DEPTH:
            yield _Error(f"elements or quotes nested deeper than {MAX_DEPTH}; nest them less")
            return
        if counts["td"] + counts["th"] > MAX_CELLS:
            yield _Error(f"tables of more than {MAX_CELLS:,} cells; shorten them", "|--")
            return
        if tag in _COSTLY and counts[tag] > MAX_SAME:
            yield _Error(f"more than {MAX_SAME} <{tag}>; shorten the page", f"<{tag}")
            return
        name = element.get("id", "")
        ids[name] += bool(name)
        if ids[name] > MAX_SAME:
            yield _Error(f'more than {MAX_SAME} elements have id="{name[:40]}"', name)
            return
        if tag == "svg":
            yield from _drawing_faults(element)
            continue
        yield from _element_faults(tag, element)
        for text in (element.text if tag != "style" else None, element.tail):
            if text:
                characters += len(text)
                yield from _text_faults(text)
        waiting += [(child, depth + 1) for child in element]
    if characters > MAX_TEXT:
        yield _Error(f"the page has {characters:,} letters (at most {MAX_TEXT:,}); shorten it")


def _element_faults(tag: str, element: ElementTree.Element) -> Iterator[_Error]:
    if tag in _REFUSED:
        yield _Error(f"<{tag}> cannot be used: {_REFUSED[tag]}", f"<{tag}")
    relations = element.get("rel", "").lower().split()
    href = element.get("href", "").strip()
    if "attachment" in relations:
        message = f"<{tag} rel=attachment> would hide a file in the PDF; delete it"
        yield _Error(message, "attachment")
    elif tag == "link" and "stylesheet" in relations and not _SHEET.fullmatch(href):
        message = f"style sheet “{href[:60]}” is not in the clinic's styles/; copy it there"
        yield _Error(message, href)
    elif tag in {"a", "area"} and href and not _LINK.match(href):
        message = f"link to “{href[:60]}”; use https:, mailto:, tel: or #"
        yield _Error(message, href)
    if tag == "meta" and element.get("http-equiv", "").lower() == "refresh":
        yield _Error("<meta http-equiv=refresh> cannot be used; delete it", "http-equiv")
    source = element.get("src", "").strip()
    if source and not _SOURCE.match(source):
        message = f"“{source[:60]}” is outside; copy the file into the clinic's images/"
        yield _Error(message, source)
    for key in ("colspan", "rowspan", "span"):
        span = element.get(key, "").strip()
        if span.isdecimal() and (len(span) > 4 or int(span) > MAX_SPAN):
            yield _Error(f"{key}={span[:12]} is too large (at most {MAX_SPAN})", f"{key}=")


def _text_faults(text: str) -> Iterator[_Error]:
    if word := _LONG.search(text):
        message = f"“{word[0][:30]}…” has no place to break in {len(word[0]):,} letters; add spaces"
        yield _Error(message, word[0][:60])
    if marks := _MARKS.search(text):
        message = f"more than {MAX_MARKS} accents on one letter; delete them"
        yield _Error(message, marks[0][:8])


def _drawing_faults(element: ElementTree.Element) -> Iterator[_Error]:
    """Yield the faults of an inline drawing, found by the gate for SVG files."""
    try:
        data = ElementTree.tostring(element)
    except RecursionError:
        yield _Error("a drawing is nested too deeply; ungroup it", "<svg")
        return
    for problem in svg_problems(data, "drawing"):
        yield _Error(f"drawing: {problem.message}", "<svg")


def _styles(
    root: ElementTree.Element,
) -> Iterator[tuple[str, str, Callable[[str, str], list[Diagnostic]]]]:
    """Yield every piece of CSS that stands in the page itself."""
    seen = set()
    for element in root.iter():
        if str(element.tag).rpartition("}")[2].lower() == "style":
            yield "<style>", "".join(element.itertext()), sheet_problems
        style = element.get("style")
        if element is root and style and _GEOMETRY.fullmatch(style):
            continue  # the format's own measures, which composition writes there
        if style and style not in seen:
            seen.add(style)
            yield "style", style, style_problems
