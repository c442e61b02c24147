"""The smallest valid objects, and clinic folders to spoil."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from handouts.compose.spec import LeafletSpec
from handouts.formats import FORMATS, FormatSpec
from handouts.inputs.models.clinic import Clinic, ClinicSettings
from handouts.inputs.models.topic import FrontMatter, Topic

CLINICS = Path(__file__).with_name("clinics")
TINY = CLINICS / "tiny"

SETTINGS: dict[str, Any] = {
    "name": "Tiny Clinic",
    "phone": "(555) 010-0100",
    "after_hours_phone": "(555) 010-0101",
    "region": "US",
}
FRONT: dict[str, Any] = {
    "ref": "TST-TINY",
    "version": "1.0",
    "issued": "2026-01-15",
    "review_by": "2027-01-15",
    "kind": "information",
    "product": "infusion",
    "title": "What is this?",
    "short_title": "Tiny",
    "audience": "For people who test.",
    "main_message": "This is a small leaflet.",
    "key_points": ["**One** thing to know.", "A second thing.", "A third thing."],
    "actions": [{"do": "Read it.", "why": "It is short.", "how": "Slowly."}],
    "known": "We know a little.",
    "unknown": "We do not know the rest.",
    "facts": ["DAY-07"],
    "sources": ["PI"],
}

# What a spoiled file holds: its bytes, its text, a change of its text, or None to delete it.
Spoiled = bytes | str | Callable[[str], str] | None


def examples(count: int) -> int:
    """Return how many examples a fuzzing test tries: `HANDOUTS_FUZZ=50` makes it 50 times more."""
    return count * int(os.environ.get("HANDOUTS_FUZZ", "1"))


def a_clinic(files: Mapping[str, bytes] | None = None, **settings: Any) -> Clinic:
    """Return the smallest clinic, with `settings` changed."""
    model = ClinicSettings.model_validate({**SETTINGS, **settings})
    return Clinic("tiny", model, "tiny", files or {})


def a_topic(body: str = "Some words.", **front: Any) -> Topic:
    """Return the smallest topic, with `front` matter changed."""
    return Topic(
        id="tiny",
        locale="en",
        front=FrontMatter.model_validate({**FRONT, **front}),
        body=body,
        body_line=20,
        file="tiny/en.md",
        origin="clinic",
        text_hash="0123456789abcdef",
    )


def a_job(
    *topics: Topic, clinic: Clinic | None = None, locale: str = "en", form: FormatSpec | None = None
) -> LeafletSpec:
    """Return the smallest spec: one tiny topic as a sheet of Letter paper."""
    return LeafletSpec(
        clinic or a_clinic(), topics or (a_topic(),), locale, form or FORMATS["sheet"], "letter"
    )


def a_folder(parent: Path, spoiled: Mapping[str, Spoiled] | None = None) -> Path:
    """Return a copy of the tiny clinic's folder below `parent`, with some of its files changed."""
    folder = parent / "tiny"
    shutil.copytree(TINY, folder)
    for name, content in (spoiled or {}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink()
        elif isinstance(content, bytes):
            path.write_bytes(content)
        else:
            text = content if isinstance(content, str) else content(path.read_text("utf-8"))
            path.write_text(text, encoding="utf-8", newline="")
    return folder


def swap(old: str, new: str) -> Callable[[str], str]:
    """Return a change of text that puts `new` in the place of `old`, which must be there."""

    def change(text: str) -> str:
        assert old in text, f"nothing to swap: {old}"
        return text.replace(old, new, 1)

    return change


def add(more: str) -> Callable[[str], str]:
    """Return a change of text that adds `more` at its end."""
    return lambda text: text + more
