"""The wheel: it holds every shipped file, and makes a leaflet where there is no checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from handouts import __version__
from handouts.assets import SHIPPED_FOLDERS
from handouts.system import find_missing_libraries

ROOT = Path(__file__).parents[2]

# One worker builds the wheel once for all of these.
pytestmark = pytest.mark.package


def run(command: Iterable[str | Path], folder: Path, **environment: str) -> str:
    """Return what a program prints; what it complains of is shown if it fails."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(folder: Path) -> Path:
    """Return a wheel of the checkout, built with what is installed and without a network."""
    run(["-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT], folder)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that the wheel is installed in, far from the checkout."""
    folder = tmp_path_factory.mktemp("installed")
    run(["-m", "pip", "install", "--quiet", "--no-deps", "--target", folder, wheel], folder)
    return folder


def files_below(folder: Path) -> set[str]:
    """Return the files of the checkout below `folder`, without what Python leaves behind."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_the_code_and_every_shipped_file_and_nothing_else(wheel: Path) -> None:
    shipped = {f"handouts/{path}" for name in SHIPPED_FOLDERS for path in files_below(ROOT / name)}
    expected = files_below(ROOT / "handouts") | shipped
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert expected - packed == set(), "left out of the wheel"
    assert packed - expected == set(), "should not be in the wheel"
    assert len(shipped) > 20


def test_the_wheel_tells_its_version_licence_and_command(wheel: Path) -> None:
    told = f"handouts-{__version__}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        assert b"MIT License" in archive.read(f"{told}/licenses/LICENSE")
        assert b"handouts = handouts.cli:main" in archive.read(f"{told}/entry_points.txt")
        assert f"Version: {__version__}\n".encode() in archive.read(f"{told}/METADATA")


def test_the_same_checkout_gives_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    assert build(tmp_path).read_bytes() == wheel.read_bytes()


def test_an_installed_wheel_reads_its_own_files(installed: Path, tmp_path: Path) -> None:
    code = "from handouts import assets as r; print(*map(r.bundled, r.SHIPPED_FOLDERS))"
    told = run(["-c", code], tmp_path, PYTHONPATH=str(installed))
    assert told.split() == [str(installed / "handouts" / name) for name in SHIPPED_FOLDERS]


@pytest.mark.pdf
def test_an_installed_wheel_makes_a_leaflet(installed: Path, tmp_path: Path) -> None:
    missing = find_missing_libraries()
    if missing:
        pytest.skip(f"no leaflet can be made here: {', '.join(missing)} missing")
    command = ["-m", "handouts", "render", "risks", "-o", "made"]
    run(command, tmp_path, PYTHONPATH=str(installed))
    (leaflet,) = (tmp_path / "made").rglob("*.pdf")
    assert leaflet.read_bytes().startswith(b"%PDF-")
