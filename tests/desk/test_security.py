"""The desk on a real socket: who is let in, and what a giving leaves behind."""

from __future__ import annotations

import datetime
import http.client
import re
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
import uvicorn

from handouts.desk.pages import Desk
from handouts.desk.security import COOKIE, HEADERS, MAX_BODY, Guard
from handouts.desk.server import LOOPBACK, listen
from handouts.errors import HandoutsError
from handouts.isolation.pool import IsolatedPool
from handouts.record.store import Record
from tests.builders import a_folder

NOW = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)


class Browser:
    """Asks as a browser does."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.token, self.cookie = port, token, ""

    def ask(
        self, path: str, body: str | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=120)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        method = "GET" if body is None else "POST"
        connection.request(method, path, body, {"Cookie": self.cookie, **named})
        answer = connection.getresponse()
        found = answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        connection.close()
        return found

    @property
    def origin(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_folder(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def browser(clinic: Path) -> Iterator[Browser]:
    with listen(0) as listener, IsolatedPool() as pool:
        port = listener.getsockname()[1]
        guard = Guard(Desk(clinic, pool, lambda: NOW).app(), [f"{LOOPBACK}:{port}"])
        server = uvicorn.Server(uvicorn.Config(guard, log_level="critical", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        found = Browser(port, guard.token)
        assert found.ask("/en/give")[0] == 403  # nobody without the token
        assert found.ask("/?token=guessed")[0] == 403
        status, headers, _ = found.ask(f"/?token={found.token}")
        assert status == 303
        assert "HttpOnly" in headers["set-cookie"]
        assert found.ask(f"/?token={found.token}")[0] == 403  # it works once
        found.cookie = headers["set-cookie"].partition(";")[0]
        yield found
        server.should_exit = True
        thread.join()


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
    assert browser.ask("/en/give", "t=x")[0] == 403
    assert browser.ask("/en/give", "x" * (MAX_BODY + 1), Origin=browser.origin)[0] == 413
    assert not Record(clinic).issues()


def test_a_port_that_is_taken_is_told(browser: Browser) -> None:
    with pytest.raises(HandoutsError, match="is taken"):
        listen(browser.port)


def test_a_double_click_gives_once_and_leads_to_the_chart_line(
    browser: Browser, clinic: Path
) -> None:
    _, _, page = browser.ask("/es/give")
    form = {
        "t": "tiny", "key": _first(page, "key"), "lang": "en", "copies": "2", "by": "RM",
    }  # fmt: skip
    nothing = browser.ask("/es/give", urlencode({**form, "by": "Jane Doe"}), Origin=browser.origin)
    assert nothing[0] == 422
    assert b"Jane" not in nothing[2]
    answers = [browser.ask("/es/give", urlencode(form), Origin=browser.origin) for _ in range(2)]
    assert {answer[0] for answer in answers} == {303}, answers[0][2].decode()
    (issue,) = Record(clinic).issues()
    assert {answer[1]["location"] for answer in answers} == {f"/es/issue/{issue.id}"}
    _, _, told = browser.ask(f"/es/issue/{issue.id}")
    assert issue.chart in told.decode()
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


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this computer")
def test_a_real_browser_gives_a_leaflet_without_any_script(browser: Browser, clinic: Path) -> None:
    """A header that keeps others out must not keep our own forms out."""
    from playwright.sync_api import sync_playwright

    before = len(Record(clinic).issues())
    name, _, value = browser.cookie.partition("=")
    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = chromium.new_context(java_script_enabled=False)
        context.add_cookies([{"name": name, "value": value, "url": browser.origin}])
        page = context.new_page()
        page.goto(f"{browser.origin}/en/give")
        page.check("input[value=tiny]")
        page.click("button:has-text('Record')")
        page.wait_for_url("**/en/issue/*")
        assert "Patient leaflets given" in page.inner_text(".chart")
        chromium.close()
    assert len(Record(clinic).issues()) == before + 1


def _first(page: bytes, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page.decode())
    assert found
    return found[1]
