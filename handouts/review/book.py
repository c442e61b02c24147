"""Writes `reviews.yaml`, which only grows: what stands in it keeps every byte."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout
from ruamel.yaml import YAML

from handouts.errors import HandoutsError
from handouts.inputs.clinic import REVIEWS, read_reviews
from handouts.inputs.models.review import Review, Reviews
from handouts.record.store import FOLDER
from handouts.writing import write_atomic

LOCK_SECONDS = 20.0
_FIELDS = (
    "topic", "locale", "kind", "event", "digest", "mark", "name", "role", "date", "reason",
)  # fmt: skip


def add(folder: Path, make: Callable[[Reviews], Review]) -> Review:
    """Add what `make` gives for the reviews there are, to the file in a clinic's folder.

    Afterwards the entry is there and will last, or the file is as it was. Two at once wait for
    each other.

    Raises:
        InvalidInput: the file has faults; WriteError: it could not be written;
        HandoutsError: somebody else is writing it.
    """
    path = folder / REVIEWS
    lock_folder = folder / FOLDER
    lock_folder.mkdir(exist_ok=True)
    try:
        with FileLock(lock_folder / "reviews.lock", timeout=LOCK_SECONDS):
            before = path.read_bytes() if path.exists() else b""
            reviews = read_reviews(before, str(path)) if before.strip() else Reviews(())
            entry = make(reviews)
            after = _with_entry(before, entry)
            if read_reviews(after, str(path)).root != (*reviews.root, entry):
                message = f"{path}: cannot be added to; put the list at the start of its lines"
                raise HandoutsError(message)
            write_atomic(path, after)
    except Timeout:
        raise HandoutsError(f"{path}: somebody else is writing it; try again") from None
    return entry


def _with_entry(before: bytes, entry: Review) -> bytes:
    """Return the file with one entry more at its end."""
    values = {key: getattr(entry, key) for key in _FIELDS}
    yaml = YAML()
    yaml.width = 10_000
    stream = io.StringIO()
    yaml.dump([{key: value for key, value in values.items() if value != ""}], stream)
    text = stream.getvalue().encode()
    if before.strip() in (b"", b"[]"):
        return text
    return before + (b"" if before.endswith(b"\n") else b"\n") + text
