"""Which topics rest on a fact: what to read again when a fact or a product's label changes."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from handouts.diagnostics import Diagnostic
from handouts.document.parse import parse_topic
from handouts.errors import InvalidInput, did_you_mean
from handouts.inputs.library import Library
from handouts.inputs.models.facts import FactBase
from handouts.inputs.models.topic import Topic

How = Literal["cited", "printed", "drawn"]

_PATH = re.compile(r"facts\.([A-Z]+)_(\d{2})\.")
_ID = re.compile(r"[A-Z]+-\d{2}")


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a topic rests on a fact."""

    fact: str
    topic: str
    locale: str
    version: str
    file: str
    line: int
    how: How
    """`cited` in the front matter, `printed` as a number in the text, `drawn` by a component."""

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
    document = parse_topic(topic)
    for placeholder in document.placeholders:
        path = _PATH.match(placeholder.source)
        if path:
            yield use(f"{path[1]}-{path[2]}", placeholder.line, "printed")
    for component in document.components:
        if component.settings and component.has_role("figures"):
            for place, text in component.settings.leaves():
                if place[-1:] == ("fact",) and _ID.fullmatch(text):
                    yield use(text, component.line_of(*place), "drawn")


def facts_of(topic: Topic) -> tuple[str, ...]:
    """Return the ids of all facts a topic rests on, cited ones first, each once."""
    return tuple(dict.fromkeys(use.fact for use in uses_of(topic)))


def expired(topic: Topic, facts: FactBase, today: datetime.date) -> Iterator[Diagnostic]:
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
            yield Diagnostic(use.file, use.line, message)


def find_uses(
    library: Library, facts: FactBase, ids: Iterable[str]
) -> tuple[tuple[Use, ...], tuple[Diagnostic, ...]]:
    """Return where the topics of `library` use the facts named, and the topics with faults.

    All facts are meant if none is named.

    Raises:
        InvalidInput: a fact that does not exist.
    """
    wanted = fact_ids(ids)
    unknown = [Diagnostic(fact, None, _no_fact(fact, facts)) for fact in wanted
               if fact not in facts.facts]  # fmt: skip
    if unknown:
        raise InvalidInput(unknown)
    found: list[Use] = []
    problems: list[Diagnostic] = []
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
