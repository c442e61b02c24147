"""Reads a page with Python's XML parser, where that comes to the same as reading it as HTML.

WeasyPrint's HTML parser, written in Python, takes a twentieth of the time of a leaflet; the parser
in C takes a twentieth of that, and the pages of our templates are well-formed. Wherever HTML has
rules of its own, a page is left to the HTML parser. A test compares the trees of both.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

_DOCTYPE = re.compile(r"<!doctype html>\s*", re.IGNORECASE)
_VOIDS = ("br", "col", "hr", "img", "link", "meta", "wbr")
_VOID = re.compile(rf"<((?:{'|'.join(_VOIDS)})\b[^<>]*?)\s*/?>")
# What XML reads in another way: comments and declarations, line breaks and tabs inside tags, most
# names of signs, a style sheet written into the page that has some, elements that are closed where
# they open, names of XML's own.
_OTHERWISE = re.compile(
    r"<[!?]|<[^<>\n\t]*[\n\t][^<>]*>|&(?!(?:amp|lt|gt|quot|#34|#39|#160);)|<style\b[^>]*>[^<]*&|\r|"
    rf"<(?!(?:{'|'.join(_VOIDS)})\b)[^<>]*/>|xmlns"
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_INLINE = frozenset(
    {"a", "b", "bdi", "bdo", "br", "cite", "code", "em", "i", "img", "mark", "q", "s", "small",
     "span", "strong", "sub", "sup", "u", "wbr"}
)  # fmt: skip
_HOLDERS = frozenset(
    {"article", "aside", "blockquote", "div", "figcaption", "figure", "footer", "header", "main",
     "nav", "section"}
)  # fmt: skip
_FLOW = _INLINE | _HEADINGS | _HOLDERS | {"p", "hr", "dl", "ol", "ul", "table"}
# The elements that HTML leaves where they are; anything else may end an element, or be moved.
_INSIDE: dict[str, frozenset[str]] = {
    **dict.fromkeys((*_INLINE, *_HEADINGS, "p"), _INLINE),
    **dict.fromkeys((*_HOLDERS, "body", "caption", "dd", "dt", "li", "td", "th"), _FLOW),
    **dict.fromkeys((*_VOIDS, "title", "style"), frozenset()),
    **dict.fromkeys(("ul", "ol"), frozenset({"li"})),
    **dict.fromkeys(("thead", "tbody", "tfoot"), frozenset({"tr"})),
    "html": frozenset({"head", "body"}),
    "head": frozenset({"title", "meta", "link", "style"}),
    "dl": frozenset({"dt", "dd"}),
    "tr": frozenset({"td", "th"}),
    "table": frozenset({"caption", "colgroup", "thead", "tbody", "tfoot"}),
    "colgroup": frozenset({"col"}),
}
_WORDLESS = frozenset({"html", "head", "table", "colgroup", "thead", "tbody", "tfoot", "tr"})


def html_tree(page: str) -> ElementTree.Element | None:
    """Return the tree that an HTML parser makes of `page`, or None if that has to be asked."""
    doctype = _DOCTYPE.match(page)
    if not doctype or not page.endswith("</html>"):
        return None
    text = page[doctype.end() :]
    if _OTHERWISE.search(text):
        return None
    try:
        root = ElementTree.fromstring(_VOID.sub(r"<\1/>", text))  # noqa: S314  # no DTD gets here
    except (ElementTree.ParseError, UnicodeError):
        return None
    nested = any(link.find(".//a") is not None for link in root.iter("a"))
    if nested or [child.tag for child in root] != ["head", "body"] or root.tag != "html":
        return None
    if not all(map(_stays, root.iter())):
        return None
    _put_spaces(root)
    return root


def _stays(element: ElementTree.Element) -> bool:
    """Return whether HTML leaves the words, attributes and children of an element as they are."""
    allowed = _INSIDE.get(element.tag)
    if allowed is None:
        return False
    if element.tag in _WORDLESS:
        words = (element.text, *(child.tail for child in element))
        if any(piece and piece.strip(" \n\t") for piece in words):
            return False
    return all(child.tag in allowed for child in element) and all(
        name.islower() and name[0] != "{" for name in element.attrib
    )


def _put_spaces(root: ElementTree.Element) -> None:
    """Put the spaces around a page's body where HTML has them."""
    root.text = None
    body = root[1]
    after, body.tail = body.tail or "", None
    if len(body):
        body[-1].tail = (body[-1].tail or "") + after
    else:
        body.text = (body.text or "") + after
