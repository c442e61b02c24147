"""A topic of a clinic's own to start from: one that can be printed, and passes the checks."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from handouts import assets
from handouts.errors import HandoutsError
from handouts.inputs.models.base import DEVICE, SLUG
from handouts.inputs.models.topic import MAX_REVIEW_MONTHS, months_after
from handouts.paths import ORIGINAL_LOCALE, parse_topic_path, topic_path
from handouts.writing import write_atomic

TEMPLATE = "templates/new/topic.md"


def write_topic(folder: Path, name: str, today: datetime.date) -> Path:
    """Write a topic called `name` into a clinic's folder and return its file.

    Raises:
        HandoutsError: the name cannot be used or is taken; WriteError: it can't be written.
    """
    if not SLUG.fullmatch(name) or DEVICE.fullmatch(name):
        better = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "parking"
        raise HandoutsError(f"“{name:.60}” cannot be a topic's name; write {better:.60}")
    shipped = assets.shipped_files()
    if any(place and place.topic == name for place in map(parse_topic_path, shipped)):
        message = f"there is a topic {name}; to change it, run `handouts customize topic {name}`"
        raise HandoutsError(f"{message} -c {folder}")
    path = folder / topic_path(name, ORIGINAL_LOCALE)
    if path.exists():
        raise HandoutsError(f"{path}: is there already; choose another name")
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True)  # noqa: S701
    text = environment.from_string(shipped[TEMPLATE].decode()).render(
        ref=f"OWN-{name.upper()}"[:30].rstrip("-"),
        issued=today.isoformat(),
        review_by=months_after(today, MAX_REVIEW_MONTHS).isoformat(),
    )
    write_atomic(path, text.encode())
    return path
