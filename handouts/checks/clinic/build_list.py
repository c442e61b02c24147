"""Topics and languages of `clinic.yaml` that do not exist; an `accept` that is not needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from handouts.assets import shipped_files
from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
)
from handouts.errors import did_you_mean
from handouts.inputs.locales import locale_names
from handouts.inputs.models.clinic import Clinic
from handouts.inputs.selection import variants
from handouts.inputs.yaml import Place
from handouts.languages.word_lists import FOLDER
from handouts.paths import SETTINGS

CODE = "build-list"


def findings(clinic: Clinic, context: Context) -> Iterator[Finding]:
    """Yield topics and languages that clinic.yaml names and that do not exist."""
    settings = clinic.settings
    known = context.library.ids
    for index, name in enumerate(settings.build.topics):
        if not set(variants(context.library, name, clinic.products)) <= set(known):
            hint = did_you_mean(name, known)
            message = f"build.topics: no such topic “{name}”; {hint}".rstrip("; ")
            yield _finding(clinic, ("build", "topics", index), message)
    locales = locale_names({**shipped_files(), **clinic.files})
    for index, locale in enumerate(settings.locales):
        if locale not in locales:
            message = f"locales: no words for “{locale}”; {did_you_mean(locale, locales)}"
            yield _finding(clinic, ("locales", index), message.rstrip("; "))
    for locale in settings.accept.not_judged:
        place = ("accept", "not_judged", locale)
        base = locale.partition("-")[0]
        if f"{FOLDER}/{base}.yaml" in shipped_files():
            message = f"accept.not_judged: we do judge “{locale}”; delete this entry"
            yield _finding(clinic, place, message)
        elif not any(locale in (own, own.partition("-")[0]) for own in settings.locales):
            hint = did_you_mean(locale, settings.locales)
            message = f"accept.not_judged: “{locale}” is not among the clinic's locales; {hint}"
            yield _finding(clinic, place, message.rstrip("; "))


def _finding(clinic: Clinic, place: Place, message: str) -> Finding:
    """Return a finding at a place of clinic.yaml."""
    shown, line = str(Path(clinic.folder) / SETTINGS), None
    if clinic.written:
        shown, line = clinic.written.where(place)
    return Finding(CODE, "error", shown, line, message)


CHECK = Check(
    code=CODE,
    summary=(
        "topics and languages of `clinic.yaml` that do not exist; an `accept` that is not needed"
    ),
    rationale="What is misspelt would silently not be built.",
    needs="clinic",
    criterion=criteria.FILES,
    findings=findings,
)
