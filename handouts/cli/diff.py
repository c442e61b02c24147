"""`handouts diff`: what changed between two editions, what may harm first."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from handouts.batch.requests import ClinicSource, LeafletKey, RenderRequest
from handouts.cli.options import (
    Verbosity,
    clinic_option,
    limit_options,
    print_json,
    today_option,
    verbosity_options,
)
from handouts.cli.pool import CommandPool
from handouts.cli.terminal import say
from handouts.comparison.requests import DiffRequest, PdfPair
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.inputs.clinic import load_clinic
from handouts.isolation.pool import ask
from handouts.isolation.tasks import Limits, Task
from handouts.reading import read_file
from handouts.record.giving import current_editions
from handouts.record.requests import CurrentRequest
from handouts.record.store import Record
from handouts.review.standing import standing
from handouts.writing import write_atomic

_HEADINGS = {
    "number": "Numbers",
    "phone": "Telephone numbers",
    "negation": "Words that turn a sentence round",
    "words": "Other sentences",
}


@click.command(
    epilog="""\b
Examples:
  handouts diff old/risks.sheet.letter.pdf out/my-clinic/en/risks.sheet.letter.pdf
  handouts diff 7K3F-92QD -c my-clinic             what was given, and what would be today
  handouts diff --since-signed -c my-clinic        what changed since each text was signed
  handouts diff old.pdf new.pdf --report changes.pdf
"""
)
@click.argument("old", metavar="[OLD|ISSUE|TOPIC]", required=False)
@click.argument("new", metavar="[NEW]", required=False, type=click.Path(path_type=Path))
@clinic_option
@click.option(
    "--since-signed",
    is_flag=True,
    help="Compare with the words that a clinician signed: of one TOPIC, or of all that are signed.",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.pdf",
    help="Also write a PDF with the changes, and the changed pages side by side.",
)
@limit_options
@today_option
@verbosity_options
@click.pass_context
def diff(
    context: click.Context,
    old: str | None,
    new: Path | None,
    clinic: Path | None,
    since_signed: bool,
    report: Path | None,
    limits: Limits,
    today: datetime.date,
    verbosity: Verbosity,
) -> None:
    """Say what changed between two PDFs, or between an issue and what would be given today.

    Changed numbers come first, then telephone numbers and words such as “not”, then all other
    sentences; a paragraph that stands elsewhere is one move. Exit status: 0 no difference, 1 there
    are some, 2 a file is not one of ours.
    """
    if since_signed and (clinic is None or new or report):
        raise click.UsageError("--since-signed compares words: name a clinic with -c, and no PDF")
    comparisons: Sequence[Mapping[str, Any]]
    with CommandPool(limits) as pool:
        if since_signed and clinic is not None:
            comparisons = list(_since_signed(pool, old, clinic, today))
        else:
            request = DiffRequest(
                tuple(_pairs(pool, old, new, clinic, today)), "letter" if report else ""
            )
            found = ask(pool, Task("diff", "diff", request))
            comparisons = found.comparisons
            if report:
                write_atomic(report, found.data)
    if verbosity.as_json:
        print_json([dict(item) for item in comparisons])
    elif not verbosity.quiet:
        for item in comparisons:
            _print(item)
    context.exit(0 if all(item["same"] for item in comparisons) else 1)


def _pairs(
    pool: CommandPool, old: str | None, new: Path | None, clinic: Path | None, today: datetime.date
) -> Iterator[PdfPair]:
    """Yield the PDFs to compare: two that are named, or those of an issue with today's."""
    if old and new:
        yield PdfPair(old, str(new), read_file(Path(old)), read_file(new))
    elif old and clinic:
        yield from _given_and_today(pool, old, clinic, today)
    else:
        raise click.UsageError("name two PDFs, or an issue and its clinic with -c")


def _since_signed(
    pool: CommandPool, topic: str | None, clinic: Path, today: datetime.date
) -> Iterator[Mapping[str, Any]]:
    """Yield what changed in each text that a clinician signed, as JSON data like that of PDFs.

    Raises:
        InvalidInput: none was signed.
    """
    reviews = load_clinic(clinic).reviews
    texts = dict.fromkeys(
        (review.topic, review.locale)
        for review in reviews.root
        if review.kind == "clinical" and topic in (None, review.topic)
    )
    if not texts:
        message = "no clinician has signed it" if topic else "no clinician has signed anything"
        raise InvalidInput([Diagnostic(topic or str(clinic), None, message)])
    editions, words = current_editions(
        pool, CurrentRequest(ClinicSource(clinic, today), tuple(texts))
    )
    record = Record(clinic)
    for edition in editions.values():
        found = standing(
            edition, "clinical", reviews, lambda digest: words.get(digest) or record.words(digest)
        )
        name = f"{edition.topic} ({edition.locale})"
        signed = found.review
        yield {
            "old": {
                "file": f"{name}, signed {signed.date}" if signed else name,
                "topics": [{"topic": edition.topic, "mark": signed.mark if signed else ""}],
            },
            "new": {
                "file": "today", "topics": [{"topic": edition.topic, "mark": edition.mark}],
            },
            "same": found.state == "signed",
            "reason": found.reason,
            "changes": [change.describe() for change in found.changes],
            "pages": [],
        }  # fmt: skip


def _given_and_today(
    pool: CommandPool, typed: str, clinic: Path, today: datetime.date
) -> Iterator[PdfPair]:
    """Yield each leaflet of an issue with what would be given in its place.

    Raises:
        InvalidInput: there is no such issue, or some of it cannot be made any more.
    """
    record = Record(clinic)
    issue = record.issue(typed)
    source = ClinicSource(clinic, today)
    for item in issue.items:
        if ".pdf" not in item.files[0].ending:
            message = "is a text; only PDFs are compared"
            raise InvalidInput([Diagnostic(f"{issue.id}, {item.name}", None, message)])
        topics = tuple(topic.topic for topic in item.topics)
        key = LeafletKey(topics, item.locale, item.format, item.paper)
        reply = ask(pool, Task(item.name, str(clinic), RenderRequest(source, key)))
        old = record.files(item)[item.files[0].ending]
        yield PdfPair(f"{issue.id}, {item.name}", f"today, {item.name}", old, reply.data)


def _print(item: Mapping[str, Any]) -> None:
    say(f"{_named(item['old'])} -> {_named(item['new'])}")
    if item["same"]:
        say("  no difference")
        return
    for weight, heading in _HEADINGS.items():
        changes = [
            change for change in item["changes"]
            if change["weight"] == weight and change["kind"] != "moved"
        ]  # fmt: skip
        if changes:
            say(f"  {heading}")
        for change in changes:
            if change["gone"] or change["come"]:
                gone, come = (", ".join(change[side]) or "nothing" for side in ("gone", "come"))
                say(f"    {gone} -> {come}")
            say(f"    {_marked(change['pieces'])}")
    if not item["changes"] and item.get("reason"):
        say(f"  {item['reason']}")
    moved = [change["new"] for change in item["changes"] if change["kind"] == "moved"]
    if moved:
        say("  Moved, with the same words")
    for text in moved:
        say(f"    {text}")
    if item["pages"]:
        pages = ", ".join(map(str, item["pages"]))
        words = "" if item["changes"] else "; their words are the same"
        say(f"  Pages that look different: {pages}{words}")


def _named(side: Mapping[str, Any]) -> str:
    marks = " ".join(topic["mark"] for topic in side["topics"] if topic["mark"])
    return f"{side['file']} ({marks})" if marks else str(side["file"])


def _marked(pieces: list[list[str]]) -> str:
    """Return a sentence with the words that are gone and come in it marked."""
    signs = {"same": "{}", "old": "[-{}-]", "new": "{{+{}+}}"}
    return " ".join(signs[kind].format(text) for kind, text in pieces)
