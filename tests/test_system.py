"""What the machine has, told without WeasyPrint, and `handouts doctor`."""

from __future__ import annotations

import ast
import ctypes
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from handouts import assets, system
from handouts.cli.doctor import doctor, examine_fonts, pinned_versions
from handouts.errors import HandoutsError

DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n'
UBUNTU = "NAME=Ubuntu\nID=ubuntu\nID_LIKE=debian\n"
MINT = 'ID=linuxmint\nID_LIKE="ubuntu debian"\n'
ROCKY = 'ID="rocky"\nID_LIKE="rhel centos fedora"\n'


class Library(ctypes.CDLL):
    """A stand-in that is found but has nothing in it."""

    def __init__(self) -> None:
        pass

    def __getattr__(self, name: str) -> ctypes._NamedFuncPointer:
        raise AttributeError(name)


def hiding(*words: str) -> Callable[[str], ctypes.CDLL]:
    """Return an opener that finds every library but those with one of `words` in their name."""

    def opener(name: str) -> ctypes.CDLL:
        if any(word in name for word in words):
            raise OSError(name)
        return Library()

    return opener


# --- finding libraries -----------------------------------------------------------------------


def test_nothing_is_missing_when_every_library_opens() -> None:
    assert system.find_missing_libraries(hiding()) == ()


@pytest.mark.parametrize(
    ("hidden", "missing"),
    [
        ("gobject", ("gobject",)),
        ("pango-1.0", ("pango",)),
        ("pangoft2", ("pangoft2",)),
        ("fontconfig", ("fontconfig",)),
        ("pango", ("pango", "pangoft2")),
    ],
)
def test_a_library_that_does_not_open_is_missing(hidden: str, missing: tuple[str, ...]) -> None:
    assert system.find_missing_libraries(hiding(hidden)) == missing


def test_the_subset_library_is_advised_but_not_needed() -> None:
    libraries = system.find_libraries(hiding("harfbuzz-subset"))
    assert libraries.advised == ("harfbuzz-subset",)
    assert libraries.fit


def test_one_name_that_opens_is_enough() -> None:
    def only_dll(name: str) -> ctypes.CDLL:
        if not name.endswith(".dll"):
            raise OSError(name)
        return Library()

    assert system.find_missing_libraries(only_dll) == ()


@pytest.mark.parametrize(("version", "fit"), [("1.50.12", True), ("1.44.0", True), ("1.43", False)])
def test_an_old_pango_is_not_enough(version: str, fit: bool) -> None:
    libraries = system.NativeLibraries({"pango": version}, missing=(), advised=())
    assert libraries.fit is fit


def test_the_names_are_those_that_weasyprint_tries() -> None:
    """A new WeasyPrint that looks for other files must not go by unseen."""
    package = importlib.util.find_spec("weasyprint")
    assert package is not None
    assert package.origin is not None
    source = Path(package.origin).with_name("text") / "ffi.py"
    tried = {
        frozenset(arg.value for arg in call.args if isinstance(arg, ast.Constant))
        for call in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "_dlopen"
    }
    assert {frozenset(library.files) for library in system.LIBRARIES} <= tried


# --- saying what to do -----------------------------------------------------------------------


def test_require_libraries_is_content_with_a_fit_machine() -> None:
    system.require_libraries(hiding("subset"), "debian")


def test_python_without_assertions_is_refused() -> None:
    program = "from handouts.system import require_libraries; require_libraries()"
    done = subprocess.run(
        [sys.executable, "-O", "-c", program], capture_output=True, text=True, check=False
    )
    assert "Python leaves out assertions here" in done.stderr


def test_require_libraries_says_what_is_missing_and_what_to_type() -> None:
    with pytest.raises(HandoutsError) as caught:
        system.require_libraries(hiding("pango"), "debian")
    assert "pango, pangoft2" in caught.value.message
    assert "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0" in caught.value.message
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("platform", "os_release", "expected"),
    [
        ("linux", DEBIAN, "debian"),
        ("linux", UBUNTU, "debian"),
        ("linux", MINT, "debian"),
        ("linux", "ID=fedora\n", "fedora"),
        ("linux", ROCKY, "fedora"),
        ("linux", "ID=alpine\n", "alpine"),
        ("linux", "ID=arch\n", "other"),
        ("linux", "", "other"),
        ("darwin", "", "macos"),
        ("win32", "", "windows"),
        ("freebsd14", "", "other"),
    ],
)
def test_the_system_is_told_by_its_own_words(
    platform: str, os_release: str, expected: system.System
) -> None:
    assert system.detect_system(platform, os_release) == expected


@pytest.mark.parametrize(
    ("kind", "command"),
    [
        ("debian", "apt-get install libpango-1.0-0"),
        ("fedora", "dnf install pango"),
        ("alpine", "apk add so:libgobject-2.0.so.0"),
        ("macos", "brew install pango"),
        ("windows", "pacman -S mingw-w64-ucrt-x86_64-pango"),
        ("other", "Pango (1.44 or newer"),
    ],
)
def test_each_system_has_its_command(kind: system.System, command: str) -> None:
    assert command in system.install_hint(kind)


def test_windows_folders_come_from_weasyprints_variable() -> None:
    assert system.dll_folders({"WEASYPRINT_DLL_DIRECTORIES": r"D:\a;D:\b"}) == (r"D:\a", r"D:\b")
    assert r"C:\msys64\ucrt64\bin" in system.dll_folders({})


@pytest.mark.parametrize(
    ("version", "numbers"), [("1.50.12", (1, 50, 12)), ("6.0.0-rc1", (6, 0)), ("", ())]
)
def test_version_numbers_stop_at_the_first_word(version: str, numbers: tuple[int, ...]) -> None:
    assert system.version_numbers(version) == numbers


# --- handouts doctor -------------------------------------------------------------------------


def run_doctor(
    monkeypatch: pytest.MonkeyPatch, opener: Callable[[str], ctypes.CDLL], *options: str
) -> tuple[int, str]:
    """Return the exit status and the words of `handouts doctor` on a Debian with `opener`."""
    libraries = system.find_libraries(opener)
    monkeypatch.setattr(system, "find_libraries", lambda: libraries)
    monkeypatch.setattr(system, "this_system", lambda: "debian")
    result = CliRunner().invoke(doctor, options)
    return result.exit_code, result.output


def test_doctor_finds_a_fit_machine_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    status, output = run_doctor(monkeypatch, hiding())
    assert status == 0
    assert "OK: handouts can be made here." in output


def test_doctor_says_once_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    status, output = run_doctor(monkeypatch, hiding("pango"))
    assert status == 1
    assert "pango, pangoft2:\n  Install it with:  sudo apt-get install" in output
    assert output.count("sudo apt-get install") == 1


def test_doctor_is_content_without_the_subset_library(monkeypatch: pytest.MonkeyPatch) -> None:
    status, output = run_doctor(monkeypatch, hiding("harfbuzz-subset"))
    assert status == 0
    assert "slower without it" in output


def test_doctor_tells_programs_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    status, output = run_doctor(monkeypatch, hiding("fontconfig"), "--json")
    told = json.loads(output)
    assert status == 1
    assert told["fit"] is False
    assert told["system"] == "debian"
    states = {finding["name"]: finding["state"] for finding in told["findings"]}
    assert states["fontconfig"] == "missing"
    assert states["WeasyPrint"] == "ok"


def test_doctor_misses_a_font_that_is_not_installed() -> None:
    (finding,) = examine_fonts(["no-such-family"])
    assert finding.state == "missing"
    assert "pip install fontpkg-no-such-family" in finding.advice


def test_the_bundled_fonts_are_there() -> None:
    findings = list(examine_fonts(assets.FONT_FAMILIES))
    assert [finding.state for finding in findings] == ["ok"] * len(assets.FONT_FAMILIES)


def test_only_exact_versions_are_pins() -> None:
    told = ["weasyprint==70.0", "pydyf==0.13.*", "click>=8.2", "dask==1 ; extra == 'dask'"]
    assert pinned_versions(told) == {"weasyprint": "70.0", "pydyf": "0.13.*", "dask": "1"}


# --- the same with a library that really cannot be loaded ------------------------------------


@pytest.fixture
def without_pango(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which the system's loader finds a broken Pango."""
    if not sys.platform.startswith("linux"):
        pytest.skip("hiding a library from the loader is done the Linux way")
    (tmp_path / "libpango-1.0.so.0").write_bytes(b"not a library")
    return {**os.environ, "LD_LIBRARY_PATH": str(tmp_path)}


def run_handouts(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "handouts", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_weasyprint_itself_fails_without_pango(without_pango: dict[str, str]) -> None:
    """The fixture must really hide the library, or the two tests below prove nothing."""
    done = subprocess.run(
        [sys.executable, "-c", "import weasyprint"], env=without_pango, capture_output=True
    )
    assert done.returncode == 1
    assert b"OSError: cannot load library" in done.stderr


def test_doctor_works_without_pango(without_pango: dict[str, str]) -> None:
    done = run_handouts(without_pango, "doctor")
    assert done.returncode == 1
    assert "missing  pango" in done.stdout
    assert done.stderr == ""


def test_render_without_pango_says_what_to_do(
    without_pango: dict[str, str], tmp_path: Path
) -> None:
    done = run_handouts(without_pango, "render", "risks", "-o", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "lacks the text engine" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "out").exists()
