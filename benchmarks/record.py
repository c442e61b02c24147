"""Measures what the record of what was given costs: `python -m benchmarks.record [ISSUES]`.

The bars: with 10,000 issues, `give` adds at most 20 ms to a leaflet that is made, and `verify`
takes less than 5 s, both in step with the number of issues.
"""

from __future__ import annotations

import datetime
import hashlib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from handouts.editions.marks import mark_of
from handouts.record.archive import LEAFLETS
from handouts.record.entries import ArchivedFile, GivenTopic, Item
from handouts.record.store import Hand, Record

EDITIONS = 52
LEAFLET_BYTES = 150_000
LEAFLETS_EACH = 3
ROUNDS = 50
NOW = datetime.datetime(2026, 11, 30, 12, 0, tzinfo=datetime.UTC)


def main(issues: int) -> None:
    """Fill a record and print what one issue more and a look through all of it cost."""
    with tempfile.TemporaryDirectory() as folder:
        record = Record(Path(folder))
        items = [_item(record, number) for number in range(EDITIONS)]
        give(record, items, 0)
        filled = 1
        for goal in (issues // 10, issues):
            while filled < goal:
                give(record, items, filled)
                filled += 1
            costs = [
                _seconds(partial(_one_more, record, items, number)) for number in range(ROUNDS)
            ]
            filled += ROUNDS
            click.echo(f"{filled} issues, {record.log.path.stat().st_size >> 10} kB of lines")
            click.echo(f"  give adds   {statistics.median(costs) * 1000:.1f} ms, at most "
                  f"{max(costs) * 1000:.1f} ms")  # fmt: skip
            click.echo(f"  verify      {_seconds(record.verify):.2f} s")
            click.echo(f"  list        {_seconds(record.issues):.2f} s")
        count = len(list((record.folder / LEAFLETS).rglob("*.pdf")))
        click.echo(f"  the archive holds {count} PDFs for {EDITIONS} editions")


def give(record: Record, items: list[Item], number: int) -> None:
    """Record one issue."""
    chosen = [items[(number + step) % EDITIONS] for step in range(LEAFLETS_EACH)]
    record.give(Hand("clinic", "US", NOW, NOW.date(), "RM"), chosen, {})


def _one_more(record: Record, items: list[Item], number: int) -> None:
    """Do all that `handouts give` does besides making leaflets."""
    for step in range(LEAFLETS_EACH):
        record.made_before(items[(number + step) % EDITIONS].fingerprint)
    give(record, items, number)


def _item(record: Record, number: int) -> Item:
    pdf = f"%PDF-1.7 {number} ".encode() + bytes(LEAFLET_BYTES)
    sha256 = record.archive.store(LEAFLETS, pdf, ".pdf")
    digest = hashlib.sha256(b"words" + pdf).hexdigest()
    topic = GivenTopic(f"topic-{number}", f"KET-{number}", "1.0", digest, mark_of(digest))
    made_of = hashlib.sha256(b"made of" + pdf).hexdigest()
    return Item((topic,), "en", "sheet", "letter", 2, (ArchivedFile(".pdf", sha256),), made_of)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
