"""What workers do for `requests`: say which editions a clinic would print today."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator

from handouts.batch.fingerprint import Fingerprints, digest, files_digest
from handouts.batch.handlers import session_for, shaping_settings
from handouts.batch.requests import LeafletKey
from handouts.compose.spec import LeafletSpec
from handouts.diagnostics import Diagnostic
from handouts.editions.marks import Edition
from handouts.errors import InvalidInput
from handouts.inputs.models.topic import Topic
from handouts.inputs.sets import expand_sets
from handouts.record.entries import GivenTopic
from handouts.record.inspection import inspect_file
from handouts.record.requests import (
    CurrentEdition,
    CurrentReply,
    CurrentRequest,
    InspectReply,
    InspectRequest,
    PreparedLeaflet,
    PrepareReply,
    PrepareRequest,
)
from handouts.session import ClinicSession


def prepare(request: PrepareRequest) -> PrepareReply:
    """Return what a wish means, and the words of it."""
    session = session_for(request.clinic)
    clinic = session.clinic
    names = expand_sets(clinic.settings.sets, request.names, given=True)
    specs = session.specs(
        names, request.locales, request.formats, request.papers, output=request.output
    )
    if problems := list(dict.fromkeys(_overdue(specs))):
        raise InvalidInput(problems)
    editions = [session.edition(topic.id, topic.locale) for spec in specs for topic in spec.topics]
    fingerprints = Fingerprints(clinic.id, shaping_settings(clinic), clinic.files)
    leaflets = []
    for spec in specs:
        topics = tuple(topic.id for topic in spec.topics)
        key = LeafletKey(topics, spec.locale, spec.format.name, spec.paper)
        made_of = fingerprints.of(topics, spec.locale, spec.format.name, spec.paper)
        given = tuple(_given(session, topic) for topic in spec.topics)
        output = dataclasses.asdict(request.output)
        leaflets.append(PreparedLeaflet(key, given, digest([made_of, output])))
    return PrepareReply(
        files_digest(clinic.files), clinic.id, clinic.settings.region, tuple(leaflets),
        data=_words(editions),
    )  # fmt: skip


def current(request: CurrentRequest) -> CurrentReply:
    """Return how topics would be printed today."""
    session = session_for(request.clinic)
    found: list[CurrentEdition] = []
    printed: list[Edition] = []
    for topic_id, locale in dict.fromkeys(request.texts):
        if locale not in session.library.locales(topic_id):
            continue
        try:
            topic = session.library.topic(topic_id, locale)
            edition = session.edition(topic_id, locale)
        except InvalidInput as error:
            problems = error.problems
            found.append(CurrentEdition(topic_id, locale, topic_id, problems=problems))
            continue
        printed.append(edition)
        today = request.clinic.today
        found.append(
            CurrentEdition(
                topic_id, locale, topic.front.short_title, edition.digest, edition.mark,
                topic.front.review_by.isoformat(), bool(today and topic.is_overdue(today)),
                session.review_state(topic) == "signed",
            )
        )  # fmt: skip
    return CurrentReply(tuple(found), data=_words(printed))


def inspect(request: InspectRequest) -> InspectReply:
    """Return what is known of files, and what can be compared with today's editions."""
    session = session_for(request.clinic)
    problems: list[Diagnostic] = []
    reports = []
    for file in request.files:
        try:
            reports.append(inspect_file(file, session, request.today).describe())
        except InvalidInput as error:
            problems += error.problems
    if problems:
        raise InvalidInput(problems)
    return InspectReply(tuple(reports))


def _given(session: ClinicSession, topic: Topic) -> GivenTopic:
    edition = session.edition(topic.id, topic.locale)
    return GivenTopic(
        topic.id, topic.front.ref, topic.front.version, edition.digest, edition.mark,
        session.review_state(topic),
    )  # fmt: skip


def _overdue(specs: Iterable[LeafletSpec]) -> Iterator[Diagnostic]:
    for spec in specs:
        for topic in spec.topics:
            if topic.id in spec.overdue:
                due = topic.front.review_by
                message = f"had to be reviewed by {due:%Y-%m}; it is not given before it is"
                yield Diagnostic(topic.file, topic.line_of("review_by"), message)


def _words(editions: Iterable[Edition]) -> bytes:
    found = {edition.digest: "\n".join(edition.words) for edition in editions}
    return json.dumps(found, ensure_ascii=False).encode()
