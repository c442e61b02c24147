"""Sentences that hold for some clinics only: for a region, or for what a clinic promises.

`[[US| The FDA warns about it. ]]` prints for clinics of that region, `[[watched-all-the-time| We
watch you all the time. ]]` for clinics that list the promise in `clinic.yaml`. A section whose
heading ends in `{us}` and a topic with `region: [US]` in its settings work the same way. A reader
elsewhere must never take a rule of another country, or a promise nobody made, for their own; so
what does not hold is taken out before anything else looks at the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, get_args

from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput, unknown
from handouts.inputs.models.clinic import PROMISES, ClinicSettings, RegionCode
from handouts.inputs.models.topic import Poster, Topic

REGIONS: tuple[str, ...] = get_args(RegionCode)
_NAMES = r"[A-Za-z][A-Za-z0-9 ,-]*"
_MARK = re.compile(rf"\[\[\s*(?P<names>{_NAMES}?)\s*\|(?P<text>.*?)\]\]")
_OPEN = re.compile(rf"\[\[\s*{_NAMES}\|")
# What is left of a line whose words are gone: the sign of a list item, quotes, bars of a table.
_EMPTY = re.compile(r"""[\s|>]*([-*+]|\d+[.)])?[\s|*"']*""")
_SPACES = re.compile(r" +(?=[ .,;:!?)])|(?<=[(]) +")
_HEADING = re.compile(r"(?P<words>##\s.*?)\s*\{(?P<flags>[a-z, ]+)\}\s*$")
_WORDS = ("title", "short_title", "audience", "main_message", "known", "unknown")


def fitting(topic: Topic, settings: ClinicSettings) -> Topic:
    """Return `topic` without what does not hold for the clinic; lines keep their numbers.

    Within a paragraph or list that loses a line, the lines after it move up by one.

    Raises:
        InvalidInput: the topic is for other regions, or a mark is wrong; all faults at once.
    """
    allowed = topic.front.region
    if allowed and settings.region not in allowed:
        message = (
            f"region: this text holds for {', '.join(allowed)} only, and the clinic is in "
            f"{settings.region}; take {topic.id} out of what you ask for, or write your own with "
            f"`handouts customize topic {topic.id}`"
        )
        raise InvalidInput([Diagnostic(topic.file, topic.line_of("region"), message)])
    reader = _Reader(topic, {settings.region, *settings.promises})
    front = reader.front_matter()
    body = reader.body()
    if reader.problems:
        raise InvalidInput(reader.problems)
    return replace(topic, front=topic.front.model_copy(update=front), body=body)


def promises_of(topic: Topic) -> Mapping[str, int]:
    """Return the promises that a topic makes in the clinic's name, each with its first line."""
    found: dict[str, int] = {}
    front = topic.front
    lines = [(topic.line_of(key), getattr(front, key)) for key in _WORDS]
    lines += [
        (topic.line_of("key_points", n), point.text) for n, point in enumerate(front.key_points)
    ]
    lines += [
        (topic.line_of("actions", n), f"{action.do} {action.why} {action.how}")
        for n, action in enumerate(front.actions)
    ]
    lines += list(enumerate(topic.body.split("\n"), start=topic.body_line))
    for line, text in lines:
        for match in _MARK.finditer(text):
            for name in _split(match["names"]):
                if name in PROMISES:
                    found.setdefault(name, line)
    return found


class _Reader:
    """Goes through a topic once, keeps what holds and notes wrong marks."""

    def __init__(self, topic: Topic, holds: set[str]) -> None:
        self.topic = topic
        self.holds = holds
        self.problems: list[Diagnostic] = []

    def front_matter(self) -> dict[str, Any]:
        """Return the changed values of the front matter."""
        front, line_of = self.topic.front, self.topic.line_of
        changed: dict[str, Any] = {}
        for key in _WORDS:
            changed[key] = self.line(getattr(front, key), line_of(key))
            if not changed[key]:
                message = f"{key}: nothing is left of it in this region; give it words for all"
                self.problems.append(Diagnostic(self.topic.file, line_of(key), message))
        points = (
            point.model_copy(update={"text": self.line(point.text, line_of("key_points", n))})
            for n, point in enumerate(front.key_points)
        )
        changed["key_points"] = tuple(point for point in points if point.text)
        actions = []
        for index, action in enumerate(front.actions):
            line = line_of("actions", index)
            words = {key: self.line(getattr(action, key), line) for key in ("do", "why", "how")}
            if all(words.values()):
                actions.append(action.model_copy(update=words))
        changed["actions"] = tuple(actions)
        changed["poster"] = front.poster and self.poster(front.poster)
        return changed

    def poster(self, poster: Poster) -> Poster:
        """Return a poster with the words that hold."""
        line = self.topic.line_of("poster")
        points = tuple(
            point.model_copy(
                update={key: self.line(getattr(point, key), line) for key in ("lead", "text")}
            )
            for point in poster.points
        )
        words = {key: self.line(getattr(poster, key), line) for key in ("title", "message")}
        return poster.model_copy(
            update={**words, "points": tuple(point for point in points if point.lead)}
        )

    def body(self) -> str:
        """Return the body; what is taken out leaves its line breaks behind, lower down."""
        lines: list[str] = []
        owed, dropping, fenced = 0, False, False
        for number, text in enumerate(self.topic.body.split("\n"), start=self.topic.body_line):
            if text.startswith(":::"):
                fenced = text.strip() != ":::"
            if text.startswith("## ") and not fenced:
                dropping, text = self.heading(text)
            kept = "" if dropping else self.line(text, number)
            if text.strip() and not kept.strip() and not dropping:
                owed += 1
                continue
            lines.append(kept)
            if not text.strip():
                lines.extend([""] * owed)
                owed = 0
        return "\n".join(lines + [""] * owed)

    def heading(self, text: str) -> tuple[bool, str]:
        """Return whether the section goes, and its heading without the flags of regions."""
        match = _HEADING.fullmatch(text)
        flags = _split(match["flags"].replace(" ", ",")) if match else ()
        regions = {flag.upper() for flag in flags} & set(REGIONS)
        if match is None or not regions:
            return False, text
        rest = ", ".join(flag for flag in flags if flag.upper() not in REGIONS)
        return not regions & self.holds, f"{match['words']} {{{rest}}}" if rest else match["words"]

    def line(self, text: str, line: int) -> str:
        """Return a line without the marks, and without the words that do not hold."""
        if "[[" not in text:
            return text

        def kept(match: re.Match[str]) -> str:
            names = _split(match["names"])
            self.problems.extend(self.unknown(names, line))
            return f" {match['text'].strip()} " if self.holds & set(names) else " "

        found = _MARK.sub(kept, text)
        if _OPEN.search(found):
            message = "a mark `[[US| …` is not closed on its line; end it with `]]`"
            self.problems.append(Diagnostic(self.topic.file, line, message))
        indent = text[: len(text) - len(text.lstrip())]
        found = indent + _SPACES.sub("", found.strip())
        return "" if _EMPTY.fullmatch(found) else found

    def unknown(self, names: tuple[str, ...], line: int) -> Iterator[Diagnostic]:
        """Yield a problem for each name that is neither a region nor a promise."""
        known = (*REGIONS, *PROMISES)
        for name in names:
            if name not in known:
                message = unknown(f"`[[{name}| …]]`: no such region or promise", name, known)
                yield Diagnostic(self.topic.file, line, message)


def _split(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",") if name.strip())
