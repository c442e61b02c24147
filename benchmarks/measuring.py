"""Wall clock, processor time and memory of a command with all processes it starts (Linux)."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_PAUSE = 0.02


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

    Processor time is that of every process of its session, as seen 20 ms before it ended at the
    latest; memory is the peak of the sum of their shares (PSS).
    """
    cost = Cost()
    start = time.monotonic()
    process = subprocess.Popen(
        command, cwd=cwd, env=env, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    seen: dict[int, float] = {}
    ended = threading.Event()

    def watch() -> None:
        turn = 0
        while not ended.wait(_PAUSE):
            members = _session(process.pid)
            for pid, ticks in members.items():
                seen[pid] = ticks / _TICK
            if turn % 10 == 0:
                megabytes = sum(map(_pss_mb, members))
                cost.memory.append((time.monotonic() - start, megabytes))
                cost.peak_mb = max(cost.peak_mb, megabytes)
            turn += 1

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    cost.output, errors = process.communicate()
    cost.wall = time.monotonic() - start
    ended.set()
    watcher.join()
    cost.cpu = sum(seen.values())
    if process.returncode:
        raise RuntimeError(f"{command[:6]} ended with {process.returncode}: {errors[-600:]}")
    return cost


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
