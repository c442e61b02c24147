"""A topic to plain text as a reader gets it: blocks in reading order, each with its line.

Every block ends a sentence, headings and table cells stand apart, and placeholders are replaced
by values, because readability formulas give nonsense on anything else: four bullets that score
grade 1 as four sentences score grade 8 run together.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from handouts.checks.sample_values import as_text
from handouts.components.base import TextKind
from handouts.diagnostics import Diagnostic
from handouts.document import nodes
from handouts.document.nodes import (
    ComponentUse,
    LineBreak,
    Placeholder,
    PlaceholderSpan,
    Text,
    Words,
)
from handouts.document.parse import parse_topic
from handouts.document.values import PlaceholderValues
from handouts.inputs.models.topic import Topic
from handouts.inputs.yaml import Tree

_HEADING_FLAGS = re.compile(r"\s*\{[a-z, ]+\}\s*$")
_PEN = re.compile(r"\s*_{3,}\s*$")
_FACT_PATH = re.compile(r"facts\.([A-Z]+_\d{2})\.(\w+)((?:\.\w+)*)")
_YES = frozenset({"yes", "true", "on", "1"})


@dataclass(frozen=True, slots=True)
class FilledSpan:
    """A stretch of a block's text that came from a placeholder."""

    start: int
    end: int
    source: str
    """The placeholder, without its braces."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or table cell as plain text."""

    text: str
    kind: TextKind
    line: int
    part: str
    """Key of the front matter or name of the component it stands in, `dont` for what a do-dont
    component forbids, else `body`."""
    group: int
    """A number that the items of one list share."""
    level: int = 0
    """Level of a heading, 2 to 6."""
    optional: bool = False
    """It stands in a section that may go."""
    bold: int = 0
    """How many of its characters are bold."""
    italic: int = 0
    """How many of its characters are italic."""
    filled: tuple[FilledSpan, ...] = field(default=(), repr=False)
    breaks: tuple[int, ...] = field(default=(), repr=False)
    """Offsets at which a line ends in the file."""

    def line_at(self, offset: int) -> int:
        """Return the line on which the character at `offset` stands in the file."""
        return self.line + bisect_right(self.breaks, offset)

    def is_filled(self, start: int, end: int) -> bool:
        """Return whether any of the characters from `start` to `end` came from a placeholder."""
        return any(part.start < end and start < part.end for part in self.filled)

    def source_of(self, start: int, end: int) -> str:
        """Return the placeholder that gave the characters from `start` to `end`, or nothing."""
        for part in self.filled:
            if part.start < end and start < part.end:
                return part.source
        return ""


@dataclass(frozen=True, slots=True)
class FigureUse:
    """A figure of the fact base that a topic prints, in words or drawn."""

    fact: str
    figure: str
    arms: tuple[str, ...]
    line: int
    how: str
    """Name of the component that draws it, or `text`."""
    good: bool | None = None
    """It is a benefit; None where the topic doesn't say."""


@dataclass(frozen=True, slots=True)
class UsedComponent:
    """A component of a topic."""

    name: str
    line: int
    title: str = ""
    """Its title as Markdown."""
    heading: str = ""
    """The heading it stands under."""


@dataclass(frozen=True, slots=True)
class UsedTable:
    """A table that a text writes itself."""

    line: int
    heads: tuple[str, ...]
    """The heads of its columns."""
    heading: str = ""
    """The heading it stands under."""


@dataclass(frozen=True, slots=True)
class Document:
    """A topic as checks see it."""

    topic: Topic
    blocks: tuple[Block, ...] = field(repr=False)
    components: tuple[UsedComponent, ...] = field(repr=False)
    figures: tuple[FigureUse, ...] = field(repr=False)
    problems: tuple[Diagnostic, ...] = ()
    """What can't be read or printed."""
    tables: tuple[UsedTable, ...] = field(repr=False, default=())
    pictures: tuple[int, ...] = field(repr=False, default=())
    """The lines of the pictures that the text brings along."""

    @property
    def file(self) -> str:
        """Return the topic's file, as messages show it."""
        return self.topic.file

    @property
    def language(self) -> str:
        """Return the language without its territory: es for es-MX."""
        return self.topic.locale.partition("-")[0]

    def part(self, *names: str) -> tuple[Block, ...]:
        """Return the blocks of some parts: keys of the front matter, or directives."""
        return tuple(block for block in self.blocks if block.part in names)

    @property
    def prose(self) -> tuple[Block, ...]:
        """Return what a readability formula may judge: paragraphs and list items."""
        return tuple(block for block in self.blocks if block.kind in ("paragraph", "item"))


def to_plain_text(topic: Topic, values: PlaceholderValues) -> Document:
    """Return `topic` as blocks of plain text, its placeholders filled with `values`."""
    document = parse_topic(topic)
    texts, unprintable = as_text(document.placeholders, values)
    writer = _Writer(document, texts)
    writer.front_matter()
    for section in document.sections:
        writer.section(section)
    return Document(
        topic=topic,
        blocks=tuple(writer.blocks),
        components=tuple(writer.components),
        figures=(*_printed(document.placeholders), *writer.figures),
        problems=(*document.problems, *unprintable),
        tables=tuple(writer.tables),
        pictures=tuple(writer.pictures),
    )


class _Writer:
    """Goes through a document once and collects its blocks."""

    def __init__(self, document: nodes.Document, values: Sequence[str]) -> None:
        self.document = document
        self.values = values
        self.blocks: list[Block] = []
        self.components: list[UsedComponent] = []
        self.figures: list[FigureUse] = []
        self.tables: list[UsedTable] = []
        self.pictures: list[int] = []
        self.heading = ""
        self.group = 0
        self.optional = False

    def value(self, number: int) -> str:
        """Return what a placeholder prints."""
        return self.values[number]

    def front_matter(self) -> None:
        """Collect the words of the front matter, in the order in which they print."""
        front = self.document.front
        self.single(front.title, "title", "title")
        self.single(front.short_title, "short_title", "cell")
        self.single(front.audience, "audience", "cell")
        self.single(front.main_message, "main_message", "paragraph")
        self.group += 1
        for point in front.key_points:
            self.add(point.whole, "key_points", "item")
        for action in front.actions:
            self.group += 1
            for text in (action.do, action.why, action.how):
                self.add(text, "actions", "paragraph")
        self.single(front.known, "known", "paragraph")
        self.single(front.unknown, "unknown", "paragraph")
        if front.poster:
            self.single(front.poster.title, "poster", "title")
            self.single(front.poster.message, "poster", "paragraph")
            for lead, text in front.poster.points:
                self.single(lead, "poster", "cell")
                self.add(text, "poster", "paragraph")

    def single(self, text: Text, part: str, kind: TextKind) -> None:
        """Collect words that stand alone."""
        self.group += 1
        self.add(text, part, kind)

    def section(self, section: nodes.Section) -> None:
        """Collect a section."""
        self.optional = section.optional
        if section.heading:
            self.head(section.heading, "body", 2)
        for item in section.items:
            if isinstance(item, ComponentUse):
                self.component(item)
            else:
                self.each(item.blocks, "body", "paragraph")

    def each(self, blocks: Iterable[nodes.Block], part: str, kind: TextKind) -> None:
        """Collect blocks; `kind` is what a paragraph among them is."""
        for block in blocks:
            match block:
                case nodes.Paragraph(text):
                    self.group += kind == "paragraph"
                    self.pictures += [
                        text.line for span in text.spans if isinstance(span, nodes.Picture)
                    ]
                    self.add(text, part, kind)
                case nodes.Heading(text, level):
                    self.head(text, part, level)
                case nodes.ListBlock(items):
                    self.group += 1
                    for item in items:
                        self.each(item, part, "item")
                    self.group += 1
                case nodes.Table(heads, rows, line):
                    self.group += 1
                    words = tuple(_words(head, self.value) for head in heads)
                    self.tables.append(UsedTable(line, words, self.heading))
                    for row in (heads, *rows):
                        for cell in row:
                            self.add(cell, part, "cell")
                    self.group += 1
                case nodes.Quote(inner):
                    self.each(inner, part, kind)

    def head(self, text: Text, part: str, level: int) -> None:
        """Collect a heading."""
        self.group += 1
        self.heading = _HEADING_FLAGS.sub("", _words(text, self.value))
        self.add(text, part, "heading", level, flags=True)

    def component(self, use: ComponentUse) -> None:
        """Collect the title and the words of a component, and the figures that it draws."""
        lead = (words.text.source for words in use.fields if words.place == ("lead",))
        title = use.heading.source if use.heading else next(lead, "")
        self.components.append(UsedComponent(use.name, use.line, title, self.heading))
        self.group += 1
        if use.heading:
            self.add(use.heading, use.name, "heading", 3)
        for words in use.fields:
            self.add(words.text, words.part, words.kind)
        self.each(use.blocks, use.name, "paragraph")
        self.figures.extend(_drawn(use))
        self.group += 1

    def add(
        self, text: Text, part: str, kind: TextKind, level: int = 0, *, flags: bool = False
    ) -> None:
        """Add a block of some words; a heading's flags are none of them."""
        filled = _filled(text, self.document.placeholders, self.value, flags=flags)
        if filled.text:
            self.blocks.append(
                Block(
                    text=filled.text,
                    kind=kind,
                    line=text.line + filled.lines_before,
                    part=part,
                    group=self.group,
                    level=level,
                    optional=self.optional,
                    bold=filled.bold,
                    italic=filled.italic,
                    filled=filled.spans,
                    breaks=filled.breaks,
                )
            )


def _printed(placeholders: Iterable[Placeholder]) -> Iterable[FigureUse]:
    """Yield the figures that placeholders print."""
    for placeholder in placeholders:
        path = _FACT_PATH.match(placeholder.source)
        if path:
            arms = tuple(name for name in path[3].split(".") if name)
            fact = path[1].replace("_", "-")
            yield FigureUse(fact, path[2], arms, placeholder.line, "text")


def _drawn(use: ComponentUse) -> Iterable[FigureUse]:
    """Yield the figures that a component draws; faulty settings are read as far as they go."""
    data = use.settings.data if use.settings and use.has_role("figures") else None
    if not isinstance(data, dict):
        return
    rows = data.get("rows", [data])
    for index, row in enumerate(rows if isinstance(rows, list) else []):
        if isinstance(row, dict):
            line = use.line_of("rows", index) if "rows" in data else use.line_of()
            figure = _figure(use.name, data, row, line)
            if figure:
                yield figure


def _figure(
    name: str, box: Mapping[str, Tree], row: Mapping[str, Tree], line: int
) -> FigureUse | None:
    """Return the figure that one row of a box draws."""
    fact, figure = row.get("fact") or box.get("fact"), row.get("figure")
    if not isinstance(fact, str) or not isinstance(figure, str):
        return None
    arms = box.get("arms", ["medicine", "dummy"])
    names = tuple(str(arm) for arm in arms) if isinstance(arms, list) else ()
    return FigureUse(fact, figure, names, line, name, str(row.get("good", "no")).lower() in _YES)


@dataclass(frozen=True, slots=True)
class _Filled:
    """Words with the values of their placeholders."""

    text: str
    lines_before: int
    bold: int
    italic: int
    spans: tuple[FilledSpan, ...]
    breaks: tuple[int, ...]


def _filled(
    text: Text, placeholders: Sequence[Placeholder], value: Callable[[int], str], *, flags: bool
) -> _Filled:
    """Return words with values in the place of placeholders, without a line to write on."""
    whole = _words(text, value)
    spans: list[FilledSpan] = []
    length = bold = italic = 0
    for span in text.spans:
        words = _span_words(span, value)
        if isinstance(span, PlaceholderSpan):
            source = placeholders[span.number].source
            spans.append(FilledSpan(length, length + len(words), source))
        if isinstance(span, Words | PlaceholderSpan):
            bold += len(words) if span.bold else 0
            italic += len(words) if span.italic else 0
        length += len(words)
    cut = _PEN.sub("", _HEADING_FLAGS.sub("", whole) if flags else whole)
    lead = len(cut) - len(cut.lstrip())
    cut = cut.strip()
    return _Filled(
        text=cut.replace("\n", " "),
        lines_before=whole[:lead].count("\n"),
        bold=bold,
        italic=italic,
        spans=tuple(
            FilledSpan(span.start - lead, span.end - lead, span.source)
            for span in spans
            if span.start - lead < len(cut)
        ),
        breaks=tuple(offset for offset, character in enumerate(cut) if character == "\n"),
    )


def _words(text: Text, value: Callable[[int], str]) -> str:
    """Return the words of a text; line breaks are kept to count lines by."""
    return "".join(_span_words(span, value) for span in text.spans)


def _span_words(span: nodes.Span, value: Callable[[int], str]) -> str:
    match span:
        case Words(text):
            return text
        case PlaceholderSpan(number):
            return value(number)
        case LineBreak():
            return "\n"
        case _:
            return ""  # a picture's description is for those who can't see it
