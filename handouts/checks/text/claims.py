"""What must never be said: false, dangerous, promotional or absolute claims."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    FindingBuilder,
    has_word_lists,
)
from handouts.checks.plain_text import Block, Document
from handouts.checks.sentences import (
    Sentence,
    sentences,
)
from handouts.languages import LanguageSpec
from handouts.languages.phrases import find, find_all
from handouts.languages.word_lists import Claim, WordLists

CODE = "claims"
# A sentence that takes back the one before it does so at its start.
_WARNING_WITHIN = 40


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield each claim that no handout may make.

    Questions, denials, what a list forbids, and claims that are quoted to warn of them are left
    alone.
    """
    words = context.words
    clause_end = _clause_end(context.spec)
    build = FindingBuilder(CODE, document)
    for block, around in _with_leads(document.blocks):
        if block.part == "dont":
            continue
        found_here = list(sentences([block], words.full_stops))
        for sentence, following in zip(found_here, [*found_here[1:], None], strict=True):
            if sentence.is_question or _is_refuted(sentence, following, around, words):
                continue
            for claim in words.claims:
                found = _claimed(claim, sentence, around.lead, words, clause_end)
                if found:
                    start, end = (sentence.start + place for place in found)
                    message = f"“{block.text[start:end]}” ({claim.name}): {claim.use}"
                    yield build.about(block, message, start, end)


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands over a block: its heading, and the line that leads into its list."""

    heading: str = ""
    lead: str = ""


def _with_leads(blocks: Iterable[Block]) -> Iterator[tuple[Block, _Around]]:
    """Yield each block with what stands over it."""
    heading = lead = ""
    for block in blocks:
        if block.kind in ("heading", "title"):
            heading, lead = block.text, ""
        elif block.kind != "item":
            lead = block.text if block.text.endswith(":") else ""
        yield block, _Around(heading, lead if block.kind == "item" else "")


def _is_refuted(
    sentence: Sentence, following: Sentence | None, around: _Around, words: WordLists
) -> bool:
    """Return whether a claim stands there to warn of it, or in a list of what not to do.

    The warning may follow: “Some say it is harmless. That is wrong.”
    """
    texts = [sentence.text, around.heading, around.lead]
    if following:
        texts.append(following.text[:_WARNING_WITHIN])
    if any(find(words.refutations, text) for text in texts):
        return True
    is_item = sentence.block.kind == "item"
    return is_item and bool(find(words.forbidding, around.heading))


@functools.cache
def _clause_end(language: LanguageSpec) -> re.Pattern[str]:
    """Return what ends a clause: a “not” before a claim takes it back within its clause."""
    turns = "|".join(map(re.escape, language.turns))
    return re.compile(rf"[;:]|, (?:{turns}) |[.!?] ")


def _claimed(
    claim: Claim, sentence: Sentence, lead: str, words: WordLists, clause_end: re.Pattern[str]
) -> tuple[int, int] | None:
    """Return where a sentence makes a claim, if it does and doesn't take it back."""
    text = sentence.text
    if find(claim.unless, text):
        return None
    for match in find_all(claim.words, text):
        before = clause_end.split(text[: match.start])[-1]
        denied = any(find(words.negations, part) for part in (lead, before, match.text))
        if claim.negated == "flagged" or not denied:
            return match.start, match.end
    return None


CHECK = Check(
    code=CODE,
    summary=(
        "false, dangerous, promotional or absolute claims: see `claims` in "
        "`content/language/<language>.yaml`"
    ),
    rationale=(
        "Ketamine is not approved for depression, and no treatment is without risk. A"
        " promise can cost a life, and a licence. Questions, denials, what a list "
        "forbids, and claims that are quoted to warn of them are left alone."
    ),
    needs="text",
    criterion=criteria.WORDS,
    findings=findings,
    conditions=(has_word_lists,),
    concern="claims",
)
