"""Asking for the pack that a clinician reads before signing."""

from __future__ import annotations

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
    source: ClinicSource,
    texts: tuple[TextKey, ...],
    *,
    with_sheets: bool = True,
) -> ProofReply:
    """Return the pack for some texts, compared with the words that were signed last.

    Raises:
        InvalidInput: faults of the clinic's settings, or it could not be made in time.
    """
    clinic = load_clinic(source.folder)
    record = Record(source.folder)
    signed = []
    for topic, locale in texts:
        found = [item for item in clinic.reviews.of(topic, locale, "clinical") if item.digest]
        words = record.words(found[-1].digest) if found else None
        if words:
            signed.append((topic, locale, tuple(words)))
    paper = clinic.settings.paper or ""
    request = ProofRequest(source, texts, tuple(signed), paper, with_sheets)
    return ask(pool, Task("review pack", str(source.folder), request))
