"""The gates for composed pages and for the boxes they become, and the templates' sandbox."""

from __future__ import annotations

import contextlib
from pathlib import Path
from xml.etree import ElementTree

import pytest
import tinyhtml5
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import TemplateError

from handouts.compose.template_sandbox import BUDGET, TemplateSandbox
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.pdf.renderer import Page
from handouts.preflight.html import page_problems
from handouts.session import ClinicSession
from tests.builders import a_folder, examples


def problems(html: str) -> list[Diagnostic]:
    root: ElementTree.Element = tinyhtml5.parse(html, namespace_html_elements=False)
    return page_problems(root, lambda needle: ("x.html", 7 if needle and needle in html else None))


@pytest.mark.parametrize(
    "html",
    [
        "<p>words</p>",
        '<a href="https://example.org/x">x</a> <a href="tel:1">t</a> <a href="#x">i</a>',
        '<img alt="x" src="images/x.png"> <img alt="" src="https://handouts.invalid/logo.svg">',
        '<link rel="stylesheet" href="https://handouts.invalid/styles/brand.css">',
        '<table><tr><td colspan="3" rowspan="2">x</td></tr></table>',
        '<svg width="9" height="9"><title>t</title><rect width="9" height="9"/></svg>',
        '<p style="--count:3;width:50%">x</p>',
        f"<p>{'https://example.org/' + 'a/' * 60}</p>",
        "<p>Tiếng Việt — שָׁלוֹם — cafe\u0301</p>",
        "<div>" * 40 + "</div>" * 40,
    ],
)
def test_honest_pages_pass(html: str) -> None:
    assert problems(html) == []


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<div>" * 60, "nested deeper than 50"),
        ("<blockquote>" * 2_000, "nested deeper than 50"),
        ("<p>x</p>" * 8_001, "more than 8,000 elements"),
        ("<table>" + "<tr>" + "<td>x" * 2_001, "tables of more than 2,000 cells"),
        ("<br>" * 401, "more than 400 <br>"),
        ("<h2>x</h2>" * 401, "more than 400 <h2>"),
        ('<p id="a">x</p>' * 401, 'more than 400 elements have id="a"'),
        ("<p>" + "x" * 300, "no place to break"),
        ("<p>" + "x " * 300_001, "letters (at most 600,000)"),
        ("<p>a" + "\u0301" * 7, "more than 6 accents"),
        ('<table><tr><td rowspan="99999999999">x', "rowspan=99999999999 is too large"),
        ('<svg><use href="x.svg#a"/></svg>', "drawing: <use> shows"),
        ("<svg><script>x</script></svg>", "drawing: <script> cannot be used"),
        ('<a href=" javascript:x">x</a>', "link to “javascript:x”"),
        ('<a href="\tJaVaScRiPt:x">x</a>', "link to"),
        ('<a rel="noopener attachment" href="x">x</a>', "would hide a file"),
        ("<p style='background:url(//x)'>x</p>", "style: “//x” leads out"),
        ("<style>p{width:1e9px}</style>", "<style>: width: 1e9px is too large"),
        ("<form><select><option>x</select></form>", "draw boxes to tick instead"),
    ],
)
def test_the_rest_is_told(html: str, told: str) -> None:
    found = problems(html)
    assert any(told in problem.message for problem in found), found
    assert all(problem.file == "x.html" for problem in found)


@settings(max_examples=examples(50), deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<svg>",
                "</svg>",
                "<use href='#a'/>",
                "<a href=",
                "'x'",
                ">",
                "<",
                "&",
                "<style>",
                "p{width:1e9px",
                "</style>",
                "<p style='",
                "<!--",
                "<table><td colspan=9",
                "text",
                "\x00",
                "<math>",
                "<template>",
                "<select>",
            ]
        ),
        max_size=30,
    ).map("".join)
    | st.text(max_size=60)
)
def test_any_page_is_judged_and_never_raises(html: str) -> None:
    assert all("\n" not in problem.message for problem in problems(html))


def test_a_fault_of_a_template_has_the_template_and_its_line(tmp_path: Path) -> None:
    template = "templates/partials/masthead.html"
    folder = a_folder(tmp_path, {template: "<p>one</p>\n<p>two</p>\n<script>x</script>\n"})
    session = ClinicSession(folder)
    (spec,) = session.specs(["tiny"])
    with pytest.raises(InvalidInput) as caught:
        session.render(spec)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == (f"{folder}/{template}", 3)


@pytest.mark.parametrize(
    ("css", "told"),
    [
        ("div { display: flex }", ".inner is the 5th flex or grid box"),
        ("div { display: grid }", "flex or grid box"),
        ("div { columns: 2 }", "columns inside columns"),
    ],
)
def test_boxes_that_take_too_long_are_told(css: str, told: str, tiny: ClinicSession) -> None:
    inside = '<div class="inner">' * 6 + "<p>x</p>" + "</div>" * 6
    page = Page("x", f"<style>{css}</style>{inside}", {}, {})
    with pytest.raises(InvalidInput) as caught:
        tiny.renderer.lay_out(page)
    assert told in caught.value.problems[0].message


def test_a_clinic_that_takes_all_fonts_away_is_told(tmp_path: Path) -> None:
    """WeasyPrint ends the whole process when there is no font at all."""
    folder = a_folder(tmp_path, {"styles/base/fonts.css": "/* none */", "styles/brand.css": ""})
    with pytest.raises(InvalidInput, match="no @font-face here brings a font"):
        _ = ClinicSession(folder).renderer


# --- Templates


def rendered(source: str, budget: int = BUDGET, **names: object) -> str:
    sandbox = TemplateSandbox({"templates/a.html": source.encode()})
    with sandbox.metered(budget):
        return sandbox.get_template("a.html").render(**names)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ '<b>' }}", "&lt;b&gt;"),
        ("{{ 'a' ~ '<' ~ 1 }}", "a&lt;1"),
        ("{{ '{n} of {m}'.format(n=1, m='<') }}", "1 of &lt;"),
        ("{{ ('<b>{n}</b>'|e).format(n='<') }}", "&lt;b&gt;&lt;&lt;/b&gt;"),
        ("{% for x in [3, 1, 2]|sort %}{{ x }}{{ ',' if not loop.last }}{% endfor %}", "1,2,3"),
        ("{{ ['a', 'b']|join(' & ') }}", "a &amp; b"),
        ("{{ [{'n': 1}, {'n': 2}]|join('-', attribute='n') }}", "1-2"),
        ("{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}c{% endcall %}", "c"),
        ("{% set n = namespace(i=0) %}{% for x in range(9) %}{% set n.i = n.i + x %}{% endfor %}"
         "{{ n.i * 2 }}", "72"),
        ("{% for key, value in {'a': 1}.items() %}{{ key }}{{ value }}{% endfor %}", "a1"),
        ("{{ none }}{{ 1.5 }}{{ true }}", "None1.5True"),
        ("{{ 'x'|upper|default('y') }}{{ missing|default('y') }}", "Xy"),
        ("{% filter upper %}a{% endfilter %}", "A"),
    ],
)  # fmt: skip
def test_what_templates_may_do(source: str, text: str) -> None:
    assert rendered(source) == text


@pytest.mark.parametrize(
    "source",
    ["{{ 'x' * 5 }}", "{{ 2 ** 3 }}", "{{ '%s' % 1 }}", "{{ [1] }}", "{{ {} }}", "{{ range(3) }}",
     "{{ 'a'.upper() }}", "{{ ''.join([]) }}", "{{ x.model_fields }}", "{{ '{}'.format(1) }}",
     "{{ '{a}'.format() }}", "{{ '{a:>9}'.format(a=1) }}", "{{ '{a!r}'.format(a=1) }}",
     "{{ dict() }}", "{{ [[1]]|join }}", "{{ [[1]]|map('upper')|join }}", "{{ range(2001) }}",
     "{% include x %}", "{% import 'b.html' as b %}", "{{ 10**12 + 1 }}", "{{ super() }}"],
)  # fmt: skip
def test_what_they_may_not(source: str) -> None:
    with pytest.raises(TemplateError):
        rendered(source, x={})


def test_a_budget_stops_what_never_ends() -> None:
    loops = "{% for a in range(2000) %}" * 3 + "{% endfor %}" * 3
    with pytest.raises(TemplateError, match="do too much"):
        rendered(loops, budget=100_000)


EXPRESSIONS = st.sampled_from(
    ["{{", "}}", "{%", "%}", "for", "in", "if", "endif", "endfor", "x", "'a'", "1", "|", "join",
     "~", "*", "+", "(", ")", "[", "]", ".", "__class__", "range", "set", "=", "macro", "m",
     "endmacro", "include", " "]
)  # fmt: skip


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(EXPRESSIONS, max_size=25).map(" ".join) | st.text(max_size=50))
def test_any_template_runs_or_raises_an_error_of_templates(source: str) -> None:
    with contextlib.suppress(Exception):  # composing maps each to a problem with its line
        rendered(source, budget=100_000, x=[1, "b"])
