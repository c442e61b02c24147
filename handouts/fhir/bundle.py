"""An issue to a FHIR R4 bundle: a DocumentReference for each leaflet, and a Communication.

No patient is in it but the reference that a caller passes, which is never written to a file.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import uuid
from collections.abc import Mapping
from typing import Any

from handouts.errors import HandoutsError
from handouts.record.entries import ArchivedFile, Issue, Item

# FHIR R4, datatype `id`: 1 to 64 letters, digits, `-` and `.`.
_PATIENT = re.compile(r"Patient/[A-Za-z0-9.-]{1,64}")
_SHA256 = "urn:oid:2.16.840.1.101.3.4.2.1"  # NIST's name of SHA-256
_ISSUE = "urn:handouts:issue"
_MARK = "urn:handouts:edition"
_KINDS = {".pdf": "application/pdf", ".txt": "text/plain; charset=utf-8"}


def patient_reference(text: str) -> str:
    """Return a reference to a patient's resource, such as `Patient/123`.

    Raises:
        HandoutsError: it is none; what it was is not repeated, it might be a name.
    """
    if not _PATIENT.fullmatch(text):
        raise HandoutsError("a patient's reference is written as Patient/ and an id, no name")
    return text


def bundle(issue: Issue, contents: Mapping[str, bytes], patient: str = "") -> dict[str, Any]:
    """Return an issue as a bundle.

    `contents` are the files of its leaflets, each under its SHA-256; `patient` is a reference to
    whom they were given.
    """
    subject = {"subject": {"reference": patient}} if patient else {}
    documents = [_document(issue, item, contents, subject) for item in issue.items]
    communication = {
        "resourceType": "Communication",
        "id": _id(issue, "communication"),
        "identifier": [{"system": _ISSUE, "value": issue.id}],
        "status": "completed",
        "category": [{"text": "Patient education"}],
        "medium": [{"text": "Written handout"}],
        **subject,
        "sent": _instant(issue),
        "payload": [
            {"contentReference": {"reference": f"urn:uuid:{document['id']}"}}
            for document in documents
        ],
        "note": [{"text": issue.chart}],
    }
    return {
        "resourceType": "Bundle",
        "id": _id(issue, "bundle"),
        "type": "collection",
        "timestamp": _instant(issue),
        "entry": [
            {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}
            for resource in (*documents, communication)
        ],
    }


def to_bytes(found: Mapping[str, Any]) -> bytes:
    """Return a bundle as JSON."""
    return f"{json.dumps(found, ensure_ascii=False, indent=2)}\n".encode()


def _document(
    issue: Issue, item: Item, contents: Mapping[str, bytes], subject: Mapping[str, Any]
) -> dict[str, Any]:
    file = item.files[0]
    titles = ", ".join(f"{topic.ref} version {topic.version}" for topic in item.topics)
    return {
        "resourceType": "DocumentReference",
        "id": _id(issue, file.sha256),
        "identifier": [
            {"system": _SHA256, "value": file.sha256},
            *({"system": _MARK, "value": topic.mark} for topic in item.topics),
        ],
        "status": "current",
        # A text that no clinician has signed is not final, whatever paper it is on.
        "docStatus": "final" if all(t.state == "signed" for t in item.topics) else "preliminary",
        "type": {"text": "Patient education handout"},
        **subject,
        "date": _instant(issue),
        "description": f"{titles} ({item.format}, {item.locale})",
        "content": [{"attachment": _attachment(issue, item, file, contents[file.sha256])}],
    }


def _attachment(issue: Issue, item: Item, file: ArchivedFile, data: bytes) -> dict[str, Any]:
    return {
        "contentType": _KINDS[f".{file.ending.rpartition('.')[2]}"],
        "language": item.locale,
        "data": base64.b64encode(data).decode(),
        "size": len(data),
        # FHIR R4, Attachment.hash: SHA-1, base64. Who needs more has the identifier's SHA-256.
        "hash": base64.b64encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode(),
        "title": f"{item.name}{file.ending}",
        "creation": _instant(issue),
    }


def _id(issue: Issue, part: str) -> str:
    """Return the same id for the same part of the same issue."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{_ISSUE}:{issue.clinic}:{issue.id}:{part}"))


def _instant(issue: Issue) -> str:
    return f"{issue.time:%Y-%m-%dT%H:%M:%SZ}"
