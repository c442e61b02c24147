"""What can go wrong in a worker, one function each, and small batches to let it go wrong in."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping
from pathlib import Path
from typing import Any, NoReturn

from click.testing import CliRunner, Result

from handouts.batch.manifest import Manifest, read_manifest, untrue_entries
from handouts.errors import InvalidInput, Problem
from handouts.isolation.tasks import Outcome, Source, Task
from tests.builders import TINY

ROOT = Path(__file__).parents[1]
Reply = tuple[dict[str, Any], bytes]


def a_task(name: str, call: str = "good", group: str = "one", **payload: Any) -> Task:
    """Return a task that performs one of the functions below."""
    return Task(name, group, f"{__name__}:{call}", payload)


def good(payload: Mapping[str, Any]) -> Reply:
    """Do what was asked for."""
    time.sleep(payload.get("seconds", 0))
    return {"said": payload.get("say", "hello")}, b"bytes"


def process(payload: Mapping[str, Any]) -> Reply:
    """Return which process this is, and what its environment says."""
    return {"pid": os.getpid(), "environment": dict(os.environ)}, b""


def begin(payload: Mapping[str, Any]) -> Reply:
    """Write the process's number to a file, then stay for long."""
    Path(payload["file"]).write_text(str(os.getpid()), encoding="ascii")
    return hang(payload)


def begin_in_c(payload: Mapping[str, Any]) -> Reply:
    """Write the process's number to a file, then stay where no other thread can run."""
    Path(payload["file"]).write_text(str(os.getpid()), encoding="ascii")
    return hang_in_c(payload)


def wrong_input(payload: Mapping[str, Any]) -> NoReturn:
    """Find faults in the input, as many times over as nobody would read."""
    raise InvalidInput([Problem("clinic.yaml", n, "wrong" * 1000) for n in range(200)])


def hang(payload: Mapping[str, Any]) -> NoReturn:
    """Never end."""
    while True:
        time.sleep(1)


def hang_in_c(payload: Mapping[str, Any]) -> NoReturn:
    """Never end, in C code that lets no other thread run."""
    ctypes.PyDLL(None).sleep(1000)
    raise AssertionError


def ignore_sigterm(payload: Mapping[str, Any]) -> NoReturn:
    """Never end, and refuse to be asked."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    hang(payload)


def stop_itself(payload: Mapping[str, Any]) -> NoReturn:
    """Be stopped, as by a debugger."""
    os.kill(os.getpid(), signal.SIGSTOP)
    raise AssertionError


def crash(payload: Mapping[str, Any]) -> NoReturn:
    """Read where there is no memory."""
    ctypes.string_at(0)
    raise AssertionError


def abort(payload: Mapping[str, Any]) -> NoReturn:
    """End the way C libraries do when they are at a loss."""
    os.abort()


def leave(payload: Mapping[str, Any]) -> NoReturn:
    """End without an answer, as if all were well."""
    os._exit(0)


def leave_politely(payload: Mapping[str, Any]) -> NoReturn:
    """End by an exception that is no Exception."""
    sys.exit(3)


def be_killed(payload: Mapping[str, Any]) -> NoReturn:
    """Be killed, as by a system that is short of memory."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def be_interrupted(payload: Mapping[str, Any]) -> NoReturn:
    """Raise what Ctrl-C raises."""
    raise KeyboardInterrupt


class Unpicklable(Exception):
    """Cannot cross to another process: it takes two arguments and keeps none, and holds a lock."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__()
        self.inner = (one, two, lambda: one)


def raise_unpicklable(payload: Mapping[str, Any]) -> NoReturn:
    """Raise an exception that would tear a standard pool down."""
    raise Unpicklable("a", "b")


def want_memory(payload: Mapping[str, Any]) -> Reply:
    """Ask for 4 GB, a little at a time."""
    hoard = [bytearray(16 << 20) for _ in range(256)]
    return {"size": len(hoard)}, b""


def want_memory_at_once(payload: Mapping[str, Any]) -> Reply:
    """Ask for 4 GB in one go."""
    return {"size": len(bytearray(4 << 30))}, b""


def talk_nonsense(payload: Mapping[str, Any]) -> NoReturn:
    """Write bytes that are no message to every pipe there is, and wait."""
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, payload["nonsense"])
        except OSError:
            continue
    hang(payload)


def answer_nonsense(payload: Mapping[str, Any]) -> Any:
    """Return what is no answer."""
    return ["neither", "a", "pair"]


def answer_too_much(payload: Mapping[str, Any]) -> Reply:
    """Return more than an answer may have."""
    return {}, bytes(65 << 20)


def no_pdf(payload: Mapping[str, Any]) -> Reply:
    """Return half a PDF."""
    return {"pages": 2}, b"%PDF-1.7 and no end"


def fake_pdf(payload: Mapping[str, Any]) -> Reply:
    """Return a PDF of no use at once: what a batch costs besides rendering."""
    text = f"{payload['clinic']['digest']} {payload['topics']} {payload['locale']}".encode()
    return {"pages": 1}, b"%PDF-1.7\n" + text * 300 + b"\n%%EOF\n"


def add_clinic(parent: Path, name: str, build: str = "build: {topics: [tiny]}\n") -> Path:
    """Return the folder of a tiny clinic called `name`."""
    folder = parent / name
    shutil.copytree(TINY, folder)
    settings = folder / "clinic.yaml"
    settings.write_text(settings.read_text("utf-8") + build, encoding="utf-8")
    return folder


def batch(*arguments: object) -> Result:
    from handouts.cli import main

    return CliRunner().invoke(main, ["batch", *map(str, arguments)])


def results(*arguments: object) -> dict[str, str]:
    """Return what came of each leaflet of a batch."""
    result = batch(*arguments, "--json")
    return {item["path"]: item["result"] for item in json.loads(result.stdout)["leaflets"]}


def record(output: Path) -> Manifest:
    """Return the manifest, which must be true."""
    manifest = read_manifest(output / "manifest.json")
    assert untrue_entries(output, manifest) == []
    return manifest


def tree(output: Path) -> dict[str, bytes]:
    """Return all PDFs and the manifest, by path; nothing else may lie there."""
    files = [path for path in output.rglob("*") if path.is_file()]
    found = {path.relative_to(output).as_posix(): path.read_bytes() for path in files}
    strange = {
        name
        for name in found
        if not name.endswith(".pdf") and name not in ("manifest.json", ".handouts/lock")
    }
    assert strange == set()
    return found


def crash_on_spanish(payload: Mapping[str, Any]) -> Reply:
    """Return a PDF of no use, or crash over a Spanish leaflet."""
    return crash(payload) if payload["locale"] == "es" else fake_pdf(payload)


def slow_fake_pdf(payload: Mapping[str, Any]) -> Reply:
    """Return a PDF of no use after a while."""
    time.sleep(0.2)
    return fake_pdf(payload)


def command(*arguments: object) -> list[str]:
    """Return the command line of `handouts batch` with `arguments`."""
    return [sys.executable, "-m", "handouts", *map(str, arguments)]


def start(*arguments: object, **options: Any) -> subprocess.Popen[str]:
    """Start `handouts` in a session of its own, so that signals reach nobody else."""
    return subprocess.Popen(
        command(*arguments),
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        **options,
    )


def session_members(session: int) -> list[int]:
    """Return the live processes of a session (Linux)."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(folder.name))
    return found


def wait_until(question: Any, seconds: float = 20.0) -> bool:
    """Return whether `question` became true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if question():
            return True
        time.sleep(0.02)
    return bool(question())


def at_once(source: Source, stop: Callable[[], bool]) -> Generator[Outcome]:
    """Make stand-ins for PDFs in this process."""
    while (task := source.take(None, ())) and not stop():
        value, data = fake_pdf(task.payload)
        yield Outcome(task, value, data)


def plan_known(output: Path, manifest: bytes) -> Path:
    """Return an output folder with the record of a run but none of its PDFs: all is to do."""
    output.mkdir()
    data = json.loads(manifest)
    for item in data["leaflets"]:
        item.update(state="pending", sha256="", bytes=0, pages=0, made_from="")
    (output / "manifest.json").write_text(json.dumps(data), encoding="utf-8")
    return output


def start_spoiled(spoiling: Mapping[str, Any], *arguments: object) -> subprocess.Popen[str]:
    """Start `handouts batch` with something of it exchanged; see `run_spoiled`."""
    code = "import sys; from tests.batch_faults import run_spoiled; run_spoiled(sys.argv[1:])"
    return subprocess.Popen(
        [sys.executable, "-c", code, json.dumps(spoiling), "batch", *map(str, arguments)],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def run_spoiled(arguments: list[str]) -> None:
    """Run `handouts` with what the first argument says, as JSON.

    `render` names the function that stands in for rendering, in workers that load nothing else:
    the plan must be known, or `warm` said. With `here`, it is called in this process. `die` is
    [function, when, n]: be killed `before` or `after` the n-th call of that function of
    `handouts.batch.build`.
    """
    from handouts.batch import build, render_client
    from handouts.cli import main
    from handouts.isolation import pool

    spoiling = json.loads(arguments[0])
    render_client.RENDER = f"tests.batch_faults:{spoiling['render']}"
    if not spoiling.get("warm"):
        pool.PRELOAD = ["tests.batch_faults"]
    if spoiling.get("here"):
        import handouts.cli.batch

        handouts.cli.batch._executor = lambda *_: at_once
    if "die" in spoiling:
        name, when, left = spoiling["die"]
        owner: Any = build
        for part in name.split(".")[:-1]:
            owner = getattr(owner, part)
        function = getattr(owner, name.split(".")[-1])

        def deadly(*args: Any, **options: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0 and when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            result = function(*args, **options)
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        setattr(owner, name.split(".")[-1], deadly)
    main(arguments[1:], prog_name="handouts")
