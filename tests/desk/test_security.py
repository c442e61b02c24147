"""The desk on a real socket: who is let in, and what a giving leaves behind."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest

from handouts.desk.security import COOKIE, HEADERS, MAX_BODY
from handouts.desk.server import listen
from handouts.errors import HandoutsError
from handouts.record.store import Record
from tests.desk.conftest import Browser


def test_pages_carry_the_headers_that_keep_others_out(browser: Browser) -> None:
    status, headers, _ = browser.ask("/en/give")
    assert status == 200
    assert {name: headers.get(name.lower()) for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Origin": "http://evil.example"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Cookie": f"{COOKIE}=guessed"}, 403),
    ],
)
def test_other_sites_get_nothing(browser: Browser, headers: dict[str, str], status: int) -> None:
    assert browser.ask("/en/give", **headers)[0] == status


def test_a_post_says_where_it_comes_from_and_is_small(browser: Browser, clinic: Path) -> None:
    before = len(Record(clinic).issues())
    assert browser.ask("/en/give", "t=x")[0] == 403
    assert browser.ask("/en/give", "x" * (MAX_BODY + 1), Origin=browser.origin)[0] == 413
    assert len(Record(clinic).issues()) == before


def test_a_port_that_is_taken_is_told(browser: Browser) -> None:
    with pytest.raises(HandoutsError, match="is taken"):
        listen(browser.port)


def test_a_double_click_gives_once_and_leads_to_the_chart_line(
    browser: Browser, clinic: Path
) -> None:
    before = len(Record(clinic).issues())
    _, _, page = browser.ask("/es/give")
    form = {
        "t": "tiny", "key": _first(page, "key"), "lang": "en", "copies": "2", "by": "RM",
    }  # fmt: skip
    nothing = browser.ask("/es/give", urlencode({**form, "by": "Jane Doe"}), Origin=browser.origin)
    assert nothing[0] == 422
    assert b"Jane" not in nothing[2]
    answers = [browser.ask("/es/give", urlencode(form), Origin=browser.origin) for _ in range(2)]
    assert {answer[0] for answer in answers} == {303}, answers[0][2].decode()
    (issue,) = Record(clinic).issues()[before:]
    assert {answer[1]["location"] for answer in answers} == {f"/es/issue/{issue.id}"}
    _, _, told = browser.ask(f"/es/issue/{issue.id}")
    assert issue.chart in re.sub("<[^>]+>", "", told.decode())
    _, _, pdf = browser.ask(f"/es/sheet/{issue.items[0].files[0].sha256}.pdf")
    assert pdf == Record(clinic).files(issue.items[0])[".pdf"]
    assert issue.id.encode() in browser.ask("/en/look-back")[2]
    _refuses_what_is_superseded(browser, clinic, issue.id, issue.items[0].files[0].sha256)


def _refuses_what_is_superseded(browser: Browser, clinic: Path, issue: str, sha256: str) -> None:
    """A changed rule makes the paper old: it opens only as a document, with a word."""
    settings = clinic / "clinic.yaml"
    before = settings.read_text("utf-8")
    settings.write_text(before.replace("food_hours: 6", "food_hours: 8"), "utf-8")
    try:
        assert "Do not hand this out" in browser.ask(f"/en/issue/{issue}")[2].decode()
        assert browser.ask(f"/en/sheet/{sha256}.pdf")[0] == 409
        assert browser.ask(f"/en/sheet/{sha256}.pdf?as-it-was=yes")[2].startswith(b"%PDF")
    finally:
        settings.write_text(before, "utf-8")


def test_a_mistake_in_the_settings_is_told_with_its_line(browser: Browser, clinic: Path) -> None:
    settings = clinic / "clinic.yaml"
    before = settings.read_text("utf-8")
    settings.write_text(before.replace("region: US", "region: XX"), "utf-8")
    try:
        status, _, page = browser.ask("/en/give")
        assert status == 503
        assert "clinic.yaml:" in page.decode()
    finally:
        settings.write_text(before, "utf-8")
    assert browser.ask("/en/give")[0] == 200


def _first(page: bytes, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page.decode())
    assert found
    return found[1]
