"""veraPDF, the referee on PDF/UA, over a gallery of all templates."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts import assets
from handouts.formats import FORMATS
from handouts.session import ClinicSession
from tests.verapdf import missing_verapdf, verapdf_failures

pytestmark = [
    pytest.mark.pdf,
    pytest.mark.java,
    pytest.mark.slow,
    pytest.mark.skipif(bool(missing_verapdf()), reason=missing_verapdf() or "veraPDF is here"),
]


def test_every_format_and_component_conforms_to_pdf_ua(tmp_path: Path, tiny: ClinicSession) -> None:
    example = ClinicSession(assets.example_clinic())
    pdfs = [fmt.name for fmt in FORMATS.having("pdf")]
    specs = [(example, spec) for spec in example.specs(["after-your-session"], formats=pdfs)]
    specs += [(example, spec) for spec in example.specs(["risks"], ["es"], ["packet"])]
    specs += [(tiny, spec) for spec in tiny.specs(["everything"], formats=["large-print"])]
    paths = []
    for session, spec in specs:
        path = tmp_path / f"{spec.clinic.id}-{spec.format.name}.pdf"
        path.write_bytes(session.render(spec).pdf)
        paths.append(path)
    assert len(paths) == len(pdfs) + 2
    assert verapdf_failures(paths) == {path: [] for path in paths}
