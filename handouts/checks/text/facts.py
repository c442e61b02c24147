"""Facts, figures, groups, sources and placeholders that do not exist."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    FindingBuilder,
)
from handouts.checks.plain_text import Document
from handouts.errors import did_you_mean
from handouts.inputs.references import reference_problems

CODE = "facts"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield facts, figures, groups and sources that do not exist."""
    build = FindingBuilder(CODE, document)
    for problem in reference_problems(document.topic, context.facts):
        yield build.at(problem.line, problem.message)
    for problem in document.problems:
        yield build.at(problem.line, problem.message)
    for use in document.figures:
        if use.how == "text":
            continue
        fact = context.facts.facts.get(use.fact)
        if fact is None:
            hint = did_you_mean(use.fact, context.facts.facts)
            yield build.at(use.line, f"fact: no fact “{use.fact}”; {hint}")
        elif use.figure not in fact.figures:
            hint = did_you_mean(use.figure, fact.figures)
            yield build.at(use.line, f"figure: {use.fact} has no figure “{use.figure}”; {hint}")
        else:
            arms = fact.figures[use.figure].arms
            for arm in use.arms:
                if arm not in arms:
                    hint = did_you_mean(arm, arms) or "print the number in a sentence"
                    yield build.at(use.line, f"arms: no group “{arm}” in this figure; {hint}")


CHECK = Check(
    code=CODE,
    summary="facts, figures, groups, sources and placeholders that do not exist",
    rationale=(
        "A number is as good as its source. A name that is misspelt would print "
        "nothing, or the wrong thing."
    ),
    needs="text",
    criterion=criteria.FACTS,
    findings=findings,
)
