"""What all tests share: strictness about logs, golden files, and PDFs made once."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pypdfium2
import pytest

from handouts.batch import making, supervisor, worker
from handouts.batch.guard import Guard
from handouts.batch.tasks import Limits, Outcome, Task
from handouts.checks import answers
from handouts.leaflets import Workshop
from tests.builders import TINY

GOLDEN = Path(__file__).with_name("golden")

Golden = Callable[[str, str], None]
Pdf = Callable[..., bytes]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update-golden`."""
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write tests/golden anew; read the difference before you commit it",
    )


@pytest.fixture(autouse=True)
def _no_stray_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test in which WeasyPrint logs something that our engine did not catch and judge."""
    yield
    stray = [record for record in caplog.get_records("call") if record.name == "weasyprint"]
    assert not stray, "\n".join(record.getMessage() for record in stray)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what workers do be done in this process: sooner, and within reach of monkeypatch."""

    def run(_guard: Guard, tasks: Iterable[Task]) -> Iterator[Outcome]:
        for task in tasks:
            header, data = worker._perform(task.call, dict(task.payload), Limits())
            yield supervisor._outcome(task, json.loads(json.dumps(header)), data)

    monkeypatch.setattr(Guard, "run", run)
    making._workshops.clear()
    answers._loaded.cache_clear()
    answers._desk_for.cache_clear()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Return a function that compares a text with a file of tests/golden."""

    def compare(text: str, name: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.is_file(), f"no golden file {name}; run pytest with --update-golden"
        expected = path.read_text("utf-8")
        assert text == expected, f"{name} differs; if that is meant, use --update-golden"

    return compare


@pytest.fixture(scope="session")
def tiny() -> Workshop:
    """Return the workshop of the tiny clinic."""
    return Workshop(TINY)


@pytest.fixture(scope="session")
def tiny_pdf(tiny: Workshop) -> Pdf:
    """Return a function from topics, locale and so on to a PDF of the tiny clinic, made once."""

    @functools.cache
    def make(
        *topics: str, locale: str = "en", paper: str = "letter", packet: bool = False
    ) -> bytes:
        (job,) = tiny.jobs(topics, [locale], papers=[paper], packet=packet)
        return tiny.make(job).pdf

    return make


def page_texts(pdf: bytes) -> list[str]:
    """Return the text of each page of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
