"""The gate for style sheets: honest ones pass, the rest is told with line, reason and remedy."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.assets import shipped_files
from handouts.diagnostics import Diagnostic
from handouts.preflight import css
from handouts.preflight.css import sheet_problems, style_problems
from handouts.preflight.folder import folder_problems
from tests.builders import examples


@pytest.mark.parametrize(
    "text",
    [
        "",
        "p { color: red }",
        ".a { z-index: 2147483647; border-radius: 9999px; text-indent: -9999px; order: 99999 }",
        ".a { margin: calc(-1 * var(--x, calc(1rem * 2))); width: clamp(1rem, 2vw, 3rem) }",
        "@media screen { @import url(http://x/y); p { background: url(http://x/y) } }",
        "@media (min-width: 600px) { p { width: 1e9px } }",
        "@supports (display: grid) { p { width: 1e9px } }",
        "@keyframes x { to { left: 1e9px } }",
        "@font-face { font-family: X; src: url('../fonts/x.woff2') format('woff2') }",
        ".a { background: url(data:image/png;base64,AAAA) }",
        ".a { filter: url(http://x/y); cursor: url(//x/y), auto; -webkit-mask: url(http://x/y) }",
        ".a { background: repeating-linear-gradient(45deg, #fff 0 2mm, #eee 2mm 4mm) }",
        ":root { --a: var(--b); --b: 1px; --c: var(--b, var(--a)) }",
        "@page { margin: 20mm; @top-left { content: 'Page ' counter(page) } }",
        "li { counter-increment: item 1; letter-spacing: -0.0125em; line-height: 0 }",
        ".grid { grid-template-columns: repeat(12, minmax(0, 1fr)); grid-column: span 6 / -1 }",
        "@counter-style dash { system: cyclic; symbols: '-'; suffix: ' ' }",
        "p { border-top: 0.25pt solid; font: bold 12pt/1.4 X; color: rgb(300 0 0) }",
        ".a { &:hover { b { color: red } } }",
    ],
)
def test_honest_sheets_pass(text: str) -> None:
    assert sheet_problems(text, "brand.css") == []


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("p {\n width: 1e9px }", 2, "width: 1e9px is too large (at most 100,000 px)"),
        ("p { width: 1e400px }", 1, "is not a number that can be used"),
        ("p { font-size: 300in }", 1, "font-size: 300in is too large"),
        ("p { orphans: 101 }", 1, "orphans: 101 is too large (at most 100)"),
        ("p { columns: 21 }", 1, "columns: 21 is too large"),
        ("p { counter-reset: x 9999 }", 1, "counter-reset: 9999 is too large"),
        ("@counter-style x { pad: 99 '0' }", 1, "pad: 99 is too large"),
        ("p { grid-row: 9999 }", 1, "grid-row: 9999 is too large"),
        ("p { grid-template-rows: repeat(101, 1fr) }", 1, "repeat(101) is too many"),
        ("p { border: 500px solid }", 1, "border: 500px is too large (at most 400 px)"),
        ("p { border: 0.01px dotted }", 1, "is too thin to print; write 0.25pt or more"),
        ("p { margin: calc(nan * 1px) }", 1, "nan is not a length"),
        ("p { float: footnote }", 1, "float: footnote cannot be used"),
        ("p::after { content: leader('.') }", 1, "leader() can run for ever"),
        ("p { background: url(http://x/y.png) }", 1, "leads out of the clinic's folder"),
        ("p { background: url('//x/y.png') }", 1, "leads out"),
        (":root { --logo: url(ftp://x/y) }", 1, "leads out"),
        ("@import 'x.css';", 1, "copy its rules into this file"),
        ("@import url(https://fonts.example/css?x);", 1, "with @font-face"),
        ("@import url('https://fonts.example/css');", 1, "with @font-face"),
        ("@color-profile --x { src: url(x.icc) }", 1, "write colours as #rrggbb"),
        ("@page { size: A4 landscape }", 1, "size: A4 landscape: the paper is set with `paper:`"),
        (":root { --paper-width: 1px }", 1, "the paper is set with"),
        ("p { background: linear-gradient(" + "red," * 50 + "red) }", 1, "of 51 colours"),
        ("p { background: repeating-radial-gradient(red, blue) }", 1, "stripes are too narrow"),
        ("p { background: repeating-linear-gradient(red, blue .1%) }", 1, "too narrow"),
        (":root {\n--a: x;\n--b: var(--b) }", 3, "--b is made of itself"),
        (":root { --a: var(--b); --b: var(--a) }", 1, "is made of itself"),
        ("p { width: " + "(" * 40 + ")" * 40 + "}", 1, "brackets are nested deeper than 24"),
        (":is(" * 40 + "p" + ")" * 40 + " { color: red }", 1, "nested deeper than 24"),
        ("a {" * 20 + "}" * 20, 1, "rules are nested too deeply"),
        ("p { color: red }\n" * 6001, 6001, "more than 6,000 rules"),
        ("/*" + "x" * css.MAX_BYTES + "*/", None, "the style sheet is too large"),
    ],
)
def test_the_rest_is_told(text: str, line: int | None, told: str) -> None:
    problems = sheet_problems(text, "brand.css")
    assert any(told in problem.message and problem.line == line for problem in problems), problems


def test_brackets_by_the_thousand_are_no_recursion_error() -> None:
    (problem,) = sheet_problems("p { width: " + "(" * 5000, "brand.css")
    assert "brackets are nested" in problem.message


def test_a_sheet_of_very_many_words_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(css, "MAX_TOKENS", 100)
    (problem,) = sheet_problems("p { x: " + "a " * 100 + "}", "brand.css")
    assert "the style sheet is too long" in problem.message


def test_variables_that_unfold_are_told_once() -> None:
    rules = "".join(f"--v{n}: {f'var(--v{n - 1}) ' * 10};" for n in range(1, 9))
    (problem,) = sheet_problems(f":root {{ --v0: x; {rules} }}", "brand.css")
    assert "grows to" in problem.message


def test_our_own_templates_may_set_the_paper_in_an_attribute() -> None:
    assert style_problems("--paper-width: 215.9mm; --count: 3", "page") == []
    assert style_problems("--paper-width: 10mm", "page")
    assert style_problems("background: url(file:///x)", "page")


def test_a_copy_of_a_shipped_sheet_may_do_what_ours_does() -> None:
    shipped = shipped_files()
    copies = {
        path: data + b"\n/* ours */" for path, data in shipped.items() if path.endswith(".css")
    }
    assert folder_problems(copies, "clinic", shipped) == []
    copies["styles/handout.css"] += b"@import url(http://evil.example/x.css);"
    (problem,) = folder_problems(copies, "clinic", shipped)
    assert problem.file == "clinic/styles/handout.css"


PIECES = st.sampled_from(
    [*"{}()[];:,.#@*%/\\'\" \n", "url(", "var(--a)", "--a:", "calc(", "@media print", "@import",
     "@page", "@layer a", "p", "1px", "1e400", "nan", "!important", "/*", "*/", "<!--", "\x00",
     "repeating-linear-gradient(", "\ud7ff", "é", "background", "size"]
)  # fmt: skip


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=120))
def test_any_text_is_judged_and_never_raises(text: str) -> None:
    for look in (sheet_problems, style_problems):
        problems = look(text, "brand.css")
        assert all(isinstance(problem, Diagnostic) for problem in problems)
        assert all("\n" not in problem.message for problem in problems)
