"""Templates of a clinic whose elements do not nest well are told, and rendered all the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.assets import bundled
from handouts.formats import FORMATS
from handouts.preflight.nesting import first_error
from handouts.session import ClinicSession
from tests.builders import a_folder

MASTHEAD = "templates/partials/masthead.html"


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<div><p>x</p>", "<div> is never closed"),
        ("<p>x</p></div>", "</div> closes nothing"),
        ("<section><div>x</section>", "<div> is not closed before </section>"),
        ("<p><b>x</p></b>", "<b> is not closed before </p>"),
        ("<div/><p>x</p>", "<div> is never closed"),
        ("<html><body><p>x</p><html></html></body></html>", "<html> stands there a second time"),
        ("<body><body></body></body>", "<body> stands there a second time"),
    ],
)
def test_what_is_not_nested_well(html: str, told: str) -> None:
    assert first_error(html) == told


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li>one<li>two</ul><p>three<br>four",
        "<table><tr><td>1<td>2</table>",
        '<img src="/x" alt=""><hr><svg><path d="M0 0"/><g/></svg>',
        "<style>a > b { content: '</p>' }</style>",
        "1 < 2 and 3 > 2",
        "",
    ],
)
def test_what_html_allows(html: str) -> None:
    assert first_error(html) == ""


@given(st.lists(st.sampled_from(["<p>", "</p>", "<div>", "</div>", "<", "<svg/>", "<!--", "x"])))
def test_any_page_is_read(parts: list[str]) -> None:
    assert "\n" not in first_error("".join(parts))


@pytest.mark.parametrize("form", [fmt.name for fmt in FORMATS.having("pdf")])
def test_our_own_templates_nest_well(form: str) -> None:
    session = ClinicSession(bundled("content") / "clinics" / "harbor-light")
    topics = ["risks", "preparing-infusion", "what-to-expect-infusion", "bladder-health"]
    for spec in session.specs(topics, formats=[form]):
        assert first_error(session.compose(spec).html) == ""


@pytest.mark.pdf
def test_a_clinic_is_told_and_gets_its_leaflet(tmp_path: Path) -> None:
    shipped = (bundled("templates") / "partials" / "masthead.html").read_text("utf-8")
    session = ClinicSession(a_folder(tmp_path, {MASTHEAD: f"{shipped}</div>\n"}))
    (spec,) = session.specs(["tiny"], ["en"])
    told = [str(warning) for warning in session.render(spec).diagnostics]
    place = f"{session.clinic.folder}/{MASTHEAD}"
    assert f"{place}: </div> closes nothing; close each element where it ends" in told
