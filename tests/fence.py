"""The bytes of every leaflet as one list of digests, to prove that a change changes none of them.

    python -m tests.fence              compare all leaflets with tests/golden/pdf-digests.json
    python -m tests.fence risks        those of some topics only (`packet` is one of the names)
    python -m tests.fence --record     write the list anew, after a change that was meant

Every topic of both example clinics in each format, language and paper, and a packet of three
topics. Bytes also depend on the drawing libraries, so the list names the machine's; on others
the comparison says so and judges nothing.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import multiprocessing
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from handouts import system
from handouts.formats import FORMATS, PAPERS
from handouts.session import ClinicSession

PROJECT = Path(__file__).parents[1]
CLINICS = PROJECT / "content" / "clinics"
DIGESTS = Path(__file__).with_name("golden") / "pdf-digests.json"
TODAY = datetime.date(2026, 11, 25)
LOCALES = ("en", "es")
PACKET = ("what-to-expect-infusion", "risks", "benefits")
ENGINE = ("weasyprint", "pydyf", "fonttools", "pillow", "babel")


def machine() -> dict[str, str]:
    """Return the versions on which the bytes depend besides our own code."""
    packages = {name: version(name) for name in ENGINE}
    return packages | dict(system.find_libraries().found)


def names() -> tuple[str, ...]:
    """Return the topics that the list covers, and `packet`."""
    session = ClinicSession(CLINICS / "harbor-light", today=TODAY)
    return (*session.library.ids, "packet")


def digests(clinic: str, name: str) -> dict[str, str]:
    """Return the SHA-256 of each PDF of one topic, or why there is none, by its path."""
    session = ClinicSession(CLINICS / clinic, today=TODAY)
    packet = name == "packet"
    specs = session.specs(
        PACKET if packet else (name,),
        LOCALES,
        [fmt.name for fmt in FORMATS.having("pdf") if fmt.combines_topics == packet],
        ("letter", "a4") if packet else PAPERS,
    )
    found = {}
    for spec in specs:
        try:
            found[spec.path.as_posix()] = hashlib.sha256(session.render(spec).pdf).hexdigest()
        except Exception as error:  # the list holds refusals as well
            found[spec.path.as_posix()] = f"{type(error).__name__}: {error}"
    return found


def all_digests(wanted: Iterable[str]) -> Iterator[dict[str, str]]:
    """Yield the digests of the topics named, made on two cores."""
    work = [(clinic.name, name) for clinic in sorted(CLINICS.iterdir()) for name in wanted]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        yield from pool.imap_unordered(_digests, work)


def _digests(pair: tuple[str, str]) -> dict[str, str]:
    return digests(*pair)


def main(arguments: list[str]) -> int:
    """Record or compare; return 1 if a leaflet differs."""
    record = "--record" in arguments
    wanted = [name for name in arguments if not name.startswith("--")] or list(names())
    if record:
        return _record(wanted)
    made = {path: digest for found in all_digests(wanted) for path, digest in found.items()}
    stored = json.loads(DIGESTS.read_text("utf-8"))
    if stored["machine"] != machine():
        print(f"not judged: recorded with {stored['machine']}, here is {machine()}")  # noqa: T201
        return 0
    differ = [path for path, digest in made.items() if stored["pdf"].get(path) != digest]
    for path in differ:
        print(f"{path}: {stored['pdf'].get(path)} is now {made[path]}")  # noqa: T201
    print(f"{len(made) - len(differ)} of {len(made)} leaflets are the same, byte for byte")  # noqa: T201
    return 1 if differ else 0


def _record(wanted: Iterable[str]) -> int:
    """Write the digests of the topics named into the list, a topic at a time."""
    known = json.loads(DIGESTS.read_text("utf-8"))["pdf"] if DIGESTS.exists() else {}
    for found in all_digests(wanted):
        known |= found
        text = json.dumps({"machine": machine(), "pdf": known}, indent=1, sort_keys=True)
        DIGESTS.write_text(text + "\n", encoding="utf-8")
    print(f"{len(known)} leaflets recorded")  # noqa: T201
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
