"""What runs inside a Dask worker: it compares itself with the coordinator, and passes tasks on."""

from __future__ import annotations

import pickle  # both ends of the pipe are ours, on one environment_digest
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from handouts.batch.fingerprint import environment_digest, versions

_lock = threading.Lock()  # for a worker that was started with more than one thread
_helper: subprocess.Popen[bytes] | None = None


def describe(initialize: Callable[[], None] | None = None) -> dict[str, Any]:
    """Return what this machine makes pages with, once `initialize` was called."""
    if initialize:
        initialize()
    return {"machine": environment_digest(), "versions": dict(versions())}


def perform(request: dict[str, Any]) -> dict[str, Any]:
    """Return the outcomes of a request; or how this machine differs from the coordinator's."""
    there = describe(request["initialize"])
    if request["machine"] != there["machine"]:
        return {"differs": there}
    with _lock:
        helper = _running_helper()
        try:
            pickle.dump({**request, "scratch": str(_scratch())}, helper.stdin)  # type: ignore[arg-type]
            helper.stdin.flush()  # type: ignore[union-attr]
            return {"outcomes": pickle.load(helper.stdout)}  # type: ignore[arg-type]  # noqa: S301
        except (OSError, EOFError):
            helper.kill()
            raise RuntimeError("the process that makes leaflets on this worker ended") from None


def _running_helper() -> subprocess.Popen[bytes]:
    """Return the helper process of this worker, started if need be."""
    global _helper  # one for the life of the process
    if _helper is None or _helper.poll() is not None:
        _helper = subprocess.Popen(
            [sys.executable, "-m", "handouts.batch.dask.bridge"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
    return _helper


def _scratch() -> Path:
    """Return a folder that Dask removes with the worker."""
    from distributed import get_worker

    try:
        folder = str(get_worker().local_directory)
    except ValueError:  # not called by Dask
        folder = tempfile.gettempdir()
    return Path(folder) / f"handouts-{threading.get_ident()}"
