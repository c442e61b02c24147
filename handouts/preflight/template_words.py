"""What a clinic's own templates say otherwise than the shipped ones would of the same texts.

A template arranges words; it brings none into a safety box, no number that the texts have not, and
leaves out no status, no main message and no figure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import tinyhtml5

from handouts.components.registry import named
from handouts.compose.spec import LeafletSpec
from handouts.diagnostics import Diagnostic
from handouts.document.parse import parse_topic
from handouts.document.sentinels import OPEN

_NOT_PRINTED = frozenset({"style", "script", "svg", "title", "desc", "template", "head"})
_NUMBER = re.compile(r"\d+")
_COUNT = re.compile(r"--(?:count|of):\s*\d+")
_FIX = "put it back, as the shipped template has it"


class PrintedWords:
    """The words of a composed page that are printed, and in which boxes."""

    def __init__(self, html: str) -> None:
        self._root = tinyhtml5.parse(html, namespace_html_elements=False)
        self.text = " ".join(_texts(self._root))
        self.said = said(self.text)

    def boxes(self, name: str) -> Counter[tuple[str, ...]]:
        """Return the boxes of a class: what stands in each, piece by piece, in any order."""
        return Counter(
            tuple(sorted(piece for text in _texts(element) if (piece := said(text))))
            for element in self._root.iter()
            if name in _classes(element)
        )

    def statuses(self) -> frozenset[str]:
        """Return what the page says of who looked at its texts."""
        return frozenset(
            " ".join(" ".join(_texts(element)).split())
            for element in self._root.iter()
            if any(name.endswith("__status") for name in _classes(element))
        )

    def counts(self) -> Counter[str]:
        """Return the numbers that bars and dots are drawn by."""
        styles = (element.get("style") or "" for element in self._root.iter())
        return Counter("".join(_COUNT.findall(style)) for style in styles if "--count" in style)


def template_word_problems(
    html: PrintedWords, shipped: PrintedWords, spec: LeafletSpec
) -> Iterator[Diagnostic]:
    """Yield what the clinic's templates add, change or leave out; `shipped` is without them."""
    own = [path for path in spec.clinic.files if path.startswith("templates/")]

    def problem(message: str, usual: str = "", fix: str = _FIX) -> Diagnostic:
        path = usual if usual in own else own[0]
        return Diagnostic(spec.clinic.shown(path), None, message, fix=fix)

    for name in sorted(named("safety")):
        theirs, ours = html.boxes(name), shipped.boxes(name)
        path = f"templates/components/{name}.html"
        for box in (ours - theirs).elements():
            words = " ".join(box)[:50]
            yield problem(f"a .{name} box with other words, or none: “{words}…” is asked for", path)
            break
        for _ in (theirs - ours).elements() if not ours - theirs else ():
            yield problem(f"the page has a .{name} box too many", path, "delete it")
            break
    extra = Counter(_NUMBER.findall(html.text)).keys() - set(_NUMBER.findall(shipped.text))
    for number in sorted(extra):
        fix = "numbers come from texts, settings and facts"
        yield problem(f"a template prints “{number}”, which the texts have not", fix=fix)
    for words in sorted(shipped.statuses()):
        if said(words) not in html.said:
            yield problem(f"the page lacks “{words[:60]}” (status)")
    for words in _main_words(spec):
        if said(words) in shipped.said and said(words) not in html.said:
            yield problem(f"the page lacks “{words[:60]}”")
    if html.counts() != shipped.counts():
        yield problem("bars or dots have other numbers than the text (--count, --of)")


def said(text: str) -> str:
    """Return a text by its letters and digits alone: templates may space it as they like."""
    return "".join(character for character in text if character.isalnum())


def _main_words(spec: LeafletSpec) -> Iterator[str]:
    """Yield the main messages and key points; those with placeholders can't be compared."""
    for topic in spec.topics:
        front = parse_topic(topic).front
        for text in (front.main_message, *(point.whole for point in front.key_points)):
            if OPEN not in text.html:
                yield text.html.striptags()


def _classes(element: Any) -> list[str]:
    return (element.get("class") or "").split()


def _texts(element: Any) -> Iterator[str]:
    """Yield the pieces of text in an element that are printed."""
    if str(element.tag) in _NOT_PRINTED:
        return
    if element.text:
        yield element.text
    for child in element:
        yield from _texts(child)
        if child.tail:
            yield child.tail
