"""A leaflet's page to plain text: its words in reading order, in lines of 72 characters.

What is read is the finished HTML, so that a clinic's own templates and words count as well. There
is no mark-up: headings stand alone, items begin with `-` or their number, a table's row is a line,
and where a page has a line for the pen, so has the text.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

WIDTH = 72
PEN_LINE = "_" * 24

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | frozenset(
    {"address", "article", "aside", "blockquote", "body", "dd", "div", "dl", "dt", "figure",
     "footer", "header", "li", "main", "nav", "ol", "p", "section", "table", "tbody", "thead",
     "tr", "ul"}
)  # fmt: skip
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset({"head", "script", "style", "svg", "template", "title"})
_VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "wbr"})
# Pages repeat these; a text has none. What its reference is stands at its end, once.
_REPEATED = frozenset(
    {"running-header", "running-blank", "running-footer__page", "running-footer--front"}
)
_FOOT = "running-footer"
_PEN = frozenset({"pen", "pen-line"})


@dataclass(slots=True)
class _Line:
    """A paragraph, heading, item or row before it is wrapped."""

    words: str
    first: str
    """What its first line begins with: nothing, `- ` or `1. `."""
    rest: str
    """What its other lines begin with."""
    is_heading: bool
    is_item: bool


@dataclass(slots=True)
class _List:
    """A list that is open."""

    ordered: bool
    count: int = 0


@dataclass(slots=True)
class _Element:
    """An element that is open."""

    tag: str
    is_silent: bool
    """Its words are not read."""
    is_pen: bool = False
    """A line for the pen stands for it."""
    foot_from: int | None = None
    """For the foot of a page: how many lines there were before it."""


@dataclass
class _Reader(HTMLParser):
    """Collects the lines of a page."""

    lines: list[_Line] = field(default_factory=list)
    foot: list[_Line] = field(default_factory=list)
    """What pages repeat at their foot, once for each topic."""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[_Element] = []
        self._lists: list[_List] = []
        self._words: list[str] = []
        self._mark = ""
        self._heading = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        classes = frozenset((dict(attrs).get("class") or "").split())
        if tag == "br":
            self._words.append(" ")
        if tag in _VOID:
            return
        silent = tag in _SILENT or bool(classes & _REPEATED) or self._is_silent
        if not silent:
            self._begin(tag)
        foot_from = len(self.lines) if _FOOT in classes else None
        self._open.append(_Element(tag, silent, bool(classes & _PEN), foot_from))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Pass an element over that is closed where it opens; only pictures are."""

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and what is open inside it."""
        if tag in _VOID or tag not in (element.tag for element in self._open):
            return
        while self._open:
            element = self._open.pop()
            if not element.is_silent:
                self._end(element)
            if element.tag == tag:
                break

    def handle_data(self, data: str) -> None:
        """Collect words."""
        if not self._is_silent:
            self._words.append(data)

    @property
    def _is_silent(self) -> bool:
        return bool(self._open) and self._open[-1].is_silent

    def _begin(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.flush()
        if tag in ("ol", "ul"):
            self._lists.append(_List(tag == "ol"))
        elif tag == "li" and self._lists:
            self._lists[-1].count += 1
            self._mark = f"{self._lists[-1].count}. " if self._lists[-1].ordered else "- "
        elif tag in _HEADINGS:
            self._heading += 1
        elif tag in _CELLS and "".join(self._words).strip():
            self._words.append(" | ")

    def _end(self, element: _Element) -> None:
        if element.is_pen:
            self._words.append(f" {PEN_LINE} ")
        if element.tag in _BLOCKS and not self._in_row:
            self.flush()
        if element.foot_from is not None:
            self.foot += [line for line in self.lines[element.foot_from :] if line not in self.foot]
            del self.lines[element.foot_from :]
        if element.tag in ("ol", "ul"):
            self._lists.pop()
        elif element.tag in _HEADINGS:
            self._heading -= 1

    @property
    def _in_row(self) -> bool:
        return any(element.tag in _CELLS for element in self._open)

    def flush(self) -> None:
        """End the line at hand, if it has words."""
        if self._in_row:
            self._words.append(" ")
            return
        words = " ".join("".join(self._words).split())
        self._words.clear()
        if words:
            depth = "  " * max(0, len(self._lists) - 1)
            indent = depth + "  " if self._lists else ""
            first = depth + self._mark if self._mark else indent
            is_item = bool(self._lists)
            self.lines.append(_Line(words, first, indent, self._heading > 0, is_item))
            self._mark = ""


def to_text(html: str, width: int = WIDTH) -> str:
    """Return the words of a page in reading order, wrapped to `width` characters."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.flush()
    return "\n".join(_wrapped([*reader.lines, *reader.foot], width)).strip() + "\n"


def to_paragraphs(html: str) -> tuple[str, ...]:
    """Return the words of a page in reading order, a paragraph, heading, item or row each.

    What stands at the foot of every page, its reference and dates, is left out.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.flush()
    return tuple(line.words for line in reader.lines)


def _wrapped(lines: list[_Line], width: int) -> Iterator[str]:
    """Yield the lines of the text; only items of one list stand close."""
    before: _Line | None = None
    for line in lines:
        if before and not (before.is_item and line.is_item):
            yield ""
        if line.is_heading:
            yield ""
        yield from textwrap.wrap(
            line.words,
            width,
            initial_indent=line.first,
            subsequent_indent=line.rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        before = line
