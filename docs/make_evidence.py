"""Write docs/evidence.md from the fact base: `python docs/make_evidence.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from handouts.inputs.facts import shipped_facts
from handouts.inputs.models.facts import Fact, FactBase

PAGE = Path(__file__).with_name("evidence.md")


def evidence_page(base: FactBase) -> str:
    """Return the page as Markdown: which facts keep the words of a source, and which do not."""
    quoted = {name: fact for name, fact in base.facts.items() if fact.quotes}
    bare = {name: fact for name, fact in base.facts.items() if not fact.quotes}
    recalled = {name: fact for name, fact in bare.items() if fact.status == "recalled"}
    read = {name: fact for name, fact in bare.items() if fact.status == "checked"}
    ending = {name: fact for name, fact in base.facts.items() if fact.valid_until}
    lines = [
        "# What the facts rest on",
        "",
        "<!-- made from content/facts.yaml by docs/make_evidence.py; do not edit -->",
        "",
        f"{len(base.facts)} facts stand behind the handouts. {len(quoted)} keep a source's own "
        "words in `content/facts.yaml` (`quotes:`), with the place and the day on which they were "
        "read; spaces that a copy of a document had lost are put back. The others are listed here: "
        "whoever signs a text off looks these up first.",
        "",
        "The section text of the current Spravato label (version 18, March 2026) could not be "
        "read: only its header is stored where we can look. What names a label rests on older "
        "copies, company pages and the FDA's page on the safety program; compare it with DailyMed.",
        "",
        "## From memory, or a practice point",
        "",
        *_table(recalled),
        "",
        "## Read, with no words kept",
        "",
        *_table(read),
        "",
        "## Known to hold until a day",
        "",
        *(f"- {name}: {fact.valid_until}" for name, fact in ending.items()),
    ]
    return "\n".join(lines) + "\n"


def _table(facts: dict[str, Fact]) -> Iterator[str]:
    yield "| Fact | Says | Sources | To confirm |"
    yield "|---|---|---|---|"
    for name, fact in facts.items():
        cells = (name, _short(fact.statement), ", ".join(fact.sources), fact.confirm)
        yield f"| {' | '.join(_cell(cells))} |"


def _cell(texts: Iterable[str]) -> Iterator[str]:
    return (" ".join(text.split()).replace("|", "/") for text in texts)


def _short(text: str, limit: int = 120) -> str:
    return text if len(text) <= limit else f"{text[:limit].rsplit(' ', 1)[0]} …"


if __name__ == "__main__":
    PAGE.write_text(evidence_page(shipped_facts()), encoding="utf-8", newline="\n")
