"""What a component is: one file in this folder says it, with nothing about it anywhere else.

A component named `x-y` is `components/x_y.py`, which has a `COMPONENT`; its macro stands in
`templates/components/x-y.html`, its look in `styles/components/x-y.css`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from markupsafe import Markup
from pydantic import BaseModel

from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.inputs.models.facts import FactBase
from handouts.pictograms import fault as picture_fault

TextKind = Literal["title", "heading", "paragraph", "item", "cell"]
BodyKind = Literal["markdown", "list", "settings", "none"]

ROLES: Mapping[str, str] = {
    "callout": "stands in a row with others of its kind, apart from the text around it",
    "safety": "says when to get help; every leaflet must print its words",
    "urgent": "says when to get help today, first those who save lives; the text must have both",
    "required": "every text must have it",
    "drawing": "shows something in a drawing",
    "visual": "a visual aid, as PEMAT counts them: a drawing, chart or table",
    "chart": "a chart to fill in",
    "chances": "chances with and without the treatment, row by row",
    "ticks": "boxes to tick",
    "acts": "shows what the reader can do",
    "actions": "prints the `actions` of the front matter, which else are never printed",
    "unknowns": "prints `known` and `unknown` of the front matter, which else are never printed",
    "blanks": "blanks to fill with a pen",
    "terms": "explains words",
    "figures": "draws figures of the fact base, by its settings `fact`, `figure` and `arms`",
    "steps": "breaks something to do into steps",
    "tool": "something to do with the sheet: to tick, to fill in, to ask (PEMAT item 23)",
    "cue": "leads the eye to what matters most (PEMAT item 12)",
    "titled": "has a title of its own, so its words are no part of the running text around it",
    "no-claims": "its numbers are to write down or to do, and claim nothing",
    "questions": "questions to ask, which can stand anywhere",
}


@dataclass(frozen=True, slots=True)
class ProseField:
    """A setting whose value is words that readers see."""

    kind: TextKind
    """How checks read it: as a paragraph or list item, say, or as a cell that is no sentence."""
    part: str = ""
    """What its words are part of, if not the component: `dont` are words of what not to do."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a component whose body is a list."""

    text: Markup
    pen: bool
    """It ends in `___`: a line to write on."""

    @classmethod
    def of(cls, html: Markup) -> Item:
        """Return the item that `html` is, with or without a line to write on."""
        pen = html.rstrip().endswith("___")
        return cls(Markup(re.sub(r"\s*___\s*$", "", html)), pen)


class Use(Protocol):
    """A component as a topic uses it; `document.nodes.ComponentUse` is one."""

    @property
    def file(self) -> str:
        """Return the topic's file, as messages show it."""
        ...

    @property
    def line(self) -> int:
        """Return the line of its first colons."""
        ...

    @property
    def title(self) -> Markup:
        """Return the HTML of its title; empty if it has none."""
        ...

    @property
    def model(self) -> Any:
        """Return its settings, an instance of the component's model."""
        ...

    @property
    def items(self) -> Sequence[Item]:
        """Return the items of its list."""
        ...

    def html(self, text: str) -> Markup:
        """Return the HTML of a text of its settings."""
        ...

    def line_of(self, *place: str | int) -> int:
        """Return the line of a place in its settings, or of the nearest thing around it."""
        ...


@dataclass(frozen=True, slots=True)
class DrawContext:
    """What drawing a component may use besides what the topic says."""

    facts: FactBase
    locale: str
    front: Mapping[str, Any] = field(default_factory=dict)
    """HTML of the front matter that components print: `actions`, `known`, `unknown`."""
    value: Callable[[str], Any] = lambda text: text
    """From a setting that is nothing but a placeholder to its value, from others to themselves."""
    minutes_words: Callable[[Any], Any] = str
    """From minutes, or a blank, to the words that print."""
    pictures: Collection[str] = frozenset()
    """The names of the pictures there are."""

    def picture(self, use: Use, name: str, *place: str | int) -> str:
        """Return the name of a picture that a place in the settings gives, or nothing for none.

        Raises:
            InvalidInput: there is no such picture; the nearest names are offered.
        """
        if name and (message := picture_fault(name, self.pictures)):
            raise InvalidInput([Diagnostic(use.file, use.line_of(*place), message)])
        return name


Build = Callable[[DrawContext, Use], Mapping[str, Any]]


def title_only(_context: DrawContext, use: Use) -> Mapping[str, Any]:
    """Return what the macro of a component with a Markdown body takes besides the body."""
    return {"title": use.title}


def title_and_items(_context: DrawContext, use: Use) -> Mapping[str, Any]:
    """Return what the macro of a component with one list takes."""
    return {"title": use.title, "items": list(use.items)}


@dataclass(frozen=True, slots=True)
class ComponentSpec:
    """A component that topics may use."""

    name: str
    summary: str
    """What it is for, in one sentence."""
    example: str = field(repr=False)
    """How it is written in a topic, whole."""
    body: BodyKind = "markdown"
    """Markdown, one list, settings in YAML, or nothing at all."""
    build: Build = title_only
    """From a use to the arguments of its macro; a Markdown body comes as `caller()`."""
    model: type[BaseModel] | None = None
    """What its settings may say."""
    prose_fields: Mapping[str, ProseField] = field(default_factory=dict)
    """The settings that are words, by their keys, at any depth; `list.key` where `key` alone
    would mean the same in two lists."""
    roles: frozenset[str] = frozenset()
    """What it is to checks and layout; see `ROLES`."""
    need: str = ""
    """For a required one: what a text without it lacks."""
    wide: bool = False
    """Its section takes both columns."""

    def __post_init__(self) -> None:
        """Refuse roles that nobody asks for, and settings without a model."""
        unknown = self.roles - ROLES.keys()
        if unknown:
            raise ValueError(f"component {self.name}: no such role: {', '.join(sorted(unknown))}")
        if (self.body == "settings") != (self.model is not None):
            raise ValueError(f"component {self.name}: settings need a model, and nothing else does")

    @property
    def callout(self) -> bool:
        """Return whether it stands in a row with others of its kind."""
        return "callout" in self.roles
