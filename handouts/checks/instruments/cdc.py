"""The CDC Clear Communication Index (2013), item by item, as far as a program can see.

The tests are those of the leaflet standards, section 1C: a required field or a pattern for each
of the 20 items, and what a person must still judge.
"""

from __future__ import annotations

from dataclasses import replace

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
    benefit_and_harm,
    chance_words,
    chunk_length,
    comparator,
    denominators,
    jargon,
    known_and_unknown,
    list_length,
    one_in_x,
    passive,
    percent,
    period,
    relative_risk,
)
from handouts.checks.text.passive import ACTIVE_PARTS

BAR = 90.0  # CDC Index user guide: 90 of 100 and more is clear
_MIN_MESSAGE_WORDS = 4


def one_message(view: InstrumentInput) -> Evidence:
    """Return whether the main message says something: no question, not the title again."""
    line = view.line_of("main_message")
    front = view.document.topic.front
    text = " ".join(block.text for block in view.document.part("main_message"))
    if text.rstrip().endswith("?"):
        return missed("the main message asks; say what the reader must know", line)
    same = text.strip(" .!").casefold() == front.title.strip(" .!?¿").casefold()
    if same or len(WORD.findall(text)) < _MIN_MESSAGE_WORDS:
        return missed("the main message names the subject only; say the one thing to know", line)
    return MET


def message_comes_first(view: InstrumentInput) -> Evidence:
    """Return whether the message stands over all else but the title on page 1."""
    if view.leaflet is None:
        return ON_PAGE
    after_title = [part for part in view.leaflet.opening if part != "title"]
    if after_title[:1] == ["message"]:
        return MET
    return missed("the main message does not come first on page 1", view.line_of("main_message"))


def message_stands_out(view: InstrumentInput) -> Evidence:
    """Return whether the message is set larger than the text, or on a ground of its own."""
    if view.leaflet is None:
        return ON_PAGE
    if view.leaflet.message_stands_out:
        return MET
    return missed("the main message looks like the text", view.line_of("main_message"))


def a_visual(view: InstrumentInput) -> Evidence:
    """Return whether there is a picture or drawing under a title or heading."""
    used = view.components("drawing")
    labelled = [item for item in used if item.title or item.heading]
    if labelled:
        return Evidence("met", labelled[0].name, labelled[0].line)
    if view.document.pictures:
        return Evidence("met", "picture", view.document.pictures[0])
    if used:
        return missed(f"`:::{used[0].name}` has no title and no heading over it", used[0].line)
    return missed("no picture, timeline or fact box", view.body_line)


def an_action(view: InstrumentInput) -> Evidence:
    """Return whether the actions are printed."""
    return view.needs("actions", why="no `:::actions` block, so no action is printed")


def active_message(view: InstrumentInput) -> Evidence:
    """Return whether message and actions say who does it."""
    for finding in view.findings(passive.CHECK):
        for block in view.document.part(*ACTIVE_PARTS):
            if finding.line == block.line and finding.excerpt:
                return missed(finding.message, finding.line)
    return MET


def lists(view: InstrumentInput) -> Evidence:
    """Return whether there are lists, and none is long."""
    if not any(
        block.kind == "item" for block in view.document.blocks if block.part != "key_points"
    ):
        return missed("no list; turn enumerations into short lists", view.body_line)
    return view.free_of(list_length.CHECK)


def headed_chunks(view: InstrumentInput) -> Evidence:
    """Return whether the text stands in chunks under headings."""
    if not any(block.kind == "heading" for block in view.document.blocks):
        return missed("no heading; put one over each part", view.body_line)
    return view.free_of(chunk_length.CHECK)


def key_points_first(view: InstrumentInput) -> Evidence:
    """Return whether the key points stand on page 1, before the text."""
    if view.leaflet is None:
        return ON_PAGE
    parts = view.leaflet.opening
    if "key-points" in parts and "text" not in parts[: parts.index("key-points")]:
        return MET
    return missed("the key points do not come first on page 1", view.line_of("key_points"))


def says_what_is_known(view: InstrumentInput) -> Evidence:
    """Return whether what is known and what is not is said, and printed."""
    printed = view.needs("unknowns", why="no `:::what-we-know` block, so neither is printed")
    return view.free_of(known_and_unknown.CHECK) if printed.verdict == "met" else printed


def actions_with(key: str, what: str) -> Item:
    """Return the item that every action gives its `do`, `why` or `how`."""

    def test(view: InstrumentInput) -> Evidence:
        printed = an_action(view)
        if printed.verdict != "met":
            return printed
        for index, action in enumerate(view.document.topic.front.actions):
            others = {
                getattr(action, name).strip(" .").casefold()
                for name in ("do", "why", "how")
                if name != key
            }
            if getattr(action, key).strip(" .").casefold() in others:
                lines = view.document.topic.front_lines
                line = lines.get(("actions", index, key), view.line_of("actions"))
                return missed(f"`{key}` of an action says the same as another part of it", line)
        return MET

    number = {"do": 12, "why": 13, "how": 14}[key]
    return Item(number, what, test, "Is it what this reader can and should do?")


def whole_numbers(view: InstrumentInput) -> Evidence:
    """Return whether numbers are whole and familiar."""
    return view.free_of(percent.CHECK) if view.has_numbers else not_applicable("no numbers")


def explained_numbers(view: InstrumentInput) -> Evidence:
    """Return whether each chance says out of how many, over what time, against what."""
    if not view.tells_chances:
        return not_applicable("no chances")
    return view.free_of(comparator.CHECK, period.CHECK)


def no_sums(view: InstrumentInput) -> Evidence:
    """Return whether the reader is spared sums: one denominator, no ratios."""
    return view.free_of(denominators.CHECK, relative_risk.CHECK, one_in_x.CHECK)


def tells_risk(view: InstrumentInput) -> bool:
    """Return whether the items on risk apply: a text on risk, or one that draws harms."""
    drawn = any(use.good is False for use in view.document.figures)
    return drawn or view.document.topic.front.kind == "risk"


def nature_of_risk(view: InstrumentInput) -> Evidence:
    """Return whether the text says what harm feels like, who is likelier, what the clinic does."""
    if not tells_risk(view):
        return not_applicable("tells no risk in figures")
    lines = [used.line for used in view.components("chances")]
    line = lines[0] if lines else view.body_line
    if not view.components("urgent"):
        return missed("does not say what it feels like and when to call", line)
    words = view.words.risk
    if not view.first(words.who):
        return missed("does not say who is more likely to be harmed", line)
    if not view.first(words.we_do):
        return missed("does not say what you do about it", line)
    return MET


def benefit_and_risk(view: InstrumentInput) -> Evidence:
    """Return whether both a benefit and a harm are named, where either is told in figures."""
    if not (tells_risk(view) or view.tells_chances):
        return not_applicable("tells no benefit or risk in figures")
    words = view.words.balance
    if not view.first(words.benefit):
        return missed("names no benefit", view.body_line)
    if not view.first(words.harm):
        return missed("names no harm", view.body_line)
    return view.free_of(benefit_and_harm.CHECK)


def chances_explained(view: InstrumentInput) -> Evidence:
    """Return whether each chance has a number and a sentence or picture, not a word alone."""
    words = view.free_of(chance_words.CHECK)
    if words.verdict != "met" or view.tells_chances:
        return words
    return not_applicable("no chances")


ITEMS = (
    Item(1, "One main message", one_message, "Is it a message, and the right one?"),
    Item(2, "The main message comes first", message_comes_first),
    Item(3, "The main message stands out", message_stands_out),
    Item(4, "A labelled picture supports the message", a_visual, "Does it support the message?"),
    Item(5, "A call to action", an_action),
    Item(6, "Message and action in the active voice", active_message, "Any passive left?"),
    Item(7, "The reader’s words; terms explained",
         lambda view: view.free_of(jargon.CHECK, abbreviations.CHECK),
         "Any word that our readers do not use?"),
    Item(8, "Lists of at most 7", lists),
    Item(9, "Chunks under headings", headed_chunks, "One idea in each part?"),
    Item(10, "The most important facts first", key_points_first, "Are they the right ones?"),
    Item(11, "What is known, and what is not", says_what_is_known, "Is it true?"),
    actions_with("do", "What to do"),
    actions_with("why", "Why it matters"),
    actions_with("how", "How to do it"),
    Item(15, "Familiar whole numbers", whole_numbers, "Is each number needed?"),
    Item(16, "Numbers explained", explained_numbers, "Do the words make sense of them?"),
    Item(17, "No sums for the reader", no_sums),
    Item(18, "The nature of the risk", nature_of_risk, "Is it true and complete?"),
    Item(19, "Both benefit and risk", benefit_and_risk, "Is the balance fair?"),
    Item(20, "Chances in words or pictures, too", chances_explained),
)  # fmt: skip

_HANG_ON_FIRST = frozenset({2, 3, 4})


def cdc_index(view: InstrumentInput) -> InstrumentScore:
    """Return the index for one text; without a main message, items 2 to 4 earn nothing either."""
    found = scored("cdc", "CDC Index", BAR, ITEMS, view)
    if found.answers[0].evidence.verdict == "met":
        return found
    none = missed("no main message (item 1)", view.line_of("main_message"))
    answers = tuple(
        replace(answer, evidence=none) if answer.number in _HANG_ON_FIRST else answer
        for answer in found.answers
    )
    return replace(found, answers=answers)
