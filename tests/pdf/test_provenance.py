"""Reading a printed PDF back: what it says of itself, and how far its bytes vouch for that."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest

from handouts.errors import HandoutsError
from handouts.pdf.provenance import read_provenance
from handouts.reading import read_file
from handouts.session import ClinicSession
from tests.conftest import Pdf

pytestmark = pytest.mark.pdf


def test_a_fresh_leaflet_is_whole_and_names_its_edition(tiny_pdf: Pdf, tiny: ClinicSession) -> None:
    found = read_provenance(tiny_pdf("tiny"), "x.pdf")
    assert (found.clinic, found.locale, found.format) == ("tiny", "en", "sheet")
    assert (found.integrity, found.altered) == ("whole", "")
    edition = tiny.edition("tiny", "en")
    assert [(topic.digest, topic.mark) for topic in found.topics] == [
        (edition.digest, edition.mark)
    ]


def test_a_packet_names_the_editions_of_all_its_topics(tiny_pdf: Pdf, tiny: ClinicSession) -> None:
    found = read_provenance(tiny_pdf("tiny", "other", packet=True), "x.pdf")
    assert [topic.mark for topic in found.topics] == [
        tiny.edition(name, "en").mark for name in ("tiny", "other")
    ]


def test_who_saves_it_anew_cannot_be_vouched_for(tiny_pdf: Pdf) -> None:
    again = io.BytesIO()
    with pikepdf.open(io.BytesIO(tiny_pdf("tiny"))) as pdf:
        pdf.save(again, recompress_flate=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    found = read_provenance(again.getvalue(), "x.pdf")
    assert (found.integrity, found.altered) == ("saved-anew", "")


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(HandoutsError, match=r"x\.pdf: is not a PDF that can be read"):
        read_provenance(b"not a PDF", "x.pdf")
    with pytest.raises(HandoutsError, match="cannot be read"):
        read_file(tmp_path / "x.pdf")


def test_a_pdf_of_somebody_else_is_refused() -> None:
    data = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(data)
    with pytest.raises(HandoutsError, match="was not made by handouts"):
        read_provenance(data.getvalue(), "x.pdf")
