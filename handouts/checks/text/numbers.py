"""Numbers: chances with a number, both groups and one denominator, and no sums for the reader."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handouts.checks.base import Check, Context, Finding, Voice, has_word_lists
from handouts.checks.plain_text import Block, Document
from handouts.checks.text.sentences import sentences
from handouts.languages.phrases import NUMBER, Match, find, find_all
from handouts.languages.word_lists import WordLists

_ROUND = frozenset({10, 100, 1000, 10_000, 100_000, 1_000_000})
_YEARS = range(1900, 2101)
# Not a time of day (9.30 p.m.), not a part of a longer number.
_DECIMAL = re.compile(r"(?<![\d.,:/-])\d{1,3}[.,]\d{1,2}(?![\d,:/-]|\.\d|\s*[ap]\.?\s?m\b)")
_LONG_NUMBER = re.compile(r"(?<![\d.,-])\d{5,}(?![\d.,-])")
# The bands of the SmPC guideline: the least share of people, and what leaflets of the EU call it.
_BANDS = {
    "very_common": (1 / 10, "1 in 10 and more"),
    "common": (1 / 100, "1 in 100 to 1 in 10"),
    "uncommon": (1 / 1_000, "1 in 1,000 to 1 in 100"),
    "rare": (1 / 10_000, "1 in 10,000 to 1 in 1,000"),
    "very_rare": (0.0, "less than 1 in 10,000"),
}
_JUST_BEFORE = 12  # letters: room for “not very ”
# Parts that a rate may be shared by: both groups may stand in two bullets of one list.
_ALONE = ("key_points",)


@dataclass(frozen=True, slots=True)
class Rate:
    """A chance written as `22 in 100`, or as a range out of a number, and where it stands."""

    block: Block
    start: int
    end: int
    count: int
    of: int


def rates(document: Document, words: WordLists) -> list[Rate]:
    """Return every chance in the text that is written as one number out of another."""
    pattern = _rate_pattern(words)
    found = []
    for block in document.blocks:
        for match in pattern.finditer(block.text):
            count = _number(match["count"], words)
            of = _number(match["of"], words)
            is_year = of in _YEARS and match["of"].isdigit()
            if of >= 2 and count <= of and not is_year:
                found.append(Rate(block, match.start(), match.end(), count, of))
    return found


def check_chance_words(document: Document, context: Context) -> Iterator[Finding]:
    """Yield words such as “rare” that have no number beside them."""
    words = context.words
    say = Voice("chance-words", document)
    with_rates = {id(rate.block) for rate in rates(document, words)}
    for block in document.blocks:
        if id(block) in with_rates or block.kind == "title":
            continue
        for sentence in sentences([block], words.full_stops):
            match = find(words.chance_words, sentence.text)
            if match and not sentence.is_question:
                start = sentence.start + match.start
                message = (
                    f"“{match.text}” means different things to different people; give the number "
                    f"({words.rates.advice}), or leave the word out"
                )
                yield say.about(block, message, start, start + len(match.text))


def check_bands(document: Document, context: Context) -> Iterator[Finding]:
    """Yield words for a frequency with no number beside them that fits the word's band."""
    words = context.words
    say = Voice("frequency-bands", document, "warning")
    by_block: dict[int, list[Rate]] = defaultdict(list)
    for rate in rates(document, words):
        by_block[id(rate.block)].append(rate)
    for block in document.blocks:
        for sentence in sentences([block], words.full_stops):
            found = [
                rate for rate in by_block[id(block)] if sentence.start <= rate.start < sentence.end
            ]
            said = _band_said(words, sentence.text) if found else None
            if said is None:
                continue
            band, match = said
            if band not in map(_band_of, found):
                rate, start = found[0], sentence.start + match.start
                message = (
                    f"“{match.text}” stands for {_BANDS[band][1]} in leaflets of the EU, not for "
                    f"{rate.count:,} in {rate.of:,}; leave the word out"
                )
                yield say.about(block, message, start, start + len(match.text))


def _band_said(words: WordLists, text: str) -> tuple[str, Match] | None:
    """Return the band that a sentence names, by the longest word for it, unless it denies it."""
    matches = [
        (band, match)
        for band in _BANDS
        for match in find_all(getattr(words.bands, band), text)
        if not find(words.negations, text[max(0, match.start - _JUST_BEFORE) : match.start])
    ]
    return max(matches, key=lambda found: len(found[1].text), default=None)


def _band_of(rate: Rate) -> str:
    return next(band for band, (least, _) in _BANDS.items() if rate.count >= least * rate.of)


def check_denominators(document: Document, context: Context) -> Iterator[Finding]:
    """Yield chances whose second number differs from the rest, in words and in figures."""
    words = context.words
    say = Voice("denominators", document)
    uses: dict[int, list[tuple[int, Rate | None]]] = defaultdict(list)
    for rate in rates(document, words):
        if rate.of in _ROUND:
            uses[rate.of].append((rate.block.line_at(rate.start), rate))
    for use in document.figures:
        fact = context.facts.facts.get(use.fact)
        figure = fact.figures.get(use.figure) if fact else None
        if figure and figure.of and figure.arms and use.how != "text":
            uses[figure.of].append((use.line, None))
    if len(uses) < 2:
        return
    usual = max(uses, key=lambda of: (len(uses[of]), -of))
    for of in sorted(set(uses) - {usual}):
        line, first = min(uses[of], key=lambda use: use[0])
        message = f"a chance out of {of:,}, while the others are out of {usual:,}; use one of them"
        if first is None:
            yield say.at(line, message)
        else:
            yield say.about(first.block, message, first.start, first.end)


def check_one_in(document: Document, context: Context) -> Iterator[Finding]:
    """Yield chances as “1 in 7”: readers take a large second number for a large risk."""
    say = Voice("one-in-x", document)
    for rate in rates(document, context.words):
        if rate.of not in _ROUND or rate.of < 100:
            scale = 100 if rate.count * 100 >= rate.of else 1000
            better = round(rate.count * scale / rate.of)
            message = f"write it out of {scale:,}: about {better} in {scale:,}"
            yield say.about(rate.block, message, rate.start, rate.end)


def check_relative(document: Document, context: Context) -> Iterator[Finding]:
    """Yield ratios, such as “twice as many”, and sums that are left to the reader."""
    say = Voice("relative-risk", document)
    for block in document.blocks:
        for entry in context.words.relative:
            for match in find_all(entry.words, block.text):
                message = f"“{match.text}” says nothing without the numbers; give {entry.use}"
                yield say.about(block, message, match.start, match.end)
        for match in find_all(context.words.sums, block.text):
            advice = context.words.rates.advice
            message = f"“{match.text}” leaves a sum to the reader; write it as {advice}"
            yield say.about(block, message, match.start, match.end)


def check_percent(document: Document, context: Context) -> Iterator[Finding]:
    """Yield percentages, decimals and long numbers without separators."""
    say = Voice("percent", document, "warning")
    for block in document.blocks:
        percents = find_all(context.words.percent, block.text)
        for match in percents:
            message = f"“{match.text}”: write it as {context.words.rates.advice}"
            yield say.about(block, message, match.start, match.end)
        for found in _DECIMAL.finditer(block.text):
            if not any(part.start <= found.start() < part.end for part in percents):
                message = f"“{found[0]}”: use whole numbers"
                yield say.about(block, message, found.start(), found.end())
        for found in _LONG_NUMBER.finditer(block.text):
            grouped = f"{int(found[0]):,}"
            message = f"“{found[0]}” is hard to read; print it as {grouped}"
            yield say.about(block, message, found.start(), found.end())


def check_comparator(document: Document, context: Context) -> Iterator[Finding]:
    """Yield chances that stand alone, with nothing to compare them with."""
    say = Voice("comparator", document)
    groups: dict[int, list[Rate]] = defaultdict(list)
    for rate in rates(document, context.words):
        key = id(rate.block) if rate.block.part in _ALONE else -rate.block.group
        groups[key].append(rate)
    for found in groups.values():
        if len(found) == 1:
            rate = found[0]
            message = (
                "one number alone tells little; say beside it how many it was in the other group"
            )
            yield say.about(rate.block, message, rate.start, rate.end)


def check_period(document: Document, context: Context) -> Iterator[Finding]:
    """Yield chances without a word on the time in which it happened."""
    say = Voice("period", document, "warning")
    headings = _headings(document.blocks)
    told: set[int] = set()
    for rate in rates(document, context.words):
        if id(rate.block) in told:
            continue
        told.add(id(rate.block))
        around = f"{headings[id(rate.block)]} {rate.block.text}"
        if not find(context.words.time, around):
            message = "say over what time: “in 4 weeks”"
            yield say.about(rate.block, message, rate.start, rate.end)


def _headings(blocks: Sequence[Block]) -> dict[int, str]:
    """Return the heading above each block, by the block's identity."""
    found = {}
    heading = ""
    for block in blocks:
        if block.kind in ("heading", "title"):
            heading = block.text
        found[id(block)] = heading
    return found


def _rate_pattern(words: WordLists) -> re.Pattern[str]:
    rate = words.rates

    def either(names: Sequence[str]) -> str:
        longest_first = sorted(names, key=len, reverse=True)
        return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)

    number = rf"(?:{NUMBER}|{either(list(rate.numbers))})"
    more = rf"(?:\s*(?:{either(rate.ranges)}|–|-)\s*{number})?"
    people = rf"(?:\s+(?:{either(rate.people)}))?"
    return re.compile(
        rf"(?<![\w.,-])(?P<count>{number}){more}{people}\s+"
        rf"(?:{either(rate.joiners)})\s+(?P<of>{number})(?![\w-])",
        re.IGNORECASE,
    )


def _number(text: str, words: WordLists) -> int:
    word = " ".join(text.lower().split())
    if word in words.rates.numbers:
        return words.rates.numbers[word]
    digits = re.sub(r"[^\d]", "", text)
    return int(digits) if digits else 0


CHECKS = (
    Check(
        "chance-words",
        "“common”, “rare” and the like without a number",
        "text",
        check_chance_words,
        conditions=(has_word_lists,),
        concern="numbers",
    ),
    Check(
        "frequency-bands",
        "“rare” beside a number that is not rare, by EU bands",
        "text",
        check_bands,
        conditions=(has_word_lists,),
        concern="numbers",
    ),
    Check(
        "denominators",
        "chances out of different numbers",
        "text",
        check_denominators,
        conditions=(has_word_lists,),
        concern="numbers",
    ),
    Check(
        "one-in-x",
        "“1 in 7” in place of N in 100",
        "text",
        check_one_in,
        conditions=(has_word_lists,),
        concern="numbers",
    ),
    Check(
        "relative-risk",
        "ratios, and sums left to the reader",
        "text",
        check_relative,
        conditions=(has_word_lists,),
        concern="numbers",
    ),
    Check(
        "percent",
        "percent, decimals, long numbers without separators",
        "text",
        check_percent,
        conditions=(has_word_lists,),
        concern="numbers",
    ),
    Check(
        "comparator",
        "a chance without that of the other group",
        "text",
        check_comparator,
        conditions=(has_word_lists,),
        concern="numbers",
    ),
    Check(
        "period",
        "a chance without its time",
        "text",
        check_period,
        conditions=(has_word_lists,),
        concern="numbers",
    ),
)
