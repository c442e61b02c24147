"""`handouts render --format text`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from handouts.cli import main
from handouts.session import ClinicSession
from tests.builders import TINY, a_folder, add

pytestmark = pytest.mark.usefixtures("here")


def test_a_text_is_written_beside_the_pdfs(tmp_path: Path, tiny: ClinicSession) -> None:
    out = tmp_path / "out"
    arguments = ["render", "tiny", "-c", str(TINY), "-o", str(out), "--format", "text", "--json"]
    result = CliRunner().invoke(main, [*arguments, "--png"])
    assert result.exit_code == 0, result.output
    (leaflet,) = json.loads(result.stdout)["leaflets"]
    assert leaflet["path"] == str(out / "tiny/en/tiny.txt")
    (spec,) = tiny.specs(["tiny"], formats=["text"])
    written = (out / "tiny/en/tiny.txt").read_text("utf-8")
    assert written == tiny.write_text(spec).text
    assert "Call us" in written


def test_a_batch_makes_pdfs_only(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, {"clinic.yaml": add("build: {topics: [tiny], formats: [text]}\n")})
    result = CliRunner().invoke(main, ["batch", str(folder), "-o", str(tmp_path / "out")])
    assert result.exit_code != 0
    assert "build.formats: “text” is no PDF" in result.output + result.stderr
