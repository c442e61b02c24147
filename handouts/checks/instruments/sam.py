"""SAM, the Suitability Assessment of Materials (Doak, Doak and Root, 1996): what a program sees.

22 factors with 0, 1 or 2 points. Here 2 points are `met`, 1 is `partly`; the score is over the
factors that were judged. 70 and more is called superior, 40 to 69 adequate.
"""

from __future__ import annotations

import re

from handouts.checks.instruments.evidence import (
    MET,
    ON_PAGE,
    Evidence,
    InstrumentInput,
    InstrumentScore,
    Item,
    Verdict,
    missed,
    not_applicable,
    scored,
)
from handouts.checks.instruments.pemat import captions, cues, plain_purpose, summary
from handouts.checks.reading import MIN_WORDS, scores
from handouts.checks.sentences import BLOCK_CAPITALS, word_count
from handouts.checks.text import heading_style, jargon, list_length, passive, third_person

BAR = 70.0
_MIN_PT = 12.0
_MIN_WHITE = 0.3


def behaviour(view: InstrumentInput) -> Evidence:
    """Return whether headings ask or tell what to do: half of them 2 points, a quarter 1."""
    headings = [
        block for block in view.document.blocks if block.kind == "heading" and block.level == 2
    ]
    if not headings:
        return missed("no headings", view.body_line)
    asking = sum(block.text.rstrip().endswith("?") for block in headings)
    share = asking / len(headings)
    found = f"{asking} of {len(headings)} headings ask the reader’s question"
    if share >= 0.5:
        return Evidence("met", found)
    line = next(block.line for block in headings if not block.text.rstrip().endswith("?"))
    return Evidence("partly" if share >= 0.25 else "missed", found, line)


def scope(view: InstrumentInput) -> Evidence:
    """Return whether the text keeps to its words; up to 15 % more is 1 point."""
    budget = view.context.spec.word_budget
    if budget is None:
        return Evidence("person", "no word budget for this language")
    words = word_count(view.document)
    if words <= budget:
        return MET
    return Evidence("partly" if words <= 1.15 * budget else "missed", f"{words} words")


def grade(view: InstrumentInput) -> Evidence:
    """Return the points for the reading grade, by the first bar of the language."""
    found = scores(view.document, view.context)
    if found is None:
        return Evidence("person", "no reading formula for this language")
    if found.plain.words < MIN_WORDS:
        return not_applicable("too short for a grade")
    bar, value = found.language.bars[0], found.shown
    superior, adequate = found.language.suitable
    points: Verdict = "met"
    if bar.exceeds(value, adequate):
        points = "missed"
    elif bar.exceeds(value, superior):
        points = "partly"
    return Evidence(points, f"{bar.names} {value}")


def introduced(view: InstrumentInput) -> Evidence:
    """Return whether lists and tables stand under a heading or a line that introduces them."""
    lists = [block for block in view.document.part("body") if block.kind == "item"]
    if not lists and not view.document.tables:
        return not_applicable("no lists or tables of its own")
    for table in view.document.tables:
        if not table.heading:
            return missed("a table without a heading or a line over it", table.line)
    seen = False
    for block in view.document.part("body"):
        seen = seen or block.kind in ("heading", "paragraph")
        if block.kind == "item" and not seen:
            return missed("a list without a heading or a line over it", block.line)
    return MET


def layout(view: InstrumentInput) -> Evidence:
    """Return whether white paper is left, and boxes lead the eye."""
    if view.leaflet is None:
        return ON_PAGE
    if view.leaflet.white < _MIN_WHITE:
        return missed(f"{view.leaflet.white:.0%} of the paper is white, at least {_MIN_WHITE:.0%}")
    return cues(view)


def type_size(view: InstrumentInput) -> Evidence:
    """Return whether the text is 12 pt and has no blocks of capitals."""
    for block in view.document.blocks:
        match = re.search(BLOCK_CAPITALS, block.text)
        if match:
            return missed(f"“{match[0].strip()}”: capitals", block.line_at(match.start()))
    if view.leaflet is None:
        return ON_PAGE
    size = view.leaflet.body_pt
    return MET if size >= _MIN_PT - 0.05 else missed(f"text of {size:g} pt")


def model_behaviour(view: InstrumentInput) -> Evidence:
    """Return whether the actions are printed with their how."""
    return view.needs("acts", why="no action is shown")


ITEMS = (
    Item(1, "Purpose", plain_purpose, "Is it plain to a reader?"),
    Item(2, "Content about behaviour", behaviour),
    Item(3, "Limited scope", scope, "Is all of it needed?"),
    Item(4, "Summary", summary),
    Item(5, "Reading grade", grade),
    Item(6, "Writing style", lambda view: view.free_of(passive.CHECK, third_person.CHECK)),
    Item(7, "Vocabulary", lambda view: view.free_of(jargon.CHECK)),
    Item(8, "Context before new facts", None, "Does each part start from what readers know?"),
    Item(9, "Headings as road signs", lambda view: view.free_of(heading_style.CHECK)),
    Item(10, "Cover picture shows the purpose", None, "Does page 1 show what it is about?"),
    Item(11, "Type of drawings", None, "Are they simple and adult?"),
    Item(12, "Drawings matter", None, "Does each show a key point?"),
    Item(13, "Lists and tables introduced", introduced),
    Item(14, "Captions", captions),
    Item(15, "Layout", layout),
    Item(16, "Typography", type_size),
    Item(17, "Short lists under subheads", lambda view: view.free_of(list_length.CHECK)),
    Item(18, "Interaction", lambda view: view.needs("tool", why="nothing to tick, write or ask")),
    Item(19, "Behaviour is shown", model_behaviour, "Is it specific?"),
    Item(20, "Motivation", None, "Will readers think that they can do it?"),
    Item(21, "Match in language and experience", None, "Does it suit our readers?"),
    Item(22, "Images and examples of the culture", None, "Does it show our readers with respect?"),
)  # fmt: skip


def sam(view: InstrumentInput) -> InstrumentScore:
    """Return the points for one text."""
    return scored("sam", "SAM", BAR, ITEMS, view)
