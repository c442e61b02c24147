"""Balance: benefit with harm, known with unknown, choices with the choice of nothing."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks.base import Check, Context, Finding, Voice, has_word_lists
from handouts.checks.plain_text import Block, Document
from handouts.languages.phrases import find

# What stands out on the page and is read first.
_FRONT = ("main_message", "key_points")


def check_benefit_and_harm(document: Document, context: Context) -> Iterator[Finding]:
    """Yield places that speak of benefit without harm: on the front, in figures, or at all."""
    words = context.words.balance
    say = Voice("benefit-and-harm", document)
    front = document.part(*_FRONT)
    benefit, harm = _first(front, words.benefit), _first(front, words.harm)
    if benefit and not harm:
        block, start, end = benefit
        message = "the first lines name a benefit and no harm; give a harm the same prominence"
        yield say.about(block, message, start, end)
    drawn = [use for use in document.figures if use.good is not None]
    good = [use for use in drawn if use.good]
    if good and len(good) == len(drawn) and not _first(document.blocks, words.harm):
        message = "the figures show benefits only, and the text names no harm; add the harms"
        yield say.at(good[0].line, message)
    if document.topic.front.kind == "risk" and not _first(document.blocks, words.benefit):
        message = "a text on risks that names no benefit; say in how many people it helps"
        yield say.at(document.topic.line_of("kind"), message)


def check_known_and_unknown(document: Document, context: Context) -> Iterator[Finding]:
    """Yield `unknown` that says that nothing is unknown, and figures without a word on doubt."""
    say = Voice("known-and-unknown", document)
    for block in document.part("unknown"):
        bare = block.text.strip(" .!").lower()
        match = find(context.words.balance.empty, bare)
        if match and len(match.text) == len(bare):
            yield say.about(block, "something is always unknown; say what the studies left open")
    if document.topic.front.known.strip() == document.topic.front.unknown.strip():
        line = document.topic.line_of("unknown")
        yield say.at(line, "`known` and `unknown` say the same; say what is not known")


def check_choices(document: Document, context: Context) -> Iterator[Finding]:
    """Yield lists of choices that leave out no treatment; a text on risks must have it."""
    words = context.words.balance
    say = Voice("choices", document)
    if _first(document.blocks, words.nothing):
        return
    example = context.spec.no_treatment
    heading = next(
        (
            block
            for block in document.blocks
            if block.kind == "heading" and find(words.choices, block.text)
        ),
        None,
    )
    if heading:
        yield say.about(heading, f"the choices leave one out; name “{example}” too")
    elif document.topic.front.kind == "risk":
        message = f"a text on benefit or risk names the other choices, and “{example}” among them"
        yield say.at(document.topic.line_of("kind"), message)


def _first(blocks: tuple[Block, ...], phrases: tuple[str, ...]) -> tuple[Block, int, int] | None:
    for block in blocks:
        match = find(phrases, block.text)
        if match:
            return block, match.start, match.end
    return None


CHECKS = (
    Check(
        "benefit-and-harm",
        "benefit without harm, or risk without benefit",
        "text",
        check_benefit_and_harm,
        conditions=(has_word_lists,),
        concern="safety",
    ),
    Check(
        "known-and-unknown",
        "nothing said of what is not known",
        "text",
        check_known_and_unknown,
        conditions=(has_word_lists,),
        concern="safety",
    ),
    Check(
        "choices",
        "choices without the choice of no treatment",
        "text",
        check_choices,
        conditions=(has_word_lists,),
        concern="safety",
    ),
)
