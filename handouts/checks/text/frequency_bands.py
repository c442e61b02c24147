"""“rare”, “common” and the like beside a number of another band."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    FindingBuilder,
    has_word_lists,
)
from handouts.checks.plain_text import Document
from handouts.checks.rates import Rate, rates
from handouts.checks.sentences import (
    sentences,
)
from handouts.languages.phrases import Match, find, find_all
from handouts.languages.word_lists import WordLists

CODE = "frequency-bands"
# The bands of the SmPC guideline: the least share of people, and what leaflets of the EU call it.
_BANDS = {
    "very_common": (1 / 10, "1 in 10 and more"),
    "common": (1 / 100, "1 in 100 to 1 in 10"),
    "uncommon": (1 / 1_000, "1 in 1,000 to 1 in 100"),
    "rare": (1 / 10_000, "1 in 10,000 to 1 in 1,000"),
    "very_rare": (0.0, "less than 1 in 10,000"),
}
_JUST_BEFORE = 12  # letters: room for “not very ”


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield words for a frequency with no number beside them that fits the word's band."""
    words = context.words
    build = FindingBuilder(CODE, document, "warning")
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
                yield build.about(block, message, start, start + len(match.text))


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


CHECK = Check(
    code=CODE,
    summary="“rare”, “common” and the like beside a number of another band",
    rationale=(
        "Leaflets of the EU say very common from 1 in 10, common from 1 in 100, "
        "uncommon from 1 in 1,000, rare from 1 in 10,000 (SmPC guideline). A word "
        "that says otherwise misleads."
    ),
    needs="text",
    criterion=criteria.NUMBERS,
    findings=findings,
    conditions=(has_word_lists,),
    concern="numbers",
)
