"""A topic to its document: the text is read once, here, and everything else asks the tree."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from markupsafe import Markup
from pydantic import BaseModel, RootModel

from handouts.components.base import Item
from handouts.components.registry import COMPONENTS
from handouts.diagnostics import Diagnostic
from handouts.document.markdown import (
    BodySection,
    Directive,
    inline_faults,
    read_block,
    read_body,
    read_line,
)
from handouts.document.nodes import (
    ActionTexts,
    Block,
    ComponentUse,
    Document,
    FieldText,
    FrontTexts,
    KeyPointTexts,
    ListBlock,
    Paragraph,
    Placeholder,
    PosterTexts,
    Prose,
    Section,
    Text,
)
from handouts.document.sentinels import mark
from handouts.errors import InvalidInput, unknown
from handouts.inputs.models.topic import Action, FrontMatter, KeyPoint, Poster, Topic
from handouts.inputs.validation import validate
from handouts.inputs.yaml import YamlText, parse_yaml


@functools.lru_cache(maxsize=512)
def parse_topic(topic: Topic) -> Document:
    """Return the document of a topic; read once in a process.

    Nothing is raised: faults stand in `problems`, and the tree holds what could be read.
    """
    reader = _Reader(topic)
    front = reader.front(topic.front)
    body = reader.marked(topic.body, topic.body_line)
    found = read_body(body, topic.file, topic.body_line)
    reader.problems.extend(found.problems)
    sections = tuple(reader.section(section) for section in found.sections)
    return Document(topic.file, front, sections, tuple(reader.placeholders), tuple(reader.problems))


class _Reader:
    """Collects the placeholders and the faults of a topic on the way through it."""

    def __init__(self, topic: Topic) -> None:
        self.topic = topic
        self.placeholders: list[Placeholder] = []
        self.problems: list[Diagnostic] = []

    def marked(self, text: str, line: int) -> str:
        """Return `text` with sentinels for its placeholders."""
        result = mark(text, self.topic.file, line, start=len(self.placeholders))
        self.placeholders.extend(result.placeholders)
        self.problems.extend(result.problems)
        return result.text

    def front(self, front: FrontMatter) -> FrontTexts:
        """Return the words of the front matter; the values of placeholders keep this order."""
        keys = ("title", "short_title", "audience", "main_message", "known", "unknown")
        texts = {key: self.line(getattr(front, key), key) for key in keys}
        points = tuple(self.key_point(point, index) for index, point in enumerate(front.key_points))
        actions = tuple(self.action(action, index) for index, action in enumerate(front.actions))
        return FrontTexts(
            **texts, key_points=points, actions=actions, poster=self.poster(front.poster)
        )

    def poster(self, poster: Poster | None) -> PosterTexts | None:
        """Return the words of a poster, if there is one."""
        if poster is None:
            return None
        title, message = (self.line(getattr(poster, key), "poster", key)
                          for key in ("title", "message"))  # fmt: skip
        points = tuple(
            (
                self.line(point.lead, "poster", "points", index, "lead"),
                self.line(point.text, "poster", "points", index, "text"),
            )
            for index, point in enumerate(poster.points)
        )
        return PosterTexts(title, message, points)

    def key_point(self, point: KeyPoint, index: int) -> KeyPointTexts:
        """Return a key point, whole and in two parts: the bold words it opens with, the rest."""
        whole = self.line(point.text, "key_points", index)
        if whole.source.startswith("**") and "**" in whole.source[2:]:
            lead, _, rest = whole.source[2:].partition("**")
            lead_text, rest_text = read_line(lead, whole.line), read_line(rest.strip(), whole.line)
            return KeyPointTexts(whole, lead_text, rest_text, point.picture)
        return KeyPointTexts(whole, None, whole, point.picture)

    def action(self, action: Action, index: int) -> ActionTexts:
        """Return one thing to do."""
        do, why, how = (
            self.line(getattr(action, key), "actions", index, key) for key in ("do", "why", "how")
        )
        return ActionTexts(do, why, how, action.picture)

    def line(self, text: str, *place: str | int) -> Text:
        """Return one line of the front matter."""
        line = self.topic.line_at(place)
        self.problems.extend(
            Diagnostic(self.topic.file, line, message) for message in inline_faults(text)
        )
        return read_line(self.marked(text, line), line)

    def section(self, section: BodySection) -> Section:
        """Return a section with its directives understood."""
        items = tuple(
            item if isinstance(item, Prose) else self.component(item) for item in section.items
        )
        if section.optional:
            self.problems.extend(self.never_optional(items))
        return Section(
            section.heading, section.line, items, section.wide, section.optional, section.page
        )

    def never_optional(self, items: Iterable[Prose | ComponentUse]) -> Iterator[Diagnostic]:
        """Yield the boxes for help in a section that is left out where a page is full."""
        for item in items:
            if isinstance(item, ComponentUse) and item.spec and "required" in item.spec.roles:
                message = (
                    f":::{item.name} stands in an {{optional}} section and would go with it; "
                    "move it above that heading"
                )
                yield Diagnostic(self.topic.file, item.line, message)

    def component(self, directive: Directive) -> ComponentUse:
        """Return what a directive asks for."""
        use, problems = read_component(directive, self.topic.file)
        self.problems.extend(problems)
        return use


def read_component(directive: Directive, file: str) -> tuple[ComponentUse, tuple[Diagnostic, ...]]:
    """Return a directive as a use of its component, and what is wrong with it."""
    spec = COMPONENTS.get(directive.name)
    use = ComponentUse(
        name=directive.name,
        file=file,
        line=directive.line,
        source=directive.body,
        heading=read_line(directive.title, directive.line) if directive.title else None,
        spec=spec,
    )
    if spec is None:
        message = unknown(f":::{directive.name}: no such component", directive.name, COMPONENTS)
        return _with_markdown(use)[0], (Diagnostic(file, directive.line, message),)
    faults = tuple(
        Diagnostic(file, directive.line, message) for message in inline_faults(directive.title)
    )
    read = _with_settings if spec.body == "settings" else _with_markdown
    use, problems = read(use)
    return use, faults or problems


def _with_markdown(use: ComponentUse) -> tuple[ComponentUse, tuple[Diagnostic, ...]]:
    """Return a use with the Markdown inside it, and what is wrong with that."""
    found = read_block(use.source, use.file, use.line + 1)
    items = tuple(map(Item.of, _items(found.blocks)))
    use = replace(use, body=found.html, blocks=found.blocks, items=items)
    body = use.spec.body if use.spec else "markdown"
    if body == "none":
        if use.source.strip() or use.heading:
            message = "prints the topic's settings of that name; delete what else stands there"
            return use, (_fault(use, message),)
        return use, ()
    if body == "markdown" and not use.source.strip():
        return use, (_fault(use, "is empty; write its text between the colons"),)
    if body == "list" and not found.problems and not items:
        return use, (_fault(use, "needs one list and nothing else; start each line with `- `"),)
    return use, found.problems


def _items(blocks: tuple[Block, ...]) -> list[Markup]:
    """Return the items as inline HTML; none if the blocks are not one plain list."""
    if len(blocks) != 1 or not isinstance(blocks[0], ListBlock):
        return []
    found: list[Markup] = []
    for item in blocks[0].items:
        if not all(isinstance(block, Paragraph) for block in item):
            return []
        texts = [block.text.html for block in item if isinstance(block, Paragraph)]
        found.append(Markup(" ").join(texts))
    return found


def _with_settings(use: ComponentUse) -> tuple[ComponentUse, tuple[Diagnostic, ...]]:
    """Return a use with its settings, typed by its model, and what is wrong with them."""
    if not use.source.strip():
        return use, (_fault(use, "is empty; write its settings between the colons"),)
    try:
        # Hidden characters were looked for when the topic was read; the sentinels are ours.
        parsed = parse_yaml(use.source, use.file, use.line + 1, readable=True)
    except InvalidInput as error:
        return use, error.problems
    texts = list(parsed.texts())
    use = replace(
        use,
        settings=parsed,
        fields=_fields(use, parsed),
        words={text.strip(): read_line(text.strip(), 1).html for _, text in texts},
    )
    problems = [
        Diagnostic(parsed.file, parsed.line_of(place), message)
        for place, text in texts
        for message in inline_faults(text)
    ]
    if problems or use.spec is None or use.spec.model is None:
        return use, tuple(problems)
    try:
        return replace(use, model=_typed(use.spec.model, parsed)), ()
    except InvalidInput as error:
        return use, error.problems


def _typed(model: type[BaseModel], parsed: YamlText) -> Any:
    """Return the settings of a component as its model.

    Raises:
        InvalidInput: they are not what the model says.
    """
    if issubclass(model, RootModel) and not isinstance(parsed.data, list):
        message = "expected a list; write each item after `- `"
        raise InvalidInput([Diagnostic(parsed.file, parsed.line_of(()), message)])
    return validate(model, parsed)


def _fields(use: ComponentUse, parsed: YamlText) -> tuple[FieldText, ...]:
    """Return the words in the settings of a component, in the order in which they stand."""
    found = []
    for place, text in parsed.leaves():
        keys = [step for step in place if isinstance(step, str)]
        known = use.spec.prose_fields if use.spec else {}
        prose = known.get(".".join(keys[-2:])) or known.get(keys[-1] if keys else "")
        if prose and text:
            words = read_line(text.strip(), parsed.line_of(place))
            found.append(FieldText(words, prose.kind, prose.part or use.name, place))
    return tuple(found)


def _fault(use: ComponentUse, message: str) -> Diagnostic:
    return Diagnostic(use.file, use.line, f":::{use.name} {message}")
