"""A day at the desk in a real browser: no script, by keyboard, in both languages, magnified."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handouts.record.store import Record
from tests.desk.conftest import Browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = (
    "en/give?t=tiny&t=other", "en/give?q=leaflet", "en/give?q=xyzzy", "en/look-back",
    "en/look-back/bin", "en/look-back/check", "en/nowhere", "en/review?show=signed",
    "en/review/tiny/en", "es/give?t=tiny", "es/look-back", "es/review/tiny/es",
)  # fmt: skip

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this computer"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


def open_page(chromium: Any, browser: Browser, **options: Any) -> Any:
    """Return a page of the desk's browser; what its console says fails the test."""
    context = chromium.new_context(**options)
    name, _, value = browser.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": browser.origin}])
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    return page


def test_four_clicks_to_paper_without_any_script(
    chromium: Any, browser: Browser, clinic: Path
) -> None:
    before = len(Record(clinic).issues())
    page = open_page(chromium, browser, java_script_enabled=False)
    page.goto(f"{browser.origin}/en/give")
    page.click("text=First visit")
    page.click(".options >> text=Español")
    page.click("text=Large print")
    page.click("#go")
    page.wait_for_url("**/en/issue/*")
    (issue,) = Record(clinic).issues()[before:]
    assert (issue.items[0].locale, issue.items[0].format) == ("es", "large-print")
    assert page.inner_text("#chart") == issue.chart
    assert page.said == []


def test_the_same_by_keyboard(chromium: Any, browser: Browser, clinic: Path) -> None:
    """Each answer's address ends where the next choice is."""
    before = len(Record(clinic).issues())
    page = open_page(chromium, browser)
    page.goto(f"{browser.origin}/en/give#leaflets")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText").strip().startswith("First visit")
    page.keyboard.press("Enter")
    page.wait_for_url("**#options")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "go":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/issue/*")
    assert len(Record(clinic).issues()) == before + 1
    assert page.is_visible("text=Copy the chart line")


def test_a_clinician_signs_what_was_shown_and_takes_it_back(
    chromium: Any, browser: Browser, clinic: Path
) -> None:
    page = open_page(chromium, browser, java_script_enabled=False)
    page.goto(f"{browser.origin}/en/review/tiny/en")
    page.fill("#name", "Dr. A. Rivera")
    page.fill("#role", "Psychiatrist")
    settings = clinic / "clinic.yaml"
    before = settings.read_text("utf-8")
    settings.write_text(before.replace("food_hours: 6", "food_hours: 8"), "utf-8")
    try:
        page.click("text=Sign edition")  # of the words with 6 hours, which were shown
        assert "Nothing was signed" in page.inner_text("[role=alert]")
        assert not (clinic / "reviews.yaml").exists()
    finally:
        settings.write_text(before, "utf-8")
    page.goto(f"{browser.origin}/en/review/tiny/en")
    page.fill("#name", "Dr. A. Rivera")
    page.fill("#role", "Psychiatrist")
    page.click("text=Sign edition")
    assert "Signed" in page.inner_text(".state")
    page.goto(f"{browser.origin}/en/give?t=tiny")
    assert "Signed by Dr. A. Rivera" in page.inner_text("article")
    page.goto(f"{browser.origin}/en/review/tiny/en")
    page.fill("#name", "Dr. A. Rivera")
    page.fill("#role", "Psychiatrist")
    page.click("button:has-text('Withdraw')")
    assert "Withdrawn" in page.inner_text(".state")
    assert (clinic / "reviews.yaml").read_text("utf-8").count("topic: tiny") == 2


def test_every_page_is_accessible_and_fits_a_telephone(chromium: Any, browser: Browser) -> None:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    page = open_page(chromium, browser, viewport={"width": 320, "height": 640})
    found = {}
    for name in PAGES:
        page.goto(f"{browser.origin}/{name}")
        answer = Axe().run(page, options={"runOnly": RULES}).response
        wrong = [rule["id"] for rule in answer["violations"]]
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wrong.append("scrolls sideways")
        if re.search(r"built-in|0x[0-9a-f]{6}|\{\}|Undefined", page.content()):
            wrong.append("a word is missing")
        if wrong:
            found[name] = wrong
    assert found == {}
    assert [line for line in page.said if "404" not in line] == []
