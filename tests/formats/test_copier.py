"""What a second copy keeps: a copy is simulated by a blur and by levels that are clipped."""

from __future__ import annotations

import pypdfium2
import pytest
from PIL import Image, ImageFilter

from handouts.assets import bundled
from handouts.session import ClinicSession

DPI = 300
RING_MM = 3.7  # across, of a dot that stands for one person


def copied(picture: Image.Image) -> Image.Image:
    """Return a copy of a copy: fine lines get wider and paler, pale ones are gone."""
    for _ in range(2):
        blurred = picture.filter(ImageFilter.GaussianBlur(1.4))
        picture = blurred.point(lambda grey: 0 if grey < 70 else min(255, int((grey - 70) * 1.75)))
    return picture


def marks(picture: Image.Image, row: int, dark: int = 128) -> int:
    """Return how many strokes a line across the page meets."""
    line = picture.crop((0, row, picture.width, row + 1)).tobytes()
    inked = [grey < dark for grey in line]
    return sum(now and not before for before, now in zip([False, *inked], inked, strict=False))


@pytest.mark.pdf
def test_empty_dots_and_frames_are_there_in_the_second_copy() -> None:
    """Else 22 of 100 would look like 22 dots, with nobody whom it did not help."""
    session = ClinicSession(bundled("content") / "clinics" / "harbor-light")
    (spec,) = session.specs(["benefits"])
    document = pypdfium2.PdfDocument(session.render(spec).pdf)
    page = document[0].render(scale=DPI / 72).to_pil().convert("L")
    document.close()
    second = copied(page)
    step = round(RING_MM / 8 / 25.4 * DPI)
    rows = range(round(0.25 * page.height), round(0.75 * page.height), step)
    # A row through two fields of ten empty rings meets forty strokes, and so do those beside it;
    # between them stand three lines of the frame.
    strokes = [marks(page, row) for row in rows]
    ringed = [
        row
        for row, *near in zip(rows[1:], strokes, strokes[1:], strokes[2:], strict=False)
        if near == [43, 43, 43]
    ]
    assert len(ringed) >= 4
    assert [row for row in ringed if marks(second, row) < 42] == []
