"""`handouts review`: who signed which words, what has ended a signature, what is due."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handouts.cli.options import (
    json_option,
    limit_options,
    own_clinic_option,
    print_json,
    quiet_option,
    today_option,
)
from handouts.cli.pool import CommandPool
from handouts.cli.terminal import say
from handouts.diagnostics import Diagnostic
from handouts.errors import SomeFailed
from handouts.inputs.models.review import MAX_NAME, MAX_ROLE, Kind, Review, Reviews
from handouts.isolation.tasks import Limits
from handouts.record.store import Record
from handouts.system import require_libraries

if TYPE_CHECKING:
    from handouts.review.printing import Printing

KINDS = ("clinical", "translation", "lay", "clarity")
kind_option = click.option(
    "--kind",
    type=click.Choice(KINDS),
    default="clinical",
    show_default=True,
    help="What the signature stands for; one kind never stands for another.",
)
locale_option = click.option(
    "--locale", metavar="LOCALE", default="en", show_default=True, help="Language of the text."
)


def _within(most: int) -> Callable[[click.Context, click.Parameter, str], str]:
    def check(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
        from handouts.review.signing import line_problem

        if problem := line_problem(value, most):
            raise click.BadParameter(problem)
        return " ".join(value.split())

    return check


name_option = click.option(
    "--as", "name", required=True, metavar="NAME", callback=_within(MAX_NAME),
    help=f"Who signs, as it will be printed (at most {MAX_NAME} characters).",
)  # fmt: skip
role_option = click.option(
    "--role", required=True, metavar="ROLE", callback=_within(MAX_ROLE),
    help=f"That person's role, as it will be printed (at most {MAX_ROLE} characters).",
)  # fmt: skip


@click.group()
def review() -> None:
    """Sign the very words that are printed, and see which signatures still hold."""


@review.command(
    epilog="""\b
Examples:
  handouts review status -c my-clinic
  handouts review status -c my-clinic --kind translation --json
"""
)
@own_clinic_option
@kind_option
@json_option
@limit_options
@today_option
def status(clinic: Path, kind: Kind, as_json: bool, limits: Limits, today: datetime.date) -> None:
    """Say of every topic in every language whether its words are signed.

    A signature ends when one word, figure or rule that is printed changes; what changed is told.
    """
    from handouts.review.standing import standing

    printing = _printing(clinic, limits, today)
    reviews, record = _reviews(clinic), Record(clinic)

    def words_of(digest: str) -> Any:
        return printing.words.get(digest) or record.words(digest)

    found = [standing(edition, kind, reviews, words_of) for edition in printing.editions]
    if as_json:
        print_json([item.describe() for item in found])
        return
    for item in found:
        edition = item.edition
        line = f"{edition.topic} ({edition.locale})  {edition.mark:9}  {item.state}"
        if item.state == "signed" and item.review:
            line += f" by {item.review.name}, {item.review.role}, {item.review.date}"
        say(f"{line}; review overdue" if edition.is_overdue else line)
        if item.reason:
            say(f"  {item.reason}")
        for problem in edition.problems:
            say(f"  {problem}")
    signed = sum(item.state == "signed" for item in found)
    say(f"{signed} of {len(found)} are signed ({kind})")


@review.command(
    epilog="""\b
Examples:
  handouts review proof risks -c my-clinic
  handouts review proof all -c my-clinic --locale en --output proof.pdf
"""
)
@click.argument("topics", metavar="TOPIC...|all", nargs=-1, required=True)
@own_clinic_option
@click.option("--locale", metavar="LOCALE", help="Only this language; else all of the clinic's.")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), default=Path("review-pack.pdf"),
    show_default=True, metavar="FILE.pdf", help="Where to write it.",
)  # fmt: skip
@click.option(
    "--sheets/--no-sheets", default=True, show_default=True, help="The pages too, to be read cold."
)
@json_option
@limit_options
@today_option
def proof(
    topics: tuple[str, ...],
    clinic: Path,
    locale: str | None,
    output: Path,
    sheets: bool,
    as_json: bool,
    limits: Limits,
    today: datetime.date,
) -> None:
    """Make the pack to read before signing: each claim once, the riskiest first.

    It has what stands on many sheets once, the claims by risk, the sources' own words, promises in
    the clinic's name, what is not said, what changed since the last signature, and the pages.
    """
    from handouts.batch.requests import ClinicSource
    from handouts.review.printing import choose_texts
    from handouts.review.proof import SECONDS_A_TEXT, make_proof
    from handouts.writing import check_writable, write_atomic

    require_libraries()
    texts = choose_texts(clinic, topics, locale)
    check_writable(output.parent)
    limits = replace(limits, seconds=limits.seconds + SECONDS_A_TEXT * len(texts))
    with CommandPool(limits) as pool:
        reply = make_proof(pool, ClinicSource(clinic, today), texts, with_sheets=sheets)
    write_atomic(output, reply.data)
    if as_json:
        print_json(
            {
                "path": str(output),
                "pages": reply.pages,
                "digests": dict(reply.digests),
                "problems": [problem.to_json() for problem in reply.not_made],
            }
        )
    else:
        say(f"{output}  ({reply.pages} pages, {len(reply.digests)} texts)")
    if reply.not_made:
        raise SomeFailed(reply.not_made)


@review.command(
    epilog="""\b
Examples:
  handouts review sign risks -c my-clinic --as "Dr. A. Rivera" --role Psychiatrist --digest 3f09…
"""
)
@click.argument("topic", metavar="TOPIC")
@own_clinic_option
@locale_option
@kind_option
@name_option
@role_option
@click.option(
    "--digest",
    required=True,
    metavar="DIGEST",
    help="Digest (or the mark) of the words that you read, from the proof or from `status --json`.",
)
@json_option
@limit_options
@today_option
def sign(
    topic: str,
    clinic: Path,
    locale: str,
    kind: Kind,
    name: str,
    role: str,
    digest: str,
    as_json: bool,
    limits: Limits,
    today: datetime.date,
) -> None:
    """Sign the words of a topic; refused unless DIGEST is that of what would print now."""
    from handouts.review.signing import Signer
    from handouts.review.signing import sign as sign_words

    printing = _printing(clinic, limits, today, ((topic, locale),))
    signer = Signer(name, role, today, kind)
    _tell(sign_words(clinic, printing, topic, locale, digest, signer), as_json)


@review.command(
    epilog="""\b
Examples:
  handouts review withdraw risks -c my-clinic --as "Dr. A. Rivera" --role Psychiatrist --reason "…"
"""
)
@click.argument("topic", metavar="TOPIC")
@own_clinic_option
@locale_option
@kind_option
@name_option
@role_option
@click.option("--reason", default="", metavar="TEXT", help="Why, for those who look back.")
@json_option
@today_option
def withdraw(
    topic: str,
    clinic: Path,
    locale: str,
    kind: Kind,
    name: str,
    role: str,
    reason: str,
    as_json: bool,
    today: datetime.date,
) -> None:
    """Take the newest signature back; the entry stays, another one is added."""
    from handouts.review.signing import Signer
    from handouts.review.signing import withdraw as withdraw_last

    _tell(withdraw_last(clinic, topic, locale, Signer(name, role, today, kind), reason), as_json)


@review.command()
@own_clinic_option
@click.option("--topic", metavar="TOPIC", help="Only of this topic.")
@json_option
def log(clinic: Path, topic: str | None, as_json: bool) -> None:
    """List all signatures and withdrawals, oldest first."""
    found = [item for item in _reviews(clinic).root if topic in (None, item.topic)]
    if as_json:
        print_json([item.model_dump(mode="json") for item in found])
        return
    for item in found:
        say(_line(item))
    if not found:
        say("nothing has been signed yet")


def _days(_context: click.Context, _parameter: click.Parameter, value: str) -> int:
    number = value.strip().removesuffix("d")
    if not number.isdecimal() or int(number) > 3660:
        raise click.BadParameter(f"“{value}” is no number of days; write 90d")
    return int(number)


@review.command(
    epilog="""\b
Examples:
  handouts review due -c my-clinic --within 90d
  handouts review due -c my-clinic --within 365d --ics reviews.ics
"""
)
@own_clinic_option
@click.option(
    "--within", default="90d", show_default=True, metavar="DAYS", callback=_days,
    help="How many days ahead to look.",
)  # fmt: skip
@click.option(
    "--ics",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Also write the dates as a calendar file, one event for each text.",
)
@json_option
@quiet_option
@limit_options
@today_option
def due(
    clinic: Path,
    within: int,
    ics: Path | None,
    as_json: bool,
    quiet: bool,
    limits: Limits,
    today: datetime.date,
) -> None:
    """List the texts whose review is due soon, the earliest first.

    Exit status: 0 none is past its date, 1 some are.
    """
    from handouts.inputs.clinic import clinic_id
    from handouts.review.calendar import to_calendar
    from handouts.review.standing import due as due_texts
    from handouts.writing import write_atomic

    editions = _printing(clinic, limits, today).editions
    found = due_texts(editions, _reviews(clinic), today, within)
    if ics is not None:
        write_atomic(ics, to_calendar(found, clinic_id(clinic), today))
    if as_json:
        print_json([item.describe() for item in found])
    elif not quiet:
        for item in found:
            when = f"{-item.days} days ago" if item.days < 0 else f"in {item.days} days"
            signed = "signed" if item.is_signed else "not signed"
            say(f"{item.day}  {item.edition.topic} ({item.edition.locale})  {when}, {signed}")
        if not found:
            say(f"no review is due within {within} days")
    past = [item for item in found if item.days < 0]
    if past:
        raise SomeFailed(
            Diagnostic(f"{item.edition.topic} ({item.edition.locale})", None,
                       f"its review was due on {item.day}")
            for item in past
        )  # fmt: skip


def _printing(
    clinic: Path, limits: Limits, today: datetime.date, texts: tuple[tuple[str, str], ...] = ()
) -> Printing:
    """Return how texts would be printed now; all that can be if none is named."""
    require_libraries()
    from handouts.batch.requests import ClinicSource
    from handouts.review.printing import printable_texts, printing_now

    with CommandPool(limits) as pool:
        return printing_now(pool, ClinicSource(clinic, today), texts or printable_texts(clinic))


def _reviews(clinic: Path) -> Reviews:
    """Return the signatures of the clinic, and of its group."""
    from handouts.inputs.clinic import load_clinic

    return load_clinic(clinic).reviews


def _tell(entry: Review, as_json: bool) -> None:
    if as_json:
        print_json(entry.model_dump(mode="json"))
    else:
        say(_line(entry))


def _line(entry: Review) -> str:
    what = f"{entry.topic} ({entry.locale}) {entry.mark or 'an old entry'}"
    line = f"{entry.date}  {entry.event} ({entry.kind})  {what}  {entry.name}, {entry.role}"
    return f"{line}: {entry.reason}" if entry.reason else line
