"""Faults of a clinic's style sheet, with their lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.inputs.styles import declared_families, stylesheet_problems


@pytest.mark.parametrize(
    "css",
    [
        "",
        "/* only a remark */",
        "\ufeff:root {\r\n  --a: #fff;\r\n}\r\n",
        "@media print { p { color: red } }",
        "@font-face { font-family: X; src: url(x.ttf) }",
        "@page { margin: 1mm; @top-left { content: 'x' } }",
        "p { color: red; & b { color: blue } }",
        "p::before { content: '}' }",
        "@layer a { p { color: red } }",
        "p { background: url(x.png) }",
    ],
)
def test_sound_style_sheets(css: str) -> None:
    assert stylesheet_problems(css.encode(), "f") == []


@pytest.mark.parametrize(
    ("css", "line", "fault"),
    [
        (":root {\n  --a: 1;\n", 1, "this `{` is never closed"),
        ("p { color: red; }\n\nh1 {\n  color: red;\n\nh2 { color: blue; }\n", 3, "never closed"),
        ("h1 {\n color: red;\n/* x */ h2 { color: blue; }\np { color: red; }\n", 1, "never closed"),
        ("@media print {\n p {\n color: red;\n", 2, "never closed"),
        ("p { color: red; }\n/* x\nh1 {\n", 2, "this comment is never closed"),
        ("p { color: red; }\n}\n", 2, "this belongs to no rule"),
        ("p {\n  color red;\n}", 2, "this belongs to no rule"),
        ('p {\n  font-family: "x;\n}', 2, "a quote is not closed on this line"),
        ("p { background: url(x y) }", 1, "url(…) is not closed"),
        ("p { color: red) }", 1, "unmatched `)`"),
        ("p, h1", 1, "this belongs to no rule"),
        ("@media print {\n p {\n color red }\n}", 3, "this belongs to no rule"),
    ],
)
def test_broken_style_sheets(css: str, line: int, fault: str) -> None:
    found = stylesheet_problems(css.encode(), "f")
    assert any(one.line == line and fault in one.message for one in found), found


def test_families_that_font_faces_declare() -> None:
    css = b"@font-face { font-family: 'My Sans'; src: url(x) } p { font-family: Other }"
    files = {"styles/brand.css": css, "notes/x.css": b"@font-face { font-family: No }"}
    assert declared_families(files) == {"my sans": "My Sans"}


@given(st.text("p{}:;()[]\"'@/*\\ \nurl-#0", max_size=60))
def test_any_style_sheet_is_judged(css: str) -> None:
    for problem in stylesheet_problems(css.encode(), "f"):
        assert problem.line is not None
        assert 1 <= problem.line <= css.count("\n") + 1
