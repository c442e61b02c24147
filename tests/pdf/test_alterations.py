"""What is stuck on a leaflet, cut off it or turned is found when it is read back."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from handouts.errors import HandoutsError
from handouts.pdf.provenance import read_provenance
from handouts.reading import MAX_BYTES, read_file
from tests.conftest import Pdf

pytestmark = pytest.mark.pdf


def stamp(pdf: pikepdf.Pdf) -> None:
    box = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[0, 0, 300, 300]
    )
    pdf.pages[0].obj.Annots = pikepdf.Array([*pdf.pages[0].obj.get("/Annots", []), box])


def cut(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.CropBox = pikepdf.Array([0, 0, 612, 300])


def turn(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Rotate = 180


def act(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def take_fonts_out(pdf: pikepdf.Pdf) -> None:
    for font in pdf.pages[0].obj.Resources.Font.values():
        del font.DescendantFonts[0].FontDescriptor[
            "/FontFile3" if "/FontFile3" in font.DescendantFonts[0].FontDescriptor else "/FontFile2"
        ]


def draw_nothing(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0].obj["/Contents"]


def draw_more(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"q 0 0 50 50 re f Q")


@pytest.mark.parametrize("change", [stamp, cut, turn, act, take_fonts_out, draw_nothing, draw_more])
def test_what_was_changed_is_altered(tiny_pdf: Pdf, change: Callable[[pikepdf.Pdf], None]) -> None:
    changed = io.BytesIO()
    with pikepdf.open(io.BytesIO(tiny_pdf("tiny"))) as pdf:
        change(pdf)
        pdf.save(changed)
    found = read_provenance(changed.getvalue(), "x.pdf")
    assert found.integrity == "altered"
    assert found.altered


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX files")
def test_only_plain_files_of_a_leaflets_size_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "huge.pdf").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    for name, said in (("pipe", "not a plain file"), ("huge.pdf", "larger than 64 MB")):
        with pytest.raises(HandoutsError, match=said):
            read_file(tmp_path / name)
