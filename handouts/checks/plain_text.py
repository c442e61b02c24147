"""A topic to plain text as a reader gets it: blocks in reading order, each with its line.

Every block ends a sentence, headings and table cells stand apart, and placeholders are replaced
by values, because readability formulas give nonsense on anything else: four bullets that score
grade 1 as four sentences score grade 8 run together.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin

from handouts.checks.sample_values import Sampler
from handouts.document.placeholders import MARK, Placeholder, mark
from handouts.errors import InvalidInput, Problem
from handouts.inputs.models.topic import Topic
from handouts.inputs.yaml import Tree, parse_yaml

Kind = Literal["title", "heading", "paragraph", "item", "cell"]

# Directives whose bodies are YAML; of their keys, these hold words, as this kind of block.
_YAML_KEYS: Mapping[str, Mapping[str, Kind]] = {
    "timeline": {"title": "cell", "text": "paragraph"},
    "fact-box": {
        "with": "cell", "without": "cell", "group": "cell", "period": "cell", "name": "cell",
        "of_with": "cell", "of_without": "cell", "note": "paragraph", "certainty": "paragraph",
    },
    "side-effects": {
        "with": "cell", "without": "cell", "group": "cell", "period": "cell", "name": "cell",
        "of_with": "cell", "of_without": "cell", "note": "paragraph", "certainty": "paragraph",
    },
    "icon-array": {"name": "cell", "with": "cell", "without": "cell"},
    "do-dont": {"do": "item", "dont": "item"},
    "write-in": {"label": "cell"},
    "glossary": {"term": "cell", "meaning": "paragraph"},
    "bladder-signs": {"text": "paragraph"},
    "spray-steps": {"text": "paragraph"},
    "mood-tracker": {"low": "cell", "high": "cell", "rows": "cell"},
}  # fmt: skip
_HEADING_FLAGS = re.compile(r"\s*\{[a-z, ]+\}\s*$")
_PEN = re.compile(r"\s*_{3,}\s*$")
_FACT_PATH = re.compile(r"facts\.([A-Z]+_\d{2})\.(\w+)((?:\.\w+)*)")


@dataclass(frozen=True, slots=True)
class Filled:
    """A stretch of a block's text that came from a placeholder."""

    start: int
    end: int
    source: str


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or table cell as plain text.

    `part` is the key of the front matter or the directive it stands in, `dont` for what a do-dont
    block forbids, else `body`; `group` is shared by the items of one list. `bold` and `italic`
    count letters set so.
    """

    text: str
    kind: Kind
    line: int
    part: str
    group: int
    level: int = 0
    optional: bool = False
    bold: int = 0
    italic: int = 0
    filled: tuple[Filled, ...] = field(default=(), repr=False)
    breaks: tuple[int, ...] = field(default=(), repr=False)

    def line_at(self, offset: int) -> int:
        """Return the line on which the letter at `offset` stands in the file."""
        return self.line + bisect_right(self.breaks, offset)

    def is_filled(self, start: int, end: int) -> bool:
        """Return whether any of the letters from `start` to `end` came from a placeholder."""
        return any(part.start < end and start < part.end for part in self.filled)

    def source_of(self, start: int, end: int) -> str:
        """Return the placeholder that gave the letters from `start` to `end`, or nothing."""
        for part in self.filled:
            if part.start < end and start < part.end:
                return part.source
        return ""


@dataclass(frozen=True, slots=True)
class FigureUse:
    """A figure of the fact base that a topic prints, in words or drawn.

    `how` is the directive that draws it, or `text`; `good` is None where the topic doesn't say.
    """

    fact: str
    figure: str
    arms: tuple[str, ...]
    line: int
    how: str
    good: bool | None = None


@dataclass(frozen=True, slots=True)
class UsedDirective:
    """A directive of a topic: its name and line, its title, and the heading it stands under."""

    name: str
    line: int
    title: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class UsedTable:
    """A table that a text writes itself: its line, its column heads, and the heading over it."""

    line: int
    heads: tuple[str, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A topic as checks see it. `problems` are placeholders and directives that can't be read.

    `pictures` are the lines of those that the text brings along.
    """

    topic: Topic
    blocks: tuple[Block, ...] = field(repr=False)
    directives: tuple[UsedDirective, ...] = field(repr=False)
    figures: tuple[FigureUse, ...] = field(repr=False)
    problems: tuple[Problem, ...] = ()
    tables: tuple[UsedTable, ...] = field(repr=False, default=())
    pictures: tuple[int, ...] = field(repr=False, default=())

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


def linearise(topic: Topic, sampler: Sampler) -> Document:
    """Return `topic` as blocks of plain text, its placeholders filled by `sampler`."""
    return _Reader(topic, sampler).read()


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text of a block with marks for placeholders, before they are filled."""

    text: str
    bold: int = 0
    italic: int = 0


class _Reader:
    """Goes through a topic once and collects its blocks."""

    def __init__(self, topic: Topic, sampler: Sampler) -> None:
        self.topic = topic
        self.sampler = sampler
        self.blocks: list[Block] = []
        self.directives: list[UsedDirective] = []
        self.figures: list[FigureUse] = []
        self.problems: list[Problem] = []
        self.tables: list[UsedTable] = []
        self.pictures: list[int] = []
        self.heading = ""
        self.placeholders: list[Placeholder] = []
        self.values: list[str] = []
        self.group = 0
        self.level = 0
        self.optional = False

    def read(self) -> Document:
        """Return the document."""
        self.front_matter()
        body = self.marked(self.topic.body, self.topic.body_line)
        self.tokens(_PARSER.parse(body), self.topic.body_line, "body")
        return Document(
            self.topic,
            tuple(self.blocks),
            tuple(self.directives),
            tuple(self.figures),
            tuple(self.problems),
            tuple(self.tables),
            tuple(self.pictures),
        )

    def front_matter(self) -> None:
        """Collect the words of the front matter, in the order in which they print."""
        front = self.topic.front
        self.front_line("title", front.title, "title")
        self.front_line("short_title", front.short_title, "cell")
        self.front_line("audience", front.audience, "cell")
        self.front_line("main_message", front.main_message)
        self.group += 1
        for index, text in enumerate(front.key_points):
            self.markdown_line(text, self.line("key_points", index), "key_points", "item")
        for index, action in enumerate(front.actions):
            self.group += 1
            for key in ("do", "why", "how"):
                line = self.line("actions", index, key)
                self.markdown_line(getattr(action, key), line, "actions", "paragraph")
        self.front_line("known", front.known)
        self.front_line("unknown", front.unknown)

    def front_line(self, key: str, text: str, kind: Kind = "paragraph") -> None:
        """Collect one value of the front matter."""
        self.group += 1
        self.markdown_line(text, self.line(key), key, kind)

    def line(self, *place: str | int) -> int:
        """Return the line of a place in the front matter, or of the nearest around it."""
        for end in range(len(place), 0, -1):
            if place[:end] in self.topic.front_lines:
                return self.topic.front_lines[place[:end]]
        return 1

    def markdown_line(self, text: str, line: int, part: str, kind: Kind) -> None:
        """Collect one line of Markdown that is not part of the body."""
        token = _PARSER.parseInline(self.marked(text, line))[0]
        self.add(_piece(token), line, part, kind)

    def marked(self, text: str, line: int) -> str:
        """Return `text` with marks for its placeholders, whose values are kept."""
        try:
            found = mark(text, self.topic.file, line, start=len(self.placeholders))
        except InvalidInput as error:
            self.problems.extend(error.problems)
            return text
        for placeholder in found.placeholders:
            value, problems = self.sampler.value(placeholder)
            self.placeholders.append(placeholder)
            self.values.append(value)
            self.problems.extend(problems)
            path = _FACT_PATH.match(placeholder.source)
            if path:
                arms = tuple(name for name in path[3].split(".") if name)
                fact = path[1].replace("_", "-")
                self.figures.append(FigureUse(fact, path[2], arms, placeholder.line, "text"))
        return found.text

    def tokens(self, tokens: Sequence[Token], first_line: int, part: str) -> None:
        """Collect the blocks of parsed Markdown."""
        kinds: list[Kind] = []
        for position, token in enumerate(tokens):
            if token.type == "table_open":
                line = first_line + (token.map[0] if token.map else 0)
                self.tables.append(UsedTable(line, _heads(tokens[position:]), self.heading))
            if token.type in ("bullet_list_open", "ordered_list_open", "table_open"):
                self.group += 1
                kinds.append("cell" if token.type == "table_open" else "item")
            elif token.type in ("bullet_list_close", "ordered_list_close", "table_close"):
                kinds.pop()
                self.group += 1
            elif token.type == "colon_fence":
                self.directive(token, first_line)
            elif token.type == "inline":
                line = first_line + (token.map[0] if token.map else 0)
                self.inline(token, line, part, kinds[-1] if kinds else "paragraph")
            elif token.type == "heading_open":
                kinds.append("heading")
                self.level = int(token.tag[1])
            elif token.type == "heading_close":
                kinds.pop()
            elif token.type in ("fence", "code_block"):
                line = first_line + (token.map[0] if token.map else 0)
                self.group += 1
                self.add(_Piece(" ".join(token.content.split())), line, part, "paragraph")

    def inline(self, token: Token, line: int, part: str, kind: Kind) -> None:
        """Collect a run of words: a paragraph, heading, list item or cell."""
        self.pictures += [line for child in token.children or () if child.type == "image"]
        if kind == "heading":
            flags = _HEADING_FLAGS.search(token.content)
            if self.level == 2:
                self.optional = bool(flags and "optional" in flags[0])
            self.group += 1
            text = self.heading = _HEADING_FLAGS.sub("", _piece(token).text)
            self.add(_Piece(text), line, part, "heading", self.level)
            return
        if kind == "paragraph":
            self.group += 1
        self.add(_piece(token), line, part, kind)

    def directive(self, token: Token, first_line: int) -> None:
        """Collect the title and the words of a directive."""
        name, _, title = token.info.strip().partition(" ")
        line = first_line + (token.map[0] if token.map else 0)
        self.directives.append(UsedDirective(name, line, title.strip(), self.heading))
        self.group += 1
        if title.strip():
            piece = _piece(_PARSER.parseInline(title.strip())[0])
            self.add(piece, line, name, "heading", 3)
        if name in _YAML_KEYS:
            self.yaml(name, token.content, line + 1)
        else:
            self.tokens(_PARSER.parse(token.content), line + 1, name)
        self.group += 1

    def yaml(self, name: str, text: str, first_line: int) -> None:
        """Collect the words in a directive's YAML, and the figures it draws."""
        try:
            parsed = parse_yaml(text, self.topic.file, first_line, readable=True)
        except InvalidInput as error:
            self.problems.extend(error.problems)
            return
        for place, value in _leaves(parsed.data):
            key = next((str(step) for step in reversed(place) if isinstance(step, str)), "")
            kind = _YAML_KEYS[name].get(key)
            if kind and value:
                token = _PARSER.parseInline(value)[0]
                part = "dont" if key == "dont" else name
                self.add(_piece(token), parsed.line_of(place), part, kind)
        if isinstance(parsed.data, dict):
            rows = parsed.data.get("rows", [parsed.data])
            for index, row in enumerate(rows if isinstance(rows, list) else []):
                if isinstance(row, dict):
                    line = parsed.line_of(("rows", index) if "rows" in parsed.data else ())
                    self.row(name, parsed.data, row, line)

    def row(self, name: str, box: Mapping[str, Tree], row: Mapping[str, Tree], line: int) -> None:
        """Collect the figure that one row of a fact box draws."""
        fact, figure = row.get("fact") or box.get("fact"), row.get("figure")
        if not isinstance(fact, str) or not isinstance(figure, str):
            return
        arms = box.get("arms", ["medicine", "dummy"])
        names = tuple(str(arm) for arm in arms) if isinstance(arms, list) else ()
        good = str(row.get("good", "no")).lower() in ("yes", "true", "on", "1")
        self.figures.append(FigureUse(fact, figure, names, line, name, good))

    def add(self, piece: _Piece, line: int, part: str, kind: Kind, level: int = 0) -> None:
        """Add a block, its marks replaced by values."""
        text = _PEN.sub("", piece.text)
        lead = len(text) - len(text.lstrip())
        text = text.strip()
        if not text:
            return
        parts: list[str] = []
        filled: list[Filled] = []
        breaks: list[int] = []
        position = length = 0

        def keep(chunk: str) -> None:
            nonlocal length
            for letter, sign in enumerate(chunk):
                if sign == "\n":
                    breaks.append(length + letter)
            parts.append(chunk.replace("\n", " "))
            length += len(chunk)

        for match in MARK.finditer(text):
            keep(text[position : match.start()])
            number = int(match[1])
            value = self.values[number]
            filled.append(Filled(length, length + len(value), self.placeholders[number].source))
            keep(value)
            position = match.end()
        keep(text[position:])
        self.blocks.append(
            Block(
                text="".join(parts),
                kind=kind,
                line=line + piece.text[:lead].count("\n"),
                part=part,
                group=self.group,
                level=level,
                optional=self.optional,
                bold=piece.bold,
                italic=piece.italic,
                filled=tuple(filled),
                breaks=tuple(breaks),
            )
        )


def _piece(token: Token) -> _Piece:
    """Return the words of an inline token; line breaks are kept to count lines by."""
    words: list[str] = []
    bold = italic = 0
    strong = emphasis = False
    for child in token.children or ():
        if child.type in ("strong_open", "strong_close"):
            strong = child.type == "strong_open"
        elif child.type in ("em_open", "em_close"):
            emphasis = child.type == "em_open"
        elif child.type in ("text", "code_inline", "html_inline"):
            words.append(child.content)
            bold += len(child.content) if strong else 0
            italic += len(child.content) if emphasis else 0
        elif child.type in ("softbreak", "hardbreak"):
            words.append("\n")
        elif child.type == "image":
            words.append("")  # a picture's description is for those who can't see it
    return _Piece("".join(words), bold, italic)


def _heads(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return the heads of the columns of the table that `tokens` begin with."""
    end = next(place for place, token in enumerate(tokens) if token.type == "thead_close")
    return tuple(_piece(token).text for token in tokens[:end] if token.type == "inline")


def _leaves(tree: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, str]]:
    """Yield the texts in parsed YAML with their places, in order."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _leaves(value, (*place, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from _leaves(value, (*place, index))
    else:
        yield place, tree


def _parser() -> MarkdownIt:
    """Return a parser that reads as `document.markdown` does; a test holds them together."""
    parser = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
    parser.use(colon_fence_plugin)
    return parser


_PARSER = _parser()
