"""What there is to print: topics, and facts with the topics that use them, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from handouts import assets
from handouts.diagnostics import Diagnostic
from handouts.document.fact_usage import fact_ids, find_uses
from handouts.errors import InvalidInput
from handouts.inputs.clinic import read_clinic_folder
from handouts.inputs.facts import shipped_facts
from handouts.inputs.groups import layers_of, merged_files
from handouts.inputs.library import Library, load_library
from handouts.paths import ORIGINAL_LOCALE

Catalogue = tuple[tuple[dict[str, Any], ...], tuple[Diagnostic, ...]]


def library_of(folder: Path | None) -> Library:
    """Return the topics of the clinic in `folder` over ours, or ours alone.

    Raises:
        InvalidInput: the folder cannot be used.
    """
    if folder is None:
        return load_library(assets.shipped_files(), {})
    files, group_folders = merged_files(layers_of(read_clinic_folder(folder), str(folder)))
    return load_library(assets.shipped_files(), files, str(folder), group_folders)


def topics(library: Library) -> Catalogue:
    """Return what there is to say of each topic, and the problems of those that can't be read."""
    entries: list[dict[str, Any]] = []
    problems: list[Diagnostic] = []
    for name in library.ids:
        locales = library.locales(name)
        try:
            topic = library.topic(
                name, ORIGINAL_LOCALE if ORIGINAL_LOCALE in locales else locales[0]
            )
        except InvalidInput as error:
            problems.extend(error.problems)
            continue
        front = topic.front
        entries.append(
            {
                "id": name,
                "title": front.title,
                "locales": list(locales),
                "ref": front.ref,
                "version": front.version,
                "issued": front.issued.isoformat(),
                "review_by": front.review_by.isoformat(),
                "kind": front.kind,
                "product": front.product,
                "origin": topic.origin,
                "text_hash": topic.text_hash,
            }
        )
    return tuple(entries), tuple(problems)


def facts(library: Library, names: Sequence[str]) -> Catalogue:
    """Return the named facts with where they are used; all facts if none is named.

    Raises:
        InvalidInput: there is no such fact.
    """
    base = shipped_facts()
    uses, problems = find_uses(library, base, list(names))
    entries = []
    for name in fact_ids(list(names)) or tuple(base.facts):
        fact = base.facts[name]
        entries.append(
            {
                "fact": name,
                "statement": fact.statement,
                "status": fact.status,
                "confirm": fact.confirm,
                "sources": list(fact.sources),
                "label_version": fact.label.version if fact.label else None,
                "uses": [use.describe() for use in uses if use.fact == name],
            }
        )
    return tuple(entries), tuple(problems)
