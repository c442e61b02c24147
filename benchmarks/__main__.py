"""Measures everything and writes the tables into benchmarks/README.md.

python -m benchmarks            about half an hour on two idle cores
python -m benchmarks --quick    a few minutes: fewer rounds and documents
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import documents, tables
from benchmarks.measuring import Cost, measure
from benchmarks.tools import chromium
from handouts.isolation.tasks import Limits

ROOT = Path(__file__).parents[1]
README = Path(__file__).with_name("README.md")


@dataclass(slots=True)
class Tool:
    """A way to make documents, and what it cost in each round: per document."""

    name: str
    command: list[str]
    documents: int
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    warm_wall: list[float] = field(default_factory=list)
    warm_cpu: list[float] = field(default_factory=list)
    peak_mb: float = 0.0

    def run(self) -> None:
        """Measure one round."""
        target = Path(tempfile.mkdtemp(prefix="benchmark-"))
        command = [part.replace("TARGET", str(target)) for part in self.command]
        cost = run(command)
        shutil.rmtree(target)
        self.wall.append(cost.wall / self.documents)
        self.cpu.append(cost.cpu / self.documents)
        self.peak_mb = max(self.peak_mb, cost.peak_mb)
        told = json.loads(cost.output.splitlines()[-1]) if cost.output.strip() else {}
        if told.get("warm"):
            self.warm_wall.append(told["warm"])
        if told.get("warm_wall"):
            self.warm_wall.append(told["warm_wall"] / self.documents)
        if told.get("warm_cpu"):
            self.warm_cpu.append(told["warm_cpu"] / self.documents)


def run(command: list[str]) -> Cost:
    """Return what a command of ours costs."""
    # The engine hides this computer's fonts from its process; a browser without any breaks off.
    given = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    return measure(command, cwd=ROOT, env={**given, "PYTHONPATH": str(ROOT)})


def tool(name: str) -> list[str]:
    """Return the command of a tool of benchmarks.tools."""
    return [sys.executable, "-m", "benchmarks.tools", name, "TARGET"]


def ours(target: Path) -> list[str]:
    """Return the command of our batch, which writes to `target`."""
    return [sys.executable, "-m", "benchmarks.tools", "ours", str(target)]


def compare_tools(folder: Path, rounds: int, clinics: int) -> list[Tool]:
    """Return every tool, measured in turns on the same documents."""
    topics = documents.fitting_topics()
    pages = documents.web_pages(_made(folder / "web"), topics)
    woff2 = documents.web_pages(_made(folder / "woff2"), topics)
    documents.with_woff2(folder / "woff2")
    whole = documents.web_pages(_made(folder / "columns"), topics, split=False)
    paths, packed, written = ([str(page) for page in made] for made in (pages, woff2, whole))
    count = len(topics)
    real = documents.real_clinics(folder / "clinics", clinics, topics)
    tools = [
        Tool("ours, 2 workers", [*tool("ours"), str(real), "2"], count * clinics),
        Tool("ours, 1 worker", [*tool("ours"), str(real), "1"], count * clinics),
        Tool("WeasyPrint command, a process each", [*tool("cli"), *paths], count),
        Tool("WeasyPrint command, WOFF2 fonts", [*tool("cli"), *packed], count),
        Tool("WeasyPrint command, columns as written", [*tool("cli"), *written], count),
        Tool("WeasyPrint naive loop", [*tool("naive"), *paths], count),
        Tool("WeasyPrint naive loop, WOFF2 fonts", [*tool("naive"), *packed], count),
        Tool("WeasyPrint naive loop, columns as written", [*tool("naive"), *written], count),
    ]
    if chromium():
        tools.append(Tool("Chromium, a process each", [*tool("chromium-cold"), *paths], count))
        tools.append(Tool("Chromium, one for all", [*tool("chromium-warm"), *paths], count))
    else:
        say("no Chromium here: skipped (Debian: apt-get install chromium)")
    try:
        import typst  # noqa: F401

        sources = [str(path) for path in documents.typst_sources(_made(folder / "typst"), pages)]
        tools.append(Tool("Typst, one process", [*tool("typst"), *sources], count))
    except ImportError:
        say("no Typst here: skipped (python -m pip install typst)")
    for number in range(rounds):
        for item in tools:
            item.run()
            say(f"round {number + 1}: {item.name}: {item.wall[-1]:.3f} s a document")
    return tools


def no_op(folder: Path, clinics: int, topics: int) -> tuple[int, list[float], float]:
    """Return the number of specs, the seconds of rebuilding none of them, and of the plan anew.

    The PDFs are stand-ins of the usual size: nothing of a rebuild looks into them.
    """
    documents.small_clinics(folder / "clinics", clinics, topics)
    spoiling = json.dumps({"render": "fake_pdf", "here": True, "warm": True})
    fill = (
        "import os, sys; from tests.batch_faults import run_spoiled; "
        "os.fsync = lambda descriptor: None; "  # the disk is not what is measured here
        f"run_spoiled([{spoiling!r}, *sys.argv[1:]])"
    )
    batch = ["batch", str(folder / "clinics"), "-o", str(folder / "out"), "--quiet"]
    first = run([sys.executable, "-c", fill, *batch])
    again = [run([sys.executable, "-m", "handouts", *batch]).wall for _ in range(5)]
    return clinics * topics, again, first.wall


def by_documents(folder: Path, numbers: list[int]) -> list[tuple[int, Cost, list[float]]]:
    """Return the cost of so many one-page documents with two workers, and what each peaked at."""
    found = []
    for number in numbers:
        each = min(number, 400)  # a clinic's folder may hold 500 files
        clinics = documents.small_clinics(folder / f"clinics-{number}", number // each, each)
        target = folder / f"out-{number}"
        cost = run([*ours(target), str(clinics), "2"])
        found.append((number, cost, json.loads(cost.output.splitlines()[-1])["memory"]))
        say(f"{number} documents: {cost.wall:.1f} s, {cost.peak_mb:.0f} MB")
    return found


def by_pages(folder: Path, numbers: list[int]) -> list[tuple[int, Cost]]:
    """Return the cost of one document of so many pages: packets of one-page topics."""
    found = []
    for number in numbers:
        clinics = documents.small_clinics(folder / f"pages-{number}", 1, number, "packet")
        target = folder / f"pages-out-{number}"
        cost = run([*ours(target), str(clinics), "1"])
        data = json.loads((target / "manifest.json").read_bytes())
        found.append((data["leaflets"][0]["pages"], cost))
        say(f"{found[-1][0]} pages: {cost.wall:.1f} s, {cost.peak_mb:.0f} MB")
    return found


def say(line: str) -> None:
    """Tell how it goes."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def main() -> None:
    """Measure what was asked for and write the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and documents")
    parser.add_argument("--only", choices=["tools", "no-op", "documents", "pages"])
    parser.add_argument("--keep", action="store_true", help="leave README.md as it is")
    options = parser.parse_args()
    quick = options.quick
    wanted: Callable[[str], bool] = lambda part: options.only in (None, part)  # noqa: E731
    with tempfile.TemporaryDirectory(prefix="handouts-benchmarks-") as name:
        folder = Path(name)
        blocks: dict[str, str] = {}
        if wanted("tools"):
            tools = compare_tools(folder / "tools", 1 if quick else 3, 2 if quick else 16)
            blocks["tools"] = tables.tools_table(tools)
        if wanted("no-op"):
            size = (100, 10) if quick else (1000, 10)
            blocks["no-op"] = tables.no_op_table(*no_op(_made(folder / "no-op"), *size))
        if wanted("documents"):
            numbers = [1, 10, 100] if quick else [1, 10, 100, 400, 2000]
            rows = by_documents(_made(folder / "documents"), numbers)
            blocks["documents"] = tables.documents_table(rows, Limits().tasks)
        if wanted("pages"):
            numbers = [1, 5, 20] if quick else [1, 5, 10, 25, 50, 98]
            blocks["pages"] = tables.pages_table(by_pages(_made(folder / "pages"), numbers))
    blocks["machine"] = machine()
    text = tables.fill(README.read_text("utf-8"), blocks)
    if options.keep:
        print(text)  # noqa: T201
    else:
        README.write_text(text, encoding="utf-8")
        say(f"wrote {README}")


def machine() -> str:
    """Return what was measured on, in a line."""
    load = os.getloadavg()[0]
    cores = len(os.sched_getaffinity(0))
    return (
        f"{platform.system()} {platform.machine()}, {cores} cores, Python "
        f"{platform.python_version()}; load average at the end {load:.1f}."
    )


if __name__ == "__main__":
    main()
