"""What workers do: read a clinic's wishes, and make its leaflets. Loads WeasyPrint."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from handouts.batch.fingerprint import Fingerprints, files_digest, machine
from handouts.compose.spec import LeafletSpec
from handouts.diagnostics import to_json
from handouts.errors import InvalidInput, Problem
from handouts.formats import FORMATS, PLAIN, Output, main_format
from handouts.inputs.clinic import clinic_id, read_clinic, read_clinic_folder
from handouts.inputs.models.clinic import Clinic
from handouts.inputs.selection import variants
from handouts.inputs.text import decode
from handouts.inputs.yaml import parse_yaml
from handouts.paths import SETTINGS
from handouts.session import ClinicSession

_SHAPE_NOTHING = ("build", "locales", "paper")  # they decide which leaflets there are

_workshops: dict[Path, ClinicSession] = {}  # never more than one; see _workshop


def plan(payload: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return a JSON list of all leaflets that a clinic asks for, with fingerprint or problems."""
    return {}, json.dumps(list(_wishes(_workshop(payload["clinic"])))).encode()


def order(payload: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return the clinic as it was read, and the leaflets that a request means."""
    clinic = payload["clinic"]
    workshop = _workshop(clinic)
    jobs = workshop.jobs(
        payload["topics"], payload["locales"], payload["formats"], payload["papers"],
        output=Output(**payload["output"]),
    )  # fmt: skip
    leaflets = [{**job.describe(), "path": job.path.as_posix()} for job in jobs]
    read = {**clinic, "digest": files_digest(workshop.clinic.files)}
    return {"clinic": read, "leaflets": leaflets}, b""


def render(payload: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return the pages and warnings of one leaflet, and its PDF.

    What is written beside it stands behind it; `parts` has the endings and lengths of all.
    """
    workshop = _workshop(payload["clinic"])
    (job,) = _jobs(
        workshop, payload["topics"], payload["locale"], payload["format"], payload["paper"],
        Output(**payload.get("output", {})),
    )  # fmt: skip
    leaflet = workshop.make(job)
    parts = {".pdf": leaflet.pdf}
    if payload.get("companions"):
        parts |= {f"{ending}.pdf": pdf for ending, pdf in leaflet.companions.items()}
    if payload.get("pictures"):
        from handouts.pdf.raster import pictures_beside  # loads PDFium: few ask for pictures

        parts |= pictures_beside(leaflet.pdf)
    value = {
        "pages": leaflet.pages,
        "warnings": to_json(leaflet.warnings),
        "parts": [[ending, len(data)] for ending, data in parts.items()],
    }
    return value, b"".join(parts.values())


def _workshop(clinic: Mapping[str, Any]) -> ClinicSession:
    """Return the workshop of the clinic that this process serves, made once.

    The clinic's files come with the task, or are read from its folder; they must be the ones that
    the plan was made from.
    """
    folder = Path(clinic["folder"])
    if folder in _workshops:
        return _workshops[folder]
    if _workshops:
        raise RuntimeError("a worker got tasks of two clinics")
    if clinic.get("machine", machine()) != machine():
        message = "handouts itself was changed while the batch ran; run the command again"
        raise InvalidInput([Problem("", None, message)])
    files = clinic["files"] if "files" in clinic else read_clinic_folder(folder)
    if clinic.get("digest", "") not in ("", files_digest(files)):
        message = "was changed while its leaflets were made; run the command again"
        raise InvalidInput([Problem(str(folder), None, message)])
    today = datetime.date.fromisoformat(clinic["today"]) if clinic.get("today") else None
    own = read_clinic(files, folder, clinic_id(folder))
    _workshops[folder] = ClinicSession(own, today=today)
    return _workshops[folder]


def _wishes(workshop: ClinicSession) -> Iterator[dict[str, Any]]:
    """Yield what the clinic's `build` section asks for, a leaflet each."""
    clinic, settings = workshop.clinic, workshop.clinic.settings
    build = settings.build
    shown = f"{clinic.folder}/clinic.yaml"
    if not build.topics:
        message = "build.topics: missing; add the topics to build, such as `topics: [risks]`"
        raise InvalidInput([Problem(shown, None, message)])
    fingerprints = Fingerprints(clinic.id, _shaping_settings(clinic), clinic.files)
    names = (variants(workshop.library, name, clinic.products) for name in build.topics)
    topics = tuple(dict.fromkeys(topic for group in names for topic in group))
    for locale in dict.fromkeys(settings.locales):
        for form in dict.fromkeys(build.formats):
            groups = [topics] if _combines(form) else [(topic,) for topic in topics]
            for paper in _papers(workshop, form):
                for group in groups:
                    yield _wish(workshop, fingerprints, group, locale, form, paper)


def _shaping_settings(clinic: Clinic) -> Any:
    """Return what the clinic says of itself, as it was typed; not what it wants built."""
    data = parse_yaml(decode(clinic.files[SETTINGS], SETTINGS), SETTINGS).data
    mapping = data if isinstance(data, dict) else {}  # it was validated: it is one
    return {key: value for key, value in mapping.items() if key not in _SHAPE_NOTHING}


def _papers(workshop: ClinicSession, form: str) -> tuple[str, ...]:
    """Return the wanted papers that a format comes on."""
    known = FORMATS.get(form, main_format()).papers
    wanted = dict.fromkeys(workshop.clinic.settings.build.papers or [workshop.default_paper])
    return tuple(paper for paper in wanted if paper in known) or tuple(wanted)


def _wish(
    workshop: ClinicSession,
    fingerprints: Fingerprints,
    topics: tuple[str, ...],
    locale: str,
    form: str,
    paper: str,
) -> dict[str, Any]:
    """Return one leaflet as plain data; with problems if it cannot even be begun."""
    problems: list[dict[str, Any]] = []
    fingerprint = ""
    try:
        (job,) = _jobs(workshop, topics, locale, form, paper)
        path = job.path.as_posix()
        fingerprint = fingerprints.of(topics, locale, form, paper, job.overdue)
    except InvalidInput as error:
        problems = to_json(error.problems)
        path = _expected_path(workshop.clinic.id, topics, locale, form, paper)
    return {
        "path": path,
        "clinic": workshop.clinic.id,
        "topics": list(topics),
        "locale": locale,
        "format": form,
        "paper": paper,
        "fingerprint": fingerprint,
        "problems": problems,
    }


def _jobs(
    workshop: ClinicSession,
    topics: Sequence[str],
    locale: str,
    form: str,
    paper: str,
    output: Output = PLAIN,
) -> tuple[LeafletSpec, ...]:
    return workshop.jobs(topics, [locale], [form], [paper], output=output)


def _combines(form: str) -> bool:
    """Return whether there is one leaflet of all topics in that format, if there is such one."""
    return form in FORMATS and FORMATS[form].combines_topics


def _expected_path(clinic: str, topics: tuple[str, ...], locale: str, form: str, paper: str) -> str:
    """Return where a leaflet would be written, if it could be made."""
    if _combines(form):
        return f"{clinic}/{locale}/{form}.{paper}.pdf"
    return f"{clinic}/{locale}/{topics[0]}.{form}.{paper}.pdf"
