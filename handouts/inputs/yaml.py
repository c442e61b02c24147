"""YAML text to plain text values that remember their line numbers.

Values stay text, whatever they look like: a phone of `0123`, hours of `12:30` and a `no` are
what was typed; the model that reads them decides on types. Anchors, tags and repeated keys are
refused, because they hide what a setting says.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml  # type: ignore[import-untyped]

from handouts.diagnostics import Diagnostic, Location
from handouts.errors import InvalidInput
from handouts.hidden_signs import is_hidden, sign_name

MAX_CHARACTERS = 256_000
MAX_LINE = 4_000
MAX_DEPTH = 12

# libyaml's parser, written in C; a PyYAML without it reads the same, slower.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_KEY = "\x00"  # where a key itself stands while it is read; no key is written so

Place = tuple[str | int, ...]
Tree = str | list["Tree"] | dict[str, "Tree"]


@dataclass(frozen=True, slots=True)
class YamlText:
    """Parsed YAML: the data, all scalars as text, and the line of each key or item."""

    data: Tree
    file: str
    lines: Mapping[Place, int] = field(repr=False)
    # Where a value stands, if it was laid together from several files.
    places: Mapping[Place, Location] = field(default_factory=dict, repr=False)

    def where(self, place: Place) -> Location:
        """Return the file and line of `place`, or of the nearest thing around it."""
        for end in range(len(place), -1, -1):
            if place[:end] in self.places:
                return self.places[place[:end]]
        return Location(self.file, self.line_of(place))

    def line_of(self, place: Place) -> int:
        """Return the line of `place`, or of the nearest thing around it."""
        for end in range(len(place), -1, -1):
            if place[:end] in self.lines:
                return self.lines[place[:end]]
        return 1

    def texts(self) -> Iterator[tuple[Place, str]]:
        """Yield every value that is text, with its place."""
        waiting: list[tuple[Place, Tree]] = [((), self.data)]
        while waiting:
            place, tree = waiting.pop(0)
            if isinstance(tree, str):
                yield place, tree
            elif isinstance(tree, dict):
                waiting += [((*place, key), value) for key, value in tree.items()]
            else:
                waiting += [((*place, index), value) for index, value in enumerate(tree)]

    def leaves(self) -> Iterator[tuple[Place, str]]:
        """Yield every value that is text, with its place, in the order in which they stand."""
        yield from _leaves((), self.data)


def _leaves(place: Place, tree: Tree) -> Iterator[tuple[Place, str]]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _leaves((*place, key), value)
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from _leaves((*place, index), value)
    else:
        yield place, tree


def parse_yaml(text: str, file: str, first_line: int = 1, *, readable: bool = False) -> YamlText:
    """Return the YAML in `text`, whose first line is line `first_line` of `file`.

    `readable` says that the caller has looked for hidden signs already.

    Raises:
        InvalidInput: the text is not YAML as we allow it; each problem names its line.
    """
    if not readable:
        refuse_unreadable(text, file, first_line)
    reader = _Reader(file, first_line, frozenset(text))
    try:
        data = reader.read(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        # What is not closed is noticed at the end of the file, often a line below the last words.
        number = min(mark.line if mark else 0, text.rstrip().count("\n"))
        message = _syntax_message(text, number, error)
        raise InvalidInput([Diagnostic(file, first_line + number, message)]) from None
    except (yaml.YAMLError, RecursionError) as error:
        message = f"this is not YAML that can be read ({type(error).__name__})"
        raise InvalidInput([Diagnostic(file, first_line, message)]) from None
    if reader.problems:
        raise InvalidInput(reader.problems)
    return YamlText(data, file, reader.lines)


def refuse_unreadable(text: str, file: str, first_line: int = 1) -> None:
    """Raise InvalidInput for text that is too long, or holds signs nobody can see."""
    if len(text) > MAX_CHARACTERS:
        message = f"the file is too long ({len(text):,} letters; at most {MAX_CHARACTERS:,})"
        raise InvalidInput([Diagnostic(file, None, message)])
    hidden = {sign for sign in set(text) if is_hidden(sign)}
    problems = []
    for number, line in enumerate(text.split("\n"), start=first_line):
        if len(line) > MAX_LINE:
            problems.append(
                Diagnostic(file, number, f"line too long (at most {MAX_LINE:,} characters)")
            )
        problems += [
            Diagnostic(file, number, f"hidden sign {sign_name(sign)}; delete it")
            for sign in sorted(hidden.intersection(line))
        ]
    if problems:
        raise InvalidInput(problems)


def _syntax_message(text: str, number: int, error: yaml.MarkedYAMLError) -> str:
    """Return what the parser saw wrong on a line, counted from 0, with the hint that fits it."""
    lines = text.split("\n")
    line = lines[number]
    problem = " ".join((error.problem or "not YAML").split())
    above = lines[number - 1] if number else ""
    if "\t" in line:
        hint = "use spaces, not tabs"
    elif "\u00a0" in line + above:
        where = "this line" if "\u00a0" in line else "the line above"
        hint = f"a no-break space stands on {where}; type an ordinary space in its place"
    elif any(quote in line for quote in "“”‘’"):
        hint = "use straight quotes"
    elif ": " in line.partition(": ")[2]:
        hint = 'put the text after the first colon in "quotes"'
    else:
        hint = "check the spaces at the start of the line, and the colon and quotes on it"
    shown = f" in `{line.strip()[:60]}`" if line.strip() else ""
    return f"not valid YAML{shown}: {problem}; {hint}"


class _Reader:
    """Builds plain data from parser events and notes lines and problems on the way."""

    def __init__(self, file: str, first_line: int, typed: frozenset[str]) -> None:
        self.file = file
        self.typed = typed  # signs that the text itself has
        self.first_line = first_line
        self.lines: dict[Place, int] = {}
        self.problems: list[Diagnostic] = []

    def read(self, stream: Iterator[Any]) -> Tree:
        """Return the data of the one document in `stream`."""
        data: Tree = {}
        documents = 0
        for event in stream:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.complain(event, "a second document starts here; delete the `---`")
                    break
                data = self.node(next(stream), stream, ())
        return data

    def complain(self, event: Any, message: str) -> None:
        """Note a problem at the line of `event`."""
        self.problems.append(Diagnostic(self.file, self.line(event), message))

    def line(self, event: Any) -> int:
        """Return the line of `event` in the file."""
        return int(self.first_line + event.start_mark.line)

    def node(self, event: Any, stream: Iterator[Any], place: Place) -> Tree:
        """Return the value that starts with `event`."""
        if getattr(event, "anchor", None) or isinstance(event, yaml.AliasEvent):
            self.complain(event, "anchors (&name, *name) are not allowed; write the value out")
        if getattr(event, "tag", None):
            self.complain(event, "tags (!name) are not allowed; write the plain value")
        if len(place) > MAX_DEPTH:
            problem = Diagnostic(
                self.file, self.line(event), f"nested deeper than {MAX_DEPTH} levels"
            )
            raise InvalidInput([problem])
        self.lines.setdefault(place, self.line(event))
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(stream, place)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(stream, place)
        value = unicodedata.normalize("NFC", str(getattr(event, "value", "")))
        # What is not in the file itself was written as an escape: "\u202e".
        for sign in sorted(set(value) - self.typed):
            if is_hidden(sign):
                self.complain(event, f"hidden sign {sign_name(sign)}; delete it")
        return value

    def mapping(self, stream: Iterator[Any], place: Place) -> dict[str, Tree]:
        """Return the mapping whose start was just read."""
        found: dict[str, Tree] = {}
        for event in stream:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.node(event, stream, (*place, _KEY))
            self.lines.pop((*place, _KEY), None)
            if not isinstance(key, str):
                self.complain(event, "a key must be plain text")
                key = str(key)
            if key in found:
                first = self.lines[(*place, key)]
                self.complain(event, f"`{key}` is set twice (first on line {first}); keep one")
            else:
                self.lines[(*place, key)] = self.line(event)
            found[key] = self.node(next(stream), stream, (*place, key))
        return found

    def sequence(self, stream: Iterator[Any], place: Place) -> list[Tree]:
        """Return the list whose start was just read."""
        found: list[Tree] = []
        for event in stream:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.append(self.node(event, stream, (*place, len(found))))
        return found
