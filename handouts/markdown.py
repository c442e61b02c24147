"""A topic's body, as Markdown with directives, to sections of HTML and directives.

CommonMark with tables; raw HTML is printed as text. Where the first column of a table names its
rows, its cells are headers of their rows. A directive is a fence of three colons:

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

from handouts.errors import InvalidInput, Problem

_FLAGS = re.compile(r"\s*\{([a-z, ]+)\}\s*$")
_KNOWN_FLAGS = frozenset({"optional", "wide", "us", "ca", "uk", "au", "eu"})
_OPENS = re.compile(r"\s{0,3}:{3,}\s*[^\s:]").match
_TAG = re.compile(r"<(?P<closing>/?)(?P<name>[A-Za-z][\w-]*)[^>]*?(?P<empty>/?)>")
_EMPTY_ELEMENTS = frozenset({"br", "col", "hr", "img", "input", "wbr"})
_UNSAID = re.compile(r"(https?://(www\.)?|mailto:|tel:)", re.IGNORECASE)
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
    problems = [
        *_fence_problems(tokens, body.split("\n"), file, first_line),
        *_problems(tokens, file, first_line),
    ]
    if problems:
        raise InvalidInput(problems)
    return tuple(_sections(tokens, first_line))


def inline(text: str) -> Markup:
    """Return one line of Markdown (bold, links) as HTML without a paragraph around it."""
    return Markup(_PARSER.renderInline(text).strip())


def block(text: str, file: str, first_line: int) -> Markup:
    """Return the Markdown inside a directive, paragraphs and lists, as HTML.

    Raises:
        InvalidInput: headings, or links and pictures that cannot be used.
    """
    tokens = _PARSER.parse(text)
    problems = [
        Problem(file, _line(token, first_line), _NOT_IN_COMPONENTS[token.type])
        for token in tokens
        if token.type in _NOT_IN_COMPONENTS
    ]
    problems += [] if problems else _problems(tokens, file, first_line)
    if problems:
        raise InvalidInput(problems)
    return Markup(_PARSER.renderer.render(tokens, _PARSER.options, {}).strip())


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


def list_items(text: str) -> list[Markup]:
    """Return the items of `text` as inline HTML; none if it is not one plain list."""
    tokens = _PARSER.parse(text)
    kinds = [token.type for token in tokens]
    lists = [token for token in tokens if token.type in _LISTS]
    if len(lists) != 1 or lists[0].level or set(kinds) - _IN_LISTS or kinds[0] not in _LISTS:
        return []
    items: list[Markup] = []
    parts: list[str] = []
    for token in tokens:
        if token.type == "list_item_open":
            parts = []
        elif token.type == "list_item_close":
            items.append(Markup(" ".join(parts)))
        elif token.type == "inline":
            parts.append(_PARSER.renderer.render([token], _PARSER.options, {}))
    return items


_NOT_IN_COMPONENTS = {
    "heading_open": "a heading stands in a component; use **bold**",
    "colon_fence": "a component stands in a component; close the first one before it",
}
_LISTS = frozenset({"bullet_list_open", "ordered_list_open"})
_IN_LISTS = _LISTS | {
    "bullet_list_close", "ordered_list_close", "list_item_open", "list_item_close",
    "paragraph_open", "paragraph_close", "inline",
}  # fmt: skip


class _Parser(MarkdownIt):
    """Takes every link for one: else those it thinks bad print as they are typed."""

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802  # see `_inline_faults`
        """Return True."""
        return True


def _parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"html": False, "typographer": False}).enable("table")
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


def _fence_problems(
    tokens: Sequence[Token], lines: Sequence[str], file: str, first_line: int
) -> Iterator[Problem]:
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
        yield Problem(file, first_line + start, message)


def _problems(tokens: Sequence[Token], file: str, first_line: int) -> Iterator[Problem]:
    """Yield what a leaflet cannot print: jumps in headings, odd links, program code."""
    level = 1
    for position, token in enumerate(tokens):
        line = _line(token, first_line)
        if token.type in {"code_block", "fence"}:
            yield Problem(file, line, _CODE[token.type])
        if token.type == "table_open" and not _has_rows(tokens, position):
            yield Problem(file, line, "the table has no rows below its head; add one or delete it")
        if token.type == "heading_open" and token.level:
            message = "a heading stands in a list or quote; start it at the start of the line"
            yield Problem(file, line, message)
        elif token.type == "heading_open":
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
            for offset, message in _inline_faults(token):
                yield Problem(file, line + offset, message)
        if token.type == "paragraph_open" and ":::" in tokens[position + 1].content:
            yield Problem(file, line, "`:::` must stand at the start of its own line")


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
