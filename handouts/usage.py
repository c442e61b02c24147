"""Which topics rest on a fact: what to read again when a fact or a product's label changes."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from handouts.errors import InvalidInput, Problem, did_you_mean
from handouts.loading.library import Library
from handouts.models.facts import FactBase
from handouts.models.topic import Topic

How = Literal["cited", "printed", "drawn"]

_PLACEHOLDER = re.compile(r"\{\{\s*facts\.([A-Z]+)_(\d{2})\.")
# A row of a figure in a directive: `fact: RISK-01`, as a key or in an inline mapping.
_DRAWN = re.compile(r"(?:^|[{,]|-)\s*fact:\s*[\"']?([A-Z]+-\d{2})\b")


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a topic rests on a fact.

    `cited`: listed in the front matter; `printed`: a number stands in the text; `drawn`: in a
    figure.
    """

    fact: str
    topic: str
    locale: str
    version: str
    file: str
    line: int
    how: How

    def describe(self) -> dict[str, Any]:
        """Return the use as plain data, for programs."""
        return {
            "topic": self.topic,
            "locale": self.locale,
            "version": self.version,
            "file": self.file,
            "line": self.line,
            "how": self.how,
        }


def uses_of(topic: Topic) -> Iterator[Use]:
    """Yield each use of a fact in a topic, in the order of its lines within each kind."""

    def use(fact: str, line: int, how: How) -> Use:
        return Use(fact, topic.id, topic.locale, topic.front.version, topic.file, line, how)

    for index, fact in enumerate(topic.front.facts):
        yield use(fact, topic.line_of("facts", index), "cited")
    for line, text in _lines(topic):
        for group, number in _PLACEHOLDER.findall(text):
            yield use(f"{group}-{number}", line, "printed")
    for line, text in enumerate(topic.body.split("\n"), start=topic.body_line):
        match = _DRAWN.search(text)
        if match:
            yield use(match[1], line, "drawn")


def facts_of(topic: Topic) -> tuple[str, ...]:
    """Return the ids of all facts a topic rests on, cited ones first, each once."""
    return tuple(dict.fromkeys(use.fact for use in uses_of(topic)))


def expired(topic: Topic, facts: FactBase, today: datetime.date) -> Iterator[Problem]:
    """Yield a problem for each fact of a topic that no longer held after a day before `today`."""
    seen: set[str] = set()
    for use in uses_of(topic):
        fact = facts.facts.get(use.fact)
        until = fact.valid_until if fact else None
        if until and today > until and use.fact not in seen:
            seen.add(use.fact)
            message = (
                f"rests on {use.fact}, which was known to hold until {until} only; look it up "
                "again, then change the text, or write a later `valid_until` in content/facts.yaml"
            )
            yield Problem(use.file, use.line, message)


def find_uses(
    library: Library, facts: FactBase, ids: Iterable[str]
) -> tuple[tuple[Use, ...], tuple[Problem, ...]]:
    """Return where the topics of `library` use the facts named, and the topics with faults.

    All facts are meant if none is named.

    Raises:
        InvalidInput: a fact that does not exist.
    """
    wanted = fact_ids(ids)
    unknown = [Problem(fact, None, _no_fact(fact, facts)) for fact in wanted
               if fact not in facts.facts]  # fmt: skip
    if unknown:
        raise InvalidInput(unknown)
    found: list[Use] = []
    problems: list[Problem] = []
    for name in library.ids:
        for locale in library.locales(name):
            try:
                topic = library.topic(name, locale)
            except InvalidInput as error:
                problems.extend(error.problems)
                continue
            found += [
                use for use in dict.fromkeys(uses_of(topic)) if not wanted or use.fact in wanted
            ]
    return tuple(found), tuple(problems)


def fact_ids(names: Iterable[str]) -> tuple[str, ...]:
    """Return fact ids as they are written: RISK-01 for risk_01, each once."""
    return tuple(dict.fromkeys(name.strip().upper().replace("_", "-") for name in names))


def _no_fact(fact: str, facts: FactBase) -> str:
    hint = did_you_mean(fact, facts.facts) or "`handouts topics --facts` lists them"
    return f"no such fact; {hint}"


def _lines(topic: Topic) -> Iterator[tuple[int, str]]:
    """Yield the lines of a topic's words, front matter first."""
    front = topic.front
    for key in ("title", "short_title", "audience", "main_message", "known", "unknown"):
        yield topic.line_of(key), getattr(front, key)
    for index, point in enumerate(front.key_points):
        yield topic.line_of("key_points", index), point
    for index, action in enumerate(front.actions):
        yield topic.line_of("actions", index), f"{action.do} {action.why} {action.how}"
    yield from enumerate(topic.body.split("\n"), start=topic.body_line)
