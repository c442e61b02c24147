"""HTML to PDF: strict about everything that is missing."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import weasyprint

from handouts.assets import shipped_files
from handouts.errors import RenderError
from handouts.paths import ORIGIN
from handouts.pdf.internals.layout_limits import lay_out_within_limits
from handouts.pdf.internals.leaflet_html import LeafletHTML, default_styles
from handouts.pdf.renderer import VARIANT, Page, Renderer
from handouts.session import ClinicSession
from tests.builders import TINY
from tests.conftest import Pdf, page_texts
from tests.pdf_ua import assert_pdf_ua, read_tags

pytestmark = pytest.mark.pdf

HTML = """<!DOCTYPE html><html lang="en"><head><title>Leaflet</title>
<link rel="stylesheet" href="https://handouts.invalid/styles/brand.css"></head>
<body class="pages sheet"><main class="topic"><h1>Head</h1>{}</main></body></html>"""


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer({**shipped_files(), "styles/brand.css": b"b { color: #123456 }"}, "clinic")


def pdf_of(renderer: Renderer, body: str, written: str = "") -> bytes:
    """Return the PDF of a small page."""
    page = Page("tiny", HTML.format(body), {"topic": "tiny"}, {"tiny/en.md": written.encode()})
    return renderer.write(renderer.lay_out(page))


def fault(renderer: Renderer, body: str, written: str = "") -> str:
    """Return the problems of a small page."""
    with pytest.raises(RenderError) as caught:
        pdf_of(renderer, body, written)
    return str(caught.value)


def test_a_page_becomes_a_tagged_pdf_with_its_fonts(renderer: Renderer) -> None:
    data = pdf_of(renderer, "<p>Some words.</p>")
    assert "Some words." in page_texts(data)[0]
    assert [tag.type for tag in read_tags(data).find("H1", "P")] == ["H1", "P"]
    assert_pdf_ua(data)


@pytest.mark.parametrize(
    ("body", "written", "message"),
    [
        (
            '<p><img src="https://handouts.invalid/images/x.png" alt="x"></p>',
            "a\n![x](images/x.png)",
            "tiny/en.md:2: “images/x.png” cannot be used: no such file",
        ),
        (
            '<p><img src="http://a.example/x.png" alt="x"></p>',
            "",
            "tiny: “http://a.example/x.png” ",
        ),
        ("<p>漢</p>", "a\nb\n漢", "tiny/en.md:3: the fonts lack the sign “漢” (U+6F22)"),
        ("<p>😀</p>", "", "tiny: the fonts lack the sign “😀”"),
        ("<p>" + "x" * 200 + "</p>", "\n" + "x" * 200, "is too near the paper's edge"),
    ],
)
def test_what_is_missing_fails_the_leaflet(
    renderer: Renderer, body: str, written: str, message: str
) -> None:
    assert message in fault(renderer, body, written)


@pytest.mark.parametrize(
    "css",
    [
        "",
        "p::first-line { color: red; background: yellow }",
        "p::first-letter { color: red; font-size: 3em; float: left }",
        "p { border: 1px solid; margin: 1em } p::first-line { color: blue; letter-spacing: 2px }",
        "@page { @top-left { content: 'x'; border: 1px solid; color: red } }",
        "@page { margin: 3cm } @page :first { margin: 1cm; border-left: 3px solid }",
        "p { columns: 2 } b { display: inline-block; border-bottom: 1px solid }",
        "body { position: relative } p { position: absolute; top: 3em; left: 5em; width: 8em }",
        "p { display: flex } b { order: -1; align-self: flex-end }",
        "p { display: grid; grid-template-columns: 1fr 2fr } b { justify-self: end }",
        "p { text-decoration: underline } b { text-decoration: none; vertical-align: super }",
        "li { list-style: decimal inside } li::marker { color: red }",
        "p::before { content: open-quote } p::after { content: close-quote; float: right }",
        "html { direction: rtl } p { margin-inline-start: 3em; border-inline-start: 3px solid }",
        "table { border-collapse: collapse; border-spacing: 3px } td { border: 2px solid }",
    ],
)
def test_a_page_is_laid_out_as_by_weasyprint_itself(renderer: Renderer, css: str) -> None:
    """Its steps are called one by one and its styles filled in; nothing comes out otherwise."""
    body = (
        "<p>Some <b>words</b> that go on <i>and on</i>" + " and on" * 40 + ".</p>"
        "<ul><li>One</li></ul><table><tbody><tr><td>Two</td></tr></tbody></table>"
    )
    html = weasyprint.HTML(
        string=HTML.format(body), base_url=f"{ORIGIN}/", url_fetcher=renderer._fetcher
    )
    sheets, fonts = [renderer._sheet, weasyprint.CSS(string=css)], renderer._fonts
    theirs = html.render(stylesheets=sheets, font_config=fonts, pdf_variant=VARIANT)
    ours = lay_out_within_limits(html, sheets, fonts, VARIANT)
    assert ours.write_pdf(pdf_variant=VARIANT) == theirs.write_pdf(pdf_variant=VARIANT)


def test_the_default_styles_look_as_weasyprints_own(renderer: Renderer) -> None:
    """They lack what no leaflet has; everything else, list markers too, comes out the same."""
    body = "<ol><li>One<ul><li>Two</li></ul></li></ol><p>H<sub>2</sub>O <q>x</q><br>y</p><hr>"
    page, base, fetcher = HTML.format(body), f"{ORIGIN}/", renderer._fetcher
    sources = (
        weasyprint.HTML(string=page, base_url=base, url_fetcher=fetcher),
        LeafletHTML(page, base, fetcher),
    )
    pages = [
        lay_out_within_limits(html, [renderer._sheet], renderer._fonts, VARIANT) for html in sources
    ]
    theirs, ours = (page.write_pdf(pdf_variant=VARIANT) for page in pages)
    assert ours == theirs


def test_the_default_styles_are_for_no_notes() -> None:
    """A new WeasyPrint may write its rules in another way: then they are to be left out anew."""
    kinds = {entry[3] for entry in default_styles().matcher.other_selectors}
    assert kinds == {None}


def test_a_missing_picture_is_told_once(renderer: Renderer) -> None:
    picture = '<p><img src="https://handouts.invalid/images/x.png" alt="x"></p>'
    assert len(fault(renderer, picture).split("\n")) == 1


@pytest.mark.parametrize(
    ("css", "line", "message"),
    [
        ("a {}\np { font-family: Comic }", 2, "font family “Comic” has no file"),
        ("p { font-family: serif }", 1, "font family “serif” has no file"),
        ("\n\np { background: url(x.png) }", 3, "“styles/x.png” cannot be used: no such file"),
        ("p { background: url(http://a.example/x.png) }", 1, "no outside address"),
        ("\np { background: url(file:///etc/passwd) }", 2, "no outside address"),
        ("@import 'x.css';", 1, "“styles/x.css” cannot be used: no such file"),
        ("\n@import url(http://a.example/x.css);", 2, "no outside address"),
        (
            "@font-face { font-family: X; src: url(x.ttf) } p { font-family: X }",
            1,
            "cannot be used",
        ),
    ],
)
def test_a_fault_of_the_brand_has_its_line(css: str, line: int, message: str) -> None:
    files = {**shipped_files(), "styles/brand.css": css.encode()}
    written = {"clinic/styles/brand.css": css.encode()}

    def render() -> None:
        one = Renderer(files, "clinic")
        one.write(one.lay_out(Page("tiny", HTML.format("<p>Words.</p>"), {}, written)))

    with pytest.raises(RenderError) as caught:
        render()
    first = caught.value.problems[0]
    assert (first.file, first.line) == ("clinic/styles/brand.css", line)
    assert message in first.message


def test_css_that_does_nothing_is_a_warning_with_its_line() -> None:
    css = b"p {\n  colour: red;\n  color: 12q;\n}\nq:: { color: red }"
    one = Renderer({**shipped_files(), "styles/brand.css": css}, "clinic")
    assert {problem.line for problem in one.warnings} == {2, 3, 5}
    assert "unknown property" in one.warnings[0].message
    one.write(one.lay_out(Page("tiny", HTML.format("<p>Words.</p>"), {})))


def test_our_own_styles_give_no_warning(tiny: ClinicSession) -> None:
    assert tiny.renderer.warnings == ()


@pytest.mark.parametrize("name", ["harbor-light", "cedar-row"])
def test_the_example_brands_give_no_warning(name: str) -> None:
    brand = TINY.parents[2] / "content/clinics" / name / "styles/brand.css"
    assert Renderer({**shipped_files(), "styles/brand.css": brand.read_bytes()}).warnings == ()


def test_a_renderer_makes_the_same_bytes_again(renderer: Renderer) -> None:
    first = pdf_of(renderer, "<p>Some words.</p>")
    pdf_of(renderer, "<p>Other words, <b>bold</b>.</p>")
    assert pdf_of(renderer, "<p>Some words.</p>") == first


def test_a_fault_of_one_leaflet_does_not_spoil_the_next(renderer: Renderer) -> None:
    fault(renderer, '<p><img src="https://handouts.invalid/x.png" alt="x"></p>')
    assert pdf_of(renderer, "<p>Some words.</p>")


def test_no_path_of_this_machine_is_in_the_pdf(tiny_pdf: Pdf) -> None:
    with pikepdf.open(BytesIO(tiny_pdf("tiny"))) as pdf:
        buffer = BytesIO()
        pdf.save(buffer, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.all)
    for word in (str(TINY), str(Path.home()), "file:"):
        assert word.encode() not in buffer.getvalue()
