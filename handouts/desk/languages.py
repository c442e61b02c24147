"""What the desk says in each of its languages: a file each in `strings/`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from handouts.inputs.yaml import parse_yaml

FOLDER = Path(__file__).parent / "strings"
LANGUAGES = {"en": "English", "es": "Español"}


def _read(locale: str) -> Mapping[str, str]:
    """Return the strings of a language."""
    file = FOLDER / f"{locale}.yaml"
    data = parse_yaml(file.read_text("utf-8"), file.name).data
    return {key: str(text) for key, text in data.items()} if isinstance(data, dict) else {}


STRINGS: Mapping[str, Mapping[str, str]] = {locale: _read(locale) for locale in LANGUAGES}
