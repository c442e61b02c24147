"""A topic's text as a tree: what is printed, what is checked and what is written as plain text.

    Document
      front: FrontTexts             the words of the front matter
      sections: Section             a second-level heading and what stands below it
        Prose                       a run of ordinary Markdown
          Paragraph Heading ListBlock Table Quote
        ComponentUse                a component with its settings, or the Markdown inside it

Words stand in `Text` nodes, whose placeholders are nodes too. Every node has the line where it
starts in the topic's file. HTML holds a sentinel for each placeholder (document/placeholders.py),
which gets its value in the finished page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from handouts.components.base import ComponentSpec, Item, TextKind
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.inputs.yaml import Place, YamlText


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One `{{ … }}` of a topic and where it stands."""

    source: str
    """What stands between the braces."""
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one face."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class PlaceholderSpan:
    """A placeholder among words."""

    number: int
    """Its place among the placeholders of the document, from 0."""
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class LineBreak:
    """The end of a line as it was written; only a hard one is printed as one."""

    hard: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that the text brings along."""

    address: str
    description: str


Span = Words | PlaceholderSpan | LineBreak | Picture


@dataclass(frozen=True, slots=True)
class Text:
    """A run of words: what a paragraph, a heading, a cell or a setting says."""

    source: str = field(repr=False)
    """The Markdown, with sentinels for placeholders."""
    html: Markup
    spans: tuple[Span, ...] = field(repr=False)
    line: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: Text


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below that of a section."""

    text: Text
    level: int
    """3 to 6."""


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table."""

    heads: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    line: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation."""

    blocks: tuple[Block, ...]
    line: int


Block = Paragraph | Heading | ListBlock | Table | Quote


@dataclass(frozen=True, slots=True)
class Prose:
    """A run of ordinary Markdown."""

    html: Markup
    blocks: tuple[Block, ...] = field(repr=False)
    line: int


@dataclass(frozen=True, slots=True)
class FieldText:
    """Words in the settings of a component."""

    text: Text
    kind: TextKind
    part: str
    """What the words are part of, for rules that ask: the component's name, as a rule."""
    place: Place


@dataclass(frozen=True, slots=True)
class ComponentUse:
    """A component that the text asks for."""

    name: str
    file: str
    line: int
    """The line of its first colons."""
    source: str = field(repr=False)
    """What stands between its colons, with sentinels for placeholders."""
    heading: Text | None
    """The title behind its name."""
    spec: ComponentSpec | None
    """What it is; None if there is no component of that name."""
    model: Any = None
    """Its settings, as an instance of `spec.model`; None if it has none or they have faults."""
    settings: YamlText | None = field(default=None, repr=False)
    """Its settings as they were written, for lines and for checks of faulty ones."""
    fields: tuple[FieldText, ...] = field(default=(), repr=False)
    """The words in its settings, in the order in which they were written."""
    words: Mapping[str, Markup] = field(default_factory=dict, repr=False, hash=False)
    """The HTML of every text in its settings."""
    body: Markup = field(default=Markup(), repr=False)
    """The HTML of the Markdown inside it."""
    blocks: tuple[Block, ...] = field(default=(), repr=False)
    """The nodes of the Markdown inside it."""
    items: tuple[Item, ...] = field(default=(), repr=False)
    """The items of its one list, if it is one."""

    @property
    def title(self) -> Markup:
        """Return the HTML of its title; empty if it has none."""
        return self.heading.html if self.heading else Markup()

    def html(self, text: str) -> Markup:
        """Return the HTML of a text of its settings."""
        return self.words[text] if text else Markup()

    def line_of(self, *place: str | int) -> int:
        """Return the line of a place in its settings, or of the nearest thing around it."""
        return self.settings.line_of(place) if self.settings else self.line

    def has_role(self, role: str) -> bool:
        """Return whether it is a component of that role."""
        return self.spec is not None and role in self.spec.roles


@dataclass(frozen=True, slots=True)
class Section:
    """A second-level heading and what stands below it; the first may have no heading."""

    heading: Text | None
    line: int
    items: tuple[Prose | ComponentUse, ...] = field(repr=False)
    wide: bool = False
    """It takes both columns."""
    optional: bool = False
    """It may go, should the text not fit."""
    page: int = 1
    """The page of a sheet that it stands on: 2 below the line of three stars."""


@dataclass(frozen=True, slots=True)
class ActionTexts:
    """One thing that the reader can do."""

    do: Text
    why: Text
    how: Text
    picture: str
    """The name of the picture beside it; empty if it has none."""


@dataclass(frozen=True, slots=True)
class KeyPointTexts:
    """A key point, whole and in the two parts in which it prints."""

    whole: Text
    lead: Text | None
    """The bold words that it opens with, if it does."""
    rest: Text
    picture: str
    """The name of the picture beside it; empty if it has none."""


@dataclass(frozen=True, slots=True)
class PosterTexts:
    """The words of a poster."""

    title: Text
    message: Text
    points: tuple[tuple[Text, Text], ...]
    """Of each thing that it says the lead and the line below it."""


@dataclass(frozen=True, slots=True)
class FrontTexts:
    """The words of the front matter."""

    title: Text
    short_title: Text
    audience: Text
    main_message: Text
    known: Text
    unknown: Text
    key_points: tuple[KeyPointTexts, ...]
    actions: tuple[ActionTexts, ...]
    poster: PosterTexts | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A topic's text, read once."""

    file: str
    front: FrontTexts
    sections: tuple[Section, ...]
    placeholders: tuple[Placeholder, ...] = field(repr=False)
    """Those of the front matter, then those of the body; spans and sentinels count them."""
    problems: tuple[Diagnostic, ...] = ()
    """What cannot be printed. The tree holds what could be read nevertheless, for checks."""

    @property
    def components(self) -> Iterator[ComponentUse]:
        """Yield the components that it uses, in order."""
        for section in self.sections:
            yield from (item for item in section.items if isinstance(item, ComponentUse))

    @property
    def has_page_two(self) -> bool:
        """Return whether the text says where page two of a sheet begins."""
        return any(section.page == 2 for section in self.sections)

    @property
    def has_optional(self) -> bool:
        """Return whether it has sections that may go where there is too little room."""
        return any(section.optional for section in self.sections)

    def raise_faults(self) -> None:
        """Raise what cannot be printed, if there is anything.

        Raises:
            InvalidInput: with all of it.
        """
        if self.problems:
            raise InvalidInput(self.problems)
