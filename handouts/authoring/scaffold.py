"""A new clinic folder that renders at once: settings, a brand to change, the editor's schema."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from pydantic import BaseModel

from handouts.errors import HandoutsError
from handouts.inputs.models.clinic import PROMISES, ClinicSettings
from handouts.inputs.models.review import Reviews
from handouts.inputs.models.topic import FrontMatter
from handouts.writing import write_atomic

STARTER = "templates/starter/"
SCHEMAS: dict[str, type[BaseModel]] = {
    "clinic": ClinicSettings,
    "topic": FrontMatter,
    "reviews": Reviews,
}


@dataclass(frozen=True, slots=True)
class Answers:
    """What `handouts init` needs to know."""

    name: str
    phone: str
    after_hours_phone: str
    region: str
    locales: Sequence[str] = ("en",)
    paper: str = ""
    strapline: str = ""
    website: str = ""
    address: str = ""


def starter_files(shipped: Mapping[str, bytes], answers: Answers, folder: str) -> dict[str, bytes]:
    """Return the files of a new clinic folder by their path inside it."""
    environment = Environment(  # noqa: S701  # makes YAML, each value quoted below, no HTML
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    values = {
        "folder": folder,
        "region": answers.region,
        "locales": list(answers.locales),
        "paper": answers.paper,
        "promises": PROMISES,
        **{
            key: json.dumps(getattr(answers, key), ensure_ascii=False)
            if getattr(answers, key)
            else ""
            for key in ("name", "phone", "after_hours_phone", "strapline", "website", "address")
        },
    }
    files = {}
    for path, text in shipped.items():
        if path.startswith(STARTER):
            name = path.removeprefix(STARTER)
            if name.endswith(".yaml"):
                text = environment.from_string(text.decode()).render(values).encode()
            files[name] = text
    for name, schema in SCHEMAS.items():
        files[f".schema/{name}.schema.json"] = schema_json(schema)
    return files


def schema_json(model: type[BaseModel]) -> bytes:
    """Return the JSON Schema of a model, by which editors complete and check a file."""
    text = json.dumps(model.model_json_schema(), indent=2, ensure_ascii=False, sort_keys=True)
    return f"{text}\n".encode()


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a new clinic folder.

    Raises:
        HandoutsError: there is a clinic in `folder` already; WriteError: it can't be written.
    """
    if folder.exists() and not folder.is_dir():
        raise HandoutsError(f"{folder}: is a file; name a folder that does not exist yet")
    taken = [name for name in files if (folder / name).exists()]
    if taken:
        raise HandoutsError(
            f"{folder}: {taken[0]} is there already; name a folder that does not exist yet"
        )
    for name, data in files.items():
        write_atomic(folder / name, data)
