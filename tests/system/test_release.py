"""A release is one command, and a release that fails leaves nothing behind."""

from __future__ import annotations

import datetime
import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

import click
import pytest

import release
from handouts import __version__
from handouts.system import find_missing_libraries

ROOT = Path(__file__).parents[2]
DAY = datetime.date(2026, 12, 1)
CHANGES = "# Changes\n\n## Unreleased\n\n### Added\n- A thing.\n\n## 0.0.1 (2026-01-01)\n\n- Old.\n"


def test_the_section_is_cut_and_a_new_one_is_open() -> None:
    text, section = release.cut(CHANGES, "0.2.0", DAY)
    assert section == "### Added\n- A thing."
    assert "## Unreleased\n\n## 0.2.0 (2026-12-01)\n\n### Added\n- A thing.\n\n## 0.0.1" in text
    with pytest.raises(click.ClickException, match="nothing stands"):
        release.cut(text, "0.3.0", DAY)


@pytest.mark.parametrize("version", ["0.1.0", "0.0.9"])
def test_a_version_only_goes_up(version: str) -> None:
    with pytest.raises(click.ClickException, match="is not above"):
        release.with_version('__version__ = "0.1.0"\n', version)


def git(folder: Path, *words: str | Path) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a clone of the checkout as it lies, with somebody who may commit."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    folder = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--shared", ROOT, folder)
    git(folder, "config", "user.name", "Releaser")
    git(folder, "config", "user.email", "releaser@example.org")
    return folder


def run(folder: Path, version: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "release.py", version],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_a_dirty_tree_is_refused(clone: Path) -> None:
    before = git(clone, "rev-parse", "HEAD")
    (clone / "left-over.txt").touch()
    done = run(clone, "99.0.0")
    assert done.returncode == 1
    assert "changes without a commit" in done.stderr
    assert (git(clone, "rev-parse", "HEAD"), git(clone, "tag")) == (before, git(ROOT, "tag"))
    assert not (clone / "dist").exists()


def test_a_build_that_fails_leaves_nothing(clone: Path) -> None:
    (clone / "pyproject.toml").write_text("[build-system]\nrequires = []\nbuild-backend = 'none'\n")
    git(clone, "commit", "--quiet", "--all", "-m", "break it")
    before = git(clone, "rev-parse", "HEAD")
    done = run(clone, "99.0.0")
    assert (done.returncode, "the build failed" in done.stderr) == (1, True), done.stderr
    assert git(clone, "rev-parse", "HEAD") == before
    assert git(clone, "status", "--porcelain") == ""
    assert git(clone, "worktree", "list").count("\n") == 0


@pytest.mark.package
@pytest.mark.slow
@pytest.mark.pdf
def test_a_release_installs_and_makes_a_leaflet(clone: Path, tmp_path: Path) -> None:
    if missing := find_missing_libraries():
        pytest.skip(f"no leaflet can be made here: {', '.join(missing)} missing")
    done = run(clone, "99.0.0")
    assert done.returncode == 0, done.stderr
    assert git(clone, "describe", "--exact-match") == "v99.0.0"
    assert "## 99.0.0 (" in (clone / "CHANGELOG.md").read_text("utf-8")
    assert git(clone, "status", "--porcelain") == ""

    dist = clone / "dist" / "99.0.0"
    (wheel,), (source,) = dist.glob("*.whl"), dist.glob("*.tar.gz")
    sums = (dist / "SHA256SUMS").read_text("utf-8").splitlines()
    made = (wheel, source)
    assert sorted(sums) == sorted(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in made
    )

    # A venv of its own, which sees the packages of this one: nothing is fetched for a test.
    venv.create(tmp_path / "fresh", with_pip=False, symlinks=True)
    python = next((tmp_path / "fresh").glob("*/python"))
    install: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--quiet",
        "--no-deps",
    ]
    subprocess.run([*install, wheel], check=True, timeout=200)
    (packages,) = (tmp_path / "fresh").rglob("site-packages")
    own = Path(click.__file__).parents[1]
    # Their .pth files are not read, so the checkout does not come along.
    (packages / "borrowed.pth").write_text(f"{own}\n")
    command: list[str | Path] = [python, "-m", "handouts", "render", "risks", "-o", "made"]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=200)
    version: list[str | Path] = [
        python,
        "-c",
        "import handouts; print(handouts.__version__, handouts.__file__)",
    ]
    shown = subprocess.run(version, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert shown.startswith("99.0.0 ")
    assert str(tmp_path / "fresh") in shown
    assert list((tmp_path / "made").rglob("*.pdf"))
    assert __version__ != "99.0.0"
