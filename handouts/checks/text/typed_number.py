"""A chance typed by hand in place of its placeholder; any number that no cited fact holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    FindingBuilder,
    has_word_lists,
)
from handouts.checks.plain_text import Block, Document
from handouts.checks.rates import rates
from handouts.components.registry import named
from handouts.document.fact_usage import facts_of
from handouts.inputs.models.facts import Fact, FactBase
from handouts.languages.phrases import NUMBER

CODE = "typed-number"
_NUMBER = re.compile(rf"(?<![\w.,-]){NUMBER}(?![\w-])")
# A number of a statement that is no result of a study: not 29%, not 22 in 100.
_PLAIN_NUMBER = re.compile(rf"(?<![\d.,])({NUMBER})(?!\d|[.,]\d|%| in 100)")
_LETTERS = re.compile(r"[^\W\d_]+")


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield numbers that were typed by hand: chances at all, others if no cited fact has them."""
    build = FindingBuilder(CODE, document)
    cited = {
        fact_id: context.facts.facts[fact_id]
        for fact_id in facts_of(document.topic)
        if fact_id in context.facts.facts
    }
    known = _numbers_of(cited)
    chances: set[tuple[int, int]] = set()
    if context.language:
        for rate in rates(document, context.words):
            match = _NUMBER.search(rate.block.text, rate.start, rate.end)
            stop = rate.end
            if match and not rate.block.is_filled(match.start(), match.end()):
                advice = _placeholder_for(rate.count, cited) or "cite the fact it comes from"
                message = f"a chance typed by hand; take it from the fact base: {advice}"
                yield build.about(rate.block, message, match.start(), stop)
            chances.update((id(rate.block), place) for place in range(rate.start, rate.end))
    if document.topic.front.kind == "practical":
        return  # floors, bus lines and opening hours rest on no fact
    numbers = _region_numbers(context)
    not_claims = named("no-claims") | {"audience"}
    advised: dict[tuple[str, str], list[str]] = {}
    for block in document.blocks:
        if block.part in not_claims:
            continue
        for match in _NUMBER.finditer(block.text):
            if (id(block), match.start()) in chances or block.is_filled(match.start(), match.end()):
                continue
            value = _value(match[0])
            if value in known or match[0] in numbers or _is_part_of_name(block, match):
                continue
            key = match[0], _stem_after(block, match.end())
            if key not in advised:
                advised[key] = _facts_with(*key, context.facts)
            facts = advised[key]
            advice = f"cite {' or '.join(facts)}" if facts else "cite the fact it comes from"
            message = f"no fact that this topic cites holds {match[0]}; {advice}, or leave it out"
            yield build.about(block, message, match.start(), match.end())


def _numbers_of(facts: Mapping[str, Fact]) -> set[str]:
    """Return the numbers of facts that a text may type: times, sizes of studies, years.

    Results of studies are not among them: a text prints those by placeholder.
    """
    found: set[str] = set()
    for fact in facts.values():
        found.update(_value(number) for number in _PLAIN_NUMBER.findall(fact.statement))
        for figure in fact.figures.values():
            values = [figure.value, figure.low, figure.high, *figure.people.values()]
            values += [figure.of, figure.people_in_all]
            found.update(_value(str(value)) for value in values if value is not None)
            found.update(_value(number) for number in re.findall(NUMBER, figure.period))
    return found


def _value(text: str) -> str:
    """Return a number as digits alone: 868,000 and 868000 are the same."""
    return re.sub(r"[^\d]", "", text)


def _region_numbers(context: Context) -> set[str]:
    """Return numbers to call, which are no claims."""
    region = context.facts.regions[context.clinic.settings.region]
    lines = [number for line in region.crisis for number in (line.call, line.text)]
    return {region.emergency_number, *lines} - {""}


def _is_part_of_name(block: Block, match: re.Match[str]) -> bool:
    """Return whether a number belongs to a name or a telephone number: KARMA 2, 116 123."""
    before = block.text[max(0, match.start() - 40) : match.start()].rstrip().rpartition(" ")[2]
    after = block.text[match.end() : match.end() + 3].lstrip()[:1]
    return (before.isupper() and len(before) > 1) or (before.isdigit() and after.isdigit())


def _placeholder_for(count: int, facts: Mapping[str, Fact]) -> str:
    """Return the placeholder of the one cited figure that has this number, if there is one."""
    found = [
        f"{{{{ facts.{fact_id.replace('-', '_')}.{name}.{arm} }}}}"
        for fact_id, fact in facts.items()
        for name, figure in fact.figures.items()
        for arm, number in figure.arms.items()
        if number == count
    ]
    return found[0] if len(found) == 1 else ""


def _stem_after(block: Block, end: int) -> str:
    """Return the word right after a number, without its plural: week for 4 weeks."""
    word = _LETTERS.search(block.text, end, end + 30)
    return word[0].lower().rstrip("s") if word and word.start() <= end + 2 else ""


def _facts_with(number: str, stem: str, facts: FactBase) -> list[str]:
    """Return up to three facts that have this number before the same word."""
    if not stem:
        return []
    pattern = re.compile(rf"(?<![\w.,]){re.escape(number)}[\s-]+{re.escape(stem)}", re.IGNORECASE)
    found = [name for name, fact in facts.facts.items() if pattern.search(fact.statement)]
    return found[:3] if len(found) <= 6 else []


CHECK = Check(
    code=CODE,
    summary=(
        "a chance typed by hand in place of its placeholder; any number that no cited fact holds"
    ),
    rationale=(
        "A typed number stays when the fact base is mended, and nobody can tell where it came from."
    ),
    needs="text",
    criterion=criteria.FACTS,
    findings=findings,
    complete_with=(has_word_lists,),
    concern="numbers",
)
