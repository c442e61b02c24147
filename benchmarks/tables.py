"""Measurements to the tables of README.md."""

from __future__ import annotations

import re
import statistics
from collections.abc import Mapping, Sequence
from typing import Any


def tools_table(tools: Sequence[Any]) -> str:
    """Return the tools side by side, and the ratios that the bars ask for."""
    best = tools[0]
    rows = [
        "| | docs/s | CPU ms/doc | warm docs/s | warm CPU ms/doc | peak MB | ours is faster by |",
        "| --- | --: | --: | --: | --: | --: | --: |",
    ]
    for tool in tools:
        times = [theirs / ours for theirs, ours in zip(tool.wall, best.wall, strict=True)]
        rows.append(
            f"| {tool.name} | {1 / _mid(tool.wall):.2f} | {1000 * _mid(tool.cpu):.0f} | "
            f"{_rate(tool.warm_wall)} | {_ms(tool.warm_cpu)} | {tool.peak_mb:.0f} | "
            f"{_mid(times):.1f}x |"
        )
    lines = ["\n".join(rows), ""]
    by_name = {tool.name: tool for tool in tools}
    for name, bar in (
        ("WeasyPrint command, a process each", 10.0),
        ("WeasyPrint command, WOFF2 fonts", 10.0),
        ("WeasyPrint command, columns as written", 10.0),
        ("WeasyPrint naive loop", 3.5),
        ("WeasyPrint naive loop, WOFF2 fonts", 3.5),
        ("WeasyPrint naive loop, columns as written", 3.5),
    ):
        other = by_name[name]
        ratio = _mid([a / b for a, b in zip(other.wall, best.wall, strict=True)])
        lines.append(_bar(f"{ratio:.1f}x the documents a second of: {name}", ratio >= bar, bar))
    warm = by_name.get("Chromium, one for all")
    if warm and warm.warm_cpu:
        # One worker that is warm cannot use more processor time than time passes.
        one = by_name["ours, 1 worker"].warm_wall
        ratio = _mid([b / a for a, b in zip(warm.warm_cpu, one, strict=True)])
        words = f"at most {ratio:.2f} of the processor time of a document from a warm Chromium"
        lines.append(_bar(words, ratio < 1, 1.0))
    floor = by_name.get("Typst, one process")
    if floor and floor.warm_cpu:
        ratio = _mid([b / a for a, b in zip(floor.warm_cpu, best.cpu, strict=True)])
        lines.append(f"- The floor: {ratio:.0f}x the processor time of Typst for a document.")
    return "\n".join(lines)


def no_op_table(specs: int, seconds: Sequence[float], first: float) -> str:
    """Return what a rebuild costs in which nothing changed."""
    mid = _mid(seconds)
    lines = [
        "| specs | nothing changed | planned anew, PDFs written (stand-ins) |",
        "| --: | --: | --: |",
        f"| {specs:,} | {mid:.2f} s | {first:.1f} s |",
        "",
    ]
    if specs >= 10_000:
        lines.append(_bar(f"{mid:.2f} s for {specs:,} specs", mid < 3, 3.0))
    return "\n".join(lines)


def documents_table(rows: Sequence[tuple[int, Any, Sequence[float]]], recycled: int) -> str:
    """Return the cost by number of documents, and whether it is linear and the memory flat."""
    lines = [
        "| documents | seconds | CPU ms/doc | peak MB, all processes |",
        "| --: | --: | --: | --: |",
    ]
    for number, cost, _ in rows:
        each = 1000 * cost.cpu / number
        lines.append(f"| {number:,} | {cost.wall:.1f} | {each:.0f} | {cost.peak_mb:.0f} |")
    number, cost, _ = rows[-1]
    samples = [megabytes for _, megabytes in cost.memory]
    quarter = len(samples) // 4
    lines.append("")
    if quarter >= 2:
        second = statistics.fmean(samples[quarter : 2 * quarter])
        # The last few samples see workers that have ended.
        last = statistics.fmean(samples[3 * quarter : -2])
        growth = last / second - 1
        words = (
            f"{second:.0f} MB in the second quarter of {number:,} documents, {last:.0f} MB in the "
            f"last ({growth:+.0%}; a worker is replaced after {recycled})"
        )
        lines.append(_bar(words, growth <= 0.1, 0.1))
    if len(rows) > 2:
        (few, less, _), (many, more, _) = rows[-2], rows[-1]
        slope = (more.cpu - less.cpu) / (many - few)
        (few, less, _), (many, more, _) = rows[-3], rows[-2]
        before = (more.cpu - less.cpu) / (many - few)
        lines.append(
            f"- Each further document costs {1000 * before:.0f} ms of processor time in the middle "
            f"of the table and {1000 * slope:.0f} ms at its end."
        )
    return "\n".join(lines)


def pages_table(rows: Sequence[tuple[int, Any]]) -> str:
    """Return the cost by number of pages."""
    lines = ["| pages | CPU s | CPU ms/page | peak MB |", "| --: | --: | --: | --: |"]
    for pages, cost in rows:
        lines.append(
            f"| {pages} | {cost.cpu:.1f} | {1000 * cost.cpu / pages:.0f} | {cost.peak_mb:.0f} |"
        )
    return "\n".join(lines)


def fill(text: str, blocks: Mapping[str, str]) -> str:
    """Return `text` with each marked block replaced."""
    for name, block in blocks.items():
        mark = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text = mark.sub(lambda match: f"{match[1]}{block}\n{match[2]}", text)  # noqa: B023
    return text


def _bar(words: str, reached: bool, bar: float) -> str:
    shown = f"{bar:.0%}" if bar < 1 else f"{bar:g}"
    return f"- {'Reached' if reached else '**Not reached**'} (bar: {shown}): {words}."


def _mid(values: Sequence[float]) -> float:
    return statistics.median(values)


def _rate(seconds: Sequence[float]) -> str:
    return f"{1 / _mid(seconds):.2f}" if seconds else ""


def _ms(seconds: Sequence[float]) -> str:
    return f"{1000 * _mid(seconds):.0f}" if seconds else ""
