"""A style that was filled in beforehand has the values that WeasyPrint works out, one by one."""

from __future__ import annotations

from typing import Any

import pytest
import weasyprint
from weasyprint.css import get_all_computed_styles
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.css.targets import TargetCollector
from weasyprint.text.fonts import FontConfiguration

from handouts.pdf.internals.precomputed_styles import PrecomputedStyles

PAGE = """<html lang="ar" dir="rtl"><head><title>T</title></head><body>
<h1 id="a">One <b>two</b></h1><p class="x">Three <i>four</i> <u>five</u></p>
<ul><li>Six</li></ul><table><tr><td>Seven</td></tr></table><div><p hidden>Eight</p></div>
</body></html>"""

# Of logical sides only what they decide is asked for: the physical ones.
NAMES = [name for name in INITIAL_VALUES if "_inline_" not in name and "_block_" not in name]

STYLES = [
    "",
    "p { margin-inline: 1em 2em; padding-inline-start: 3px; border-inline-end: 1px solid red }",
    "p { direction: rtl; border-block-start-style: dotted } .x { border-top-style: none }",
    "* { border-style: solid; outline-style: dashed } li { border-width: 3px; outline-width: 0 }",
    "table { border-collapse: collapse; padding: 3px } td { margin: 1px; padding: 2px }",
    "b { position: absolute } i { position: fixed; display: inline-flex }",
    "p { position: absolute; left: 10% } h1 { float: left } i { float: right; position: relative }",
    "b { position: running(x) } u { display: inline-block } div { display: none }",
    "h1 { text-decoration: underline } b { text-decoration: overline red } html { color: blue }",
    "p { page: wide } i { page: auto } :root { --a: 3px } p { border: var(--a) solid; width: 3em }",
    "p { width: calc(1em + 2px) } i { font: bold 2em x, serif; line-height: 1.5 }",
    "p { --a: 1px; width: var(--a); border: var(--a) solid } .x { --a: 3px }",
    "i { color: var(--b, red); width: var(--c, 1em) } b { color: var(--none, inherit) }",
    "h1::before { content: 'x'; float: left } li::marker { color: red; border-left: thin solid }",
    "p { color: inherit; border-top: inherit; display: initial } b { margin-block: inherit }",
    "p { border-left: 2px solid; border-inline-end-width: 4px; columns: 2; column-rule: solid }",
]


def read_styles(html: Any, sheets: list[Any]) -> Any:
    """Return WeasyPrint's own styles of a page."""
    fonts, targets = FontConfiguration(), TargetCollector()
    return get_all_computed_styles(html, sheets, font_config=fonts, target_collector=targets)


def styles_of(css: str, form: Any) -> dict[str, dict[str, Any]]:
    """Return all values of all styles of a page, by element and part, and of boxes in them."""
    html = weasyprint.HTML(string=PAGE)
    sheets = [weasyprint.CSS(string=css)]
    styles = form(read_styles(html, sheets))
    found = {}
    for element in html.etree_element.iter():
        for part in (None, "before", "marker"):
            style = styles(element, part)
            if style is not None:
                name = f"{element.tag} {part or ''}"
                found[name] = {key: style[key] for key in NAMES}
                bare = style.anonymous_style
                found[f"in {name}"] = {key: bare[key] for key in NAMES}
    return found


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("css", STYLES)
def test_filled_in_beforehand_or_worked_out_one_by_one(css: str) -> None:
    theirs, ours = styles_of(css, lambda styles: styles), styles_of(css, PrecomputedStyles)
    assert ours.keys() == theirs.keys()
    for name, values in theirs.items():
        assert ours[name] == values, name


def test_what_is_asked_of_every_box_is_there_before() -> None:
    html = weasyprint.HTML(string=PAGE)
    styles = PrecomputedStyles(read_styles(html, []))
    asked = {"width", "height", "left", "min_width", "max_height", "padding_top", "lang",
             "border_left_width", "float", "overflow", "color", "font_size", "text_decoration_line",
             "page", "background_image", "opacity", "box_sizing", "border_top_style"}  # fmt: skip
    root, body = html.etree_element, html.etree_element.find("body")
    for element in (root, body):  # parents first, as WeasyPrint goes
        style = styles(element)
        assert asked <= dict(style).keys()
        assert asked <= dict(style.anonymous_style).keys()
