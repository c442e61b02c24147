"""What a clinician must agree to: the sentences that a clinic prints, the riskiest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from handouts.checks.plain_text import Block, Document
from handouts.comparison.sentences import sentences
from handouts.comparison.weights import negations, numbers, phones

Risk = Literal[1, 2, 3]
"""1: a wrong word can harm; 2: a number; 3: the rest."""

_SAFETY = frozenset({"emergency", "call-us", "tell-us", "must-not", "do-dont", "dont", "actions"})
_FACT = re.compile(r"facts\.([A-Z]+)_(\d{2})")
_TITLES = frozenset({"title", "heading", "cell"})


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence as it prints, wherever it stands."""

    text: str
    risk: Risk
    # Where it stands: topic id and line of its file, the first of them first.
    places: tuple[tuple[str, int], ...]
    # Ids of the facts whose figures it prints.
    facts: tuple[str, ...] = ()
    # Whether a rule or a number of the clinic's is filled in.
    is_rule: bool = False


def claims(documents: Iterable[Document]) -> tuple[Claim, ...]:
    """Return every sentence once, with all its places: by risk, then as it is read."""
    found: dict[str, Claim] = {}
    for document in documents:
        for block in document.blocks:
            for text in _claimed(block):
                place = (document.topic.id, block.line)
                known = found.get(text)
                if known is None:
                    found[text] = _claim(text, block, document.language, place)
                elif place[0] not in {topic for topic, _ in known.places}:
                    found[text] = replace(known, places=(*known.places, place))
    return tuple(sorted(found.values(), key=lambda claim: claim.risk))


def with_fixed_words(
    found: Sequence[Claim], editions: Iterable[tuple[str, str, Sequence[str]]]
) -> tuple[Claim, ...]:
    """Return the claims and whatever else prints: fixed words, numbers to call, cards, posters.

    `editions` are topic, locale and printed paragraphs. So nothing that is signed is not shown.
    """
    shown = {_bare(claim.text) for claim in found}
    more: dict[str, Claim] = {}
    for topic, locale, words in editions:
        for paragraph in words:
            for text in sentences(paragraph):
                if _bare(text) in shown:
                    continue
                risk: Risk = 1 if phones(text) or negations(text, locale) else 3
                risk = 2 if risk == 3 and numbers(text, locale) else risk
                known = more.get(text)
                places = (*known.places, (topic, 0)) if known else ((topic, 0),)
                more[text] = Claim(text, risk, places)
    return tuple(sorted((*found, *more.values()), key=lambda claim: claim.risk))


def _bare(text: str) -> str:
    """Return a sentence without marks and spaces, in which pages and texts may differ."""
    return "".join(character for character in text.casefold() if character.isalnum())


def shared(found: Sequence[Claim], least: int = 2) -> tuple[Claim, ...]:
    """Return what stands in so many topics that it is read once for all of them."""
    return tuple(claim for claim in found if len(claim.places) >= least)


def _claimed(block: Block) -> tuple[str, ...]:
    return () if block.kind in _TITLES and not block.filled else sentences(block.text)


def _claim(text: str, block: Block, language: str, place: tuple[str, int]) -> Claim:
    filled = [span.source for span in block.filled if block.text[span.start : span.end] in text]
    facts = tuple(dict.fromkeys(f"{a}-{b}" for source in filled for a, b in _FACT.findall(source)))
    is_rule = any(source.strip().startswith(("policy.", "clinic.")) for source in filled)
    if block.part in _SAFETY or is_rule or negations(text, language) or phones(text):
        risk: Risk = 1
    else:
        risk = 2 if facts or numbers(text, language) else 3
    return Claim(text, risk, (place,), facts, is_rule)
