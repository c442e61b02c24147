"""Two texts to their changes: paragraphs first, then sentences, then the words of each."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from handouts.comparison.sentences import plain, sentences, words
from handouts.comparison.weights import WEIGHTS, Weight, weigh

Kind = Literal["changed", "removed", "added", "moved"]
_ALIKE = 0.45  # of the words of two sentences: then one has become the other
_HARDLY = 0.25  # where a place holds one sentence before and one after


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a changed sentence: `same`, in the `old` one only, or in the `new` one only."""

    kind: Literal["same", "old", "new"]
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One sentence that changed, went, or came; or a paragraph that moved."""

    kind: Kind
    # Empty for what was added.
    old: str
    # Empty for what was removed.
    new: str
    weight: Weight
    # What makes the weight: numbers, telephones or negations that are gone, and that have come.
    gone: tuple[str, ...] = ()
    come: tuple[str, ...] = ()

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Return the words of both, each marked."""
        return tuple(_pieces(self.old, self.new))

    @property
    def summary(self) -> str:
        """Return the change in one line, old and new."""
        if self.kind == "changed":
            return f"“{self.old}” → “{self.new}”"
        if self.kind == "moved":
            return f"moved: “{self.new}”"
        return f"new: “{self.new}”" if self.kind == "added" else f"gone: “{self.old}”"

    def describe(self) -> dict[str, Any]:
        """Return the change as JSON data."""
        return {
            "kind": self.kind,
            "weight": self.weight,
            "old": self.old,
            "new": self.new,
            "gone": list(self.gone),
            "come": list(self.come),
            "pieces": [[piece.kind, piece.text] for piece in self.pieces],
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes between two texts, weighty ones first, else in the order of the new text."""

    changes: tuple[Change, ...] = ()

    def of(self, weight: Weight) -> tuple[Change, ...]:
        """Return the changes of one weight; what only moved has none."""
        return tuple(
            change for change in self.changes if change.weight == weight and change.kind != "moved"
        )

    @property
    def moved(self) -> tuple[Change, ...]:
        """Return what stands elsewhere."""
        return tuple(change for change in self.changes if change.kind == "moved")


@dataclass(slots=True)
class _Gap:
    """A place where the two texts differ: paragraphs of the old one, and of the new one."""

    old: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)


def compare(old: Sequence[str], new: Sequence[str], locale: str) -> Comparison:
    """Return what changed between two texts, given as paragraphs."""
    before = [text for text in map(plain, old) if text]
    after = [text for text in map(plain, new) if text]
    gaps = _gaps(before, after)
    found = list(_moved(gaps))
    for gap in gaps:
        found += _in_gap(gap, locale)
    found = _paired_elsewhere(found, locale)
    order = {weight: number for number, weight in enumerate(WEIGHTS)}
    return Comparison(
        tuple(sorted(found, key=lambda item: (item.kind == "moved", order[item.weight])))
    )


def _gaps(old: Sequence[str], new: Sequence[str]) -> list[_Gap]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return [
        _Gap(list(old[i1:i2]), list(new[j1:j2]))
        for kind, i1, i2, j1, j2 in matcher.get_opcodes()
        if kind != "equal"
    ]


def _moved(gaps: Sequence[_Gap]) -> list[Change]:
    """Return the paragraphs that left one gap and stand in another, and take them out of both."""
    found: list[Change] = []
    for gap in gaps:
        for text in list(gap.new):
            origin = next((other for other in gaps if text in other.old), None)
            if origin:
                origin.old.remove(text)
                gap.new.remove(text)
                found.append(Change("moved", text, text, "words"))
    return found


def _in_gap(gap: _Gap, locale: str) -> list[Change]:
    """Return the changes of one place, sentence by sentence."""
    old = [sentence for text in gap.old for sentence in sentences(text)]
    new = [sentence for text in gap.new for sentence in sentences(text)]
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    found: list[Change] = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind != "equal":
            found += _aligned(old[i1:i2], new[j1:j2], locale)
    return found


def _aligned(old: Sequence[str], new: Sequence[str], locale: str) -> list[Change]:
    """Return old and new sentences of one place, each old one with what it became."""
    if len(old) == len(new) == 1 and _likeness(old[0], new[0]) >= _HARDLY:
        return [_change("changed", old[0], new[0], locale)]
    left = list(old)
    found: list[Change] = []
    for sentence in new:
        best = max(left, key=lambda other: _likeness(other, sentence), default=None)
        if best is not None and _likeness(best, sentence) >= _ALIKE:
            left.remove(best)
            found.append(_change("changed", best, sentence, locale))
        else:
            found.append(_change("added", "", sentence, locale))
    return [*found, *(_change("removed", sentence, "", locale) for sentence in left)]


def _paired_elsewhere(changes: Sequence[Change], locale: str) -> list[Change]:
    """Return the changes; a sentence gone here and come there, alike, is one that changed."""
    gone = [change for change in changes if change.kind == "removed"]
    found: list[Change] = []
    taken: list[Change] = []
    for change in changes:
        if change.kind == "added":
            left = [other for other in gone if other not in taken]
            best = max(left, key=lambda other: _likeness(other.old, change.new), default=None)
            if best is not None and best.old == change.new:
                taken.append(best)
                found.append(Change("moved", best.old, change.new, "words"))
                continue
            if best is not None and _likeness(best.old, change.new) >= _ALIKE:
                taken.append(best)
                found.append(_change("changed", best.old, change.new, locale))
                continue
        found.append(change)
    return [change for change in found if change not in taken]


def _change(kind: Kind, old: str, new: str, locale: str) -> Change:
    weight, (gone, come) = weigh(old, new, locale)
    return Change(kind, old, new, weight, gone, come)


def _likeness(old: str, new: str) -> float:
    """Return how much of two sentences is the same, from 0 to 1."""
    matcher = difflib.SequenceMatcher(None, words(old.lower()), words(new.lower()), autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _HARDLY else 0.0


def _pieces(old: str, new: str) -> list[Piece]:
    """Return the words of two sentences in order, each marked."""
    before, after = old.split(), new.split()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    found: list[Piece] = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            found.append(Piece("same", " ".join(after[j1:j2])))
            continue
        if i1 < i2:
            found.append(Piece("old", " ".join(before[i1:i2])))
        if j1 < j2:
            found.append(Piece("new", " ".join(after[j1:j2])))
    return found
