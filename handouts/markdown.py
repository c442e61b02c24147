"""A topic's body, as Markdown with directives, to sections of HTML and directives.

CommonMark with tables; raw HTML is printed as text. A directive is a fence of three colons:

    :::call-us
    - You keep vomiting
    :::
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.colon_fence import colon_fence_plugin

from handouts.errors import InvalidInput, Problem

_FLAGS = re.compile(r"\s*\{([a-z, ]+)\}\s*$")
_KNOWN_FLAGS = frozenset({"optional", "wide"})
_LINK = re.compile(r"(https?://|mailto:|tel:|#)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Prose:
    """A run of ordinary Markdown, as HTML."""

    html: Markup


@dataclass(frozen=True, slots=True)
class Directive:
    """A component that the text asks for; `line` is the line of its first colons."""

    name: str
    title: str
    body: str
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """A second-level heading and what stands below it; the first may have no heading."""

    heading: Markup
    line: int
    items: tuple[Prose | Directive, ...] = field(repr=False)
    wide: bool = False
    optional: bool = False


def read_body(body: str, file: str, first_line: int) -> tuple[Section, ...]:
    """Return the sections of a topic's body; `first_line` is its first line in `file`.

    Raises:
        InvalidInput: headings, links, pictures or directives that cannot be used.
    """
    tokens = _PARSER.parse(body)
    problems = list(_problems(tokens, file, first_line))
    if problems:
        raise InvalidInput(problems)
    return tuple(_sections(tokens, first_line))


def inline(text: str) -> Markup:
    """Return one line of Markdown (bold, links) as HTML without a paragraph around it."""
    return Markup(_PARSER.renderInline(text).strip())


def block(text: str) -> Markup:
    """Return Markdown of several paragraphs or lists as HTML."""
    return Markup(_PARSER.render(text).strip())


def list_items(text: str) -> list[Markup]:
    """Return the items of the one list in `text` as inline HTML; empty if there is none."""
    items = []
    tokens = _PARSER.parse(text)
    depth = 0
    parts: list[str] = []
    for token in tokens:
        if token.type == "list_item_open":
            depth += 1
            parts = []
        elif token.type == "list_item_close":
            depth -= 1
            items.append(Markup(" ".join(parts)))
        elif token.type == "inline" and depth:
            parts.append(_PARSER.renderer.render([token], _PARSER.options, {}))
    return items


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
    parser.use(colon_fence_plugin)
    return parser


_PARSER = _parser()


def _sections(tokens: Sequence[Token], first_line: int) -> Iterator[Section]:
    """Yield the sections that second-level headings open."""
    heading, line, flags = Markup(""), first_line, frozenset[str]()
    items: list[Prose | Directive] = []
    prose: list[Token] = []

    def flush() -> None:
        if prose:
            html = _PARSER.renderer.render(prose, _PARSER.options, {})
            items.append(Prose(Markup(html.strip())))
            prose.clear()

    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type == "heading_open" and token.tag == "h2":
            flush()
            if items or heading:
                yield _section(heading, line, items, flags)
            heading, flags = _heading(tokens[position + 1])
            line, items = _line(token, first_line), []
            position += 3
            continue
        if token.type == "colon_fence":
            flush()
            items.append(_directive(token, first_line))
        else:
            prose.append(token)
        position += 1
    flush()
    if items or heading:
        yield _section(heading, line, items, flags)


def _section(
    heading: Markup, line: int, items: Sequence[Prose | Directive], flags: frozenset[str]
) -> Section:
    return Section(heading, line, tuple(items), "wide" in flags, "optional" in flags)


def _heading(token: Token) -> tuple[Markup, frozenset[str]]:
    """Return the HTML of a heading and the flags in braces at its end."""
    match = _FLAGS.search(token.content)
    if match is None:
        return inline(token.content), frozenset()
    flags = frozenset(match[1].replace(",", " ").split())
    return inline(token.content[: match.start()]), flags


def _directive(token: Token, first_line: int) -> Directive:
    name, _, title = token.info.strip().partition(" ")
    return Directive(name, title.strip(), token.content.rstrip("\n"), _line(token, first_line))


def _line(token: Token, first_line: int) -> int:
    return first_line + (token.map[0] if token.map else 0)


def _problems(tokens: Sequence[Token], file: str, first_line: int) -> Iterator[Problem]:
    """Yield what a leaflet cannot print: jumps in headings, odd links, open directives."""
    level = 1
    for position, token in enumerate(tokens):
        line = _line(token, first_line)
        if token.type == "heading_open":
            depth = int(token.tag[1])
            if depth == 1:
                message = "a title stands in the body; the title is in the settings, use `##`"
                yield Problem(file, line, message)
            elif depth > level + 1:
                yield Problem(
                    file, line, f"heading jumps to level {depth}; use {'#' * (level + 1)}"
                )
            level = max(depth, 2)
            match = _FLAGS.search(tokens[position + 1].content)
            unknown = set(match[1].replace(",", " ").split()) - _KNOWN_FLAGS if match else set()
            if unknown:
                names = ", ".join(sorted(unknown))
                yield Problem(file, line, f"{{{names}}} is not known; use {{optional}} or {{wide}}")
        if token.type == "inline":
            yield from _inline_problems(token, file, line)
        if token.type == "paragraph_open" and ":::" in tokens[position + 1].content:
            yield Problem(file, line, "`:::` must stand at the start of its own line")


def _inline_problems(token: Token, file: str, line: int) -> Iterator[Problem]:
    for child in token.children or ():
        if child.type == "link_open":
            address = str(child.attrGet("href") or "")
            if not _LINK.match(address):
                message = f"link to “{address[:60]}”; use https:, mailto:, tel: or #"
                yield Problem(file, line, message)
        elif child.type == "image":
            address = str(child.attrGet("src") or "")
            if not child.content.strip():
                yield Problem(file, line, f"picture {address} has no description; ![what it shows]")
            if ":" in address or address.startswith(("/", "\\")) or ".." in address.split("/"):
                message = f"picture “{address[:60]}”; put it in the topic's folder: figures/x.svg"
                yield Problem(file, line, message)
