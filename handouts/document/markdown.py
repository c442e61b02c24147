"""Markdown with directives to nodes: the one place where Markdown is parsed.

CommonMark with tables; raw HTML is printed as text. A line of three stars begins page two of a
sheet; any other thematic break is a rule. Where the first column of a table names its rows, its
cells are headers of their rows. A directive is a fence of three colons:

    :::call-us
    - You keep vomiting
    :::
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape
from mdit_py_plugins.colon_fence import colon_fence_plugin

from handouts.diagnostics import Diagnostic
from handouts.document.nodes import (
    Block,
    Heading,
    LineBreak,
    ListBlock,
    Paragraph,
    Picture,
    PlaceholderSpan,
    Prose,
    Quote,
    Span,
    Table,
    Text,
    Words,
)
from handouts.document.sentinels import SENTINEL

_FLAGS = re.compile(r"\s*\{([a-z, ]+)\}\s*$")
_KNOWN_FLAGS = frozenset({"optional", "wide", "us", "ca", "uk", "au", "eu"})
_OPENS = re.compile(r"\s{0,3}:{3,}\s*[^\s:]").match
_TAG = re.compile(r"<(?P<closing>/?)(?P<name>[A-Za-z][\w-]*)[^>]*?(?P<empty>/?)>")
_EMPTY_ELEMENTS = frozenset({"br", "col", "hr", "img", "input", "wbr"})
_UNSAID = re.compile(r"(https?://(www\.)?|mailto:|tel:)", re.IGNORECASE)
_LINK = re.compile(r"(https?://|mailto:|tel:|#)", re.IGNORECASE)


MAX_LEVEL = 12  # a list in a list is two levels below it


@dataclass(frozen=True, slots=True)
class Directive:
    """A fence of three colons, before anybody asked what it means."""

    name: str
    title: str
    body: str = field(repr=False)
    line: int
    """The line of its first colons."""


@dataclass(frozen=True, slots=True)
class BodySection:
    """A second-level heading and what stands below it; the first may have no heading."""

    heading: Text | None
    line: int
    items: tuple[Prose | Directive, ...] = field(repr=False)
    wide: bool = False
    optional: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a topic."""

    sections: tuple[BodySection, ...]
    problems: tuple[Diagnostic, ...]
    """Headings, links, pictures, code or directives that cannot be used."""


@dataclass(frozen=True, slots=True)
class BlockText:
    """The Markdown inside a component: paragraphs and lists."""

    html: Markup
    blocks: tuple[Block, ...]
    problems: tuple[Diagnostic, ...]
    """Headings, and links, pictures or code that cannot be used."""


def read_body(body: str, file: str, first_line: int) -> Body:
    """Return the body of a topic in sections; `first_line` is its first line in `file`."""
    tokens = _PARSER.parse(body)
    problems = (
        *_fence_problems(tokens, body.split("\n"), file, first_line),
        *_problems(tokens, file, first_line),
    )
    return Body(tuple(_sections(tokens, first_line)), problems)


def read_block(text: str, file: str, first_line: int) -> BlockText:
    """Return the Markdown inside a component; `first_line` is its first line in `file`."""
    tokens = _PARSER.parse(text)
    problems = list(_too_deep(tokens, file, first_line))
    problems += [
        Diagnostic(file, _line(token, first_line), _NOT_IN_COMPONENTS[token.type])
        for token in tokens
        if token.type in _NOT_IN_COMPONENTS
    ]
    problems += [] if problems else _problems(tokens, file, first_line)
    return BlockText(
        Markup(_PARSER.renderer.render(tokens, _PARSER.options, {}).strip()),
        _blocks(iter(tokens), first_line),
        tuple(problems),
    )


def read_line(text: str, line: int) -> Text:
    """Return one line of Markdown (bold, links), which stands on `line`."""
    (token,) = _PARSER.parseInline(text)
    return Text(text, _rendered(token), _spans(token), line)


def inline(text: str) -> Markup:
    """Return one line of Markdown (bold, links) as HTML without a paragraph around it."""
    return Markup(_PARSER.renderInline(text).strip())


def inline_faults(text: str) -> list[str]:
    """Return what one line of Markdown holds that cannot be printed in a line."""
    faults = []
    for token in _PARSER.parseInline(text):
        faults += [message for _, message in _inline_faults(token)]
        if any(child.type == "image" for child in token.children or ()):
            faults.append("a picture stands in a line of text; put it into the body")
    return faults


def split_first(html: Markup) -> tuple[Markup, Markup]:
    """Return the first element of well-formed `html` and what follows.

    A heading takes the element after it along.
    """
    depth = 0
    for tag in _TAG.finditer(html):
        if tag["closing"]:
            depth -= 1
        elif not tag["empty"] and tag["name"].lower() not in _EMPTY_ELEMENTS:
            depth += 1
        if depth == 0 and tag["name"].lower() != "h3":
            return Markup(html[: tag.end()]), Markup(html[tag.end() :])
    return html, Markup("")


_NOT_IN_COMPONENTS = {
    "heading_open": "a heading stands in a component; use **bold**",
    "colon_fence": "a component stands in a component; close the first one before it",
}
_LISTS = {"bullet_list_open": "bullet_list_close", "ordered_list_open": "ordered_list_close"}


class _Parser(MarkdownIt):
    """Takes every link for one: else those it thinks bad print as they are typed."""

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802  # see `_inline_faults`
        """Return True."""
        return True


def _parser() -> MarkdownIt:
    options = {"html": False, "typographer": False, "maxNesting": 10 * MAX_LEVEL}
    parser = _Parser("commonmark", options).enable("table")
    parser.use(colon_fence_plugin)
    parser.add_render_rule("link_close", _link_close)
    parser.core.ruler.push("row_headers", _row_headers)
    return parser


def _row_headers(state: StateCore) -> None:
    """Make headers of the cells of a table's first column, where they name its rows.

    They do if the table has further columns and none of them is empty. The cell over them may be
    empty: a corner heads nothing.
    """
    first: list[tuple[Token, Token, str]] = []
    columns = place = 0
    for position, token in enumerate(state.tokens):
        if token.type == "table_open":
            first, columns = [], 0
        elif token.type == "tr_open":
            place = 0
        elif token.type == "th_open":
            columns += 1
        elif token.type == "td_open":
            place += 1
            if place == 1:
                words, closing = state.tokens[position + 1 : position + 3]
                first.append((token, closing, words.content.strip()))
        elif token.type == "table_close" and columns > 1 and all(name for _, _, name in first):
            for opening, closing, _ in first:
                opening.tag = closing.tag = "th"
                opening.attrSet("scope", "row")


def _link_close(
    _renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    _env: EnvType,
) -> str:
    """Return the end of a link, before it the address in small type: paper cannot be clicked."""
    opened = next(n for n in range(index, -1, -1) if tokens[n].type == "link_open")
    href = str(tokens[opened].attrGet("href") or "")
    words = "".join(token.content for token in tokens[opened:index])
    address = _PARSER.normalizeLinkText(href)
    shown = _UNSAID.sub("", address).rstrip("/")
    if href.startswith("#") or _said(shown) in _said(words):
        return "</a>"
    return f' <span class="link-address" dir="ltr">({escape(shown)})</span></a>'


def _said(text: str) -> str:
    """Return a text as two writings of one address have it in common: letters and digits."""
    return "".join(sign for sign in text.lower() if sign.isalnum())


_PARSER = _parser()
_STARS = _PARSER.parse("***")[0].markup  # as the parser writes it, which is one star longer


def _sections(tokens: Sequence[Token], first_line: int) -> Iterator[BodySection]:
    """Yield the sections that second-level headings open."""
    heading: Text | None = None
    line, flags = first_line, frozenset[str]()
    items: list[Prose | Directive] = []
    prose: list[Token] = []

    def flush() -> None:
        if prose:
            html = Markup(_PARSER.renderer.render(prose, _PARSER.options, {}).strip())
            start = _line(prose[0], first_line)
            items.append(Prose(html, _blocks(iter(prose), first_line), start))
            prose.clear()

    def section() -> BodySection:
        return BodySection(heading, line, tuple(items), "wide" in flags, "optional" in flags, page)

    page = 1
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type == "heading_open" and token.tag == "h2" and not token.level:
            flush()
            if items or heading:
                yield section()
            line, items = _line(token, first_line), []
            heading, flags = _heading(tokens[position + 1], line)
            position += 3
            continue
        if _begins_page_two(token):
            flush()
            if items or heading:
                yield section()
            line, items, heading, flags = _line(token, first_line), [], None, frozenset()
            page = 2
        elif token.type == "colon_fence" and not token.level:
            flush()
            items.append(_directive(token, first_line))
        else:
            prose.append(token)
        position += 1
    flush()
    if items or heading:
        yield section()


def _begins_page_two(token: Token) -> bool:
    """Return whether a block is a line of three stars; other rules of Markdown stay rules."""
    return token.type == "hr" and not token.level and token.markup == _STARS


def _heading(token: Token, line: int) -> tuple[Text | None, frozenset[str]]:
    """Return the words of a heading, if it has any, and the flags in braces at its end."""
    match = _FLAGS.search(token.content)
    words = token.content[: match.start()] if match else token.content
    flags = frozenset(match[1].replace(",", " ").split()) if match else frozenset[str]()
    text = read_line(words, line)
    return (text if text.html else None), flags


def _directive(token: Token, first_line: int) -> Directive:
    name, _, title = token.info.strip().partition(" ")
    return Directive(name, title.strip(), token.content.rstrip("\n"), _line(token, first_line))


def _blocks(tokens: Iterator[Token], first_line: int, closing: str = "") -> tuple[Block, ...]:
    """Return the nodes of tokens up to one of the type `closing`, or of all."""
    found: list[Block] = []
    for token in tokens:
        line = _line(token, first_line)
        if token.type == closing:
            break
        if token.type == "paragraph_open":
            found.append(Paragraph(_text(next(tokens), first_line)))
        elif token.type == "heading_open":
            found.append(Heading(_text(next(tokens), first_line), int(token.tag[1])))
        elif token.type in _LISTS:
            items = _items(tokens, first_line, _LISTS[token.type])
            found.append(ListBlock(items, token.type == "ordered_list_open", line))
        elif token.type == "table_open":
            found.append(_table(tokens, first_line, line))
        elif token.type == "blockquote_open":
            found.append(Quote(_blocks(tokens, first_line, "blockquote_close"), line))
        elif token.type in _CODE:  # a fault; its words are checked all the same
            words = " ".join(token.content.split())
            found.append(Paragraph(Text(words, Markup(escape(words)), _split(words), line)))
    return tuple(found)


def _items(tokens: Iterator[Token], first_line: int, closing: str) -> tuple[tuple[Block, ...], ...]:
    """Return the items of a list."""
    items: list[tuple[Block, ...]] = []
    for token in tokens:
        if token.type == closing:
            break
        items.append(_blocks(tokens, first_line, "list_item_close"))
    return tuple(items)


def _table(tokens: Iterator[Token], first_line: int, line: int) -> Table:
    """Return a table; its first row are the heads of its columns."""
    rows: list[tuple[Text, ...]] = []
    cells: list[Text] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "inline":
            cells.append(_text(token, first_line))
        elif token.type == "tr_close":
            rows.append(tuple(cells))
            cells = []
    return Table(rows[0], tuple(rows[1:]), line)


def _text(token: Token, first_line: int) -> Text:
    """Return the words of an inline token."""
    return Text(token.content, _rendered(token), _spans(token), _line(token, first_line))


def _rendered(token: Token) -> Markup:
    return Markup(_PARSER.renderer.render([token], _PARSER.options, {}).strip())


def _spans(token: Token) -> tuple[Span, ...]:
    """Return the words, placeholders, ends of lines and pictures in an inline token."""
    spans: list[Span] = []
    bold = italic = False
    for child in token.children or ():
        if child.type in ("strong_open", "strong_close"):
            bold = child.type == "strong_open"
        elif child.type in ("em_open", "em_close"):
            italic = child.type == "em_open"
        elif child.type in ("text", "code_inline", "html_inline"):
            spans += _split(child.content, bold=bold, italic=italic)
        elif child.type in ("softbreak", "hardbreak"):
            spans.append(LineBreak(child.type == "hardbreak"))
        elif child.type == "image":
            spans.append(Picture(str(child.attrGet("src") or ""), child.content))
    return tuple(spans)


def _split(text: str, *, bold: bool = False, italic: bool = False) -> tuple[Span, ...]:
    """Return words and the placeholders among them."""
    spans: list[Span] = []
    for index, part in enumerate(SENTINEL.split(text)):
        if index % 2:
            spans.append(PlaceholderSpan(int(part), bold, italic))
        elif part:
            spans.append(Words(part, bold, italic))
    return tuple(spans)


def _line(token: Token, first_line: int) -> int:
    return first_line + (token.map[0] if token.map else 0)


def _fence_problems(
    tokens: Sequence[Token], lines: Sequence[str], file: str, first_line: int
) -> Iterator[Diagnostic]:
    """Yield the directives that are not closed, or not written as three colons and a name."""
    for token in tokens:
        if token.type != "colon_fence" or token.map is None:
            continue
        start, end = token.map
        name = token.info.strip().partition(" ")[0]
        last = lines[end - 1].strip()
        inner = [start + 1 + n for n, line in enumerate(lines[start + 1 : end]) if _OPENS(line)]
        if not name:
            message = "`:::` closes nothing; delete it, or write a component's name after it"
        elif len(token.markup) > 3:
            message = f"`{token.markup}{name}`: write exactly three colons"
        elif token.level:
            message = f":::{name} stands in a list or quote; start it at the start of the line"
        elif inner:
            before = f"before line {first_line + inner[0]}"
            message = f":::{name} is not closed {before}; put a line `:::` after its last one"
        elif end - 1 == start or last.strip(":") or len(last) < 3:
            message = f":::{name} is not closed; put a line `:::` after its last one"
        else:
            continue
        yield Diagnostic(file, first_line + start, message)


def _problems(tokens: Sequence[Token], file: str, first_line: int) -> Iterator[Diagnostic]:
    """Yield what a leaflet cannot print: jumps in headings, odd links, program code."""
    yield from _too_deep(tokens, file, first_line)
    level = page = 1
    for position, token in enumerate(tokens):
        line = _line(token, first_line)
        if _begins_page_two(token):
            if page == 2:
                message = "page two began above; a text has one line of three stars"
                yield Diagnostic(file, line, message)
            page = 2
        if token.type in {"code_block", "fence"}:
            yield Diagnostic(file, line, _CODE[token.type])
        if token.type == "table_open" and not _has_rows(tokens, position):
            yield Diagnostic(
                file, line, "the table has no rows below its head; add one or delete it"
            )
        if token.type == "heading_open" and token.level:
            message = "a heading stands in a list or quote; start it at the start of the line"
            yield Diagnostic(file, line, message)
        elif token.type == "heading_open":
            depth = int(token.tag[1])
            if depth == 1:
                message = "a title stands in the body; the title is in the settings, use `##`"
                yield Diagnostic(file, line, message)
            elif depth > level + 1:
                yield Diagnostic(
                    file, line, f"heading jumps to level {depth}; use {'#' * (level + 1)}"
                )
            level = max(depth, 2)
            match = _FLAGS.search(tokens[position + 1].content)
            unknown = set(match[1].replace(",", " ").split()) - _KNOWN_FLAGS if match else set()
            if unknown:
                names = ", ".join(sorted(unknown))
                yield Diagnostic(
                    file, line, f"{{{names}}} is not known; use {{optional}} or {{wide}}"
                )
        if token.type == "inline":
            for offset, message in _inline_faults(token):
                yield Diagnostic(file, line + offset, message)
        if token.type == "paragraph_open" and ":::" in tokens[position + 1].content:
            yield Diagnostic(file, line, "`:::` must stand at the start of its own line")


def _too_deep(tokens: Sequence[Token], file: str, first_line: int) -> Iterator[Diagnostic]:
    """Yield where lists and quotes get so deep that the parser would soon drop them unsaid."""
    opened = (token for token in tokens if token.nesting == 1 and token.map)
    deep = next((token for token in opened if token.level > MAX_LEVEL), None)
    if deep:
        message = f"lists or quotes more than {MAX_LEVEL // 2} deep; start some further left"
        yield Diagnostic(file, _line(deep, first_line), message)


def _has_rows(tokens: Sequence[Token], position: int) -> bool:
    """Return whether the table that opens at `position` has rows below its head."""
    rest = (token.type for token in tokens[position:])
    return next(kind for kind in rest if kind in {"tbody_open", "table_close"}) == "tbody_open"


_CODE = {
    "code_block": "a line indented by four spaces or more prints as code; start it further left",
    "fence": "lines between ``` or ~~~ print as code, and a leaflet has none; delete the fence",
    "code_inline": "words between `…` print as code, and a leaflet has none; delete the `",
}


def _inline_faults(token: Token) -> Iterator[tuple[int, str]]:
    """Yield what cannot be printed in a run of words: the line in the run, and what is wrong."""
    line = 0
    for child in token.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            line += 1
        elif child.type == "code_inline":
            yield line, _CODE["code_inline"]
        elif child.type == "link_open":
            address = str(child.attrGet("href") or "")
            if not _LINK.match(address):
                yield line, f"link to “{address[:60]}”; use https:, mailto:, tel: or #"
        elif child.type == "image":
            address = str(child.attrGet("src") or "")
            if not child.content.strip():
                yield line, f"picture {address} has no description; ![what it shows]"
            if ":" in address or address.startswith(("/", "\\")) or ".." in address.split("/"):
                yield (
                    line,
                    f"picture “{address[:60]}”; put it in the topic's folder: figures/x.svg",
                )
