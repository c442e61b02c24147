"""Fragments that end in a full stop as if they were sentences, such as “Not for all”.

Why: the first edition met its reading grades by cutting sentences into telegrams. Formulas count
a fragment as a short, easy sentence; a reader has to guess the rest (“Once per side.” Of what?).
Running text needs sentences with a verb. Lists, tables and headings may do without one. Where we
have no verbs of a language nothing is said.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import Check, Context, Finding, FindingBuilder, has_word_lists
from handouts.checks.plain_text import Document
from handouts.checks.sentences import WORD, sentences
from handouts.languages.word_lists import WordLists

CODE = "fragment"

_ENDS = ("", "s", "es", "d", "ed")
_RUNNING = frozenset({"main_message", "key_points", "actions", "known", "unknown"})


@functools.lru_cache(maxsize=8)
def _forms(verbs: tuple[str, ...], forms: tuple[str, ...]) -> frozenset[str]:
    found = {f"{verb}{end}" for verb in verbs for end in _ENDS}
    stems = [verb[:-1] for verb in verbs if verb.endswith("y")]
    found |= {f"{stem}{end}" for stem in stems for end in ("ies", "ied")}
    return frozenset(found | set(forms))


def has_verb(text: str, words: WordLists) -> bool:
    """Return whether a word of `text` is a form of a verb that we know."""
    known = _forms(words.verbs, words.verb_forms)
    return any(word.lower().replace("’", "'") in known for word in WORD.findall(text))


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield what ends like a sentence and has no verb."""
    words = context.words
    if not words.verbs:
        return
    build = FindingBuilder(CODE, document, "warning")
    for sentence in sentences(document.prose, words.full_stops):
        block = sentence.block
        if block.kind != "paragraph" and block.part not in _RUNNING:
            continue
        if sentence.is_question or not sentence.text.endswith((".", "!")):
            continue
        # “Yes.” answers the question above it.
        if len(sentence.words) > 1 and not has_verb(sentence.text, words):
            message = "no sentence: it has no verb; say who does what"
            yield build.whole(block, message, sentence.start, sentence.end)


CHECK = Check(
    code=CODE,
    summary="fragments that end like sentences",
    rationale="Formulas count a fragment as an easy sentence; a reader has to guess the rest.",
    needs="text",
    criterion=criteria.READING,
    findings=findings,
    conditions=(has_word_lists,),
)
