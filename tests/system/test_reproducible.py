"""The same input gives the same bytes, whatever the process, the place and the day."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from handouts.session import ClinicSession
from tests.builders import TINY, a_folder

pytestmark = pytest.mark.pdf

PROJECT = Path(__file__).parents[2]
TOPICS = ("everything", "tiny")

# Before anything else is imported, put the clock forward by four years and a bit.
ANOTHER_DAY = """
import time
_time, _ns, _local, _gm = time.time, time.time_ns, time.localtime, time.gmtime
_words = time.strftime
_ahead = 1500 * 86400 + 12345
time.time = lambda: _time() + _ahead
time.time_ns = lambda: _ns() + _ahead * 10**9
time.localtime = lambda *seconds: _local(*(seconds or (time.time(),)))
time.gmtime = lambda *seconds: _gm(*(seconds or (time.time(),)))
time.strftime = lambda form, *at: _words(form, *(at or (time.localtime(),)))
"""

# What nobody may ask for between a clinic's files and the bytes of a PDF.
CHANCE = re.compile(r"\.(now|today|utcnow|time_ns)\(|\btime\.(time|strftime|localtime)\b|"
                    r"\buuid\.uuid[14]\b|\brandom|\bgetpass|\bgethostname")  # fmt: skip
AT_THE_ENDS = {"authoring", "batch", "checks", "cli", "isolation", "reports", "system.py"}


def render(clinic: Path, output: Path, folder: Path, **environment: str) -> dict[str, bytes]:
    """Return the PDFs that another process makes of the tiny topics, by their path."""
    base = {**os.environ, "PYTHONPATH": str(PROJECT), **environment}
    command = [sys.executable, "-m", "handouts", "render", *TOPICS, "--packet"]
    command += ["-c", str(clinic), "-o", str(output)]
    done = subprocess.run(command, cwd=folder, env=base, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    return {
        path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*.pdf")
    }


def test_two_processes_make_the_same_bytes(tmp_path: Path) -> None:
    """In one, hash seed, time zone, locale, folders, umask, user's home and day are different."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(ANOTHER_DAY)
    here, there = tmp_path / "here", tmp_path / "there with ünïcode"
    here.mkdir()
    there.mkdir()
    first = render(
        a_folder(here), here / "out", PROJECT, PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8"
    )
    second = render_elsewhere(there, site)
    assert sorted(first) == ["tiny/en/packet.letter.pdf"]
    assert second == first


def render_elsewhere(folder: Path, site: Path) -> dict[str, bytes]:
    """Return what a process makes in which everything around it is different."""
    return render(
        a_folder(folder),
        folder / "elsewhere" / "pdfs",
        folder,
        PYTHONHASHSEED="2",
        TZ="Pacific/Kiritimati",
        LC_ALL="de_DE.UTF-8",
        LANG="de_DE.UTF-8",
        HOME=str(folder),
        PYTHONPATH=os.pathsep.join([str(site), str(PROJECT)]),
    )


def test_the_order_of_files_in_a_folder_makes_no_difference(tmp_path: Path) -> None:
    names = sorted(path.relative_to(TINY) for path in TINY.rglob("*") if path.is_file())
    for order, folder in ((names, tmp_path / "a/tiny"), (names[::-1], tmp_path / "b/tiny")):
        for name in order:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(TINY / name, folder / name)
    made = []
    for folder in (tmp_path / "a/tiny", tmp_path / "b/tiny"):
        session = ClinicSession(folder)
        made += [session.render(spec).pdf for spec in session.specs(["tiny"])]
    assert made[0] == made[1]


def test_what_was_made_before_makes_no_difference(tiny: ClinicSession) -> None:
    (spec,) = tiny.specs(["tiny"])
    (other,) = tiny.specs(["other"])
    first = tiny.render(spec).pdf
    tiny.render(other)
    assert tiny.render(spec).pdf == first
    assert ClinicSession(TINY).render(spec).pdf == first


def test_the_engine_asks_for_no_clock_and_no_chance() -> None:
    package = PROJECT / "handouts"
    for path in package.rglob("*.py"):
        if path.relative_to(package).parts[0] not in AT_THE_ENDS:
            assert CHANCE.findall(path.read_text("utf-8")) == [], path
