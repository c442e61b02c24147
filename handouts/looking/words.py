"""Are the words that are drawn those of the document, each where it was laid, and nothing besides?

What is drawn is compared by letters and digits: case, spaces, hyphens and marks may differ.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from handouts.looking.pictures import PagePictures, Sign
from handouts.looking.remarks import Remark
from handouts.pdf.laid_text import LaidPages, LaidText

_CLOSE = 1.0  # points between where a sign was laid and where it is drawn
_SLACK = 0.4
_BULLETS = frozenset("•◦▪▫■□●○‣✓✔✗✘→»?·|×")
_SKIPPED = frozenset({"head", "style", "script", "svg", "title"})


def letters(text: str) -> str:
    """Return what two writings of a text have in common."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


class DrawnWords:
    """What is drawn of each piece of text; `strays` are signs that belong to none."""

    def __init__(self, pages: Sequence[PagePictures], laid: LaidPages) -> None:
        self.signs: dict[int, list[Sign]] = defaultdict(list)  # by the place of the text in `laid`
        self.strays: list[tuple[int, Sign]] = []
        self.texts = laid.texts
        rows: dict[tuple[int, int], list[int]] = defaultdict(list)
        for index, text in enumerate(laid.texts):
            for row in (int(text.baseline), int(text.baseline) + 1, int(text.baseline) - 1):
                rows[text.page, row].append(index)
        waited = [letters(text.text) for text in laid.texts]
        for number, page in enumerate(pages):
            for sign in page.signs:
                near = rows.get((number, int(sign.baseline)), ())
                ranks = _owners(sign, ((index, laid.texts[index]) for index in near))
                if not ranks:
                    self.strays.append((number, sign))
                    continue
                said = letters(sign.text)
                # Where two pieces overlap by a little, a sign is of the one that waits for it.
                fitting = [rank for rank in ranks if said and waited[rank[1]].startswith(said)]
                _, found = min(fitting or ranks)
                self.signs[found].append(sign)
                waited[found] = waited[found][len(said) :]

    def of(self, index: int) -> str:
        """Return the letters that are drawn of one piece of text."""
        return letters("".join(sign.text for sign in self.signs.get(index, ())))

    def from_the_left(self, index: int) -> str:
        """Return them by their places: a number in a line of Arabic is told from its other end."""
        signs = sorted(self.signs.get(index, ()), key=lambda sign: sign.x)
        return letters("".join(sign.text for sign in signs))


def _owners(sign: Sign, near: Iterable[tuple[int, LaidText]]) -> list[tuple[float, int]]:
    """Return the pieces of text within which a sign begins, on their line, with how far off."""
    found = []
    for index, text in near:
        off = abs(text.baseline - sign.baseline)
        # A sign begins before the end of its piece: what begins there is the next one's.
        outside = max(text.x - sign.x - _SLACK, sign.x - text.x - text.width + _SLACK, 0.0)
        if off < _CLOSE and outside < _CLOSE:
            found.append((off + 2 * outside, index))
    return found


def word_remarks(
    drawn: DrawnWords, root: Any, pictures: Iterable[tuple[int, Any]], optional: frozenset[str]
) -> Iterator[Remark]:
    """Yield where what is drawn is not what the document says."""
    for index, text in enumerate(drawn.texts):
        wanted, found = letters(text.text), drawn.of(index)
        if not _same(wanted, found, rtl=text.rtl) and wanted != drawn.from_the_left(index):
            yield Remark(text.element, f"“{text.text.strip()[:40]}” is printed as “{found[:40]}”")
    for page, sign in drawn.strays:
        if sign.text.isalnum() and not any(
            place == page and _holds(rect, sign) for place, rect in pictures
        ):
            yield Remark(None, f"“{sign.text}” on page {page + 1} stands where no text was laid")
    yield from _missing(drawn.texts, root, optional)
    yield from _generated(drawn.texts, root)


def _same(wanted: str, found: str, *, rtl: bool) -> bool:
    if wanted == found:
        return True
    mixed = rtl or any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in wanted)
    return mixed and sorted(wanted) == sorted(found)


def _holds(rect: tuple[float, float, float, float], sign: Sign) -> bool:
    return rect[0] <= sign.x <= rect[2] and rect[1] <= sign.baseline <= rect[3]


def _missing(texts: Sequence[LaidText], root: Any, optional: frozenset[str]) -> Iterator[Remark]:
    """Yield elements whose own words are not all on the pages, once or several times over."""
    seen: Mapping[Any, list[str]] = defaultdict(list)
    for text in texts:
        if not text.pseudo and text.element is not None:
            seen[text.element].append(letters(text.text))
    waiting: list[tuple[Any, bool]] = [(root, False)]
    while waiting:
        element, left_out = waiting.pop()
        tag = str(element.tag).rpartition("}")[2]
        if tag in _SKIPPED:
            continue
        names = {f".{name}" for name in (element.get("class") or "").split()}
        left_out = left_out or bool(names & optional)
        own = letters((element.text or "") + "".join(child.tail or "" for child in element))
        shown = "".join(seen.get(element, ()))
        times = len(shown) // len(own) if own else 0
        if own and not left_out and (not times or shown != own * times):
            said = " ".join(
                ((element.text or "") + " ".join(c.tail or "" for c in element)).split()
            )
            yield Remark(element, f"“{said[:40]}” is not printed whole")
        waiting += [(child, left_out) for child in reversed(list(element))]


def _generated(texts: Sequence[LaidText], root: Any) -> Iterator[Remark]:
    """Yield what a style sheet writes that is neither a bullet nor a number that counts on."""
    firsts = {parent[0]: int(parent.get("start") or 1) for parent in root.iter("ol") if len(parent)}
    counted: dict[tuple[str, str, str], list[LaidText]] = defaultdict(list)
    last = max((text.page for text in texts), default=0) + 1
    for text in texts:
        said = text.text.strip()
        if not text.pseudo or text.margin or set(said) <= _BULLETS or _is_page(text, last):
            continue
        before = counted[str(text.element.tag), text.element.get("class") or "", text.pseudo]
        good = (_number(before[-1]) + 1 if before else 1, 1, firsts.get(text.element, 1))
        if _joins(text) or _number(text) not in good:
            yield _written(text)
        else:
            before.append(text)
    for found in counted.values():
        if len(found) == 1 and found[0].element not in firsts:
            yield _written(found[0])  # a number alone counts nothing


def _is_page(text: LaidText, last: int) -> bool:
    """Return whether a text is the number of a page, or the dots before it, in a list of contents.

    It stands behind a link into the leaflet, or has an element of its own.
    """
    said = text.text.strip()
    link = str(text.element.get("href") or "").startswith("#") and text.pseudo == "::after"
    alone = not letters("".join(text.element.itertext()))
    return (link and not said.strip(".")) or ((link or alone) and 1 <= _number(text) <= last)


def _number(text: LaidText) -> int:
    said = text.text.strip().strip(".)")
    return int(said) if said.isdecimal() else -1


def _written(text: LaidText) -> Remark:
    said = text.text.strip()[:40]
    return Remark(text.element, f"“{said}” is written by a style sheet{text.pseudo}")


def _joins(text: LaidText) -> bool:
    """Return whether what a style sheet writes stands beside a number of the text."""
    own = letters("".join(text.element.itertext()))
    return own[:1].isdigit() or (own[-1:].isdigit() and text.pseudo == "::after")
