"""Leaflets as web pages that need nothing else."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from handouts import assets
from handouts.compose.text import to_paragraphs
from handouts.errors import InvalidInput
from handouts.session import ClinicSession
from handouts.web.page import self_contained
from tests.pseudo import LOCALE, arabic_clinic

CHROMIUM = shutil.which("chromium")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def session() -> ClinicSession:
    """Return the example clinic."""
    return ClinicSession(assets.example_clinic())


def page(session: ClinicSession, topic: str = "risks", locale: str = "en") -> str:
    """Return a topic as a web page."""
    (spec,) = session.specs([topic], [locale], ["web"])
    return session.write_text(spec).text


def test_a_page_needs_nothing_else(session: ClinicSession) -> None:
    html = page(session, "what-to-expect-infusion")
    assert "handouts.invalid" not in html
    assert "<script" not in html
    assert "<link" not in html
    assert not re.findall(r"(?:src|url)[=(]\"?(?!\"?data:)\S+", html.partition("<body")[2])
    assert not re.findall(r"url\(\"?(?!\"?data:)\S+|@import|@font-face", html)
    assert html.index("Content-Security-Policy") < html.index("<style>")
    assert len(html) < 120_000


@pytest.mark.parametrize("locale", ["en", "es"])
@pytest.mark.parametrize("topic", ["risks", "what-to-expect-infusion"])
def test_its_words_are_those_of_the_sheet(session: ClinicSession, topic: str, locale: str) -> None:
    (sheet,) = session.specs([topic], [locale])
    printed = to_paragraphs(session.compose(sheet).html)
    shown = to_paragraphs(page(session, topic, locale))
    head = [line for line in shown if line not in printed]
    assert not [line for line in printed if line not in shown]
    assert len(head) <= 2  # its foot: reference and clinic, which pages of a sheet repeat
    assert all("KET-" in line or "Harbor Light" in line for line in head)


def test_pictograms_are_drawn_in_the_pages_colours(session: ClinicSession) -> None:
    html = page(session, "what-to-expect-infusion")
    assert 'fill="var(--color-picture)"' in html
    assert re.search(r'<svg class="picture" role="img" aria-label="[^"]{5,}"', html)


@pytest.mark.parametrize(
    "spoiled",
    [
        "<script>x</script>",
        '<a href="javascript:x()">x</a>',
        '<meta http-equiv="refresh" content="0">',
        '<img src="https://example.org/x.png">',
        '<iframe src="data:text/html,x"></iframe>',
    ],
)
def test_what_no_leaflet_may_have_no_page_has(session: ClinicSession, spoiled: str) -> None:
    html = f'<html><head><meta charset="utf-8"></head><body>{spoiled}</body></html>'
    with pytest.raises(InvalidInput):
        self_contained(html, session.files, "x")


def test_a_style_sheet_cannot_end_its_element(session: ClinicSession) -> None:
    brand = b'.x::before { content: "</style><script>alert(1)</script>" }'
    files = {**session.files, "styles/brand.css": brand}
    html = self_contained('<html><head><meta charset="utf-8"></head></html>', files, "x")
    assert html.count("</style>") == 1
    assert "</script" not in html


@pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium")
def test_a_browser_shows_it_to_everybody_and_asks_for_nothing(
    session: ClinicSession, tmp_path: Path
) -> None:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
    from playwright.sync_api import sync_playwright

    arabic = ClinicSession(arabic_clinic(tmp_path, "risks"))
    paths = []
    for clinic, topic, locale in (
        (session, "risks", "es"),
        (session, "what-to-expect-infusion", "en"),
        (arabic, "risks", LOCALE),
    ):
        paths.append(tmp_path / f"{topic}-{locale}.html")
        paths[-1].write_text(page(clinic, topic, locale), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for width in (320, 1000):
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme="dark" if width == 1000 else "light",
                bypass_csp=True,
            )
            for path in paths:
                asked: list[str] = []
                tab = context.new_page()
                tab.on("request", lambda request: asked.append(request.url))  # noqa: B023
                tab.goto(path.as_uri())
                assert tab.evaluate("document.documentElement.scrollWidth") <= width
                found = Axe().run(tab, options={"runOnly": WCAG})
                assert [item["id"] for item in found.response["violations"]] == []
                assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        browser.close()
