"""What can go wrong in a worker, one function each, and small batches to let it go wrong in."""

from __future__ import annotations

import ctypes
import errno
import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, cast

from click.testing import CliRunner, Result

from handouts.batch.manifest import Manifest, mismatched_entries, read_manifest
from handouts.batch.requests import RenderReply, RenderRequest
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.isolation.tasks import Outcome, Reply, Request, Schedule, Task
from tests.builders import TINY

ROOT = Path(__file__).parents[1]
Answer = tuple[dict[str, Any], bytes]


@dataclass(frozen=True)
class Said(Reply):
    """What a function of a test gave."""

    value: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Call(Request[Said]):
    """Calls a function of a test in a worker; it gives a JSON object and bytes."""

    function: Callable[[Mapping[str, Any]], Any]
    payload: Mapping[str, Any] = field(default_factory=dict)

    reply_type = Said

    def perform(self) -> Said:
        value, data = self.function(self.payload)
        return Said(value, data=data)


@dataclass(frozen=True)
class FakeRender(RenderRequest):
    """Asks a stand-in for a leaflet."""

    stand_in: Callable[[RenderRequest], RenderReply] = field(kw_only=True)

    def perform(self) -> RenderReply:
        return self.stand_in(self)


def a_task(name: str, call: str = "good", group: str = "one", **payload: Any) -> Task[Said]:
    """Return a task that performs one of the functions below."""
    return Task(name, group, Call(globals()[call], payload))


def good(payload: Mapping[str, Any]) -> Answer:
    """Do what was asked for."""
    time.sleep(payload.get("seconds", 0))
    return {"said": payload.get("say", "hello")}, b"bytes"


def process(payload: Mapping[str, Any]) -> Answer:
    """Return which process this is, and what its environment says."""
    return {"pid": os.getpid(), "environment": dict(os.environ)}, b""


def begin(payload: Mapping[str, Any]) -> Answer:
    """Write the process's number to a file, then stay for long."""
    Path(payload["file"]).write_text(str(os.getpid()), encoding="ascii")
    return hang(payload)


def begin_in_c(payload: Mapping[str, Any]) -> Answer:
    """Write the process's number to a file, then stay where no other thread can run."""
    Path(payload["file"]).write_text(str(os.getpid()), encoding="ascii")
    return hang_in_c(payload)


def wrong_input(payload: Mapping[str, Any]) -> NoReturn:
    """Find faults in the input, as many times over as nobody would read."""
    raise InvalidInput([Diagnostic("clinic.yaml", n, "wrong" * 1000) for n in range(200)])


def fill_disk(payload: object) -> NoReturn:
    """Find no room on the disk."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/somewhere/secret")


def miss_a_file(payload: object) -> NoReturn:
    """Look for a file that is not there."""
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "/somewhere/secret")


def blocked_signals(payload: object) -> Answer:
    """Return which signals this process and the one it was forked from do not hear."""
    status = Path(f"/proc/{os.getppid()}/status").read_text("ascii")
    mask = int(
        next(line for line in status.splitlines() if line.startswith("SigBlk")).split()[1], 16
    )
    parent = [number for number in range(1, 64) if mask >> (number - 1) & 1]
    own = [int(number) for number in signal.pthread_sigmask(signal.SIG_BLOCK, ())]
    return {"worker": own, "parent": parent, "parent_pid": os.getppid()}, b""


def hang(payload: object) -> NoReturn:
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


def want_memory(payload: Mapping[str, Any]) -> Answer:
    """Ask for 4 GB, a little at a time."""
    hoard = [bytearray(16 << 20) for _ in range(256)]
    return {"size": len(hoard)}, b""


def want_memory_at_once(payload: Mapping[str, Any]) -> Answer:
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


def answer_too_much(payload: Mapping[str, Any]) -> Answer:
    """Return more than an answer may have."""
    return {}, bytes(65 << 20)


def answer_the_wrong_kind(payload: Mapping[str, Any]) -> Any:
    """Return a reply that is not of the kind it was asked for."""
    return ["no", "object"], b""


def set_environment(name: str, value: str) -> None:
    """Set a variable of a worker's environment."""
    os.environ[name] = value


def no_pdf(request: RenderRequest) -> RenderReply:
    """Return half a PDF."""
    return RenderReply(2, data=b"%PDF-1.7 and no end")


def fake_pdf(request: RenderRequest) -> RenderReply:
    """Return a PDF of no use at once: what a batch costs besides rendering."""
    leaflet = request.leaflet
    text = f"{request.clinic.digest} {leaflet.topics} {leaflet.locale}".encode()
    return RenderReply(1, data=b"%PDF-1.7\n" + text * 300 + b"\n%%EOF\n")


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
    assert mismatched_entries(output, manifest) == []
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


def crash_on_spanish(request: RenderRequest) -> RenderReply:
    """Return a PDF of no use, or crash over a Spanish leaflet."""
    return crash({}) if request.leaflet.locale == "es" else fake_pdf(request)


def slow_fake_pdf(request: RenderRequest) -> RenderReply:
    """Return a PDF of no use after a while."""
    time.sleep(0.2)
    return fake_pdf(request)


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


def at_once(
    tasks: Iterable[Task[RenderReply]], stop: Callable[[], bool]
) -> Generator[Outcome[RenderReply]]:
    """Make stand-ins for PDFs in this process."""
    schedule = Schedule(tasks)
    while (task := schedule.take(None, ())) and not stop():
        yield Outcome(task, fake_pdf(cast("RenderRequest", task.request)))


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
    import handouts.cli.batch
    from handouts.batch import build
    from handouts.cli import main
    from tests import batch_faults  # not __main__: workers find it by its name

    spoiling = json.loads(arguments[0])
    stand_in = getattr(batch_faults, spoiling["render"])
    faulty: Any = functools.partial(batch_faults.FakeRender, stand_in=stand_in)
    setattr(build, "RenderRequest", faulty)  # noqa: B010  # a name that it imports
    if not spoiling.get("warm"):
        setattr(handouts.cli.batch, "PRELOAD", ("tests.batch_faults",))  # noqa: B010
    if spoiling.get("here"):
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
