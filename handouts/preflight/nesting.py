"""Elements that a clinic's template opens and does not close, or closes and never opened.

Every HTML parser mends that without a word, each time in its own way: a box ends where nobody
meant it to.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from handouts.compose.spec import LeafletSpec
from handouts.diagnostics import Diagnostic

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
_ONCE = frozenset({"html", "head", "body"})
# HTML lets their end tags be left out.
_MAY_STAY_OPEN = frozenset(
    {"body", "dd", "dt", "html", "head", "li", "p", "rp", "rt", "tbody", "td", "tfoot", "th",
     "thead", "tr"}
)  # fmt: skip


def nesting_warnings(html: str, job: LeafletSpec) -> Iterator[Diagnostic]:
    """Yield one remark if a page made with templates of the clinic is not nested well."""
    own = [path for path in job.clinic.files if path.startswith("templates/")]
    error = first_error(html) if own else ""
    if error:
        named = job.clinic.shown(own[0])
        others = " (or another template of this folder)" if len(own) > 1 else ""
        yield Diagnostic(named, None, f"{error}{others}; close each element where it ends")


def first_error(html: str) -> str:
    """Return in words which element is first to be left open, or closed too often; "" if none."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    left = [tag for tag in reader.open if tag not in _MAY_STAY_OPEN]
    return reader.error or (f"<{left[0]}> is never closed" if left else "")


class _Reader(HTMLParser):
    """Follows what is open; SVG's own way to close, `<path/>`, opens nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.error = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # what the parser passes
        if tag in _ONCE and tag in self.open:
            self.error = self.error or f"<{tag}> stands there a second time"
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        if tag not in _VOID and "svg" not in self.open and tag != "svg":
            self.handle_starttag(tag, attrs)  # in HTML, `<div/>` is an open <div>

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if tag not in self.open:
            self.error = self.error or f"</{tag}> closes nothing"
            return
        while (inner := self.open.pop()) != tag:
            if inner not in _MAY_STAY_OPEN:
                self.error = self.error or f"<{inner}> is not closed before </{tag}>"
