"""A format is one Python file, one layout and one style sheet, and the docs name it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path

import pikepdf
import pytest

from docs.make_formats import PAGE, with_tables
from handouts import formats
from handouts.assets import shipped_files
from handouts.formats import FORMATS, PAPERS, FormatSpec, main_format
from handouts.session import ClinicSession
from tests.builders import TINY

LAYOUT = """{% extends "layouts/base.html" %}
{% block body_class %}half-sheet{% endblock %}
{% block body %}
{% for topic in document.topics %}
<main id="{{ topic.anchor }}">
<h1>{{ topic.title }}</h1>
<p>{{ topic.main_message }}</p>
{% for section in topic.sections %}{% include "partials/part.html" %}{% endfor %}
</main>
{% include "partials/small-print.html" %}
{% endfor %}
{% endblock %}
"""
STYLE = ".half-sheet { font-size: var(--fit-size); } .half-sheet h1 { font-size: 20pt; }"


def _half(paper: str) -> Mapping[str, float]:
    sheet = PAPERS[paper]
    return {"paper-width": sheet.height_mm / 2, "paper-height": sheet.width_mm}


HALF_SHEET = FormatSpec(
    name="half-sheet",
    summary="half of a sheet",
    how_to_print="one side; cut",
    papers=("letter", "a4"),
    sizes_pt=(14.0, 12.0),
    measure="narrow",
    max_pages=2,
    min_last_fill=0.0,
    lengths=_half,
)


@pytest.fixture
def half_sheet() -> Iterator[ClinicSession]:
    """Yield a session in which there is a format of another's making."""
    FORMATS.register(HALF_SHEET, plugin="test")
    new = {
        "templates/layouts/half-sheet.html": LAYOUT.encode(),
        "styles/formats/half-sheet.css": STYLE.encode(),
    }
    yield ClinicSession(TINY, {**shipped_files(), **new})
    FORMATS.withdraw("test")


@pytest.mark.pdf
def test_a_format_is_added_by_one_spec_a_layout_and_a_style_sheet(
    half_sheet: ClinicSession,
) -> None:
    (spec,) = half_sheet.specs(["tiny"], ["en"], ["half-sheet"], ["letter"])
    leaflet = half_sheet.render(spec)
    with pikepdf.open(io.BytesIO(leaflet.pdf)) as pdf:
        left, top, right, bottom = (float(value) for value in pdf.pages[0].mediabox)
    assert (right - left, bottom - top) == pytest.approx((396, 612), abs=0.2)
    appearance, _ = half_sheet.judged(spec, half_sheet.lay_out(spec))
    sizes = {round(run.size_pt) for run in appearance.runs}
    assert 20 in sizes  # its style sheet counts, though handout.css does not name it


def test_every_module_of_the_folder_is_a_format() -> None:
    folder = Path(formats.__file__).parent
    modules = {path.stem.replace("_", "-") for path in folder.glob("*.py")}
    assert modules - {"--init--", "base", "columns", "fit"} == set(FORMATS)


@pytest.mark.parametrize("name", list(FORMATS))
def test_a_format_has_its_layout_and_style_sheet(name: str) -> None:
    files = shipped_files()
    assert f"templates/{FORMATS[name].layout}" in files
    assert (f"styles/formats/{name}.css" in files) == (FORMATS[name].media == "pdf")


def test_one_format_is_the_one_that_topics_are_judged_by() -> None:
    assert main_format().name == "sheet"


def test_the_reference_of_formats_is_up_to_date() -> None:
    """`python docs/make_formats.py` writes it."""
    page = PAGE.read_text("utf-8")
    assert page == with_tables(page)
    for name in FORMATS:
        assert f"| `{name}` |" in page
