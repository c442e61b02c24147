"""What the finished layout says about its pages."""

from __future__ import annotations

from typing import Any

import pytest

from handouts.assets import shipped_files
from handouts.pdf.measure import outside_text, page_fills, wanted_families
from handouts.pdf.renderer import Page, Renderer

pytestmark = pytest.mark.pdf

FONT = "fonts/AtkinsonHyperlegible-Regular.ttf"
SHEET = f"""
@font-face {{ font-family: "A Family"; src: url(/{FONT}) }}
@page {{ size: 100mm 100mm; margin: 10mm }}
* {{ margin: 0; padding: 0; font-family: "A Family" }}
p {{ font-size: 10mm; line-height: 10mm }}
"""


def pages(css: str, body: str = "<p>Word</p>") -> list[Any]:
    """Return the pages of 100 mm that `body` makes under the style sheet `css`."""
    files = {"styles/handout.css": (SHEET + css).encode(), FONT: shipped_files()[FONT]}
    html = f'<html lang="en"><title>x</title><body>{body}'
    return list(Renderer(files).lay_out(Page("tiny", html, {})).document.pages)


@pytest.mark.parametrize(
    ("css", "body", "used"),
    [
        ("", "<p>Word</p>", [10]),
        ("p { margin-top: 25mm }", "<p>Word</p>", [35]),
        ("", "<p>Word</p>" * 9, [80, 10]),
        ("", "<p>Word</p><div></div>", [10]),
        ("div { height: 50mm }", "<p>Word</p><div></div>", [10]),
        ("p { position: absolute; top: 60mm }", "<p>Word</p>", [70]),
        ('@page { @bottom-left { content: "Foot" } }', "<p>Word</p>", [10]),
    ],
)
def test_a_page_is_as_full_as_its_last_line(css: str, body: str, used: list[int]) -> None:
    fills = page_fills(pages(css, body))
    assert [round(fill.used_mm) for fill in fills] == used
    assert [round(fill.height_mm) for fill in fills] == [80] * len(used)
    assert fills[0].share == pytest.approx(used[0] / 80, abs=0.01)


@pytest.mark.parametrize(
    ("css", "outside"),
    [
        ("", False),
        ("margin-left: -3mm", False),
        ("margin-left: -5mm", True),
        ("margin-top: -9mm", True),
        ("position: relative; left: -5mm", True),
        ("position: absolute; left: -9mm", True),
        ("position: absolute; bottom: -9mm", True),
        ("position: absolute; left: 1mm; top: 1mm", False),
        ("width: 10mm; margin-left: 70mm", True),
        ("float: right; margin-right: -9mm", True),
    ],
)
def test_text_near_the_edge_is_found_however_it_got_there(css: str, outside: bool) -> None:
    found = outside_text(pages(f"p {{ {css} }}"))
    assert [(one.page, one.text) for one in found] == [(1, "Word")] * outside


def test_running_headers_can_be_too_near_as_well() -> None:
    found = outside_text(pages('@page { @top-left { content: "Head"; vertical-align: top } }'))
    assert [one.text for one in found] == ["Head"]


@pytest.mark.parametrize("css", ["", "b { position: absolute }"])
def test_the_families_of_printed_words_are_wanted(css: str) -> None:
    body = "<p>Word <b>bold</b> <i> </i></p>"
    more = "b { font-family: Other } i { font-family: Unused }"
    assert wanted_families(pages(more + css, body)) == {"A Family", "Other"}
