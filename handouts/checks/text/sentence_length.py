"""A sentence of more than 20 words; more than 12 on average."""

from __future__ import annotations

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
from handouts.checks.sentences import (
    of_document,
)

CODE = "sentence-length"
MAX_MEAN_WORDS = 12  # leaflet standards, section 0, bar 2
MAX_WORDS = 20
MIN_WORDS_FOR_MEAN = 100


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield each sentence that is too long, and the mean if that is."""
    build = FindingBuilder(CODE, document)
    found = of_document(document, context)
    lengths = [len(sentence.words) for sentence in found]
    for sentence, length in zip(found, lengths, strict=True):
        if length > MAX_WORDS:
            message = f"a sentence of {length} words; make two of it, at most {MAX_WORDS} each"
            yield build.whole(sentence.block, message, sentence.start, sentence.end)
    if sum(lengths) >= MIN_WORDS_FOR_MEAN:
        mean = sum(lengths) / len(lengths)
        if mean > MAX_MEAN_WORDS:
            message = f"{mean:.1f} words a sentence on average; aim for {MAX_MEAN_WORDS} or fewer"
            yield build.at(None, message)


CHECK = Check(
    code=CODE,
    summary="a sentence of more than 20 words; more than 12 on average",
    rationale=(
        "A reader who is tired or afraid loses a long sentence before its end "
        "(leaflet standards, bar 2)."
    ),
    needs="text",
    criterion=criteria.SENTENCES,
    findings=findings,
    complete_with=(has_word_lists,),
)
