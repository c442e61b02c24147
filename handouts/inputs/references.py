"""The facts and sources that a topic's front matter names."""

from __future__ import annotations

from handouts.diagnostics import Diagnostic
from handouts.errors import unknown
from handouts.inputs.models.facts import FactBase
from handouts.inputs.models.topic import Topic


def reference_problems(topic: Topic, facts: FactBase) -> list[Diagnostic]:
    """Return the facts and sources that a topic names and that don't exist, with near ones."""
    problems = []
    for index, fact_id in enumerate(topic.front.facts):
        if fact_id not in facts.facts:
            line = topic.line_of("facts", index)
            message = unknown(f"facts: no fact “{fact_id}”", fact_id, facts.facts)
            problems.append(Diagnostic(topic.file, line, message))
    for index, key in enumerate(topic.front.sources):
        if key not in facts.sources:
            line = topic.line_of("sources", index)
            message = unknown(f"sources: no source “{key}”", key, facts.sources)
            problems.append(Diagnostic(topic.file, line, message))
    return problems
