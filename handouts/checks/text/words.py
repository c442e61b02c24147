"""Words: jargon, words that hurt, abbreviations, passive voice, talk about “the patient”."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

from handouts.checks.base import Check, Context, Finding, Voice, has_word_lists
from handouts.checks.plain_text import Block, Document
from handouts.checks.text.sentences import Sentence, of_document, sentences
from handouts.languages import LanguageSpec
from handouts.languages.phrases import find, find_all
from handouts.languages.word_lists import Advice, WordLists

# PEMAT item 5 asks for the active voice throughout; a few passives are good English.
MAX_PASSIVE_SHARE = 0.15
# The message and the actions are where CDC item 6 wants none.
ACTIVE_PARTS = ("main_message", "actions")

_ABBREVIATION = re.compile(r"(?<![\w-])[^\W\d_a-zß-ÿ]{2,6}s?(?![\w-])")


def check_jargon(document: Document, context: Context) -> Iterator[Finding]:
    """Yield the first use of each word of the trade that the text does not explain."""
    explanation = _explanation(context.spec)
    say = Voice("jargon", document, "warning")
    for entry in context.words.jargon:
        match = _first_unexplained(document, entry, explanation)
        if match:
            block, start, end = match
            message = f"“{block.text[start:end]}”: write “{entry.use}”, or explain it in brackets"
            yield say.about(block, message, start, end)


def check_stigma(document: Document, context: Context) -> Iterator[Finding]:
    """Yield each word that hurts, with the words to use."""
    say = Voice("stigma", document)
    for sentence in _all_sentences(document, context.words):
        for entry in context.words.stigma:
            match = find(entry.words, sentence.text)
            if match and not find(entry.unless, sentence.text):
                start = sentence.start + match.start
                message = f"“{match.text}” hurts readers; write: {entry.use}"
                yield say.about(sentence.block, message, start, start + len(match.text))


def check_abbreviations(document: Document, context: Context) -> Iterator[Finding]:
    """Yield the first use of each abbreviation that is never explained."""
    say = Voice("abbreviations", document, "warning")
    known = {word.rstrip(".") for word in context.words.abbreviations}
    known |= {name for name in context.words.drug_names if name.isupper()}
    seen: set[str] = set()
    for block in document.blocks:
        if block.text.isupper():
            continue
        for match in _ABBREVIATION.finditer(block.text):
            word = match[0].removesuffix("s")
            if word in known or word in seen or block.is_filled(match.start(), match.end()):
                continue
            seen.add(word)
            if not _is_explained(document, re.escape(word)):
                message = f"{word} is not explained; write it out at its first use, then ({word})"
                yield say.about(block, message, match.start(), match.end())


def check_passive(document: Document, context: Context) -> Iterator[Finding]:
    """Yield passives in the message and the actions, and a note if there are many elsewhere."""
    pattern = _passive_pattern(context.words)
    say = Voice("passive", document, "warning")
    found = of_document(document, context)
    passive = [(sentence, match) for sentence in found if (match := _passive(sentence, pattern))]
    for sentence, match in passive:
        if sentence.block.part in ACTIVE_PARTS:
            start = sentence.start + match.start()
            message = f"“{match[0]}”: say who does it, in the active voice"
            yield say.about(sentence.block, message, start, sentence.start + match.end())
    if len(found) >= 20 and len(passive) > MAX_PASSIVE_SHARE * len(found):
        lines = sorted({item.block.line_at(item.start) for item, _ in passive})
        places = ", ".join(map(str, lines))
        yield say.at(
            lines[0],
            f"{len(passive)} of {len(found)} sentences are in the passive voice; "
            f"say who does what (lines {places})",
        )


def check_third_person(document: Document, context: Context) -> Iterator[Finding]:
    """Yield places that talk about the reader as “the patient”."""
    say = Voice("third-person", document, "warning")
    for block in document.blocks:
        for match in find_all(context.words.third_person, block.text):
            message = f"“{match.text}”: talk to the reader, say “you”"
            yield say.about(block, message, match.start, match.end)


def _all_sentences(document: Document, lists: WordLists) -> Iterable[Sentence]:
    return sentences(document.blocks, lists.full_stops)


def _first_unexplained(
    document: Document, entry: Advice, explanation: re.Pattern[str]
) -> tuple[Block, int, int] | None:
    """Return where a word of the trade first stands, unless the text explains it somewhere."""
    first: tuple[Block, int, int] | None = None
    for block in document.blocks:
        if block.part == "short_title" or find(entry.unless, block.text):
            continue
        for match in find_all(entry.words, block.text):
            if block.is_filled(match.start, match.end):
                continue
            if _explained_here(block, match.start, match.end, explanation):
                return None
            first = first or (block, match.start, match.end)
    if first and _is_term(document, first[0].text[first[1] : first[2]]):
        return None
    return first


@functools.cache
def _explanation(language: LanguageSpec) -> re.Pattern[str]:
    """Return what may follow a word to explain it: brackets, a colon, a dash, “which is”."""
    words = "|".join(map(re.escape, language.explains))
    return re.compile(rf"[^.!?]{{0,25}}? \(|[^.!?:]{{0,12}}:|\s*(?:—|–|, (?:{words})\b)")


def _explained_here(block: Block, start: int, end: int, explanation: re.Pattern[str]) -> bool:
    """Return whether brackets or a colon beside a word explain it, or it stands in brackets."""
    after, before = block.text[end:], block.text[:start]
    if explanation.match(after):
        return True
    opened = before.rfind("(")
    return opened > before.rfind(")") and ")" in after


def _is_explained(document: Document, word: str) -> bool:
    """Return whether an abbreviation stands beside brackets somewhere, or in a glossary."""
    pattern = re.compile(rf"\({word}s?\)|(?<![\w-]){word}s? \(|(?<![\w-]){word}s?:\s")
    if any(pattern.search(block.text) for block in document.blocks):
        return True
    return _is_term(document, word)


def _is_term(document: Document, word: str) -> bool:
    """Return whether a glossary of the topic explains `word`."""
    return any(
        block.kind == "cell" and word.lower() in block.text.lower()
        for block in document.part("glossary")
    )


def _passive_pattern(lists: WordLists) -> re.Pattern[str]:
    words = lists.passive
    endings = "|".join(map(re.escape, words.endings))
    irregular = "|".join(map(re.escape, words.irregular))
    auxiliaries = "|".join(map(re.escape, words.auxiliaries))
    adjectives = "|".join(map(re.escape, words.adjectives))
    adverb = rf"(?:\w+{re.escape(words.adverb_ending)}\s+)?"
    return re.compile(
        rf"\b(?:{auxiliaries})\s+{adverb}"
        rf"(?!(?:{adjectives})\b)(?:\w{{2,}}(?:{endings})|{irregular})\b",
        re.IGNORECASE,
    )


def _passive(sentence: Sentence, pattern: re.Pattern[str]) -> re.Match[str] | None:
    return pattern.search(sentence.text)


CHECKS = (
    Check(
        "jargon",
        "words of the trade that the text does not explain",
        "text",
        check_jargon,
        conditions=(has_word_lists,),
    ),
    Check("stigma", "words that hurt", "text", check_stigma, conditions=(has_word_lists,)),
    Check(
        "abbreviations",
        "abbreviations that nothing explains",
        "text",
        check_abbreviations,
        conditions=(has_word_lists,),
    ),
    Check(
        "passive",
        "passive voice, above all in message and actions",
        "text",
        check_passive,
        conditions=(has_word_lists,),
    ),
    Check(
        "third-person",
        "“the patient should” in place of “you”",
        "text",
        check_third_person,
        conditions=(has_word_lists,),
    ),
)
