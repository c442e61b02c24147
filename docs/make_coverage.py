"""Write docs/coverage.md from content/coverage.yaml: `python docs/make_coverage.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from handouts import assets
from handouts.inputs.models.coverage import VERDICTS, Answer, Claim, Coverage
from handouts.inputs.validation import validate
from handouts.inputs.yaml import parse_yaml

FILE = "content/coverage.yaml"
PAGE = Path(__file__).with_name("coverage.md")


def shipped_coverage() -> Coverage:
    """Return the shipped coverage file, read and checked.

    Raises:
        InvalidInput: with every fault of the file.
    """
    return validate(Coverage, parse_yaml(assets.shipped_files()[FILE].decode(), FILE))


def coverage_page(coverage: Coverage) -> str:
    """Return the page as Markdown."""
    return "\n".join([*_opening(coverage), *_claims(coverage), *_questions(coverage)]) + "\n"


def _opening(coverage: Coverage) -> Iterator[str]:
    claims = coverage.rows.values()
    answered = sum(bool(claim.answers) for claim in claims)
    partly = sum(bool(claim.answers and claim.left_out) for claim in claims)
    yield from (
        "# The article, claim by claim",
        "",
        "<!-- made from content/coverage.yaml by docs/make_coverage.py; do not edit -->",
        "",
        "This project began with a general web article on ketamine. Here is each of its claims in"
        " our own few words, how it compares with our fact base, and what our handouts say"
        " instead. The article is a list of what to cover and no source.",
        "",
        f"Of {len(claims)} claims, {answered} are answered ({partly} of them without a part that"
        f" we do not repeat) and {len(claims) - answered} are left out.",
        "",
        "| Verdict | Claims |",
        "|---|---|",
    )
    for verdict in VERDICTS:
        yield f"| {_words(verdict)} | {sum(claim.verdict == verdict for claim in claims)} |"


def _claims(coverage: Coverage) -> Iterator[str]:
    yield from (
        "",
        "## Claims",
        "",
        "A place is a topic and, after the #, a heading of its English text.",
        "",
        "| Row | The article | Verdict | Our handouts | Where | Facts |",
        "|---|---|---|---|---|---|",
    )
    for row, claim in coverage.rows.items():
        where = "<br>".join(_place(answer) for answer in claim.answers)
        cells = (row, claim.claim, _words(claim.verdict), _said(claim), where or "–")
        yield "| " + " | ".join((*cells, _short(claim.facts))) + " |"


def _questions(coverage: Coverage) -> Iterator[str]:
    yield from (
        "",
        "## Questions",
        "",
        "| Block | The article asks | Topics that answer |",
        "|---|---|---|",
    )
    for block, question in coverage.questions.items():
        topics = ", ".join(_link(topic) for topic in question.topics)
        yield f"| {block} | {question.asks} | {topics} |"


def _said(claim: Claim) -> str:
    """Return what we say, then what we leave out."""
    parts = [f"{claim.says}."] if claim.says else []
    parts += [f"*Left out:* {claim.left_out}."] if claim.left_out else []
    return " ".join(parts)


def _place(answer: Answer) -> str:
    return f"{_link(answer.topic)}#{answer.section}"


def _link(topic: str) -> str:
    return f"[{topic}](../content/topics/{topic}/en.md)"


def _words(verdict: str) -> str:
    return verdict.replace("-", " ")


def _short(facts: tuple[str, ...]) -> str:
    """Return fact ids, with runs of three or more as `RISK-08 to RISK-13`."""
    runs: list[list[str]] = []
    for fact in facts:
        if runs and _follows(runs[-1][-1], fact):
            runs[-1].append(fact)
        else:
            runs.append([fact])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs)


def _follows(fact: str, other: str) -> bool:
    """Return whether `other` is the next fact of the same group."""
    group, _, number = fact.partition("-")
    return other == f"{group}-{int(number) + 1:02d}"


if __name__ == "__main__":
    PAGE.write_text(coverage_page(shipped_coverage()), encoding="utf-8")
