"""The brand's colours reach pictures, however a style sheet says them."""

from __future__ import annotations

import pytest

from handouts.assets import shipped_files
from handouts.pdf.picture_colours import BrandColourReader
from handouts.pdf.renderer import Page, Renderer
from handouts.pictograms import BrandColours, Colours

pytestmark = pytest.mark.pdf

BRAND = b"""
:root { --palette-primary-800: rgb(1 2 3); --color-emergency: hsl(0 100% 25%) }
[data-format="poster"] { --color-picture: hsl(120 100% 25%) }
b { display: none !important; color: white !important }
"""
HTML = """<!DOCTYPE html><html lang="en" data-format="{}" style="--spare:{}mm">
<head><title>T</title>
<link rel="stylesheet" href="https://handouts.invalid/styles/brand.css"></head>
<body><p>Words.</p></body></html>"""


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer({**shipped_files(), "styles/brand.css": BRAND}, "clinic")


def colours(renderer: Renderer, html: str) -> BrandColours:
    """Return the colours that pictures on a page had."""
    renderer.lay_out(Page("tiny", html, {}))
    return renderer._fetcher.colours


def test_they_are_those_that_the_style_sheets_come_to(renderer: Renderer) -> None:
    sheet = colours(renderer, HTML.format("sheet", 1))
    assert sheet.on_paper == Colours("#000000", "#ffffff", "#010203", "#800000")
    assert sheet.on_hero == Colours.on(ground="#010203", ink="#ffffff")
    assert colours(renderer, HTML.format("poster", 1)).on_paper.brand == "#008000"


def test_the_steps_of_fitting_are_asked_for_once(renderer: Renderer) -> None:
    asked: list[str] = []

    def lay_out(page: str) -> object:
        asked.append(page)
        return renderer._lay_out(page)

    reader = BrandColourReader(lay_out)
    assert reader.of(HTML.format("sheet", 1)) == reader.of(HTML.format("sheet", 2))
    assert len(asked) == 1
