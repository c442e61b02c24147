"""A clinic's folder in memory: what is read, and what is refused."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from handouts.errors import InvalidInput
from handouts.inputs import snapshot
from handouts.inputs.snapshot import read_folder

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX files")


def put(folder: Path, *names: str) -> Path:
    """Write small files below `folder`."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return folder


def fault(folder: Path) -> str:
    """Return the first problem of reading `folder`, its name left out."""
    with pytest.raises(InvalidInput) as caught:
        read_folder(folder)
    return str(caught.value.problems[0]).replace(str(folder), "")


def test_only_what_a_clinic_may_bring_is_read(tmp_path: Path) -> None:
    wanted = ["clinic.yaml", "content/topics/a/en.md", "logo.png", "styles/brand.css"]
    others = [
        ".git/config", "notes.txt", "letter.docx", "old/clinic.yaml", "content/.DS_Store",
        "content/a.md.bak", "content/~$a.md", "other.yaml", "brand.css", "styles/.hidden.css",
    ]  # fmt: skip
    assert list(read_folder(put(tmp_path, *wanted, *others))) == wanted


@pytest.fixture(params=["linux", "elsewhere"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell where a file lies as Linux does, and as one must elsewhere."""
    if request.param == "elsewhere":
        monkeypatch.setattr(snapshot, "_KERNEL_TELLS", False)


@posix
@pytest.mark.usefixtures("_both_ways")
def test_a_link_inside_the_folder_is_followed(tmp_path: Path) -> None:
    put(tmp_path, "images/a.png")
    (tmp_path / "logo.png").symlink_to("images/a.png")
    assert "logo.png" in read_folder(tmp_path)


@posix
@pytest.mark.usefixtures("_both_ways")
@pytest.mark.parametrize("target", ["/etc/passwd", "../secret.png", "/dev/zero"])
def test_a_link_that_leads_out_is_refused(tmp_path: Path, target: str) -> None:
    put(tmp_path, "secret.png", "clinic/clinic.yaml")
    (tmp_path / "clinic/logo.png").symlink_to(target)
    assert fault(tmp_path / "clinic").startswith("/logo.png: is a link that leads out")


@pytest.mark.skipif(not snapshot._KERNEL_TELLS, reason="only Linux tells where an open file lies")
def test_a_folder_that_becomes_a_link_while_it_is_read_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "clinic/styles/brand.css")
    (tmp_path / "outside").mkdir()
    os.link(tmp_path / "clinic/styles/brand.css", tmp_path / "outside/brand.css")
    real = os.open

    def exchange(path: str, flags: int) -> int:
        if flags & os.O_DIRECTORY:
            return real(path, flags)
        (tmp_path / "clinic/styles").rename(tmp_path / "away")
        (tmp_path / "clinic/styles").symlink_to(tmp_path / "outside")
        return real(path, flags)

    monkeypatch.setattr(os, "open", exchange)
    assert "is a link that leads out" in fault(tmp_path / "clinic")


@posix
def test_a_linked_folder_is_not_entered(tmp_path: Path) -> None:
    put(tmp_path, "outside/brand.css", "clinic/clinic.yaml")
    (tmp_path / "clinic/styles").symlink_to(tmp_path / "outside")
    assert list(read_folder(tmp_path / "clinic")) == ["clinic.yaml"]


@posix
def test_a_fifo_is_refused_and_does_not_hang(tmp_path: Path) -> None:
    put(tmp_path, "styles/brand.css")
    os.mkfifo(tmp_path / "styles/other.css")
    assert (
        fault(tmp_path)
        == "/styles/other.css: is not a plain file; delete it or replace it with one"
    )


def test_twins_by_their_accents_are_refused(tmp_path: Path) -> None:
    put(tmp_path, "images/\u00e9.png", "images/e\u0301.png")
    if len(list((tmp_path / "images").iterdir())) < 2:
        pytest.skip("this file system takes both for one")
    assert "only in how its accents are stored; rename one" in fault(tmp_path)


def test_twins_by_case_are_refused(tmp_path: Path) -> None:
    put(tmp_path, "images/a.png", "images/A.png")
    if len(list((tmp_path / "images").iterdir())) < 2:
        pytest.skip("this file system does not tell case apart")
    assert fault(tmp_path) == "/images/a.png: differs from images/A.png only in case; rename one"


@pytest.mark.parametrize(
    ("limit", "value", "message"),
    [
        ("MAX_FILE_BYTES", 0, "is larger than"),
        ("MAX_BYTES", 1, "more than 0 MB of files"),
        ("MAX_FILES", 1, "more than 1 files"),
    ],
)
def test_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, message: str
) -> None:
    monkeypatch.setattr(snapshot, limit, value)
    assert message in fault(put(tmp_path, "clinic.yaml", "logo.svg"))


def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def refuse(path: str, flags: int) -> int:
        if flags & getattr(os, "O_DIRECTORY", 0):
            return real(path, flags)
        raise PermissionError(13, "Permission denied")

    put(tmp_path, "clinic.yaml")
    monkeypatch.setattr(os, "open", refuse)
    assert fault(tmp_path) == "/clinic.yaml: cannot be read: permission denied"


def test_every_faulty_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "MAX_FILE_BYTES", 0)
    with pytest.raises(InvalidInput) as caught:
        read_folder(put(tmp_path, "clinic.yaml", "logo.svg"))
    assert len(caught.value.problems) == 2


def test_names_are_composed(tmp_path: Path) -> None:
    assert list(read_folder(put(tmp_path, "images/Cafe\u0301.png"))) == ["images/Café.png"]
