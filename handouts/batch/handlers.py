"""What workers do for `requests`: plan a clinic's leaflets, and make them. Loads WeasyPrint."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from handouts.batch.fingerprint import Fingerprints, environment_digest, files_digest
from handouts.batch.requests import (
    ClinicSource,
    LeafletKey,
    NamedLeaflet,
    PlanReply,
    PlanRequest,
    RenderReply,
    RenderRequest,
    SelectReply,
    SelectRequest,
)
from handouts.compose.spec import LeafletSpec
from handouts.diagnostics import Diagnostic, to_json
from handouts.errors import InvalidInput
from handouts.formats import ENDINGS, FORMATS, PLAIN, Output, main_format
from handouts.inputs.clinic import clinic_id, read_clinic, read_clinic_folder
from handouts.inputs.models.clinic import Clinic
from handouts.inputs.selection import variants
from handouts.inputs.sets import expand_sets
from handouts.paths import SETTINGS
from handouts.session import ClinicSession

# They decide which leaflets there are, or where values come from.
_SHAPE_NOTHING = ("build", "extends", "locales", "locked", "paper", "sets", "sites")

# The session of the clinic that this process serves, and what it was made from; see `session_for`.
_sessions: dict[Path, tuple[ClinicSource, ClinicSession]] = {}


def plan(request: PlanRequest) -> PlanReply:
    """Return all leaflets that a clinic asks for, with fingerprint or problems."""
    return PlanReply(data=json.dumps(list(_entries(session_for(request.clinic)))).encode())


def select(request: SelectRequest) -> SelectReply:
    """Return the clinic as it was read, and the leaflets that a selection means."""
    session = session_for(request.clinic)
    specs = session.specs(
        request.topics, request.locales, request.formats, request.papers, output=request.output
    )
    leaflets = tuple(
        NamedLeaflet(
            LeafletKey(
                tuple(topic.id for topic in spec.topics), spec.locale, spec.format.name, spec.paper
            ),
            spec.path.as_posix(),
        )
        for spec in specs
    )
    return SelectReply(files_digest(session.clinic.files_read), leaflets)


def render(request: RenderRequest) -> RenderReply:
    """Return the pages and warnings of one leaflet, and its files."""
    session = session_for(request.clinic)
    (spec,) = _specs(session, request.leaflet, request.output)
    if ending := ENDINGS.get(spec.format.media):
        written = session.write_text(spec)
        text = written.text.encode()
        return RenderReply(0, written.diagnostics, ((ending, len(text)),), data=text)
    leaflet = session.render(spec)
    parts = {".pdf": leaflet.pdf}
    if request.companions:
        parts |= {f"{ending}.pdf": pdf for ending, pdf in leaflet.companions.items()}
    if request.pictures:
        from handouts.pdf.raster import pictures_beside  # loads PDFium: few ask for pictures

        parts |= pictures_beside(leaflet.pdf)
    lengths = tuple((ending, len(data)) for ending, data in parts.items())
    return RenderReply(leaflet.pages, leaflet.diagnostics, lengths, data=b"".join(parts.values()))


def session_for(clinic: ClinicSource) -> ClinicSession:
    """Return the session of the clinic that this process serves, made once for the same files.

    The clinic's files come with the request, or are read from its folder; they must be the ones
    that the plan was made from.
    """
    folder = clinic.folder
    if folder in _sessions:
        made_from, session = _sessions[folder]
        if clinic.digest in ("", made_from.digest) and clinic.today == made_from.today:
            return session
    elif _sessions:
        raise RuntimeError("a worker got tasks of two clinics")
    if clinic.environment not in ("", environment_digest()):
        message = "handouts itself was changed while the batch ran; run the command again"
        raise InvalidInput([Diagnostic("", None, message)])
    files = read_clinic_folder(folder) if clinic.files is None else clinic.files
    digest = files_digest(files)
    if clinic.digest not in ("", digest):
        message = "was changed while its leaflets were made; run the command again"
        raise InvalidInput([Diagnostic(str(folder), None, message)])
    own = read_clinic(files, folder, clinic_id(folder))
    session = ClinicSession(own, today=clinic.today)
    _sessions[folder] = replace(clinic, digest=digest, files=None), session
    return session


def _entries(session: ClinicSession) -> Iterator[dict[str, Any]]:
    """Yield what the clinic's `build` section asks for, a leaflet each."""
    clinic, settings = session.clinic, session.clinic.settings
    build = settings.build
    shown = f"{clinic.folder}/clinic.yaml"
    if not build.topics:
        message = "build.topics: missing; add the topics to build, such as `topics: [risks]`"
        raise InvalidInput([Diagnostic(shown, None, message)])
    fingerprints = Fingerprints(clinic.id, shaping_settings(clinic), clinic.files)
    wanted = expand_sets(settings.sets, build.topics)
    topics = tuple(dict.fromkeys(_variants(session, wanted)))
    sets = {
        name: frozenset(_variants(session, expand_sets(settings.sets, [name])))
        for name in settings.sets
    }
    for locale in dict.fromkeys(settings.locales):
        for fmt in dict.fromkeys(build.formats):
            groups = [topics] if _combines(fmt) else [(topic,) for topic in topics]
            for paper in _papers(session, fmt):
                for group in groups:
                    entry = _entry(session, fingerprints, LeafletKey(group, locale, fmt, paper))
                    inside = [name for name, members in sets.items() if members & set(group)]
                    yield {**entry, "sets": inside}


def _variants(session: ClinicSession, names: Iterable[str]) -> Iterator[str]:
    """Yield the topics that names stand for: one of its own for each of the clinic's products."""
    for name in names:
        yield from variants(session.library, name, session.clinic.products)


def shaping_settings(clinic: Clinic) -> Any:
    """Return what the clinic says of itself, as it was typed; not what it wants built."""
    data = clinic.written.data if clinic.written else {}
    mapping = data if isinstance(data, dict) else {}  # it was validated: it is one
    return {key: value for key, value in mapping.items() if key not in _SHAPE_NOTHING}


def _papers(session: ClinicSession, fmt: str) -> tuple[str, ...]:
    """Return the wanted papers that a format comes on."""
    known = FORMATS.get(fmt, main_format()).papers
    wanted = dict.fromkeys(session.clinic.settings.build.papers or [session.default_paper])
    return tuple(paper for paper in wanted if paper in known) or tuple(wanted)


def _entry(
    session: ClinicSession, fingerprints: Fingerprints, leaflet: LeafletKey
) -> dict[str, Any]:
    """Return one leaflet as plain data; with problems if it cannot even be begun."""
    problems: list[dict[str, Any]] = []
    fingerprint = ""
    try:
        _refuse_texts(session, leaflet.format)
        (spec,) = _specs(session, leaflet)
        path = spec.path.as_posix()
        fingerprint = fingerprints.of(
            leaflet.topics, leaflet.locale, leaflet.format, leaflet.paper, spec.overdue
        )
    except InvalidInput as error:
        problems = to_json(error.problems)
        path = _expected_path(session.clinic.id, leaflet)
    return {
        "path": path,
        "clinic": session.clinic.id,
        "topics": list(leaflet.topics),
        "locale": leaflet.locale,
        "format": leaflet.format,
        "paper": leaflet.paper,
        "fingerprint": fingerprint,
        "problems": problems,
    }


def _refuse_texts(session: ClinicSession, fmt: str) -> None:
    """Raise InvalidInput for a format that is no PDF: a batch verifies PDFs."""
    if fmt in FORMATS and FORMATS[fmt].media != "pdf":
        shown = f"{session.clinic.folder}/{SETTINGS}"
        message = f"build.formats: “{fmt}” is no PDF; make it with `handouts render --format {fmt}`"
        raise InvalidInput([Diagnostic(shown, None, message)])


def _specs(
    session: ClinicSession, leaflet: LeafletKey, output: Output = PLAIN
) -> tuple[LeafletSpec, ...]:
    return session.specs(
        leaflet.topics, [leaflet.locale], [leaflet.format], [leaflet.paper], output=output
    )


def _combines(fmt: str) -> bool:
    """Return whether there is one leaflet of all topics in that format, if there is such one."""
    return fmt in FORMATS and FORMATS[fmt].combines_topics


def _expected_path(clinic: str, leaflet: LeafletKey) -> str:
    """Return where a leaflet would be written, if it could be made."""
    name = f"{leaflet.format}.{leaflet.paper}.pdf"
    if _combines(leaflet.format):
        return f"{clinic}/{leaflet.locale}/{name}"
    return f"{clinic}/{leaflet.locale}/{leaflet.topics[0]}.{name}"
