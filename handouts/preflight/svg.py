"""An SVG picture: what would hang the drawing of it, reach outside, or print nothing at all.

Programs export much that is only ignored in print (metadata, animation, filters); that passes.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from handouts.diagnostics import Diagnostic

# A detailed logo has a few hundred elements; a traced drawing some thousands.
MAX_BYTES = 2 << 20
MAX_ELEMENTS = 10_000
MAX_DEPTH = 60
MAX_UNFOLDED = 30_000
MAX_TEXT = 2_000
MAX_NUMBER = 1e6

_REFUSED = {
    "script": "programs cannot run in print",
    "foreignobject": "text of a web page inside a picture is not printed",
    "iframe": "a web page inside a picture is not printed",
    "audio": "sound cannot be printed",
    "video": "moving pictures cannot be printed",
    "handler": "programs cannot run in print",
    "set": "animations cannot be printed",
}
_REFERENCES = ("href", "fill", "stroke", "clip-path", "mask", "marker", "marker-start",
               "marker-mid", "marker-end", "filter")  # fmt: skip
_MEASURES = ("x", "y", "width", "height", "r", "rx", "ry", "cx", "cy", "x1", "y1", "x2", "y2",
             "stroke-width", "font-size", "viewbox")  # fmt: skip
_LOCAL = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)", re.IGNORECASE)
_URL = re.compile(r"url\(\s*['\"]?\s*([^#'\")\s][^'\")\s]*)", re.IGNORECASE)
_FAMILY = re.compile(r"font-family\s*:\s*([^;]+)", re.IGNORECASE)
_IMPORT = re.compile(r"@\s*import", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|nan|inf\w*", re.IGNORECASE)
_NO_NUMBER = re.compile(r"nan|inf(inity)?|undefined", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(png|jpe?g|webp)[;,]", re.IGNORECASE)


@dataclass(slots=True)
class _Drawing:
    """An SVG picture on its way through the gate."""

    file: str
    families: Collection[str] | None = None
    problems: list[Diagnostic] = field(default_factory=list)
    path: list[tuple[str, str]] = field(default_factory=list)  # name and id of what is open
    elements: int = 0
    characters: int = 0
    sizes: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # elements below an id
    uses: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    lines: dict[str, int] = field(default_factory=dict)
    root: Mapping[str, str] = field(default_factory=dict)


class _Enough(Exception):
    """The picture breaks a limit, so the rest of it is not looked at."""


def svg_problems(
    data: bytes, file: str, families: Collection[str] | None = None
) -> list[Diagnostic]:
    """Return what in an SVG picture cannot be used: each with its line, reason and remedy.

    `families` are the fonts there are, in lower case; None says that fonts don't matter.
    """
    if len(data) > MAX_BYTES:
        message = f"the picture is too large ({len(data) >> 10:,} kB; at most {MAX_BYTES >> 10:,})"
        return [Diagnostic(file, None, f"{message}; simplify it, or export it as PNG")]
    drawing = _Drawing(file, families)
    parser = expat.ParserCreate(namespace_separator=" ")
    _Reader(drawing, parser)
    try:
        parser.Parse(data, True)
        _unfold(drawing)
    except expat.ExpatError as error:
        reason = expat.errors.messages.get(error.code, "not XML")
        drawing.problems.append(
            Diagnostic(file, error.lineno, f"not an SVG picture ({reason}); export it again")
        )
    except _Enough:
        pass
    return list(dict.fromkeys(drawing.problems))


class _Reader:
    """Looks at each element as the parser meets it."""

    def __init__(self, drawing: _Drawing, parser: expat.XMLParserType) -> None:
        self.drawing = drawing
        self.parser = parser
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = self.doctype
        parser.EntityDeclHandler = self.entity

    def complain(self, message: str, *, fatal: bool = False) -> None:
        """Note a problem at the line the parser is at."""
        line = self.parser.CurrentLineNumber
        self.drawing.problems.append(Diagnostic(self.drawing.file, line, message))
        if fatal:
            raise _Enough

    def doctype(self, _name: str, _system: str | None, _public: str | None, inner: int) -> None:
        """Refuse a document type that brings definitions of its own."""
        if inner:
            message = "a DOCTYPE with definitions cannot be used; export as plain SVG"
            self.complain(message, fatal=True)

    def entity(self, *_: object) -> None:
        """Refuse entities: a line of them can unfold to gigabytes."""
        self.complain("entities (&name;) cannot be used; export as plain SVG", fatal=True)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Examine an element and its attributes."""
        drawing = self.drawing
        tag = name.rpartition(" ")[2].lower()
        found = {key.rpartition(" ")[2].lower(): value for key, value in attributes.items()}
        if not drawing.path:
            drawing.root = found
            if tag != "svg":
                self.complain("this is not an SVG picture; export it again", fatal=True)
        drawing.elements += 1
        if drawing.elements > MAX_ELEMENTS:
            message = f"more than {MAX_ELEMENTS:,} shapes; simplify the picture or export a PNG"
            self.complain(message, fatal=True)
        if len(drawing.path) > MAX_DEPTH:
            message = f"groups nested deeper than {MAX_DEPTH}; ungroup them and export again"
            self.complain(message, fatal=True)
        if tag in _REFUSED:
            self.complain(f"<{tag}> cannot be used: {_REFUSED[tag]}; delete it")
        drawing.path.append((tag, found.get("id", "")))
        if found.get("id"):
            drawing.lines.setdefault(found["id"], self.parser.CurrentLineNumber)
        for _, holder in drawing.path:
            if holder:
                drawing.sizes[holder] += 1 + len(found.get("d", "")) // 20
        if tag in {"text", "tspan"} and drawing.families is not None:
            self.font(found)
        self.references(tag, found)
        for message in _attribute_faults(tag, found):
            self.complain(message)

    def font(self, found: Mapping[str, str]) -> None:
        """Refuse text in a font that would be another one in print."""
        named = _FAMILY.search(found.get("style", ""))
        wanted = found.get("font-family") or (named[1] if named else "")
        first = wanted.partition(",")[0].strip(" '\"")
        if first and first.lower() not in (self.drawing.families or ()):
            self.complain(f"the font “{first[:40]}” is not here; convert the text to outlines")

    def references(self, tag: str, found: Mapping[str, str]) -> None:
        """Note what the element draws of other elements, and refuse what lies outside."""
        for key, value in found.items():
            if key in _REFERENCES or key == "style":
                named = _LOCAL.findall(value)
                if key == "href" and value.startswith("#"):
                    named.append(value[1:])
                for target in named:
                    for _, holder in self.drawing.path:
                        self.drawing.uses[holder].append(target)
            if key == "href" and not value.startswith("#") and tag not in {"a", "script"}:
                if tag == "image" and _PICTURE.match(value):
                    continue
                self.complain(
                    f"<{tag}> shows “{value[:40]}”, which is outside the picture; embed it as PNG"
                )
            if key != "href" and (outside := _URL.search(value)):
                self.complain(f"url({outside[1][:40]}) is outside the picture; delete it")

    def end(self, _name: str) -> None:
        """Leave an element."""
        self.drawing.path.pop()

    def text(self, text: str) -> None:
        """Examine the letters of <style> and <text>."""
        tag = self.drawing.path[-1][0]
        if tag == "style":
            if _IMPORT.search(text):
                self.complain("@import in <style> cannot be used; delete it")
            if outside := _URL.search(text):
                self.complain(f"url({outside[1][:40]}) is outside the picture; delete it")
        elif any(name in {"text", "tspan", "textpath"} for name, _ in self.drawing.path):
            self.drawing.characters += len(text.strip())
            if self.drawing.characters > MAX_TEXT:
                message = f"more than {MAX_TEXT:,} letters of text; convert the text to outlines"
                self.complain(message, fatal=True)


def _attribute_faults(tag: str, found: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with an element's own numbers."""
    for key in _MEASURES:
        for text in _NUMBER.findall(found.get(key, "")):
            value = float(text) if text[-1].isdigit() or text[-1] == "." else math.nan
            if not math.isfinite(value) or abs(value) > MAX_NUMBER:
                yield f'<{tag}> {key}="{found[key][:30]}" is not a size that can be drawn'
                break
    for key in ("d", "points", "transform"):
        if odd := _NO_NUMBER.search(found.get(key, "")):
            yield f"<{tag}> {key} says “{odd[0]}”, which is no number; export the picture again"
    if found.get("spreadmethod", "pad").lower() != "pad":
        yield f"<{tag}> repeats its colours without an end; set spreadMethod to pad"
    dashes = [float(text) for text in _NUMBER.findall(found.get("stroke-dasharray", ""))
              if text[-1].isdigit()]  # fmt: skip
    if dashes and 0 < sum(dashes) < 0.05:
        yield f"<{tag}> has dashes too small to draw; draw a plain line"


def _unfold(drawing: _Drawing) -> None:
    """Complain about elements that draw themselves, or too much once all copies are drawn."""
    grown: dict[str, int] = {}

    def size(name: str, path: tuple[str, ...]) -> int:
        if name in path or len(path) > MAX_DEPTH:
            message = f"“{name[:40]}” draws itself; ungroup it and export again"
            drawing.problems.append(Diagnostic(drawing.file, drawing.lines.get(name), message))
            raise _Enough
        if name not in grown:
            total = drawing.sizes.get(name, 0)
            for target in drawing.uses.get(name, ()):
                total += size(target, (*path, name))
            grown[name] = min(total, MAX_UNFOLDED + 1)
        return grown[name]

    total = drawing.elements
    for holder in list(drawing.uses):
        unfolded = size(holder, ())
        total += unfolded if not holder else 0
        if max(unfolded, total) > MAX_UNFOLDED:
            message = f"its copies unfold to more than {MAX_UNFOLDED:,} shapes; simplify it"
            drawing.problems.append(Diagnostic(drawing.file, drawing.lines.get(holder), message))
            raise _Enough
