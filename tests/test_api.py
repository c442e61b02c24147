"""The public API: what it gives, what it costs, and that any threads may share it."""

from __future__ import annotations

import datetime
import inspect
import json
import logging
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import handouts
from handouts import api
from tests.builders import TINY, a_folder, add

ROOT = Path(__file__).parents[1]
TODAY = datetime.date(2026, 11, 25)

SIGNATURES = {
    "open_clinic": "(path: 'str | Path') -> 'Clinic'",
    "render": "(clinic: 'Clinic', topic: 'str | Sequence[str]', *, locale: 'str | None' = None, "
    "format: 'str' = 'sheet', paper: 'str | None' = None, today: 'datetime.date | None' = None, "
    "output: 'Output' = Output(bleed_mm=0.0, marks=False, toner_saver=False, duplex=False)) "
    "-> 'Leaflet'",
    "preview": "(clinic: 'Clinic', topic: 'str | Sequence[str]', *, locale: 'str | None' = None, "
    "format: 'str' = 'sheet', paper: 'str | None' = None, today: 'datetime.date | None' = None, "
    "base: 'str' = '/') -> 'Preview'",
    "check": "(clinic: 'Clinic', *, today: 'datetime.date', pages: 'bool' = True) -> 'CheckReport'",
    "write": "(clinic: 'Clinic', topic: 'str | Sequence[str]', writer: 'str', *, "
    "locale: 'str | None' = None, format: 'str' = 'sheet', "
    "today: 'datetime.date | None' = None) -> 'bytes'",
    "use_plugins": "(*names: 'str') -> 'None'",
    "isolated": "(workers: 'int' = 1, limits: 'Limits | None' = None) -> 'Iterator[Workers]'",
}
FIELDS = {
    "Clinic": ["files", "folder", "id", "locales", "name", "session", "topics"],
    "Leaflet": ["companions", "diagnostics", "name", "pages", "pdf", "text"],
    "Preview": ["diagnostics", "html"],
    "CheckReport": ["data", "diagnostics", "passed", "to_json"],
    "Diagnostic": ["code", "data", "file", "fix", "from_json", "line", "location", "message",
                   "severity", "text", "to_json"],
    "Workers": ["render", "submit"],
}  # fmt: skip


@pytest.fixture(scope="module")
def clinic() -> handouts.Clinic:
    return handouts.open_clinic(TINY)


def test_the_public_signatures_are_as_they_were() -> None:
    """A change here is a new major version; see docs/api.md."""
    found = {name: str(inspect.signature(getattr(handouts, name))) for name in SIGNATURES}
    assert found == SIGNATURES


@pytest.mark.parametrize("name", FIELDS)
def test_the_public_fields_are_as_they_were(name: str) -> None:
    kind = getattr(handouts, name)
    fields = {*getattr(kind, "__dataclass_fields__", ()), *vars(kind)}
    assert sorted(field for field in fields if not field.startswith("_")) == FIELDS[name]


def test_all_public_names_are_there_and_documented() -> None:
    page = (ROOT / "docs" / "api.md").read_text("utf-8")
    for name in handouts.__all__:
        assert getattr(handouts, name) is not None
    functions = [name for name in handouts.__all__ if name in SIGNATURES]
    assert [name for name in functions if f"{name}(" not in page] == []
    assert sorted(handouts.__all__) == dir(handouts)


def test_importing_the_package_loads_nothing() -> None:
    code = "import sys, handouts; print([n for n in sys.modules if n.startswith('handouts.')])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        handouts.nonsense  # noqa: B018


@pytest.mark.pdf
def test_a_leaflet_has_pages_words_and_diagnostics(clinic: handouts.Clinic) -> None:
    leaflet = handouts.render(clinic, "tiny", today=datetime.date(2028, 1, 1))
    assert leaflet.pdf.startswith(b"%PDF-")
    assert leaflet.pages == leaflet.text.count("\f") + 1
    assert "This is a small leaflet." in leaflet.text
    overdue = [item for item in leaflet.diagnostics if "had to be reviewed" in item.message]
    assert [item.severity for item in overdue] == ["warning"]


def test_what_means_no_leaflet_or_several_is_refused(clinic: handouts.Clinic) -> None:
    with pytest.raises(handouts.InvalidInput, match="name one topic"):
        handouts.render(clinic, ["tiny", "other"])
    with pytest.raises(handouts.InvalidInput, match="no such topic"):
        handouts.render(clinic, "nothing-like-it")


def test_every_address_of_a_preview_can_be_served(clinic: handouts.Clinic) -> None:
    page = handouts.preview(clinic, "everything", base="/files/")
    addresses = re.findall(r'(?:href|src)="([^"#][^"]*)"', page.html)
    assert "/files/styles/handout.css" in addresses
    assert "handouts.invalid" not in page.html
    local = [item for item in addresses if not re.match(r"(https?|tel|mailto|data):", item)]
    assert [item for item in local if item.removeprefix("/files/") not in clinic.files] == []
    ours = page.html.index("styles/handout.css")
    assert ours < page.html.index("styles/brand.css")


def test_the_report_is_that_of_the_command(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, {"clinic.yaml": add("\nbuild: {topics: [tiny]}\n")})
    report = handouts.check(handouts.open_clinic(folder), today=TODAY, pages=False)
    assert report.data["errors"] == sum(item.severity == "error" for item in report.diagnostics)
    assert report.passed == (report.data["errors"] == 0)
    assert json.loads(json.dumps(report.to_json()))["passed"] == report.passed


@pytest.mark.pdf
def test_eight_threads_over_two_clinics_give_the_bytes_of_a_serial_run(tmp_path: Path) -> None:
    other = a_folder(tmp_path, {"styles/brand.css": ":root { --palette-brand-800: #1b3f5c }"})
    clinics = [handouts.open_clinic(TINY), handouts.open_clinic(other)]
    wanted = [
        (clinic, fmt, paper)
        for clinic in clinics
        for fmt in ("one-page", "sheet")
        for paper in ("letter", "a4")
    ]
    serial = [handouts.render(clinic, "tiny", format=f, paper=p).pdf for clinic, f, p in wanted]
    logger = logging.getLogger("weasyprint")
    before = dict(os.environ), logger.level, logger.propagate, list(logger.handlers)
    with ThreadPoolExecutor(8) as pool:
        together = list(
            pool.map(
                lambda one: handouts.render(one[0], "tiny", format=one[1], paper=one[2]), wanted
            )
        )
    assert [leaflet.pdf for leaflet in together] == serial
    after = dict(os.environ), logger.level, logger.propagate, list(logger.handlers)
    assert after == before


@pytest.mark.pdf
def test_workers_make_the_same_and_tell_what_is_wrong(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    clinic = handouts.open_clinic(folder)
    with handouts.isolated(workers=1) as workers:
        here = handouts.render(clinic, "tiny", format="booklet")
        there = workers.render(clinic, "tiny", format="booklet").result(60)
        assert (there.pdf, there.pages, there.companions) == (
            here.pdf, here.pages, here.companions,
        )  # fmt: skip
        settings = folder / "clinic.yaml"
        settings.write_text(settings.read_text("utf-8").replace("Tiny Clinic", "Other Clinic"))
        again = handouts.open_clinic(folder)
        assert "Other Clinic" in workers.render(again, "tiny").result(60).text
        with pytest.raises(handouts.InvalidInput, match="was changed"):
            workers.render(clinic, "tiny").result(60)


def examples() -> list[str]:
    return re.findall(
        r"```python\n(.*?)```", (ROOT / "docs" / "api.md").read_text("utf-8"), re.DOTALL
    )


@pytest.mark.pdf
@pytest.mark.parametrize("number", range(len(examples())))
def test_the_examples_of_the_guide_run(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this process, which has the engine loaded; but not what starts processes itself."""
    shutil.copytree(ROOT / "content" / "clinics" / "harbor-light", tmp_path / "my-clinic")
    monkeypatch.chdir(tmp_path)
    text = examples()[number]
    if "__main__" not in text:
        exec(compile(text, "example.py", "exec"), {"__name__": "example"})  # noqa: S102
        return
    Path("example.py").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning", "example.py"], text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_nothing_of_the_command_line_is_loaded() -> None:
    assert "click" not in inspect.getsource(api)
