"""The table of the quality report: a text, or a language, in each row."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from typing import Any

from handouts.reports.entries import Cell, Entry, State, is_behind, language_name

MANY_TEXTS = 2  # more are summed up by language, so that the report stays one page


MIN_BODY_PT = 12.0


MIN_CONTRAST = 7.0


_VALUE = re.compile(r"\d+(?:\.\d+)?")


_WORST_FIRST: tuple[State, ...] = ("missed", "open", "none", "met")


def rows_of(entries: Sequence[Entry], today: datetime.date) -> Iterator[dict[str, Any]]:
    """Yield the rows of the table: one for each text if they are few, else one a language."""
    groups: list[tuple[str, list[Entry]]] = []
    if len(entries) <= MANY_TEXTS:
        for entry in entries:
            front, locale = entry.text.topic.front, entry.text.topic.locale
            groups.append((f"{front.short_title}, {front.version} ({locale})", [entry]))
    else:
        for locale in dict.fromkeys(entry.text.topic.locale for entry in entries):
            group = [entry for entry in entries if entry.text.topic.locale == locale]
            groups.append((f"{language_name(locale)}, {len(group)} texts", group))
    for title, group in groups:
        yield {
            "title": title,
            "lang": group[0].text.topic.locale if len(entries) <= MANY_TEXTS else "en",
            "cells": list(_cells(group, today)),
        }


def _cells(group: Sequence[Entry], today: datetime.date) -> Iterator[Cell]:
    """Yield the values of a row: of several texts, the range or the worst."""
    yield _spread([_cell_grade(entry) for entry in group])
    yield _spread([Cell(str(e.text.words), _state(e, ("word-budget",))) for e in group])
    yield _spread([_cell_pages(entry) for entry in group])
    yield _cell_points(group, "cdc")
    yield _cell_points(group, "pemat-understandability")
    yield _cell_points(group, "pemat-actionability")
    review_by = min(entry.text.topic.front.review_by for entry in group)
    yield Cell(f"{review_by:%Y-%m-%d}", "missed" if review_by < today else "met")
    yield _counted([sign_off(entry) for entry in group])
    yield _counted([_translation(entry) for entry in group])


def _spread(cells: Sequence[Cell]) -> Cell:
    """Return the least and the greatest value, in the worst state of them."""
    state = _worst_state(cells)
    known = [cell.text for cell in cells if cell.state != "none"]
    if len(set(known)) <= 1 or any(not _VALUE.search(text) for text in known):
        worst = next((cell for cell in cells if cell.state == state), Cell("–", "none"))
        return Cell(known[0], state) if len(set(known)) == 1 else worst
    ranked = sorted(known, key=_value)
    name, low, high = ranked[0].rpartition(" ")[0], ranked[0], ranked[-1].rpartition(" ")[2]
    return Cell(f"{low}–{high}" if name else f"{low}–{ranked[-1]}", state)


def _value(text: str) -> float:
    found = _VALUE.search(text)
    return float(found[0]) if found else 0.0


def _worst_state(cells: Sequence[Cell]) -> State:
    return min((cell.state for cell in cells), key=_WORST_FIRST.index)


def _counted(cells: Sequence[Cell]) -> Cell:
    """Return a single cell as it is; of several, how many are done."""
    if len(cells) == 1:
        return cells[0]
    if all(cell.text == "original" for cell in cells):
        return cells[0]
    done = sum(cell.state == "met" for cell in cells)
    state = _worst_state(cells)
    return Cell(f"{done} of {len(cells)}", state)


def _cell_points(group: Sequence[Entry], name: str) -> Cell:
    """Return an instrument's score; of several texts, the least and the greatest there may be."""
    found = [score for entry in group if (score := entry.instrument(name))]
    least = [score.at_least for score in found if score.at_least is not None]
    most = [score.at_most for score in found if score.at_most is not None]
    if not least or not most:
        return Cell("–", "none")
    state: State = "met"
    if any(score.is_missed for score in found):
        state = "missed"
    elif any(entry.waits_for_a_person(name) for entry in group):
        state = "open"
    return Cell(f"{min(least):.0f}–{max(most):.0f}", state)


def _cell_grade(entry: Entry) -> Cell:
    scores = entry.text.scores
    if scores is None:
        return Cell("–", "none")
    text = f"{scores.language.bar_label} {scores.shown:.1f}"
    return Cell(text, _state(entry, ("reading-grade",)))


def _cell_pages(entry: Entry) -> Cell:
    if any(leaf.failures for leaf in entry.leaflets):
        return Cell("not made", "missed")
    counts = [len(leaf.texts) for leaf in entry.leaflets if leaf.format.main]
    return Cell(str(max(counts)), _state(entry, ("printable",))) if counts else Cell("–", "none")


def cell_contrast(entry: Entry) -> Cell:
    """Return the lowest contrast of a text's leaflets."""
    made = [leaf for leaf in entry.leaflets if leaf.is_made]
    if not made:
        return Cell("–", "none")
    least = min(leaf.contrast for leaf in made)
    return Cell(f"{least:.1f}:1", "met" if least >= MIN_CONTRAST - 0.005 else "missed")


def cell_type(entry: Entry) -> Cell:
    """Return the smallest type of a text's leaflets."""
    made = [leaf for leaf in entry.leaflets if leaf.is_made]
    if not made:
        return Cell("–", "none")
    least = min(leaf.smallest_pt for leaf in made)
    fair = all(leaf.smallest_pt >= leaf.format.min_pt - 0.05 for leaf in made) and all(
        leaf.body_pt >= MIN_BODY_PT - 0.05 for leaf in made if leaf.format.main
    )
    return Cell(f"{least:g} pt", "met" if fair else "missed")


def sign_off(entry: Entry) -> Cell:
    """Return who of the clinic's clinicians signed this very text, if anybody did."""
    review = entry.text.review("clinical")
    return Cell(f"{review.date:%Y-%m-%d}") if review else Cell("to sign", "open")


def _translation(entry: Entry) -> Cell:
    front = entry.text.topic.front.translation
    if front is None:
        return Cell("original")
    if is_behind(entry):
        return Cell("behind", "missed")
    signed = entry.text.review("translation")
    reviewed = signed.date if signed else front.reviewed
    return Cell(f"{reviewed:%Y-%m-%d}") if reviewed else Cell("to review", "open")


def _state(entry: Entry, checks: tuple[str, ...]) -> State:
    if entry.has_error(checks):
        return "missed"
    return "met" if entry.is_judged(checks) else "none"
