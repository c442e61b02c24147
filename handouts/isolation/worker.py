"""A worker process: tied to its parent, confined, and killed rather than asked.

Only the parent's own messages are unpickled here; what goes back is JSON and bytes, so that
nothing a clinic's files do in this process can reach into the parent.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import pickle  # what the parent sends
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn

from handouts.diagnostics import INVALID_INPUT, PROGRAM_FAULT, WORKER_LOST, Diagnostic
from handouts.errors import HandoutsError, InvalidInput
from handouts.isolation.tasks import Limits, Request
from handouts.writing import NO_ROOM, reason

PARENT_GONE = 97
_KEPT = ("PATH", "PYTHONPATH", "SYSTEMROOT", "WEASYPRINT_DLL_DIRECTORIES", "FONTCONFIG_FILE")
_MESSAGE = 400  # characters of one problem; a value of a clinic's file can be megabytes long
_PROBLEMS = 50


def main(
    work: Connection,
    watchdog: Connection,
    scratch: str,
    limits: Limits,
    initialize: Callable[[], None] | None,
) -> None:
    """Perform requests from `work` until it is closed; die with whoever holds `watchdog`.

    `initialize` is called first, within the limits.
    """
    _tie_to_parent(watchdog)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform != "win32":  # the process it was forked from hears none of these
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    _silence()
    try:
        _make_environment(Path(scratch))
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        work.send_bytes(json.dumps({"fatal": reason(error)}).encode())
        return
    _confine(limits)
    if initialize:
        initialize()
    work.send_bytes(b'{"ready": true}')
    first = True
    while True:
        try:
            pickled = work.recv_bytes()
        except (EOFError, OSError):
            return
        _allow_cpu(limits.seconds)
        header, data = perform(pickled, limits)
        work.send_bytes(json.dumps(header).encode())
        work.send_bytes(data)
        if first:
            # What the first task loaded stays for good; from now on the collector only needs to
            # look at what a task left behind. (0.84 of the processor time, docs/performance.md.)
            gc.collect()
            gc.freeze()
            gc.disable()
            first = False
        else:
            gc.collect()


def perform(pickled: bytes, limits: Limits) -> tuple[dict[str, Any], bytes]:
    """Return the reply to a request as (header, bytes); never raises, whatever is raised inside."""
    start = time.perf_counter()
    header: dict[str, Any] = {}
    data = b""
    try:
        request: Request[Any] = pickle.loads(pickled)  # noqa: S301
        header["value"], data = request.perform().to_wire()
    except InvalidInput as error:
        header["problems"] = [_shortened(problem) for problem in error.problems[:_PROBLEMS]]
        if len(error.problems) > _PROBLEMS:
            more = f"and {len(error.problems) - _PROBLEMS} more; fix these first"
            header["problems"].append(_said(more))
    except HandoutsError as error:
        header["problems"] = [_said(error.message[:_MESSAGE])]
    except MemoryError:
        header["problems"] = [_said(memory_message(limits), WORKER_LOST)]
        header["poisoned"] = True  # after this, small things fail too
    except OSError as error:
        if error.errno in NO_ROOM:  # for the fonts that each worker keeps, and for all that follow
            header["fatal"] = reason(error)
        header["problems"] = [_said(_fault(error), PROGRAM_FAULT)]
        header["poisoned"] = True
    except BaseException as error:  # SystemExit and KeyboardInterrupt cost one task as well
        header["problems"] = [_said(_fault(error), PROGRAM_FAULT)]
        header["poisoned"] = True
    header["seconds"] = round(time.perf_counter() - start, 4)
    header["memory_mb"] = round(_peak_memory_mb(), 1)
    return header, data


def memory_message(limits: Limits) -> str:
    """Return how to tell that a task wanted too much memory."""
    return (
        f"needs more than {limits.memory_mb} MB of memory; look for a huge picture, a huge size "
        "or endless text, or raise --memory-limit"
    )


def _shortened(problem: Diagnostic) -> dict[str, Any]:
    return replace(problem, message=problem.message[:_MESSAGE]).to_json()


def _said(message: str, code: str = INVALID_INPUT) -> dict[str, Any]:
    """Return a diagnostic without a place, as JSON data."""
    return Diagnostic("", None, message, code=code).to_json()


def _fault(error: BaseException) -> str:
    """Return an exception nobody expected as one line with the place it came from."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    words = str(error)
    if isinstance(error, OSError) and error.strerror:  # without the path, which is this machine's
        words = error.strerror
    words = " ".join(words.split())[:_MESSAGE]
    return f"a fault of this program, please report it: {type(error).__name__}: {words}{place}"


def _tie_to_parent(watchdog: Connection) -> None:
    """Make this process end when the other end of `watchdog` closes, whatever it is doing.

    A thread notices on every system. On POSIX the kernel also sends a signal, which ends even a
    process that is stuck in C code and lets no thread run.
    """
    if sys.platform != "win32":
        import fcntl

        descriptor = watchdog.fileno()
        signal.signal(signal.SIGIO, signal.SIG_DFL)
        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_SETOWN, os.getpid())
            flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
            fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_ASYNC)

    def watch() -> NoReturn:
        with contextlib.suppress(EOFError, OSError):
            watchdog.recv_bytes()
        os._exit(PARENT_GONE)

    threading.Thread(target=watch, name="parent watchdog", daemon=True).start()


def _silence() -> None:
    """Keep GLib, Pango and fontconfig, which print as they like, from the user's terminal."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _make_environment(scratch: Path) -> None:
    """Leave nothing of the user's environment but what starts programs; all paths private."""
    scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    os.environ.clear()
    os.environ.update(kept, LC_ALL="C.UTF-8", HOME=str(scratch), TMPDIR=str(scratch))
    os.environ.update(TEMP=str(scratch), TMP=str(scratch), XDG_CACHE_HOME=str(scratch))
    tempfile.tempdir = str(scratch)


def _confine(limits: Limits) -> None:
    """Limit memory, file size and open files, where the system can; and never dump a core."""
    if sys.platform == "win32":
        return
    import resource

    wanted = {
        resource.RLIMIT_AS: limits.memory_mb << 20,
        resource.RLIMIT_FSIZE: 256 << 20,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CORE: 0,  # a core file would hold what the leaflet says
    }
    for what, value in wanted.items():
        # macOS refuses an address space limit; the parent's deadline still holds there.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (value, value))


def _allow_cpu(seconds: float) -> None:
    """Set the last net under a task: the system ends it when it used far too much processor."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + 1.5 * seconds + 5)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _peak_memory_mb() -> float:
    """Return the most memory this process ever had, in megabytes."""
    if sys.platform == "win32":
        return 0.0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20) if sys.platform == "darwin" else peak / 1024
