"""The same plan on Dask: a real scheduler and two worker processes on this machine."""

from __future__ import annotations

import datetime
import functools
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handouts.batch import build, fingerprint
from handouts.batch.build import Request, Result, run_batch
from handouts.batch.dask import executor
from handouts.batch.dask.executor import connect
from handouts.errors import HandoutsError
from handouts.isolation.tasks import Limits
from tests.batch_faults import ROOT, FakeRender, add_clinic, batch, hang, results, tree, wait_until

TODAY = "2026-06-01"

distributed = pytest.importorskip("distributed", reason="needs handouts[dask]")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="kills a worker"),
]


class Cluster:
    """A scheduler and worker processes, started the way the documentation says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        file = folder / "scheduler.json"
        self.start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                   "--scheduler-file", file)  # fmt: skip
        assert wait_until(file.is_file), "the scheduler did not start"
        from distributed import Client

        self.client: Any = Client(  # type: ignore[no-untyped-call]
            scheduler_file=str(file), set_as_default=False
        )
        scheduler: Any = self.client.scheduler
        self.address = str(scheduler.address)

    def start(self, *arguments: object) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *map(str, arguments)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
        process = subprocess.Popen(
            command, cwd=self.folder, env=environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.processes.append(process)
        return process

    def add_workers(self, number: int) -> subprocess.Popen[bytes]:
        process = self.start(
            "worker", self.address, "--nworkers", number, "--nthreads", "1", "--no-dashboard",
            "--host", "127.0.0.1", "--local-directory", self.folder,
        )  # fmt: skip
        assert wait_until(lambda: len(self.workers()) >= number), "the workers did not start"
        return process

    def workers(self) -> list[str]:
        return list(self.client.scheduler_info(n_workers=-1)["workers"])

    def kill_a_worker(self) -> None:
        """Kill the process of one worker; its nanny starts another in its place."""
        pids = self.client.run(os.getpid)
        os.kill(next(iter(pids.values())), signal.SIGKILL)

    def stop(self) -> None:
        self.client.close()
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("dask"))
    cluster.add_workers(2)
    yield cluster
    cluster.stop()


@pytest.fixture(scope="module")
def clinics(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clinics")
    for name in ("east", "north"):
        add_clinic(folder, name, "build: {topics: [tiny], papers: [letter, a4]}\n")
    return folder


@pytest.fixture(scope="module")
def expected(clinics: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return what one machine makes."""
    output = tmp_path_factory.mktemp("local")
    assert set(results(clinics, "-o", output, "--today", TODAY).values()) == {"made"}
    return tree(output)


def test_a_worker_killed_in_mid_batch_changes_no_byte(
    cluster: Cluster, clinics: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    class KillerOnce:
        """Kills a worker when the first leaflet is there."""

        killed = False

        def start(self, total: int) -> None:
            assert total == 8

        def on_result(self, result: Result) -> None:
            if not self.killed:
                self.killed = True
                cluster.kill_a_worker()

    killer = KillerOnce()
    summary = run_batch(
        Request(folders=(clinics,), output=tmp_path, today=datetime.date.fromisoformat(TODAY)),
        killer,
        lambda: False,
        connect(cluster.address, Limits(), chunk=1),
    )
    assert killer.killed
    assert {result.kind for result in summary.results} == {"made"}, summary.results
    assert tree(tmp_path) == expected


def test_the_command_does_the_same(
    cluster: Cluster, clinics: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    done = results(clinics, "-o", tmp_path, "--today", TODAY, "--scheduler", cluster.address)
    assert set(done.values()) == {"made"}
    assert tree(tmp_path) == expected


def test_limits_hold_there_too(cluster: Cluster, clinics: Path, tmp_path: Path) -> None:
    """A hanging leaflet is stopped, named, and the worker lives on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "RenderRequest", functools.partial(FakeRender, stand_in=hang))
        result = batch(
            clinics / "east", "-o", tmp_path, "--scheduler", cluster.address,
            "--locale", "en", "--time-limit", "1",
        )  # fmt: skip
    assert result.exit_code == 1
    assert result.stderr.count("stopped after 1 s") == 2
    assert len(cluster.workers()) == 2


def test_machines_that_would_make_other_pages_are_refused(
    cluster: Cluster, clinics: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = dict(fingerprint.versions())
    monkeypatch.setattr(executor, "environment_digest", lambda: "0" * 64)
    monkeypatch.setattr(executor, "versions", lambda: {**real, "pango": "1.99.0"})
    result = batch(clinics, "-o", tmp_path, "--scheduler", cluster.address)
    assert result.exit_code == 2
    assert f"pango {real['pango']} (here 1.99.0)" in result.stderr
    assert not list(tmp_path.glob("*/*/*.pdf"))


def test_a_worker_that_joins_later_is_compared_too(
    cluster: Cluster, clinics: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executor, "_compare", lambda *_: None)
    monkeypatch.setattr(executor, "environment_digest", lambda: "0" * 64)
    result = batch(clinics, "-o", tmp_path, "--scheduler", cluster.address)
    assert result.exit_code == 2
    assert "A worker joined that would make other pages" in result.stderr


def test_where_no_scheduler_is_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executor, "_WAIT_FOR_WORKERS", 1.0)
    with pytest.raises(HandoutsError, match="no scheduler answers there"):
        connect("tcp://127.0.0.1:9", Limits())


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(HandoutsError, match=r"handouts\[dask\]"):
        connect("tcp://127.0.0.1:9", Limits())
