"""Reading order to printing order: the pages of a booklet, two to a side, for folding and stapling.

The result is a print copy. It has no tags and says so in its title: the copy in reading order is
the one for screens and screen readers.
"""

from __future__ import annotations

import io

import pikepdf

_STREAMS = pikepdf.ObjectStreamMode.generate


def signature(pages: int) -> tuple[tuple[int, int], ...]:
    """Return the page numbers of each side, left and right, for one fold and a staple.

    Fronts and backs take turns: 8 pages give (8, 1), (2, 7), (6, 3), (4, 5).

    Raises:
        ValueError: `pages` is not a multiple of four.
    """
    if pages % 4 or pages < 4:
        raise ValueError(f"{pages} pages do not fill folded sheets; use a multiple of four")
    sides = []
    for sheet in range(pages // 4):
        sides.append((pages - 2 * sheet, 1 + 2 * sheet))
        sides.append((2 + 2 * sheet, pages - 1 - 2 * sheet))
    return tuple(sides)


def with_blanks(pages: int) -> tuple[int | None, ...]:
    """Return page numbers with blanks (None) before the last page, up to a multiple of four.

    So the back stays on the outside of the folded sheet, and the cover's inside has text.
    """
    missing = -pages % 4
    return (*range(1, pages), *[None] * missing, pages)


def imposed(pdf: bytes, *, rtl: bool = False, note: str = "") -> bytes:
    """Return the booklet `pdf` as landscape sheets, to print on both sides round the short edge.

    Right-to-left booklets have their spine on the right. `note` is added to the title.
    """
    with pikepdf.open(io.BytesIO(pdf)) as source, pikepdf.new() as target:
        order = with_blanks(len(source.pages))
        width, height = _trim(source.pages[0])
        for left, right in signature(len(order)):
            pair = (order[left - 1], order[right - 1])
            sheet = target.add_blank_page(page_size=(2 * width, height))
            for place, number in enumerate(reversed(pair) if rtl else pair):
                if number is not None:
                    _put(source.pages[number - 1], target, sheet, place * width)
        _describe(source, target, note)
        data = io.BytesIO()
        target.save(data, deterministic_id=True, object_stream_mode=_STREAMS)
        return data.getvalue()


def _put(page: pikepdf.Page, target: pikepdf.Pdf, sheet: pikepdf.Page, x: float) -> None:
    """Draw `page` on `sheet` at `x`; by hand, as pikepdf's overlays get names by chance."""
    left, bottom, *_ = (float(value) for value in page.trimbox)
    name = pikepdf.Name(f"/Page{len(sheet.resources.get('/XObject', {})) + 1}")
    if "/XObject" not in sheet.resources:
        sheet.resources.XObject = pikepdf.Dictionary()
    sheet.resources.XObject[name] = target.copy_foreign(page.as_form_xobject())
    draw = f"q 1 0 0 1 {x - left:.4f} {-bottom:.4f} cm {name} Do Q\n".encode()
    sheet.contents_add(pikepdf.Stream(target, draw))


def _trim(page: pikepdf.Page) -> tuple[float, float]:
    left, bottom, right, top = (float(value) for value in page.trimbox)
    return right - left, top - bottom


def _describe(source: pikepdf.Pdf, target: pikepdf.Pdf, note: str) -> None:
    """Give the print copy its title, language and the viewer's wishes of the source."""
    title = str(source.docinfo.get("/Title", ""))
    target.docinfo["/Title"] = f"{title} ({note})" if note else title
    target.Root.ViewerPreferences = pikepdf.Dictionary(
        DisplayDocTitle=True,
        Duplex=pikepdf.Name.DuplexFlipShortEdge,
        PrintScaling=pikepdf.Name("/None"),
    )
    if "/Lang" in source.Root:
        target.Root.Lang = source.Root.Lang
