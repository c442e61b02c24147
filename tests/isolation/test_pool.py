"""One bad task costs one task, whatever it does to its process."""

from __future__ import annotations

import functools
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from handouts.errors import HandoutsError, WriteError
from handouts.isolation.pool import IsolatedPool, run_tasks
from handouts.isolation.tasks import Limits, Outcome, Schedule, Task
from tests.batch_faults import ROOT, Said, a_task, session_members, set_environment, wait_until

QUICK = Limits(seconds=8, memory_mb=1000)

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")


def run(
    tasks: list[Task[Said]], scratch: Path, workers: int = 2, limits: Limits = QUICK
) -> dict[str, Outcome[Said]]:
    outcomes = list(run_tasks(tasks, workers=workers, limits=limits, scratch=scratch))
    assert len(outcomes) == len(tasks)
    return {outcome.task.name: outcome for outcome in outcomes}


def message(outcome: Outcome[Said]) -> str:
    return " ".join(str(problem) for problem in outcome.problems)


def value(outcome: Outcome[Said]) -> Mapping[str, Any]:
    assert outcome.reply is not None, outcome.problems
    return outcome.reply.value


FAULTS = {
    "hang": "stopped after 8 s",
    "hang_in_c": "stopped after 8 s",
    "ignore_sigterm": "stopped after 8 s",
    "stop_itself": "stopped after 8 s",
    "crash": "crashed (SIGSEGV)",
    "abort": "SIGABRT",
    "leave": "ended without an answer (status 0)",
    "leave_politely": "SystemExit: 3",
    "be_killed": "was killed by the system or a person",
    "be_interrupted": "KeyboardInterrupt",
    "raise_unpicklable": "Unpicklable",
    "want_memory": "needs more than 1000 MB",
    "want_memory_at_once": "needs more than 1000 MB",
    "answer_nonsense": "too many values to unpack",
    "answer_too_much": "sent no answer, or more than 64 MB",
}


@pytest.mark.slow
@pytest.mark.timing
def test_forty_good_tasks_survive_every_fault_between_them(tmp_path: Path) -> None:
    """The standard pools lose 32 of the 40."""
    tasks = [a_task(f"good {n}", group=f"clinic {n % 4}") for n in range(40)]
    tasks += [a_task(fault, fault, group=fault) for fault in FAULTS]
    outcomes = run(tasks, tmp_path / "scratch", workers=4)  # what hangs costs time, not the cores
    good = [outcome for name, outcome in outcomes.items() if name.startswith("good")]
    assert all(
        not outcome.problems and outcome.reply and outcome.reply.data == b"bytes"
        for outcome in good
    )
    told = {name: message(outcomes[name]) for name in FAULTS}
    assert {name for name, words in FAULTS.items() if words not in told[name]} == set(), told
    assert not list((tmp_path / "scratch").glob("*")), "the workers' folders are gone"


@pytest.mark.timing
def test_a_worker_that_sends_nonsense_is_given_up(tmp_path: Path) -> None:
    nonsense = [b"\xff" * 4096, b"\x00\x00\x10\x00 less than it says", b"\x00\x00\x00\x04true"]
    tasks = [
        a_task(f"bad {n}", "talk_nonsense", group=f"bad {n}", nonsense=words)
        for n, words in enumerate(nonsense)
    ]
    # The good task needs two seconds on a quiet machine, and far more on a busy one.
    outcomes = run([*tasks, a_task("good", group="other")], tmp_path, workers=4)
    assert all(outcomes[task.name].problems for task in tasks)
    assert not outcomes["good"].problems


def test_faults_of_the_input_come_back_as_they_are_but_not_without_end(tmp_path: Path) -> None:
    (outcome,) = run([a_task("bad", "wrong_input")], tmp_path).values()
    assert not outcome.stopped
    assert len(outcome.problems) == 51
    assert re.fullmatch(r"and \d+ more; fix these first", outcome.problems[-1].message)
    assert str(outcome.problems[1]).startswith("clinic.yaml:1: wrongwrong")
    assert len(outcome.problems[1].message) == 400


def test_two_groups_never_share_a_process(tmp_path: Path) -> None:
    tasks = [a_task(f"{n}", "process", group=f"clinic {n % 3}") for n in range(12)]
    groups: dict[int, set[str]] = {}
    for outcome in run(tasks, tmp_path).values():
        groups.setdefault(value(outcome)["pid"], set()).add(outcome.task.group)
    assert all(len(group) == 1 for group in groups.values())
    assert len(groups) < 12, "but a process serves its group for long"


def test_a_worker_is_replaced_after_so_many_tasks(tmp_path: Path) -> None:
    tasks = [a_task(f"{n}", "process") for n in range(6)]
    outcomes = run(tasks, tmp_path, workers=1, limits=Limits(tasks=2))
    assert len({value(outcome)["pid"] for outcome in outcomes.values()}) == 3


def test_a_worker_sees_nothing_of_the_users_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    (outcome,) = run([a_task("", "process")], tmp_path).values()
    assert set(value(outcome)["environment"]) <= {
        "PATH", "PYTHONPATH", "FONTCONFIG_FILE", "LC_ALL", "HOME", "TMPDIR", "TEMP", "TMP",
        "XDG_CACHE_HOME",
    }  # fmt: skip
    assert value(outcome)["environment"]["HOME"].startswith(str(tmp_path))


def test_a_group_that_costs_too_many_workers_is_given_up(tmp_path: Path) -> None:
    """Else one hostile clinic would use up the time of all others."""
    tasks = [a_task(f"bad {n}", "crash", group="hostile") for n in range(9)]
    tasks += [a_task("good", group="other")]
    outcomes = run(tasks, tmp_path, workers=1, limits=Limits(max_crashes=2))
    tried = [name for name, outcome in outcomes.items() if outcome.tried]
    assert sorted(tried) == ["bad 0", "bad 1", "good"]
    assert "not tried: 2 leaflets of hostile had to be stopped" in message(outcomes["bad 8"])


@pytest.mark.timing
def test_a_caller_who_stops_listening_leaves_no_workers(tmp_path: Path) -> None:
    outcomes = run_tasks(
        [a_task("quick"), *(a_task(f"{n}", "hang") for n in range(3))],
        workers=2, limits=Limits(), scratch=tmp_path,
    )  # fmt: skip
    assert next(outcomes).task.name == "quick"
    start = time.monotonic()
    outcomes.close()
    assert time.monotonic() - start < 3


@pytest.mark.timing
def test_stop_ends_it_at_once(tmp_path: Path) -> None:
    start = time.monotonic()
    tasks = [a_task(f"{n}", "hang") for n in range(3)]
    late = lambda: time.monotonic() - start > 1  # noqa: E731
    assert not list(run_tasks(tasks, limits=Limits(), scratch=tmp_path, stop=late))
    assert time.monotonic() - start < 10


def test_workers_that_cannot_start_are_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "scratch").write_text("a file where the workers' folders should be")
    with pytest.raises(HandoutsError, match="workers cannot be started"):
        list(run_tasks([a_task(f"{n}") for n in range(9)], scratch=tmp_path / "scratch"))


def test_a_full_disk_is_told_as_one(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="not written; the disk is full") as caught:
        list(run_tasks([a_task("a", "fill_disk")], scratch=tmp_path / "out/.handouts/tmp"))
    assert caught.value.exit_code == 2


def test_a_fault_tells_no_path_of_the_machine(tmp_path: Path) -> None:
    (outcome,) = run_tasks([a_task("a", "miss_a_file")], scratch=tmp_path)
    assert "FileNotFoundError: No such file or directory" in str(outcome.problems[0])
    assert "secret" not in str(outcome.problems[0])


@linux
def test_what_workers_come_from_hears_no_signal_and_workers_do(tmp_path: Path) -> None:
    (outcome,) = run_tasks([a_task("a", "blocked_signals")], scratch=tmp_path)
    assert outcome.reply
    assert outcome.reply.value["worker"] == []
    assert {signal.SIGINT, signal.SIGTERM, signal.SIGHUP} <= set(outcome.reply.value["parent"])


@linux
def test_a_killed_fork_server_is_replaced(tmp_path: Path) -> None:
    (outcome,) = run_tasks([a_task("a", "blocked_signals")], scratch=tmp_path)
    assert outcome.reply
    server = outcome.reply.value["parent_pid"]
    os.kill(server, signal.SIGKILL)
    os.waitid(os.P_PID, server, os.WEXITED | os.WNOWAIT)  # it ends a moment after the signal
    (again,) = run_tasks([a_task("a", "blocked_signals")], scratch=tmp_path)
    assert again.reply
    assert {signal.SIGINT, signal.SIGTERM, signal.SIGHUP} <= set(again.reply.value["parent"])


PARENT = """
import sys
from pathlib import Path
from typing import Any
from handouts.isolation.pool import IsolatedPool, run_tasks
from handouts.isolation.tasks import Limits
from tests.batch_faults import a_task
if __name__ == "__main__":
    folder = Path(sys.argv[1])
    names = ["begin", "begin_in_c"]
    tasks = [a_task(name, name, group=name, file=str(folder / name)) for name in names]
    list(run_tasks(tasks, workers=2, limits=Limits(), scratch=folder / "scratch"))
"""


@linux
def test_no_worker_outlives_a_killed_parent(tmp_path: Path) -> None:
    """Neither one that sleeps, nor one stuck in C code that lets no thread run."""
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)], cwd=ROOT, start_new_session=True
    )
    files = [tmp_path / "begin", tmp_path / "begin_in_c"]
    try:
        assert wait_until(lambda: all(file.is_file() and file.read_text() for file in files))
    finally:
        parent.kill()
        parent.wait()
    assert wait_until(lambda: not session_members(parent.pid), 3), session_members(parent.pid)


def test_a_schedule_keeps_a_worker_with_its_group_and_helps_the_longest() -> None:
    schedule = Schedule([a_task(f"{group}{n}", group=group) for group in "ab" for n in range(4)])
    assert schedule.take("b", {"a"}).name == "b0"  # type: ignore[union-attr]
    assert schedule.take(None, {"b"}).name == "a0"  # type: ignore[union-attr]
    assert [task.name for task in schedule.drop("a")] == ["a1", "a2", "a3"]
    assert schedule.take("a", {"b"}).name == "b1"  # type: ignore[union-attr]
    assert schedule.take("a", {"b"}).name == "b2"  # type: ignore[union-attr]
    assert schedule.take("a", {"b"}) is None, "its last task is left to the worker that is at it"
    assert schedule.take("b", set()).name == "b3"  # type: ignore[union-attr]


# --- the pool as threads share it -------------------------------------------------------------


def test_threads_share_a_pool_and_each_gets_its_own_outcomes(tmp_path: Path) -> None:
    found: dict[str, str] = {}

    def work(pool: IsolatedPool, name: str) -> None:
        futures = [pool.submit(a_task(name, group=name, say=f"{name} {n}")) for n in range(3)]
        found[name] = ", ".join(value(future.result(60))["said"] for future in futures)

    with IsolatedPool(2, QUICK, scratch=tmp_path) as pool:
        threads = [threading.Thread(target=work, args=(pool, name)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == {name: f"{name} 0, {name} 1, {name} 2" for name in "abcd"}


def test_one_who_stops_listening_stops_nobody_else(tmp_path: Path) -> None:
    with IsolatedPool(2, Limits(), scratch=tmp_path) as pool:
        outcomes = pool.outcomes([a_task("quick"), *(a_task(f"{n}", "hang") for n in range(3))])
        other = pool.submit(a_task("other", group="other"))
        assert next(outcomes).task.name in ("quick", "other")
        outcomes.close()
        assert value(other.result(30))["said"] == "hello"
        assert value(pool.submit(a_task("later")).result(30))["said"] == "hello"


def test_whoever_waits_for_a_pool_that_is_shut_down_is_told(tmp_path: Path) -> None:
    pool = IsolatedPool(1, Limits(), scratch=tmp_path)
    future = pool.submit(a_task("hanging", "hang"))
    pool.shutdown()
    with pytest.raises(HandoutsError, match="shut down"):
        future.result(5)
    with pytest.raises(HandoutsError, match="shut down"):
        pool.submit(a_task("late"))


def test_each_worker_is_initialized(tmp_path: Path) -> None:
    initialize = functools.partial(set_environment, "SET_UP", "yes")
    with IsolatedPool(1, QUICK, scratch=tmp_path, initialize=initialize) as pool:
        outcome = pool.submit(a_task("", "process")).result(30)
    assert value(outcome)["environment"]["SET_UP"] == "yes"


def test_a_reply_of_the_wrong_kind_costs_the_worker_that_sent_it(tmp_path: Path) -> None:
    (outcome,) = run([a_task("bad", "answer_the_wrong_kind")], tmp_path).values()
    assert "sent no answer" in message(outcome)
    assert outcome.stopped
