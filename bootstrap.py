"""Set up everything and make the handouts, or run all checks, with one command.

    python3 bootstrap.py render    set up, then make the example clinic's handouts in out/
    python3 bootstrap.py test      set up, then run every check a change must pass
    python3 bootstrap.py setup     set up only

Needs Python 3.11 or newer and nothing else. Setting up means three things: the libraries that draw
text (with apt-get, where that is possible without a question), a virtual environment in .venv, and
exact packages in it: those of requirements.lock for `render`, of requirements-test.lock, which has
them too, for the other two. What is done already is not done again.

Exit status: 0 all done; 1 a step or a check failed; 2 something is to be installed first, or wrong
usage; 130 interrupted.
"""

import argparse
import hashlib
import importlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

MIN_PYTHON = (3, 11)
BROWSERS = ("chromium", "chromium-browser")
MIN_JAVA = 11  # the veraPDF driver is started from its source file, which older Javas can't do

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
RUN_LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-test.lock"
OUT = ROOT / "out"

TOPICS = ("what-to-expect-infusion", "risks", "benefits")

# `render` runs this; `test` runs each of those, all of them even after one has failed.
RENDER = (
    *("-m", "handouts", "render", *TOPICS),
    *("--locale", "en", "--locale", "es", "--output", str(OUT)),
)
CHECKS = (
    ("lint", ("-m", "ruff", "check", ".")),
    ("format", ("-m", "ruff", "format", "--check", ".")),
    ("types", ("-m", "mypy")),
    # Tests that race the clock run alone, so that no other test takes their time.
    ("timing", ("-m", "pytest", "-m", "timing")),
    ("tests", ("-m", "pytest", "-m", "not timing", "-n", "auto", "--dist", "loadgroup")),
)


class SetupError(Exception):
    """A step that cannot go on: what to do, and the exit status."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


# An old Python must get as far as this to say that it is too old. So there is no import from
# __future__ in this file, and up to the check the newer types are in quotation marks.


def check_python(version: "tuple[int, ...]", platform: str) -> None:
    """Raise SetupError with what to do, if this Python is too old."""
    if version >= MIN_PYTHON:
        return
    wanted = ".".join(map(str, MIN_PYTHON))
    found = newer_python()
    if found:
        remedy = f"This machine has one; type:  {found} {' '.join(sys.argv)}"
    elif platform == "darwin":
        remedy = "With Homebrew, type:  brew install python3"
    elif platform == "win32":
        remedy = "Get it from the Python website or the Microsoft Store."
    else:
        remedy = (
            "Debian 12, Ubuntu 24.04, Fedora 37, Alpine 3.18 and newer ones come with it. On an "
            f"older one install its python3.11 package, then type:  python3.11 {' '.join(sys.argv)}"
        )
    told = ".".join(map(str, version))
    raise SetupError(f"Python {wanted} or newer is needed; this is {told}. {remedy}", 2)


def newer_python() -> "str | None":
    """Return the name of a new enough Python on the PATH, the newest first."""
    names = (f"python3.{minor}" for minor in range(20, MIN_PYTHON[1] - 1, -1))
    return next((name for name in names if shutil.which(name)), None)


def stop(error: SetupError) -> int:
    """Print why it stops here, and return the exit status."""
    print(f"bootstrap: {error}", file=sys.stderr, flush=True)
    return error.status


if __name__ == "__main__":
    try:
        check_python(sys.version_info[:2], sys.platform)
    except SetupError as error:
        raise SystemExit(stop(error)) from None


def main(arguments: list[str]) -> int:
    """Return the exit status of the command in `arguments`."""
    options = read_options(arguments)
    try:
        install_libraries()
        if options.command == "test":
            provide_java(asked=options.with_java or in_ci(os.environ))
            provide_browser(asked=options.with_browser or in_ci(os.environ))
        python = make_environment(RUN_LOCK if options.command == "render" else TEST_LOCK)
        if options.command == "render":
            return render(python)
        if options.command == "test":
            return run_checks(python)
        say("ready: " + shown(python))
    except SetupError as error:
        return stop(error)
    except KeyboardInterrupt:
        return 130
    return 0


def read_options(arguments: list[str]) -> argparse.Namespace:
    """Return the command and its options."""
    parser = argparse.ArgumentParser(
        prog="bootstrap.py",
        description="Set up everything and make the handouts, or run all checks.",
    )
    parser.add_argument(
        "command",
        choices=("render", "test", "setup"),
        help="render: the example clinic's handouts; test: every check; setup: nothing more",
    )
    parser.add_argument(
        "--with-java",
        action="store_true",
        help="test: install Java if it is missing, so that veraPDF judges the PDFs (always in CI)",
    )
    parser.add_argument(
        "--with-browser",
        action="store_true",
        help="test: install Chromium if it is missing, for the web pages (always in CI on Debian)",
    )
    return parser.parse_args(arguments)


def in_ci(environment: Mapping[str, str]) -> bool:
    """Return whether a continuous-integration service runs this; all of them set CI."""
    return environment.get("CI", "").lower() not in ("", "0", "false")


def say(line: str) -> None:
    """Print one line of progress at once, so that it stands before what a program prints."""
    print(f"bootstrap: {line}", flush=True)


def shown(path: Path) -> str:
    """Return `path` as it is best typed from where the person is."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


# --- the system's libraries ------------------------------------------------------------------


def install_libraries() -> None:
    """Install the libraries that draw text, and what makes virtual environments, if missing.

    Raises:
        SetupError: they are missing and this is not a system, or not a user, that can install them
            without a question; the message has the command to type.
    """
    from handouts import system  # knows the libraries; needs the standard library only

    kind = system.this_system()
    libraries = system.find_libraries()
    packages: list[str] = []
    if not libraries.fit or libraries.advised:
        packages.extend(system.DEBIAN_PACKAGES)
    if not can_make_environments():
        packages.append(venv_package(sys.version_info[:2]))
    needed = not libraries.fit or not can_make_environments()

    if kind == "debian" and packages and (needed or may_use_apt()):
        apt_install(packages)
    elif kind == "macos" and not libraries.fit and shutil.which("brew"):
        run_quietly("installing Pango with Homebrew", ["brew", "install", "pango"])
    elif libraries.fit and libraries.advised:
        say(f"works, but slower, without {', '.join(libraries.advised)}")

    if not needed:
        return
    libraries = system.find_libraries()
    if not libraries.fit:
        raise SetupError(system.describe_lack(libraries, kind), 2)
    importlib.invalidate_caches()
    if not can_make_environments():
        raise SetupError(
            "this Python cannot make virtual environments (it lacks venv or ensurepip); install "
            "the package of your system that adds them, often called python3-venv",
            2,
        )


def can_make_environments() -> bool:
    """Return whether this Python has venv and ensurepip, which Debian packs separately."""
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def venv_package(version: tuple[int, ...]) -> str:
    """Return the Debian package that lets Python `version` make virtual environments."""
    return f"python{version[0]}.{version[1]}-venv"


def may_use_apt() -> bool:
    """Return whether packages can be installed here without asking anybody."""
    return shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0


def apt_install(packages: list[str]) -> None:
    """Install Debian packages, reading the package lists again only if that is needed.

    Raises:
        SetupError: not root, with the command to type; or apt-get failed, with its last words.
    """
    names = " ".join(packages)
    if not may_use_apt():
        raise SetupError(f"first type:  sudo apt-get install {names}", 2)
    # Empty or old lists are the usual state of a fresh machine. A source that is out of reach makes
    # `update` fail though the packages are there, so only the second try counts.
    install = 'apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends "$@"'
    script = f"{install} || {{ apt-get update; {install}; }}"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run_quietly(f"installing {names}", ["sh", "-c", script, "sh", *packages], environment)


def provide_java(asked: bool) -> None:
    """Install Java for veraPDF if that was asked for; else say what is left out without it."""
    if java_version() >= MIN_JAVA:
        return
    if not asked:
        say("no Java: the tests leave out veraPDF (--with-java installs it)")
    elif may_use_apt():
        apt_install(["default-jdk-headless"])
    else:
        raise SetupError(
            f"veraPDF needs a Java development kit, version {MIN_JAVA} or newer. On Debian type:  "
            "sudo apt-get install default-jdk-headless",
            2,
        )


def provide_browser(asked: bool) -> None:
    """Install Chromium for the tests of web pages if that was asked for; else say what is left."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    if asked and may_use_apt():
        apt_install(["chromium"])
    else:
        say("no Chromium: the tests leave out web pages in a browser (--with-browser installs it)")


def java_version() -> int:
    """Return the main version of the Java development kit on the PATH, 0 if there is none."""
    if not shutil.which("java"):
        return 0
    try:
        told = subprocess.run(
            ["javac", "-version"], capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
    except OSError:
        return 0
    return parse_java_version(told.stdout + told.stderr)


def parse_java_version(text: str) -> int:
    """Return 17 for `javac 17.0.15`, 8 for `javac 1.8.0_402`, 0 for anything else."""
    found = re.match(r"javac (?:1\.)?(\d+)", text)
    return int(found[1]) if found else 0


# --- the virtual environment -----------------------------------------------------------------


def make_environment(lock: Path) -> Path:
    """Return the Python of .venv, which holds the packages of `lock` and this project.

    Two stamps tell what is done: one for the packages, one for the project itself, so that a
    change of pyproject.toml does not install the packages again. A stamp is written last. An
    environment for tests is one for rendering too; the other way the rest is added.
    """
    python = environment_python(VENV, os.name)
    made = {
        each: stamp(each.read_bytes(), sys.version, str(VENV)) for each in (RUN_LOCK, TEST_LOCK)
    }
    found = read_stamp("packages") if python.exists() else ""
    if found not in (made[lock], made[TEST_LOCK]):
        if VENV.exists() and not (VENV / "pyvenv.cfg").exists():
            raise SetupError(f"{shown(VENV)} is not a virtual environment; move it away", 2)
        if found not in made.values():
            run_quietly(
                f"making the environment {shown(VENV)}",
                [sys.executable, "-m", "venv", "--clear", str(VENV)],
            )
        run_quietly(
            f"installing the packages of {lock.name}",
            [*pip(python), "--require-hashes", "--requirement", str(lock)],
        )
        found = made[lock]
        write_stamp("packages", found)
    project = stamp((ROOT / "pyproject.toml").read_bytes(), found)
    if read_stamp("project") != project:
        run_quietly(
            "installing handouts",
            [*pip(python), "--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
        )
        write_stamp("project", project)
    return python


def environment_python(folder: Path, os_name: str) -> Path:
    """Return where a virtual environment keeps its Python."""
    return folder / ("Scripts/python.exe" if os_name == "nt" else "bin/python")


def pip(python: Path) -> list[str]:
    """Return the start of a command that installs with the pip of `python`."""
    return [str(python), "-m", "pip", "install", "--quiet", "--no-input"]


def stamp(content: bytes, *others: str) -> str:
    """Return a short text that changes when any of the arguments does."""
    return hashlib.sha256("\0".join(others).encode() + b"\0" + content).hexdigest()


def read_stamp(name: str) -> str:
    """Return the stamp that was left when step `name` was done, "" if it was not."""
    try:
        return (VENV / f"bootstrap-{name}.stamp").read_text(encoding="ascii")
    except OSError:
        return ""


def write_stamp(name: str, text: str) -> None:
    """Note that step `name` is done."""
    (VENV / f"bootstrap-{name}.stamp").write_text(text, encoding="ascii")


# --- the work --------------------------------------------------------------------------------


def render(python: Path) -> int:
    """Return the exit status of making the example clinic's handouts."""
    say(f"making the example clinic's handouts in {shown(OUT)}")
    started = time.monotonic()
    status = subprocess.run([str(python), *RENDER], stdin=subprocess.DEVNULL).returncode
    if status == 0:
        made = sum(1 for _ in OUT.rglob("*.pdf"))
        say(f"{made} PDF files in {shown(OUT)} ({time.monotonic() - started:.0f} s)")
    return exit_status(status)


def run_checks(python: Path) -> int:
    """Return 0 if every check passed, else 1; all are run, the tests last."""
    failed = []
    for name, command in CHECKS:
        say(f"{name}: python {' '.join(command)}")
        started = time.monotonic()
        status = run_check(python, command)
        if status != 0:
            failed.append(name)
        took = time.monotonic() - started
        say(f"{name}: {'ok' if status == 0 else 'FAILED'} ({took:.0f} s)")
    if failed:
        say(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


def run_check(python: Path, command: tuple[str, ...]) -> int:
    """Return the exit status of one check."""
    return subprocess.run([str(python), *command], cwd=ROOT, stdin=subprocess.DEVNULL).returncode


def exit_status(returned: int) -> int:
    """Return the exit status of a program; one ended by a signal counts 128 more, as in a shell."""
    return returned if returned >= 0 else 128 - returned


def run_quietly(what: str, command: list[str], environment: dict[str, str] | None = None) -> None:
    """Run a step, printing one line for it, and all that it said only if it failed.

    Raises:
        SetupError: it failed.
    """
    started = time.monotonic()
    print(f"bootstrap: {what} ...", end=" ", flush=True)
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except OSError as error:
        print("failed", flush=True)
        raise SetupError(f"cannot start {command[0]}: {error}") from None
    if done.returncode != 0:
        print("failed", flush=True)
        print(done.stdout.rstrip(), file=sys.stderr, flush=True)
        raise SetupError(f"{what} failed (exit status {done.returncode}); its words are above")
    print(f"done ({time.monotonic() - started:.0f} s)", flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
