"""Our own properties in the XMP packet of a PDF."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from handouts.pdf.xmp import BLANK, NAMESPACE, Value, add_xmp, is_sealed, read_xmp, seal
from tests.pdf_ua import assert_pdf_ua
from tests.verapdf import missing_verapdf, verapdf_failures

from weasyprint import HTML  # isort: skip

pytestmark = pytest.mark.pdf

PROPERTIES: dict[str, Value] = {
    "version": "1.0",
    "topic": ("what-to-expect-infusion", "risks"),
    "clinic": "Smith & Søn <“Harbor”>",
    "locale": "es-MX",
    "ref": "KET-EXPECT-IV",
    "text_hash": "0f" * 32,
}


def render(properties: Mapping[str, Value], variant: str | None = "pdf/ua-1") -> bytes:
    """Return a page without text, so without fonts, that carries `properties`."""
    html = '<html lang="en"><title>Leaflet & more</title><body>'

    def finisher(_document: Any, pdf: Any) -> None:
        add_xmp(pdf, properties)

    data: bytes = HTML(string=html).write_pdf(finisher=finisher, pdf_variant=variant)
    return data


def test_properties_come_back_as_written(tmp_path: Path) -> None:
    data = render(PROPERTIES)
    assert read_xmp(data) == PROPERTIES
    path = tmp_path / "leaflet.pdf"
    path.write_bytes(data)
    assert read_xmp(path) == PROPERTIES


def test_properties_stand_in_order_of_their_names() -> None:
    assert list(read_xmp(render(PROPERTIES))) == sorted(PROPERTIES)


def test_order_given_makes_no_difference() -> None:
    assert render(PROPERTIES) == render(dict(reversed(PROPERTIES.items())))


def test_one_topic_in_a_tuple_stays_a_tuple() -> None:
    assert read_xmp(render({"topic": ("risks",)})) == {"topic": ("risks",)}


def test_other_programs_can_read_them() -> None:
    with pikepdf.open(BytesIO(render(PROPERTIES))) as pdf, pdf.open_metadata() as metadata:
        assert metadata[f"{{{NAMESPACE}}}clinic"] == PROPERTIES["clinic"]
        assert set(metadata[f"{{{NAMESPACE}}}topic"]) == set(PROPERTIES["topic"])
        assert metadata["dc:title"] == "Leaflet & more"
        assert metadata["pdfuaid:part"] == "1"


def test_pdf_still_meets_pdf_ua() -> None:
    assert_pdf_ua(render(PROPERTIES))


@pytest.mark.java
@pytest.mark.slow
@pytest.mark.skipif(bool(missing_verapdf()), reason=missing_verapdf() or "veraPDF is here")
def test_verapdf_agrees(tmp_path: Path) -> None:
    path = tmp_path / "leaflet.pdf"
    path.write_bytes(render(PROPERTIES))
    assert verapdf_failures([path]) == {path: []}


def test_pdf_of_others_has_no_properties() -> None:
    assert read_xmp(render({})) == {}
    pdf = pikepdf.new()
    pdf.add_blank_page()
    buffer = BytesIO()
    pdf.save(buffer)
    assert read_xmp(buffer.getvalue()) == {}


@pytest.mark.parametrize("name", ["", "Topic", "text-hash", "a b", "1a", "a:b", "é"])
def test_names_are_checked(name: str) -> None:
    with pytest.raises(ValueError, match="not the name of a property"):
        render({name: "x"})


@pytest.mark.parametrize("text", ["a\x00b", "\x1b", "\ufffe", "\ud800"])
def test_characters_that_xml_forbids_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"clinic has a character .* U\+"):
        render({"clinic": text})


def test_pdf_without_xmp_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="no XMP packet"):
        render(PROPERTIES, variant=None)


def test_a_seal_holds_until_a_byte_changes() -> None:
    sealed = seal(render({**PROPERTIES, "file_digest": BLANK.decode()}))
    assert is_sealed(sealed)
    assert not is_sealed(sealed.replace(b"Leaflet", b"leaflet", 1))
    assert not is_sealed(sealed + b"\n% stamped")
    with pytest.raises(RuntimeError, match="no blank file_digest"):
        seal(sealed)
    assert not is_sealed(b"")
