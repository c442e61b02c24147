"""Too many words of three syllables or more, where the language has a bar for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
    FindingBuilder,
    counted,
    has_word_lists,
    supports,
)
from handouts.checks.plain_text import Document
from handouts.checks.reading import MANY_SYLLABLES, MIN_WORDS, masker, scores
from handouts.checks.sentences import (
    WORD,
    of_document,
)
from handouts.languages.phrases import find

CODE = "long-words"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding if too many words have three syllables or more."""
    found = scores(document, context)
    if found is None or found.masked.words < MIN_WORDS:
        return
    spec, words = context.spec, context.words
    share = found.masked.long_share
    if spec.max_long_share is None or round(share, 3) <= spec.max_long_share:
        return
    hide = masker(words.drug_names)
    tally = Counter(
        word.lower()
        for sentence in of_document(document, context)
        for word in WORD.findall(hide(sentence.text))
        if spec.syllables and spec.syllables(word) >= MANY_SYLLABLES
    )
    message = (
        f"{100 * share:.1f} % of the words have three syllables or more, at most "
        f"{100 * spec.max_long_share:g} %; most used: {counted(tally, 8)}"
    )
    plain = [
        f"{word} → {entry.use}"
        for word, _ in tally.most_common(20)
        for entry in words.jargon
        if find(entry.words, word)
    ]
    if plain:
        message += f"; write {', '.join(plain[:3])}"
    yield FindingBuilder(CODE, document).at(None, message)


CHECK = Check(
    code=CODE,
    summary=("too many words of three syllables or more, where the language has a bar for them"),
    rationale="Long words are the ones that readers stumble over; SMOG counts nothing else.",
    needs="text",
    criterion=criteria.READING,
    findings=findings,
    conditions=(
        has_word_lists,
        supports("long-words"),
    ),
)
