"""One rule for one thing: what a topic says differently from the others.

Why: the bladder leaflet said of blood in urine “see a doctor that day” on its first page and
“call us” on its second, and all other leaflets said “call us”. A patient with two papers has two
orders. The list of rules holds how we say each of them; a sentence about the same thing that says
something else, without our way in it or in the next sentence, is an error, and the message names
a topic of the library that says it our way.
"""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import Check, Context, Finding, FindingBuilder, has_word_lists
from handouts.checks.plain_text import Document
from handouts.checks.sentences import sentences
from handouts.errors import InvalidInput
from handouts.languages.phrases import find
from handouts.languages.word_lists import OneRule

CODE = "contradiction"


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield sentences that state a rule in another way than ours."""
    words = context.words
    build = FindingBuilder(CODE, document)
    for block in document.blocks:
        told = list(sentences([block], words.full_stops))
        for index, sentence in enumerate(told):
            around = " ".join(item.text for item in told[max(0, index - 1) : index + 2])
            for name, rule in words.one_rule.items():
                match = find(rule.other, sentence.text)
                if not match or not find(rule.about, around) or find(rule.ours, around):
                    continue
                start = sentence.start + match.start
                where = _says_it_our_way(rule, document, context)
                elsewhere = f", as {where} says" if where else ""
                message = f"{name}: “{match.text}”, and our rule is{elsewhere}: {rule.write}"
                yield build.about(block, message, start, start + len(match.text))


def _says_it_our_way(rule: OneRule, document: Document, context: Context) -> str:
    """Return the id of another topic of the library in the same language that says it our way."""
    locale = document.topic.locale
    for name in context.library.ids:
        if name == document.topic.id or locale not in context.library.locales(name):
            continue
        try:
            body = context.library.topic(name, locale).body
        except InvalidInput:
            continue  # its faults are reported where it is examined itself
        for line in body.split("\n"):
            if find(rule.about, line) and find(rule.ours, line) and not find(rule.other, line):
                return name
    return ""


CHECK = Check(
    code=CODE,
    summary="a rule said in another way than in the other topics",
    rationale="A patient with two papers must not get two orders for the same thing.",
    needs="text",
    criterion=criteria.RULES,
    findings=findings,
    conditions=(has_word_lists,),
    concern="safety",
)
