"""What `render` and `check` do when a leaflet never ends, or wants all memory there is."""

from __future__ import annotations

import functools
import importlib
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from handouts.batch import render_client
from handouts.batch.requests import LeafletKey, RenderReply, RenderRequest
from handouts.checks.requests import CheckLeafletReply, CheckLeafletRequest
from handouts.cli import main
from tests import batch_faults
from tests.builders import a_folder, add, swap

pytestmark = pytest.mark.pdf

FAULTS = {
    "stop_itself": "stopped after 12 s; simplify the last change to its styles or text, or raise "
    "--time-limit",
    "want_memory": "needs more than 900 MB of memory; look for a huge picture",
    "crash": "its worker crashed (SIGSEGV)",
}


@dataclass(frozen=True)
class RenderBut(RenderRequest):
    """Renders, but for the topic `tiny`: there, it is at fault as its folder is named."""

    def perform(self) -> RenderReply:
        _be_at_fault(self.clinic.folder, self.leaflet)
        return super().perform()


@dataclass(frozen=True)
class CheckBut(CheckLeafletRequest):
    """Looks at a leaflet, but for the topic `tiny`."""

    def perform(self) -> CheckLeafletReply:
        assert self.target.folder
        _be_at_fault(self.target.folder, self.leaflet)
        return super().perform()


def _be_at_fault(folder: Path, leaflet: LeafletKey) -> None:
    if leaflet.topics == ("tiny",):
        getattr(batch_faults, folder.parent.name)({})


def limits(clinic: Path) -> tuple[str, ...]:
    """Return options: little time only where it must run out."""
    seconds = "12" if clinic.parent.name == "stop_itself" else "60"
    return "--time-limit", seconds, "--memory-limit", "900"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which commands make temporary ones for their workers."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    there = functools.partial(tempfile.TemporaryDirectory, dir=folder)
    monkeypatch.setattr(tempfile, "TemporaryDirectory", there)
    return folder


@pytest.fixture(params=FAULTS)
def clinic(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a clinic's folder; the folder it lies in is named after the fault of its leaflet."""
    settings = add("\nbuild: {topics: [tiny, other]}\n")
    return a_folder(
        tmp_path / request.param,
        {
            "clinic.yaml": lambda text: settings(swap("[en, es]", "[en]")(text)),
            "content/topics/tiny/es.md": None,
            "content/topics/everything/en.md": None,
        },
    )


def test_render_gives_up_the_leaflet_and_makes_the_others(
    clinic: Path, tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render_client, "RenderRequest", RenderBut)
    result = run("render", "tiny", "other", "-c", clinic, "-o", tmp_path / "out", *limits(clinic))
    fault = FAULTS[clinic.parent.name]
    assert result.exit_code == 1, result.output
    assert result.stderr.startswith(f"tiny/en/tiny.sheet.letter.pdf: {fault}")
    assert "Traceback" not in result.output
    made = [path.name for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert made == ["other.sheet.letter.pdf"]
    assert not list(scratch.iterdir())


@pytest.mark.parametrize("clinic", ["want_memory", "crash"], indirect=True)
def test_check_gives_up_the_leaflet_and_reports_the_rest(
    clinic: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        importlib.import_module("handouts.cli.check"), "CheckLeafletRequest", CheckBut
    )
    result = run("check", clinic, "--today", "2026-11-23", *limits(clinic))
    fault = FAULTS[clinic.parent.name]
    assert result.exit_code == 1
    assert f"tiny/en.md: error: sheet, letter: {fault}" in result.stdout
    assert re.search(r"^other \(en\) +\d+ +1 ", result.stdout, re.MULTILINE)
    assert re.search(r"^tiny \(en\) +\d+ +none ", result.stdout, re.MULTILINE)
    assert "failed: 2 texts, 2 leaflets" in result.stdout
    assert not list(scratch.iterdir())


def test_a_clinic_whose_files_cannot_even_be_read_in_time_is_named(tmp_path: Path) -> None:
    css = "".join(
        f"\n* * *:nth-child({n}n + 1) ~ *:not(:nth-last-child({n}n)):not(:nth-of-type({n}n)) "
        f"{{ --x{n}: 1 }}"
        for n in range(1, 5000)
    )
    folder = a_folder(tmp_path, {"styles/brand.css": css})
    for command in (["render", "tiny", "-o", tmp_path / "out", "-c"], ["check"]):
        result = run(*command, folder, "--time-limit", "1")
        assert result.exit_code == 2
        assert result.output.startswith(f"{folder}: stopped after 1 s; ")
