"""PEMAT-P (AHRQ, 2013), item by item, as far as a program can see.

24 items for print: 17 on understanding, 7 on acting (13 and 14 are for sound and film). The tests
are those of the leaflet standards, section 1D.
"""

from __future__ import annotations

import re

from handouts.checks.instruments.cdc import an_action, no_sums
from handouts.checks.instruments.evidence import (
    MET,
    ON_PAGE,
    Evidence,
    InstrumentInput,
    InstrumentScore,
    Item,
    missed,
    not_applicable,
    scored,
)
from handouts.checks.sentences import WORD
from handouts.checks.text import (
    abbreviations,
    chunk_length,
    comparator,
    emphasis,
    heading_style,
    jargon,
    passive,
    percent,
    period,
    third_person,
)
from handouts.components.registry import named
from handouts.languages.phrases import find

BAR = 90.0  # our bar; papers use 70 (leaflet standards, section 0, bar 5)
MAX_COLUMNS = 3
MAX_HEAD_WORDS = 5
_MINUTES = re.compile(r"policy\.\w+\.\w+_minutes")


def plain_purpose(view: InstrumentInput) -> Evidence:
    """Return whether title and purpose line say what the sheet is for."""
    front = view.document.topic.front
    title = front.title.strip(" .:!?¿¡")
    match = find(view.words.empty_headings, title)
    if match and len(match.text) == len(title):
        return missed("the title tells nothing; ask the reader’s question", view.line_of("title"))
    if len(WORD.findall(front.audience)) < 3:
        return missed("the purpose line does not say for whom it is", view.line_of("audience"))
    return MET


def active_voice(view: InstrumentInput) -> Evidence:
    """Return whether most sentences say who does what; a few passives are good English."""
    for finding in view.findings(passive.CHECK):
        if not finding.excerpt:  # about the whole text
            return missed(finding.message, finding.line)
    return MET


def clear_numbers(view: InstrumentInput) -> Evidence:
    """Return whether numbers are whole, with their time and comparison."""
    if not view.has_numbers:
        return not_applicable("no numbers")
    return view.free_of(percent.CHECK, comparator.CHECK, period.CHECK)


def order(view: InstrumentInput) -> Evidence:
    """Return whether warnings come before the questions, and these at the end."""
    boxes = {used.name: used.line for used in reversed(view.components("urgent"))}
    if boxes.keys() != named("urgent"):
        return missed("no box says when to call for help", view.body_line)
    for questions in view.components("questions"):
        for name, line in boxes.items():
            if questions.line < line:
                return missed(f"the questions stand before `:::{name}`", questions.line)
    return MET


def summary(view: InstrumentInput) -> Evidence:
    """Return whether a summary is printed: the key points, on page 1."""
    if view.leaflet is None:
        return ON_PAGE
    if "key-points" in view.leaflet.opening:
        return MET
    return missed("the key points are not on page 1", view.line_of("key_points"))


def cues(view: InstrumentInput) -> Evidence:
    """Return whether boxes and bold lead the eye, and not too much is bold."""
    found = view.needs("cue", why="nothing leads the eye: no box and no list")
    return view.free_of(emphasis.CHECK) if found.verdict == "met" else found


def _visual_lines(view: InstrumentInput) -> list[int]:
    used = [item.line for item in view.components("visual")]
    return [*used, *(table.line for table in view.document.tables), *view.document.pictures]


def aids_where_they_help(view: InstrumentInput) -> Evidence:
    """Return whether risks are shown, and a visit's minutes are drawn, not told in prose alone."""
    minutes = set(_MINUTES.findall(view.document.topic.body))
    is_risk = view.document.topic.front.kind == "risk"
    if not is_risk and len(minutes) < 3:
        return not_applicable("no risks to compare, no visit to draw")
    lines = _visual_lines(view)
    if lines or view.components("ticks"):
        return Evidence("met", line=lines[0] if lines else None)
    what = "a fact box or table of the risks" if is_risk else "a timeline of the visit"
    return missed(f"nothing is shown; add {what}", view.body_line)


def captions(view: InstrumentInput) -> Evidence:
    """Return whether every picture, drawing and table has a title or a heading."""
    visuals = [
        *((used.line, used.title or used.heading) for used in view.components("visual")),
        *((table.line, table.heading) for table in view.document.tables),
    ]
    if not visuals and not view.document.pictures:
        return not_applicable("no pictures, drawings or tables")
    for line, title in visuals:
        if not title:
            return missed("neither a title nor a heading over it says what it shows", line)
    return MET


def simple_tables(view: InstrumentInput) -> Evidence:
    """Return whether tables are narrow, with short heads."""
    if not view.document.tables:
        return not_applicable("no tables")
    for table in view.document.tables:
        if len(table.heads) > MAX_COLUMNS:
            return missed(f"{len(table.heads)} columns, at most {MAX_COLUMNS}", table.line)
        for head in table.heads:
            if len(WORD.findall(head)) > MAX_HEAD_WORDS:
                return missed(f"“{head}”: a head of at most {MAX_HEAD_WORDS} words", table.line)
    return MET


def steps(view: InstrumentInput) -> Evidence:
    """Return whether actions come in steps: each with its how, or as steps, a list or a plan."""
    if view.components("steps"):
        return MET
    return an_action(view)


def chart_use(view: InstrumentInput) -> Evidence:
    """Return whether a chart to fill in says how, in words under its heading."""
    used = view.components("chart")
    if not used:
        return not_applicable("no chart to fill in")
    heading = used[0].heading
    below = False
    for block in view.document.blocks:
        if block.kind == "heading" and block.level == 2:
            below = block.text == heading
        elif below and block.kind in ("paragraph", "item"):
            return MET
    return missed("say in a sentence how to fill it in", used[0].line)


def aids_for_doing(view: InstrumentInput) -> Evidence:
    """Return whether instructions are shown: a list to tick, a plan, steps or a drawing."""
    if view.document.topic.front.kind != "instruction":
        return not_applicable("no instructions")
    return view.needs(
        "steps", "visual", "blanks", why="nothing to see or tick; add a checklist, steps or a plan"
    )


UNDERSTANDING = (
    Item(1, "The purpose is plain", plain_purpose, "Is it, to a reader?"),
    Item(2, "Nothing off the purpose", None, "Is all of it needed?"),
    Item(3, "Everyday words", lambda view: view.free_of(jargon.CHECK),
         "Any word that our readers do not use?"),
    Item(4, "Terms explained", lambda view: view.free_of(abbreviations.CHECK),
         "Are they explained well?"),
    Item(5, "Active voice", active_voice),
    Item(6, "Clear numbers", clear_numbers, "Are they clear to a reader?"),
    Item(7, "No sums for the reader", no_sums),
    Item(8, "Short chunks", lambda view: view.free_of(chunk_length.CHECK)),
    Item(9, "Headings that inform", lambda view: view.free_of(heading_style.CHECK),
         "Do they tell what follows?"),
    Item(10, "A logical order", order, "Is it the reader’s order?"),
    Item(11, "A summary", summary),
    Item(12, "Visual cues", cues),
    Item(15, "Visual aids where they help", aids_where_they_help, "Would another picture help?"),
    Item(16, "Visual aids support the text", None, "Do they say the same as the text?"),
    Item(17, "Visual aids have titles", captions, "Do they say what is shown?"),
    Item(18, "Visual aids are clear and uncluttered", None, "Are they, in print and in grey?"),
    Item(19, "Simple tables, short heads", simple_tables),
)  # fmt: skip
ACTING = (
    Item(20, "One clear action at least", an_action, "Can the reader do it?"),
    Item(21, "Talks to the reader", lambda view: view.free_of(third_person.CHECK)),
    Item(22, "Actions in steps", steps, "Are the steps small enough?"),
    Item(23, "A tool to use", lambda view: view.needs("tool", why="nothing to tick, write or ask"),
         "Does it help to act?"),
    Item(24, "Sums are shown", lambda view: no_sums_to_show(view)),
    Item(25, "How to use a chart", chart_use, "Could a reader fill it in?"),
    Item(26, "Visual aids for doing", aids_for_doing, "Would a picture make it easier?"),
)  # fmt: skip


def no_sums_to_show(view: InstrumentInput) -> Evidence:
    """Return that no sum is asked for, or that one is, and not shown."""
    found = no_sums(view)
    return not_applicable("no sums") if found.verdict == "met" else found


def pemat(view: InstrumentInput) -> tuple[InstrumentScore, InstrumentScore]:
    """Return the two scores for one text: for understanding, and for acting."""
    return (
        scored("pemat-understandability", "PEMAT-P to understand", BAR, UNDERSTANDING, view),
        scored("pemat-actionability", "PEMAT-P to act", BAR, ACTING, view),
    )
