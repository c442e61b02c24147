"""What all tests share: strictness about logs, golden files, and PDFs made once."""

from __future__ import annotations

import datetime
import functools
import gc
import json
import os
import pickle
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pypdfium2
import pytest

from handouts.batch import handlers as batch_handlers
from handouts.checks import handlers as check_handlers
from handouts.cli.pool import CommandPool
from handouts.isolation import pool, worker
from handouts.isolation.tasks import Limits, Outcome, Task
from handouts.session import ClinicSession
from tests.builders import TINY

# Commands tell texts that are overdue for their review: in the tests it is always the same day.
TODAY = datetime.date(2026, 11, 25)
os.environ["SOURCE_DATE_EPOCH"] = "1795608000"  # noon of it

# Hundreds of processes are started: each compiles our modules again unless the first may keep them.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# An example may take its time on a busy machine: a clock must not decide whether a rule holds.
hypothesis.settings.register_profile("handouts", deadline=None)
hypothesis.settings.load_profile("handouts")

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


# What one worker runs on its own, because its tests share leaflets that are made once. xdist's own
# groups are marks in the ids of tests, which pytest 9.2 does not let it change any more.
TOGETHER = re.compile(
    r"tests/(batch/test_(build|dask)\.py|system/test_(branding|package|rtl)\.py"
    r"|components/test_figures\.py|formats/test_formats\.py"
    r"|checks/test_topics\.py::test_our_own_topics_pass)"
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Return what hands the tests to the workers: these in groups, all others one by one."""
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

    class Groups(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            group = TOGETHER.match(nodeid)
            return group[0] if group else nodeid

    return Groups(config, log)


def pytest_collection_finish() -> None:
    """Let the garbage collector leave alone what was imported, which stays to the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _no_stray_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test in which WeasyPrint logs something that our engine did not catch and judge."""
    yield
    stray = [record for record in caplog.get_records("call") if record.name == "weasyprint"]
    assert not stray, "\n".join(record.getMessage() for record in stray)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what workers do be done in this process: sooner, and within reach of monkeypatch."""

    def outcomes(_pool: CommandPool, tasks: Iterable[Task[Any]]) -> Iterator[Outcome[Any]]:
        for task in tasks:
            header, data = worker.perform(pickle.dumps(task.request), Limits())
            yield pool.outcome_of(task, json.loads(json.dumps(header)), data)

    monkeypatch.setattr(CommandPool, "outcomes", outcomes)
    batch_handlers._sessions.clear()
    check_handlers._loaded.cache_clear()
    check_handlers._checker_for.cache_clear()


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
def tiny() -> ClinicSession:
    """Return the session of the tiny clinic."""
    return ClinicSession(TINY)


@pytest.fixture(scope="session")
def tiny_pdf(tiny: ClinicSession) -> Pdf:
    """Return a function from topics, locale and so on to a PDF of the tiny clinic, made once."""

    @functools.cache
    def make(
        *topics: str, locale: str = "en", paper: str = "letter", packet: bool = False
    ) -> bytes:
        (spec,) = tiny.specs(topics, [locale], ["packet" if packet else "sheet"], [paper])
        return tiny.render(spec).pdf

    return make


def page_texts(pdf: bytes) -> list[str]:
    """Return the text of each page of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
