"""The way from paper to the web."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from handouts.session import ClinicSession
from handouts.web.codes import code_of
from tests.builders import a_folder, add

BASE = "https://harbor.example/leaflets"


def test_a_code_is_stable_and_keeps_its_white_margin_and_its_size() -> None:
    longest = f"https://{'a' * 85}.example/es/KET-{'X' * 20}"
    for address in (f"{BASE}/en/KET-RISKS", longest):
        href, width_mm = code_of(address)
        code_of.cache_clear()
        assert code_of(address) == (href, width_mm)
        svg = base64.b64decode(href.partition(",")[2]).decode()
        modules = int(re.search(r'(?:viewBox="0 0 |width=")(\d+)', svg)[1])  # type: ignore[index]
        assert width_mm / modules >= 0.4
        assert 'fill="#fff"' in svg


@pytest.mark.parametrize("fmt", ["sheet", "trifold"])
def test_the_code_on_paper_leads_to_the_page(tmp_path: Path, fmt: str) -> None:
    folder = a_folder(tmp_path, {"clinic.yaml": add(f"web_base: {BASE}\n")})
    session = ClinicSession(folder)
    (spec,) = session.specs(["tiny"], formats=[fmt])
    leaflet = session.render(spec)
    found = []
    for page in pypdfium2.PdfDocument(leaflet.pdf):
        picture = Image.open(io.BytesIO(_png(page)))
        found += [code.text for code in zxingcpp.read_barcodes(picture)]
    assert found == [f"{BASE}/en/TST-TINY"]
    words = re.sub(r"[\s\ufffe-]", "", leaflet.text)  # a long address breaks
    assert "harbor.example/leaflets/en/TSTTINY" in words


def _png(page: pypdfium2.PdfPage) -> bytes:
    data = io.BytesIO()
    page.render(scale=200 / 72).to_pil().save(data, "PNG")
    return data.getvalue()
