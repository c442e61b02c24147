"""One look at a finished leaflet: what a reader does not see, or sees otherwise than written.

for remark in look(pdf, laid_out):
print(remark.message)
"""

from __future__ import annotations

from collections.abc import Iterator

from handouts.looking.figures import figure_remarks
from handouts.looking.frames import frame_remarks
from handouts.looking.ink import PageInk
from handouts.looking.pictures import PagePictures, look_at
from handouts.looking.places import place_remarks
from handouts.looking.remarks import Remark
from handouts.looking.words import DrawnWords, word_remarks
from handouts.pdf.internals.boxes import root_element
from handouts.pdf.laid_text import LaidPages, read_pages
from handouts.pdf.panels import folded
from handouts.pdf.renderer import LaidOut


def look(pdf: bytes, laid_out: LaidOut, optional: frozenset[str]) -> tuple[Remark, ...]:
    """Return what is wrong with the pages of a leaflet, the worst first; usually nothing.

    `optional` are classes of what a brand may leave out.
    """
    document, folding = laid_out.document, laid_out.page.folding
    as_laid = read_pages(document)
    laid = read_pages(folded(document, folding)) if folding else as_laid
    root = root_element(document)
    pages = look_at(pdf)
    drawn = DrawnWords(pages, laid)
    pictures = [(box.page, box.rect) for box in laid.boxes if box.replaced and not box.pseudo]
    return tuple(
        dict.fromkeys(
            (
                *word_remarks(drawn, root, pictures, optional),
                *_unseen(drawn, pages),
                *_painted(laid),
                *figure_remarks(laid, pages),
                *frame_remarks(laid, pages, root),
                *place_remarks(as_laid.texts, root),
            )
        )
    )


def _painted(laid: LaidPages) -> Iterator[Remark]:
    """Yield the pictures that a style sheet puts beside words: they may be words themselves."""
    for box in laid.boxes:
        if box.replaced and box.pseudo:
            message = f"a picture on page {box.page + 1} is put there by a style sheet{box.pseudo}"
            yield Remark(box.element, message)


def _unseen(drawn: DrawnWords, pages: tuple[PagePictures, ...]) -> Iterator[Remark]:
    """Yield the pieces of text of which a reader does not see every sign."""
    inks = [PageInk(page) for page in pages]
    for index, signs in drawn.signs.items():
        text = drawn.texts[index]
        lost = list(inks[text.page].lost_signs(signs))
        if lost:
            said = text.text.strip()[:40]
            what = "" if len(lost) == len(signs) else f" (“{lost[0].text}” is lost)"
            yield Remark(text.element, f"“{said}” on page {text.page + 1} cannot be seen{what}")
