"""bootstrap.py: what it decides, without installing anything."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

import bootstrap
from handouts import system

ROOT = Path(bootstrap.__file__).parent


# --- Python ----------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 14), (4, 0)])
def test_a_new_enough_python_is_accepted(version: tuple[int, int]) -> None:
    bootstrap.check_python(version, "linux")


@pytest.mark.parametrize(
    ("platform", "remedy"),
    [("linux", "python3.11 package"), ("darwin", "brew install"), ("win32", "Microsoft Store")],
)
def test_an_old_python_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch, platform: str, remedy: str
) -> None:
    monkeypatch.setattr(bootstrap, "newer_python", lambda: None)
    with pytest.raises(bootstrap.SetupError, match=r"3\.11 or newer is needed") as caught:
        bootstrap.check_python((3, 9), platform)
    assert remedy in str(caught.value)
    assert caught.value.status == 2


def test_an_old_python_names_a_newer_one_on_the_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("python3.9", "python3.11", "python3.13"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", "render"])
    with pytest.raises(bootstrap.SetupError, match=r"python3\.13 bootstrap\.py render"):
        bootstrap.check_python((3, 9), "linux")


def test_an_old_python_can_read_the_file_and_say_so() -> None:
    source = (ROOT / "bootstrap.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))
    imported = {
        name.name.partition(".")[0]
        for node in ast.parse(source).body
        if isinstance(node, ast.Import)
        for name in node.names
    }
    assert imported <= sys.stdlib_module_names


# --- the system ------------------------------------------------------------------------------


def machine(
    monkeypatch: pytest.MonkeyPatch,
    kind: system.System,
    *,
    before: system.NativeLibraries,
    after: system.NativeLibraries | None = None,
    root: bool = True,
    venv: bool = True,
) -> list[list[str]]:
    """Return the list that collects what apt-get is asked for on such a machine."""
    asked: list[list[str]] = []
    monkeypatch.setattr(system, "this_system", lambda: kind)
    found = iter([before, after or before])
    monkeypatch.setattr(system, "find_libraries", lambda: next(found))
    monkeypatch.setattr(bootstrap, "may_use_apt", lambda: root)
    monkeypatch.setattr(bootstrap, "can_make_environments", lambda: venv or bool(asked))
    if root:
        monkeypatch.setattr(bootstrap, "apt_install", asked.append)
    return asked


def with_lacks(*missing: str, advised: tuple[str, ...] = ()) -> system.NativeLibraries:
    return system.NativeLibraries({}, missing, advised)


FIT = with_lacks()
BARE = with_lacks("pango", "pangoft2", advised=("harfbuzz-subset",))
SLOW = with_lacks(advised=("harfbuzz-subset",))
PANGO = list(system.DEBIAN_PACKAGES)
VENV = bootstrap.venv_package(sys.version_info[:2])


@pytest.mark.parametrize(
    ("before", "venv", "packages"),
    [
        (FIT, True, []),
        (FIT, False, [[VENV]]),
        (BARE, True, [PANGO]),
        (BARE, False, [[*PANGO, VENV]]),
        (SLOW, True, [PANGO]),
    ],
)
def test_root_on_debian_gets_what_is_missing(
    monkeypatch: pytest.MonkeyPatch,
    before: system.NativeLibraries,
    venv: bool,
    packages: list[list[str]],
) -> None:
    asked = machine(monkeypatch, "debian", before=before, after=FIT, venv=venv)
    bootstrap.install_libraries()
    assert asked == packages


def test_a_user_on_debian_is_told_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    machine(monkeypatch, "debian", before=BARE, root=False)
    with pytest.raises(bootstrap.SetupError, match="sudo apt-get install libpango") as caught:
        bootstrap.install_libraries()
    assert caught.value.status == 2


def test_a_user_without_the_subset_library_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    machine(monkeypatch, "debian", before=SLOW, root=False)
    bootstrap.install_libraries()
    assert "slower, without harfbuzz-subset" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("kind", "command"),
    [("fedora", "dnf install"), ("alpine", "apk add"), ("windows", "pacman"), ("macos", "brew")],
)
def test_another_system_is_told_its_command(
    monkeypatch: pytest.MonkeyPatch, kind: system.System, command: str
) -> None:
    machine(monkeypatch, kind, before=BARE)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(bootstrap.SetupError, match=command) as caught:
        bootstrap.install_libraries()
    assert caught.value.status == 2


def test_homebrew_is_used_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    machine(monkeypatch, "macos", before=BARE, after=FIT)
    ran: list[list[str]] = []
    monkeypatch.setattr(shutil, "which", lambda name: f"/opt/{name}")
    monkeypatch.setattr(bootstrap, "run_quietly", lambda what, command: ran.append(command))
    bootstrap.install_libraries()
    assert ran == [["brew", "install", "pango"]]


def test_a_package_that_does_not_help_is_not_taken_for_success(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machine(monkeypatch, "debian", before=BARE, after=BARE)
    with pytest.raises(bootstrap.SetupError, match="lacks the text engine"):
        bootstrap.install_libraries()


@pytest.mark.parametrize(
    ("text", "version"),
    [("javac 17.0.15\n", 17), ("javac 1.8.0_402", 8), ("javac 22-ea", 22), ("", 0), ("oops", 0)],
)
def test_java_versions(text: str, version: int) -> None:
    assert bootstrap.parse_java_version(text) == version


@pytest.mark.parametrize(
    ("value", "expected"),
    [("true", True), ("1", True), ("", False), ("false", False), ("0", False)],
)
def test_ci_is_told_by_its_variable(value: str, expected: bool) -> None:
    assert bootstrap.in_ci({"CI": value}) is expected
    assert not bootstrap.in_ci({})


# --- the environment -------------------------------------------------------------------------


def environment_in(monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[str]:
    """Return the list that collects the steps of making an environment in `folder`."""
    steps: list[str] = []

    def run(what: str, command: list[str]) -> None:
        steps.append(what.partition(" ")[2])
        if "venv" in command:
            python = bootstrap.environment_python(bootstrap.VENV, os.name)
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()
            (bootstrap.VENV / "pyvenv.cfg").touch()

    (folder / "pyproject.toml").write_text("one")
    (folder / "requirements.lock").write_text("one")
    (folder / "requirements-test.lock").write_text("one and more")
    monkeypatch.setattr(bootstrap, "ROOT", folder)
    monkeypatch.setattr(bootstrap, "VENV", folder / ".venv")
    monkeypatch.setattr(bootstrap, "RUN_LOCK", folder / "requirements.lock")
    monkeypatch.setattr(bootstrap, "TEST_LOCK", folder / "requirements-test.lock")
    monkeypatch.setattr(bootstrap, "run_quietly", run)
    return steps


def test_a_second_run_installs_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    steps = environment_in(monkeypatch, tmp_path)
    bootstrap.make_environment(bootstrap.RUN_LOCK)
    assert len(steps) == 3
    bootstrap.make_environment(bootstrap.RUN_LOCK)
    assert len(steps) == 3


def test_what_tests_need_is_added_to_what_renders(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    steps = environment_in(monkeypatch, tmp_path)
    bootstrap.make_environment(bootstrap.RUN_LOCK)
    bootstrap.make_environment(bootstrap.TEST_LOCK)
    assert steps[3:] == ["the packages of requirements-test.lock", "handouts"]
    bootstrap.make_environment(bootstrap.RUN_LOCK)
    assert len(steps) == 5


def test_a_changed_lock_starts_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    steps = environment_in(monkeypatch, tmp_path)
    bootstrap.make_environment(bootstrap.RUN_LOCK)
    (tmp_path / "requirements.lock").write_text("two")
    bootstrap.make_environment(bootstrap.RUN_LOCK)
    assert len(steps) == 6


def test_a_changed_pyproject_installs_only_handouts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    steps = environment_in(monkeypatch, tmp_path)
    bootstrap.make_environment(bootstrap.RUN_LOCK)
    (tmp_path / "pyproject.toml").write_text("two")
    bootstrap.make_environment(bootstrap.RUN_LOCK)
    assert steps[3:] == ["handouts"]


def test_a_step_that_failed_is_done_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    steps = environment_in(monkeypatch, tmp_path)
    work = bootstrap.run_quietly

    def fail(what: str, command: list[str]) -> None:
        work(what, command)
        if "--require-hashes" in command:
            raise bootstrap.SetupError("no network")

    monkeypatch.setattr(bootstrap, "run_quietly", fail)
    with pytest.raises(bootstrap.SetupError):
        bootstrap.make_environment(bootstrap.RUN_LOCK)
    monkeypatch.setattr(bootstrap, "run_quietly", work)
    del steps[:]
    bootstrap.make_environment(bootstrap.RUN_LOCK)
    assert len(steps) == 3


def test_a_folder_that_is_no_environment_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment_in(monkeypatch, tmp_path)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "precious.txt").touch()
    with pytest.raises(bootstrap.SetupError, match="not a virtual environment"):
        bootstrap.make_environment(bootstrap.RUN_LOCK)
    assert (tmp_path / ".venv" / "precious.txt").exists()


def test_where_python_lies_in_an_environment() -> None:
    folder = Path("x")
    assert bootstrap.environment_python(folder, "posix") == folder / "bin/python"
    assert bootstrap.environment_python(folder, "nt") == folder / "Scripts/python.exe"


# --- running ---------------------------------------------------------------------------------


def test_a_failed_step_shows_what_the_program_said(capfd: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-c", "print('disk full'); raise SystemExit(3)"]
    with pytest.raises(bootstrap.SetupError, match="exit status 3"):
        bootstrap.run_quietly("trying", command)
    assert "disk full" in capfd.readouterr().err


def test_a_step_that_went_well_takes_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    bootstrap.run_quietly("trying", [sys.executable, "-c", "print('chatter')"])
    told = capfd.readouterr()
    assert re.fullmatch(r"bootstrap: trying \.\.\. done \(\d+ s\)\n", told.out)
    assert told.err == ""


def test_all_checks_run_though_one_fails(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    checks = (("bad", ("-c", "raise SystemExit(1)")), ("good", ("-c", "print('ran')")))
    monkeypatch.setattr(bootstrap, "CHECKS", checks)
    assert bootstrap.run_checks(Path(sys.executable)) == 1
    told = capfd.readouterr().out
    assert "bad: FAILED" in told
    assert "ran" in told
    assert "good: ok" in told


def test_tests_that_race_the_clock_run_alone_and_none_runs_twice() -> None:
    """A test that fails once in two runs must not turn the run green."""
    *_, timing, tests = [command for _, command in bootstrap.CHECKS]
    assert timing == ("-m", "pytest", "-m", "timing")
    assert tests[:4] == ("-m", "pytest", "-m", "not timing")
    assert not any("failed" in word for _, command in bootstrap.CHECKS for word in command)


@pytest.mark.parametrize(("returned", "status"), [(0, 0), (1, 1), (-9, 137), (-15, 143)])
def test_the_exit_status_is_the_shells(returned: int, status: int) -> None:
    assert bootstrap.exit_status(returned) == status


def test_wrong_usage_is_status_2(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "bootstrap.py", "fly"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "render" in done.stderr


# --- the files it goes by --------------------------------------------------------------------


def lock(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", lock(name), re.MULTILINE))


def package_names(requirements: Iterable[str]) -> set[str]:
    names = {re.split(r"[\[<>=~!; ]", requirement)[0].lower() for requirement in requirements}
    return {name.replace(".", "-").replace("_", "-") for name in names}


def test_the_locks_pin_everything_that_the_project_requires() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    groups = project["dependency-groups"]
    runs = package_names(
        [
            *project["project"]["dependencies"],
            *project["build-system"]["requires"],
            *groups["build"],
        ]
    )
    for_tests = package_names(
        [
            *(name for extra in extras for name in extra),
            *(name for name in groups["dev"] if isinstance(name, str)),
        ]
    )
    assert runs <= set(pins("requirements.lock"))
    assert runs | for_tests <= set(pins("requirements-test.lock"))


def test_rendering_installs_nothing_that_only_tests_need() -> None:
    assert not {"pytest", "mypy", "ruff", "playwright", "dask"} & set(pins("requirements.lock"))


def test_both_locks_pin_the_same_versions() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-test.lock").items()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_every_pin_has_a_hash_and_no_address(name: str) -> None:
    hashed = re.findall(
        r"^[a-z0-9-]+==.*\n((?:    --hash=sha256:[0-9a-f]{64}.*\n)*)", lock(name), re.MULTILINE
    )
    assert len(hashed) > 40
    assert all(hashed)
    assert "://" not in lock(name)
    assert "index" not in lock(name)


def test_ci_runs_the_commands_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert 'python3 bootstrap.py "$command"' in script
    assert "for command in test render" in script
    assert "python3 bootstrap.py test" in readme
    assert "python3 bootstrap.py render" in readme


@pytest.mark.parametrize(
    ("there", "asked", "apt", "outcome"),
    [
        (True, True, True, ""),
        (False, False, True, "no Chromium"),
        (False, True, True, "chromium installed"),
        (False, True, False, "no Chromium"),
    ],
)
def test_a_browser_is_installed_where_it_is_asked_for(
    there: bool,
    asked: bool,
    apt: bool,
    outcome: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: "/usr/bin/x" if there else None)
    monkeypatch.setattr(bootstrap, "may_use_apt", lambda: apt)
    monkeypatch.setattr(
        bootstrap, "apt_install", lambda names: bootstrap.say(f"{names[0]} installed")
    )
    bootstrap.provide_browser(asked)
    told = capsys.readouterr().out
    assert outcome in told
    assert bool(outcome) == bool(told)
