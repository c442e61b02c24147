"""Wall clock, processor time and memory of a command with all processes it starts (Linux)."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
_OFTEN, _SELDOM, _AT_FIRST = 0.2, 1.0, 5.0  # seconds between two looks at memory


@dataclass(slots=True)
class Cost:
    """What a command cost."""

    wall: float = 0.0
    cpu: float = 0.0
    peak_mb: float = 0.0
    output: str = ""
    memory: list[tuple[float, float]] = field(default_factory=list)  # (seconds, MB)


def measure(command: list[str], *, cwd: Path, env: dict[str, str] | None = None) -> Cost:
    """Return the cost of `command`.

    Processor time is what the system counted for every process it started; memory is the peak of
    the sum of their shares (PSS). To look at memory costs time itself, and more of it to a command
    that keeps all cores busy: so it is looked at once a second after the first few seconds.
    """
    cost = Cost()
    _adopt_orphans()
    before = _children_cpu()
    start = time.monotonic()
    process = subprocess.Popen(
        command, cwd=cwd, env=env, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_OFTEN if time.monotonic() - start < _AT_FIRST else _SELDOM):
            megabytes = sum(map(_pss_mb, _session(process.pid)))
            cost.memory.append((time.monotonic() - start, megabytes))
            cost.peak_mb = max(cost.peak_mb, megabytes)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    cost.output, errors = process.communicate()
    cost.wall = time.monotonic() - start
    ended.set()
    watcher.join()
    with contextlib.suppress(ChildProcessError):  # when all that it left behind have ended
        while True:
            os.waitpid(-1, 0)
    cost.cpu = _children_cpu() - before
    if process.returncode:
        raise RuntimeError(f"{command[:6]} ended with {process.returncode}: {errors[-600:]}")
    return cost


def _adopt_orphans() -> None:
    """Let processes whose parents end first be counted here: workers of a fork server are such."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def session_cpu(leader: int) -> float:
    """Return the processor seconds that the live processes of a session have used."""
    return sum(_session(leader).values()) / _TICK


def _session(leader: int) -> dict[int, int]:
    """Return the processor ticks of each live process of a session, its own only."""
    found: dict[int, int] = {}
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        try:
            stat = Path(entry.path, "stat").read_text()
        except OSError:
            continue
        fields = stat.rpartition(")")[2].split()
        if int(fields[3]) == leader:
            found[int(entry.name)] = int(fields[11]) + int(fields[12])
    return found


def _pss_mb(pid: int) -> float:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except (OSError, IndexError):
        pass
    return 0.0
