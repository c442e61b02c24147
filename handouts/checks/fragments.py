"""Fragments that end in a full stop as if they were sentences, such as “Not for all”.

Why: the first edition met its reading grades by cutting sentences into telegrams. Formulas count
a fragment as a short, easy sentence; a reader has to guess the rest (“Once per side.” Of what?).
Running text needs sentences with a verb. Lists, tables and headings may do without one. Where we
have no verbs of a language nothing is said.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from handouts.checks.base import Check, Context, Finding, Voice
from handouts.checks.language import Language
from handouts.checks.linearise import Document
from handouts.checks.sentences import WORD, sentences

_ENDS = ("", "s", "es", "d", "ed")
_RUNNING = frozenset({"main_message", "key_points", "actions", "known", "unknown"})


@functools.lru_cache(maxsize=8)
def _forms(verbs: tuple[str, ...], forms: tuple[str, ...]) -> frozenset[str]:
    found = {f"{verb}{end}" for verb in verbs for end in _ENDS}
    stems = [verb[:-1] for verb in verbs if verb.endswith("y")]
    found |= {f"{stem}{end}" for stem in stems for end in ("ies", "ied")}
    return frozenset(found | set(forms))


def has_verb(text: str, language: Language) -> bool:
    """Return whether a word of `text` is a form of a verb that we know."""
    known = _forms(language.verbs, language.verb_forms)
    return any(word.lower().replace("’", "'") in known for word in WORD.findall(text))


def check_fragments(document: Document, context: Context) -> Iterator[Finding]:
    """Yield what ends like a sentence and has no verb."""
    language = context.language
    if language is None or not language.verbs:
        return
    say = Voice("fragment", document, "warning")
    for sentence in sentences(document.prose, language.full_stops):
        block = sentence.block
        if block.kind != "paragraph" and block.part not in _RUNNING:
            continue
        if sentence.is_question or not sentence.text.endswith((".", "!")):
            continue
        # “Yes.” answers the question above it.
        if len(sentence.words) > 1 and not has_verb(sentence.text, language):
            message = "no sentence: it has no verb; say who does what"
            yield say.whole(block, message, sentence.start, sentence.end)


CHECKS = (Check("fragment", "fragments that end like sentences", "text", check_fragments),)
