"""The desk on a real socket, and what asks it as a browser does."""

from __future__ import annotations

import datetime
import http.client
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from handouts.desk.desk import Desk
from handouts.desk.pages import application
from handouts.desk.security import Guard
from handouts.desk.server import LOOPBACK, listen
from handouts.isolation.pool import IsolatedPool
from tests.builders import a_folder, add

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


@pytest.fixture(scope="package")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sets = "\nsets:\n  visit: {title: First visit, topics: [{topic: tiny, give: always}]}\n"
    return a_folder(tmp_path_factory.mktemp("desk"), {"clinic.yaml": add(sets)})


@pytest.fixture(scope="package")
def browser(clinic: Path) -> Iterator[Browser]:
    with listen(0) as listener, IsolatedPool() as pool:
        port = listener.getsockname()[1]
        guard = Guard(application(Desk(clinic, pool, lambda: NOW)), [f"{LOOPBACK}:{port}"])
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
