"""Each hole in WeasyPrint's tags is shown first, in the raw PDF, and then seen to be mended."""

from __future__ import annotations

import base64
import functools
import logging
from collections.abc import Callable
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from handouts.pdf.tagging import repair  # first: it sets fontconfig up for WeasyPrint
from tests.pdf_ua import artifacts, assert_pdf_ua, pdf_ua_failures, read_tags
from tests.verapdf import missing_verapdf, verapdf_failures

from weasyprint import CSS, HTML  # isort: skip
from weasyprint.text.fonts import FontConfiguration  # isort: skip

pytestmark = pytest.mark.pdf

PIXEL = "data:image/gif;base64,R0lGODdhAQABAIAAAP///////ywAAAAAAQABAAACAkQBADs="  # 1 px, white

LINK_WITH_TAGS = f"""
<p>See <a href="https://clinic.example/"><strong>our</strong> <span>page</span></a>,
<a href="#end"><img src="{PIXEL}" alt="Arrow"> the end</a> and
<a href="https://clinic.example/map">the <em>map with a name that is long enough to need more than
one line on this narrow page</em></a>.</p><p id="end">End</p>"""

LOOSE_LIST = """
<ul><li><p>One</p><p>more</p></li><li>Two<p>more</p></li><li><div>Three</div></li>
<li>Four</li><li><h2>Five</h2></li></ul>"""

NESTED_LIST = """
<ul><li>One<ul><li>inner</li></ul>after</li><li><p>Two</p><ol><li><p>deep</p></li></ol></li></ul>
<ol style="list-style: none"><li>Plain<ul><li>inner</li></ul></li></ol>"""

DECORATION = f"""
<p>Before <img src="{PIXEL}" alt=""> after</p><img src="{PIXEL}" alt="" style="display: block">
<p><a href="https://clinic.example/"><img src="{PIXEL}" alt=""> Site</a></p>
<p><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" role="presentation">
<rect width="9" height="9"/></svg> <span aria-hidden="true">x</span> done</p>"""

FURNITURE = """
<style>
  @page { size: a6; @top-left { content: string(title) } @top-right { content: "Clinic" }
          @bottom-left { content: element(foot) } @left-middle { content: "Side" }
          @bottom-right { content: counter(page) " of " counter(pages) } }
  h1 { string-set: title content() }
  #foot { position: running(foot) }
</style>
<div id="foot">Call <a href="tel:5550100">555 0100</a></div>
<h1>Running</h1><p>First page</p><p style="break-before: page">Second page</p>"""

TABLE = """
<table><tr><td></td><th scope="col">With</th><th scope="col">Without</th></tr>
<tr><th scope="row">Felt sick</th><td>29</td><td>11</td></tr>
<tr><th scope="row">Felt dizzy</th><td>23</td><td></td></tr></table>"""

TABLE_WITHOUT_SCOPES = """
<table><thead><tr><td></td><th>With</th></tr></thead>
<tbody><tr><th rowspan="2">Felt sick</th><td>29</td></tr><tr><td>11</td></tr></tbody></table>"""

ROW_HEADERS = """
<table><tr><th>Felt sick</th><td>29</td></tr><tr><th>Felt dizzy</th><td>23</td></tr></table>"""

# Every word is the name of the language it should be read in. The bundled font has no Arabic
# letters, and tags do not depend on the letters.
LANGUAGES = """
<p>en <span lang="es">es</span> en <span lang="es"><b>es</b> <i lang="en">en</i></span></p>
<section lang="es"><h2>es</h2><p>es</p><p lang="en">en</p>
<table><tr><th scope="col">es</th><th scope="col" lang="en">en</th></tr>
<tr><td>es</td><td lang="en">en</td></tr></table></section>
<p dir="rtl" lang="ar">ar <span dir="ltr" lang="en">en</span> ar</p>
<ul><li>en</li><li lang="es">es<ul><li>es</li><li lang="ar">ar</li></ul>es</li></ul>
<ul lang="es" style="list-style: none"><li lang="en">en</li><li>es</li></ul>
<dl><dt lang="es">es</dt><dd>en</dd></dl>
<p>en <a lang="es" href="https://clinic.example/">es <em lang="en">en</em></a></p>
<p lang="es">es<span style="float: footnote">es</span>
<span style="position: absolute; top: 0; right: 0" lang="ar">ar</span></p>
<div style="display: flex" lang="es"><p>es</p><p lang="en">en</p></div>
<div style="columns: 2"><p lang="es">es es es es es es es es es es</p><p>en</p></div>"""

# Two topics behind each other, as in a packet.
PACKET = """
<style>@page { size: a6; @bottom-center { content: counter(page) } }
section { break-before: page }</style>
<section lang="en"><h1>en</h1><p>en</p><ul><li><p>en</p></li></ul></section>
<section lang="es"><h1>es</h1><p>es</p><ul><li><p>es</p></li></ul>
<p style="break-before: page">es</p></section>"""

FORM = """
<form><label><input type="checkbox" name="driver"></label><input name="who" title="Your name">
</form>"""

SAMPLES = {
    "links": LINK_WITH_TAGS,
    "loose list": LOOSE_LIST,
    "nested list": NESTED_LIST,
    "decoration": DECORATION,
    "furniture": FURNITURE,
    "table": TABLE,
    "table without scopes": TABLE_WITHOUT_SCOPES,
    "row headers": ROW_HEADERS,
    "languages": LANGUAGES,
    "packet": PACKET,
    "form": FORM,
}


@functools.cache
def fonts() -> tuple[FontConfiguration, CSS]:
    """Return a font set-up and the style that names the font."""
    configuration = FontConfiguration()
    folder = files("fontpkg_atkinson_hyperlegible") / "files"
    faces = []
    for name, weight in (("Regular", 400), ("Bold", 700)):
        font = folder.joinpath(f"AtkinsonHyperlegible-{name}.ttf").read_bytes()
        url = f"data:font/ttf;base64,{base64.b64encode(font).decode()}"
        faces.append(f"@font-face {{ font-family: A; font-weight: {weight}; src: url({url}) }}")
    # The font has no circle for the bullets of inner lists.
    style = "".join(faces) + "@page { size: a5 } html { font-family: A } ul { list-style: disc }"
    return configuration, CSS(string=style, font_config=configuration)


def laid_out(body: str, language: str = "en") -> Any:
    """Return a WeasyPrint document, with an h1 if `body` has none."""
    configuration, style = fonts()
    heading = "" if "<h1" in body else f"<h1>{language}</h1>"
    html = f'<html lang="{language}"><title>Leaflet</title><body>{heading}{body}'
    return HTML(string=html).render(
        stylesheets=[style], font_config=configuration, pdf_variant="pdf/ua-1", pdf_forms=True
    )


def raw(body: str) -> bytes:
    """Return the PDF of `body` as WeasyPrint writes it."""
    return written(laid_out(body), None)


def repaired(body: str) -> bytes:
    """Return the PDF of `body` with its tags repaired."""
    return written(laid_out(body), repair.repair_tags)


def written(document: Any, finisher: Callable[[Any, Any], None] | None) -> bytes:
    """Return the PDF of `document`."""
    logger = logging.getLogger("weasyprint")
    logger.addFilter(_has_news)
    try:
        data: bytes = document.write_pdf(finisher=finisher, pdf_variant="pdf/ua-1", pdf_forms=True)
    finally:
        logger.removeFilter(_has_news)
    return data


def _has_news(record: logging.LogRecord) -> bool:
    """Return whether this is no complaint about `alt`: WeasyPrint makes it for `alt=""` too."""
    return "has no required alt description" not in record.msg


def lists(data: bytes) -> list[str]:
    """Return the outlines of the outer lists, without the spans around text."""
    return [tag.outline().replace("(Span)", "") for tag in read_tags(data).kids if tag.type == "L"]


def speech(data: bytes) -> list[tuple[str, str]]:
    """Return (language, word) of every word in reading order, without bullets and numbers."""
    pieces = read_tags(data).speech("en")
    return [(lang, word) for lang, text in pieces for word in text.split() if word.isalpha()]


def annotations_of(data: bytes) -> list[dict[str, Any]]:
    """Return the annotations of all pages, with what they say about themselves."""
    with pikepdf.open(BytesIO(data)) as pdf:
        found = [annotation for page in pdf.pages for annotation in page.get("/Annots", [])]
        return [
            {key: str(one[key]) for key in ("/Contents", "/TU", "/F") if key in one}
            for one in found
        ]


def descriptions(data: bytes) -> set[str]:
    """Return the descriptions of all links."""
    return {annotation["/Contents"] for annotation in annotations_of(data)}


@pytest.mark.parametrize("name", SAMPLES)
def test_repaired_pdf_meets_pdf_ua(name: str) -> None:
    assert_pdf_ua(repaired(SAMPLES[name]))


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("links", "LINK-LINK-TAG"),
        ("loose list", "LI-KIDS"),
        ("nested list", "LI-KIDS"),
        ("decoration", "FIGURE-ALTERNATIVE-TEXT"),
        ("row headers", "TABLE-HEADERS-SCOPE"),
        ("packet", "LI-KIDS"),
        ("form", "FORM-FIELD-TU"),
    ],
)
def test_raw_pdf_breaks_a_rule(name: str, rule: str) -> None:
    """If this fails after an upgrade, WeasyPrint has mended a hole, and our repair can go."""
    failures = pdf_ua_failures(raw(SAMPLES[name]))
    assert any(rule in failure for failure in failures), failures


@pytest.mark.java
@pytest.mark.slow
@pytest.mark.skipif(bool(missing_verapdf()), reason=missing_verapdf() or "veraPDF is here")
def test_verapdf_agrees(tmp_path: Path) -> None:
    """The referee passes every repaired sample, and rejects a raw one."""
    paths = [tmp_path / f"{name}.pdf" for name in SAMPLES]
    for path in paths:
        path.write_bytes(repaired(SAMPLES[path.stem]))
    broken = tmp_path / "raw.pdf"
    broken.write_bytes(raw(LOOSE_LIST))
    failures = verapdf_failures([*paths, broken])
    assert failures.pop(broken)[0].startswith("7.2-20: ")
    assert failures == {path: [] for path in paths}


@pytest.mark.parametrize("name", SAMPLES)
def test_same_document_gives_same_bytes(name: str) -> None:
    assert repaired(SAMPLES[name]) == repaired(SAMPLES[name])


def test_untagged_pdf_is_left_alone() -> None:
    document = laid_out("<p>Text</p>")
    assert document.write_pdf(finisher=repair.repair_tags) == document.write_pdf()


def test_link_annotations_hang_on_the_link() -> None:
    def with_annotation(data: bytes) -> set[str]:
        return {tag.type for tag in read_tags(data).walk() if tag.links}

    assert with_annotation(raw(LINK_WITH_TAGS)) == {"Link", "NonStruct", "Span", "Figure"}
    assert with_annotation(repaired(LINK_WITH_TAGS)) == {"Link"}


def test_link_tags_without_annotation_become_spans() -> None:
    sample = '<style>a::after { content: " (page)" }</style><p><a>No link</a> <a href="#x">Link</a>'
    sample += '<p id="x">End'
    assert len(read_tags(raw(sample)).find("Link")) == 4
    assert [tag.text for tag in read_tags(repaired(sample)).find("Link")] == ["Link (page)"]


def test_links_are_described_by_their_text() -> None:
    addresses = {"https://clinic.example/", "end", "https://clinic.example/map"}
    assert descriptions(raw(LINK_WITH_TAGS)) == addresses
    long = "the map with a name that is long enough to need more than one line on this narrow page"
    assert descriptions(repaired(LINK_WITH_TAGS)) == {"our page", "Arrow the end", long}


def test_links_print() -> None:
    assert {link.get("/F") for link in annotations_of(raw(LINK_WITH_TAGS))} == {None}
    assert {link.get("/F") for link in annotations_of(repaired(LINK_WITH_TAGS))} == {"4"}


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ('<a href="#x" title="Read more">here</a>', "Read more"),
        ('<a href="#x" aria-label="Call us">555</a>', "Call us"),
        ('<a href="#x">two\n  <b>words</b></a>', "two words"),
        (f'<a href="#x"><img src="{PIXEL}" alt="Map"></a>', "Map"),
        (
            '<style>.t::before { content: target-text("#x") }</style><a class="t" href="#x"></a>',
            "x",
        ),
    ],
)
def test_link_words(link: str, words: str) -> None:
    data = repaired(f'<p>{link}</p><p id="x">x</p>')
    assert descriptions(data) == {words}


def test_list_items_hold_label_and_body() -> None:
    before, after = lists(raw(LOOSE_LIST))[0], lists(repaired(LOOSE_LIST))[0]
    assert before == "L(LI(Lbl P P) LI(Lbl LBody P) LI(Lbl Div) LI(Lbl LBody) LI(Lbl H2))"
    assert after == (
        "L(LI(Lbl LBody(P P)) LI(Lbl LBody(NonStruct P)) LI(Lbl LBody(Div)) LI(Lbl LBody)"
        " LI(Lbl LBody(H2)))"
    )


def test_boxes_made_by_weasyprint_are_no_list_items_or_cells() -> None:
    cell = '<b style="display: table-cell">x</b>'
    sample = f"<ul><li>Text {cell} text</li></ul><table><tr><th>Text {cell} text</table>"
    stray = {"LI-PARENT", "TH-PARENT"}
    assert stray == {
        rule for rule in stray if any(rule in one for one in pdf_ua_failures(raw(sample)))
    }
    assert_pdf_ua(repaired(sample))


def test_inner_lists_are_read_in_their_place() -> None:
    def words(data: bytes) -> list[str]:
        return [word for _, word in speech(data)][1:]

    assert words(raw(NESTED_LIST))[:3] == ["One", "after", "inner"]
    assert words(repaired(NESTED_LIST))[:3] == ["One", "inner", "after"]
    assert lists(repaired(NESTED_LIST))[0] == (
        "L(LI(Lbl LBody(NonStruct L(LI(Lbl LBody)) NonStruct))"
        " LI(Lbl LBody(P L(LI(Lbl LBody(P))))))"
    )


def test_decoration_is_an_artifact() -> None:
    assert len(read_tags(raw(DECORATION)).find("Figure")) == 4
    assert read_tags(repaired(DECORATION)).find("Figure") == []
    assert artifacts(raw(DECORATION)) == []
    hidden = artifacts(repaired(DECORATION))
    assert sorted(hidden) == [("Layout", "")] * 4 + [("Layout", "x")]


def test_hidden_cell_keeps_the_row_complete() -> None:
    sample = (
        '<table><tr><th scope="col">A<th scope="col">B<tr><td>1<td aria-hidden="true">x</table>'
    )
    data = repaired(sample)
    assert_pdf_ua(data)
    assert [tag.text for tag in read_tags(data).find("TD")] == ["1", ""]


def test_hidden_part_keeps_its_link() -> None:
    data = repaired('<p aria-hidden="true">gone <a href="https://clinic.example/">stays</a></p>')
    assert_pdf_ua(data)
    assert [tag.text for tag in read_tags(data).find("P")] == ["stays"]


def test_picture_without_alt_is_not_taken_for_decoration() -> None:
    failures = pdf_ua_failures(repaired(f'<img src="{PIXEL}">'))
    assert any("FIGURE-ALTERNATIVE-TEXT" in failure for failure in failures)


def test_margin_boxes_are_pagination_artifacts() -> None:
    assert artifacts(raw(FURNITURE)) == []
    first_page = [("Header", "Running"), ("Header", "Clinic"), ("Pagination", "Side")]
    first_page += [("Footer", "Call "), ("Footer", "1 of 2")]
    assert set(first_page) <= set(artifacts(repaired(FURNITURE)))
    assert len(artifacts(repaired(FURNITURE))) == 2 * len(first_page)


def test_links_in_margin_boxes_can_be_reached() -> None:
    """They are in the tree, behind the content of their page."""
    assert read_tags(raw(FURNITURE)).find("Link") == []
    content = [tag.text for tag in read_tags(repaired(FURNITURE)).kids]
    assert content == ["Running", "First page", "555 0100", "Second page", "555 0100"]


def test_headers_say_their_scope() -> None:
    def scopes(data: bytes) -> list[str]:
        return [tag.scope for tag in read_tags(data).find("TH")]

    assert scopes(raw(TABLE)) == ["", "", "", ""]
    assert scopes(repaired(TABLE)) == ["Column", "Column", "Row", "Row"]
    assert scopes(repaired(TABLE_WITHOUT_SCOPES)) == ["Column", "Row"]


def test_headers_of_cells_are_kept_only_where_they_are_right() -> None:
    """WeasyPrint takes every TH without scope=row for the header of a column, cells above too."""

    def headers(data: bytes) -> list[int]:
        return [tag.headers for tag in read_tags(data).find("TD")]

    assert headers(repaired(TABLE)) == headers(raw(TABLE)) == [0, 2, 2, 2, 2]
    assert headers(raw(TABLE_WITHOUT_SCOPES)) == [1, 1, 1]
    assert headers(repaired(TABLE_WITHOUT_SCOPES)) == [0, 0, 0]


def test_form_fields_have_names() -> None:
    assert {field["/TU"] for field in annotations_of(raw(FORM))} == {"", "Your name"}
    assert {field["/TU"] for field in annotations_of(repaired(FORM))} == {"driver", "Your name"}


@pytest.mark.parametrize("sample", [LANGUAGES, PACKET])
def test_words_are_read_in_their_language(sample: str) -> None:
    assert {language for language, _ in speech(raw(sample))} == {"en"}
    words = speech(repaired(sample))
    assert {word for _, word in words} >= {"en", "es"}
    assert [pair for pair in words if pair[0] != pair[1]] == []


def test_language_is_written_only_where_it_changes() -> None:
    sample = '<div lang="en"><p lang="es"><b lang="es">es</b> <i>es</i></p></div>'
    marked = [tag for tag in read_tags(repaired(sample)).walk() if tag.language]
    assert [(tag.type, tag.language) for tag in marked] == [("P", "es")]


def test_joined_documents_keep_their_languages() -> None:
    """In a packet joined from documents, only the first one's language stands in the catalog."""
    parts = [laid_out("<p>en</p>"), laid_out("<p>es</p>", "es")]
    pages = [page for part in parts for page in part.pages]
    data = written(parts[0].copy(pages), repair.repair_tags)
    assert_pdf_ua(data)
    assert speech(data) == [("en", "en")] * 2 + [("es", "es")] * 2


def test_language_survives_a_page_break() -> None:
    sample = '<style>@page { size: a7 }</style><section lang="es"><p>' + "es " * 200 + "</section>"
    words = speech(repaired(sample))[1:]
    assert words == [("es", "es")] * 200


def test_every_layout_keeps_tags_and_boxes_in_step() -> None:
    """Constructs whose boxes WeasyPrint rebuilds or moves, each with a language of its own."""
    styles = ["inline-block", "flex", "inline-flex", "grid", "table", "inline-table"]
    styles += ["table-row", "table-cell", "list-item", "block"]
    parts = [
        f'<{name} style="display: {style}" lang="es">es <b lang="en">en</b></{name}>'
        for style in styles
        for name in ("div", "span", "li", "td-x")
    ]
    parts += [
        f'<div style="{style}" lang="es">es <p lang="en">en</p></div>'
        for style in ("float: left", "position: absolute", "position: fixed", "position: relative",
                      "columns: 2", "transform: rotate(9deg)", "overflow: hidden")
    ]  # fmt: skip
    parts.append("<ul><li style='list-style-position: inside' lang='es'>es<p>es</p></li></ul>")
    parts.append(
        "<table><caption lang='es'>es</caption><tfoot><tr><td>en</tfoot><tr><td>en</table>"
    )
    words = speech(repaired("".join(parts)))
    assert [pair for pair in words if pair[0] != pair[1]] == []


def test_walk_out_of_step_is_an_error() -> None:
    """Wrong languages would be worse than no PDF."""

    def extra_tag(document: Any, pdf: Any) -> None:
        other = next(item for item in pdf.objects if isinstance(item, dict) and "S" in item)
        pdf.add_object(type(other)(other))
        repair.repair_tags(document, pdf)

    def other_parent(document: Any, pdf: Any) -> None:
        last = [item for item in pdf.objects if isinstance(item, dict) and "S" in item][-1]
        last["P"] = b"1 0 R"
        repair.repair_tags(document, pdf)

    for finisher in (extra_tag, other_parent):
        with pytest.raises(RuntimeError, match="do not follow its boxes"):
            written(laid_out("<p>Text</p>"), finisher)
