"""Structure: short lists, headings that tell, small chunks, few words, the blocks all need."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from handouts.checks.base import Check, Context, Finding, Voice, has_word_lists, supports
from handouts.checks.plain_text import Block, Document
from handouts.checks.text.sentences import WORD
from handouts.languages.phrases import find

MAX_ITEMS = 7  # CDC Clear Communication Index, item 8
MAX_CHUNK = 90  # words below a heading; item 9
MIN_HEADING_WORDS = 3  # PEMAT item 9
MAX_BOLD_SHARE = 0.10  # PEMAT item 12
BLOCK_CAPITALS = re.compile(r"(?:\b[^\W\d_a-zà-ÿ]{4,}\b[\s,]*){2,}")
_HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>")
# Call-outs and lists under titles of their own are no chunk of running text.
_OWN_TITLE = frozenset(
    {"emergency", "call-us", "tell-us", "questions", "timeline", "fact-box", "side-effects",
     "icon-array", "write-in", "glossary", "actions", "what-we-know", "checklist", "teach-back"}
)  # fmt: skip
# PEMAT item 23: a tangible tool, something to do with the sheet.
TOOLS = frozenset({"checklist", "mood-tracker", "questions", "steps", "teach-back", "write-in"})


def check_lists(document: Document, _: Context) -> Iterator[Finding]:
    """Yield lists that are too long to take in."""
    say = Voice("list-length", document)
    groups: dict[int, list[Block]] = defaultdict(list)
    for block in document.blocks:
        if block.kind == "item":
            groups[block.group].append(block)
    for items in groups.values():
        if len(items) > MAX_ITEMS:
            message = (
                f"a list of {len(items)} items; split it under two headings, "
                f"at most {MAX_ITEMS} each"
            )
            yield say.about(items[MAX_ITEMS], message)


def check_headings(document: Document, context: Context) -> Iterator[Finding]:
    """Yield headings that do not tell what stands below them."""
    say = Voice("heading-style", document, "warning")
    empty = context.words.empty_headings if context.language else ()
    for block in document.blocks:
        if block.kind not in ("heading", "title"):
            continue
        is_question = block.text.endswith("?")
        bare = block.text.strip(" .:!?¿¡")
        match = find(empty, bare)
        if match and len(match.text) == len(bare):
            message = "this heading tells nothing; ask the reader's question or say what follows"
            yield say.about(block, message)
        elif block.level == 2 and not is_question and len(WORD.findall(bare)) < MIN_HEADING_WORDS:
            message = f"write a question, or at least {MIN_HEADING_WORDS} words"
            yield say.about(block, message)


def check_chunks(document: Document, _: Context) -> Iterator[Finding]:
    """Yield headings with too much text below them."""
    say = Voice("chunk-length", document, "warning")
    heading: Block | None = None
    words = 0
    for block in (*document.blocks, None):
        if block is None or block.kind == "heading":
            if heading and words > MAX_CHUNK:
                message = (
                    f"{words} words under one heading; add a heading, at most {MAX_CHUNK} words "
                    "under each"
                )
                yield say.about(heading, message)
            heading, words = block, 0
        elif block.part not in _OWN_TITLE:
            words += len(WORD.findall(block.text))


def word_count(document: Document) -> int:
    """Return the words that a leaflet prints of a topic, without its optional sections."""
    return sum(
        len(WORD.findall(block.text))
        for block in document.blocks
        if not block.optional and block.part != "short_title"
    )


def check_budget(document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding if the text is too long for two pages."""
    budget = context.spec.word_budget
    if budget is None:
        return
    words = word_count(document)
    if words > budget:
        message = f"{words} words, at most {budget} on a sheet; cut, or mark a section {{optional}}"
        yield Voice("word-budget", document).at(None, message)


def check_needed_blocks(document: Document, _: Context) -> Iterator[Finding]:
    """Yield the blocks that every leaflet needs and this one has not, or has twice."""
    say = Voice("needed-blocks", document)
    names = [directive.name for directive in document.components]
    needed = {
        "emergency": "when to call for help at once",
        "call-us": "when to call the clinic",
        "actions": "what the reader can do (else `actions` in the settings is never printed)",
        "what-we-know": "known and unknown (else they are never printed)",
    }
    for name, meaning in needed.items():
        times = names.count(name)
        if times == 0:
            yield say.at(document.topic.body_line, f"add a `:::{name}` block: {meaning}")
        elif times > 1:
            second = [used.line for used in document.components if used.name == name][1]
            yield say.at(second, f"`:::{name}` stands here a second time; keep one")
    if not TOOLS.intersection(names):
        tools = ", ".join(f"`:::{name}`" for name in sorted(TOOLS))
        message = f"nothing to tick, write or ask; add one of {tools}"
        yield say.at(document.topic.body_line, message, "warning")


def check_emphasis(document: Document, _: Context) -> Iterator[Finding]:
    """Yield italics, blocks of capitals, and more bold than helps."""
    say = Voice("emphasis", document, "warning")
    bold = letters = 0
    for block in document.blocks:
        if block.kind in ("paragraph", "item") and block.part != "key_points":
            bold += block.bold
            letters += len(block.text)
        if block.italic:
            yield say.about(block, "no italics: they are hard to read; use **bold** sparingly")
        match = BLOCK_CAPITALS.search(block.text)
        if match:
            message = f"“{match[0].strip()}”: capitals are hard to read; use small letters"
            yield say.about(block, message, match.start(), match.end())
    if letters and bold > MAX_BOLD_SHARE * letters:
        share = 100 * bold / letters
        yield say.at(
            None, f"{share:.0f} % of the text is bold; at most 10 %, or nothing stands out"
        )


def check_html(document: Document, _: Context) -> Iterator[Finding]:
    """Yield HTML, which is printed as it was typed: texts are Markdown."""
    say = Voice("html", document, "warning")
    for block in document.blocks:
        for match in _HTML.finditer(block.text):
            message = "HTML is printed as it stands here; write Markdown, or take it away"
            yield say.about(block, message, match.start(), match.end())


CHECKS = (
    Check("list-length", f"lists of more than {MAX_ITEMS} items", "text", check_lists),
    Check(
        "heading-style",
        "headings that are no question and tell nothing",
        "text",
        check_headings,
        complete_with=(has_word_lists,),
    ),
    Check("chunk-length", f"more than {MAX_CHUNK} words under one heading", "text", check_chunks),
    Check(
        "word-budget",
        "more words than two pages hold",
        "text",
        check_budget,
        conditions=(supports("word-budget"),),
    ),
    Check("needed-blocks", "blocks that every leaflet needs", "text", check_needed_blocks),
    Check("html", "HTML, which prints as it was typed", "text", check_html),
    Check("emphasis", "italics, capitals, too much bold", "text", check_emphasis),
)
