"""Asking for the pack that a clinician reads before signing."""

from __future__ import annotations

import datetime
from pathlib import Path

from handouts.batch.requests import ClinicSource
from handouts.inputs.clinic import load_clinic
from handouts.isolation.pool import Runner, ask
from handouts.isolation.tasks import Task
from handouts.record.store import Record
from handouts.review.printing import TextKey
from handouts.review.requests import ProofReply, ProofRequest

SECONDS_A_TEXT = 5.0  # that a pack may take for each of its texts


def make_proof(
    pool: Runner,
    folder: Path,
    today: datetime.date,
    texts: tuple[TextKey, ...],
    *,
    with_sheets: bool = True,
) -> ProofReply:
    """Return the pack for some texts, compared with the words that were signed last.

    Raises:
        InvalidInput: faults of the clinic's settings, or it could not be made in time.
    """
    clinic = load_clinic(folder)
    record = Record(folder)
    signed = []
    for topic, locale in texts:
        found = [item for item in clinic.reviews.of(topic, locale, "clinical") if item.digest]
        words = record.words(found[-1].digest) if found else None
        if words:
            signed.append((topic, locale, tuple(words)))
    request = ProofRequest(
        ClinicSource(folder, today), texts, tuple(signed), clinic.settings.paper or "", with_sheets
    )
    return ask(pool, Task("review pack", str(folder), request))
