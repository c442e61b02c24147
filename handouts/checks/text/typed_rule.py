"""The clinic's rules typed in words: “until the next day”, “stay the night”.

Why: three leaflets told readers not to drive “until the next day, after a good sleep” while the
clinic's rule was 48 hours, and no check said a word, since `policy` looks for numbers only. A
patient follows the paper in hand. So what the clinic decides is filled in from its settings, and
a sentence about driving, the companion or pills on the day that states the rule itself is an
error, unless the words came from a placeholder. The subject may stand in the sentence before.
"""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks import criteria
from handouts.checks.base import Check, Context, Finding, FindingBuilder, has_word_lists
from handouts.checks.plain_text import Document
from handouts.checks.sentences import sentences
from handouts.languages.phrases import find, find_all

CODE = "typed-rule"

# What a reader is asked or writes down, and what anybody may say of other things than the rule.
_NOT_RULES = frozenset({"questions", "teach-back", "write-in", "checklist"})


def findings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield rules of the clinic that a text states in its own words."""
    words = context.words
    build = FindingBuilder(CODE, document)
    for block in document.blocks:
        if block.part in _NOT_RULES or block.kind in ("heading", "title"):
            continue
        before = ""
        for sentence in sentences([block], words.full_stops):
            for rule in words.typed_rules.values():
                around = f"{before} {sentence.text}"
                if not find(rule.about, around) or find(rule.unless, sentence.text):
                    continue
                for match in find_all(rule.said, sentence.text):
                    start = sentence.start + match.start
                    end = start + len(match.text)
                    if not block.is_filled(start, end) and not sentence.is_question:
                        message = f"“{match.text}” is the clinic's own rule; write {rule.write}"
                        yield build.about(block, message, start, end)
            before = sentence.text


CHECK = Check(
    code=CODE,
    summary="a rule of the clinic stated in words",
    rationale="A rule that is typed stays when the clinic changes it, and a laxer one can harm.",
    needs="text",
    criterion=criteria.RULES,
    findings=findings,
    conditions=(has_word_lists,),
    concern="safety",
)
