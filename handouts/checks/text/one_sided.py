"""A number of one group of a study without that of the other group beside it.

Why: `comparator` counts the chances in a paragraph, and two of the same group satisfy it: “22 in
100 with the spray alone, 59 in 100 with a pill as well” reads as a comparison and is none; the
fake spray stands a page away, or nowhere. This check knows from the fact base which figure and
which group a placeholder prints, so it asks for the other group of the same figure in the same
paragraph, list item or value of the front matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import Check, Context, Finding, FindingBuilder
from handouts.checks.plain_text import Document

CODE = "one-sided"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield figures printed for one group only, with the placeholder of another."""
    build = FindingBuilder(CODE, document)
    printed: dict[tuple[int, str, str], set[str]] = defaultdict(set)
    for use in document.figures:
        if use.how == "text" and use.arms:
            printed[use.line, use.fact, use.figure].add(use.arms[-1])
    for (line, fact_id, name), arms in printed.items():
        fact = context.facts.facts.get(fact_id)
        figure = fact.figures.get(name) if fact else None
        if figure is None or not arms & set(figure.arms):
            continue
        missing = [arm for arm in figure.arms if arm not in arms]
        if missing:
            path = f"{{{{ facts.{fact_id.replace('-', '_')}.{name}.{missing[0]} }}}}"
            message = f"prints {name} for one group only; say beside it how many it was in the "
            yield build.at(line, f"{message}other: {path}")


CHECK = Check(
    code=CODE,
    summary="a figure of one group without the other beside it",
    rationale="Two chances of one group read as a comparison and are none.",
    needs="text",
    criterion=criteria.NUMBERS,
    findings=findings,
)
