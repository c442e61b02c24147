"""Where a clinic's settings come from: its own file, a group's, or our default."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.inputs.clinic import clinic_id, read_clinic, read_clinic_folder
from handouts.inputs.groups import Layer, layers_of, unknown_key
from handouts.inputs.models.clinic import BlankToFill
from handouts.inputs.yaml import Place, Tree, YamlText
from handouts.paths import SETTINGS


def explain(folder: Path, key: str) -> Iterator[dict[str, Any]]:
    """Yield each value at and below `key`, where it is written and what it replaced.

    `value` is text, or a list of them; `file` and `line` are None for our default, both null where
    a value has none. `instead_of` lists what groups say, the nearest first; `locked_by` is the
    place of a lock, or None.

    Raises:
        InvalidInput: there is no such key, or the folder cannot be used.
    """
    if fault := unknown_key(key):
        raise InvalidInput([Diagnostic(f"{folder}/{SETTINGS}", None, fault)])
    files = read_clinic_folder(folder)
    clinic = read_clinic(files, folder, clinic_id(folder))
    layers = layers_of(files, str(folder))
    written = clinic.written or layers[0].written
    wanted: Place = tuple(key.split("."))
    places = list(_leaves(_at(written.data, wanted), wanted))
    if not places:
        value = _default(clinic.settings, wanted)
        yield {"key": key, "value": value, "file": None, "line": None,
               "instead_of": [], "locked_by": _lock(layers, wanted)}  # fmt: skip
    for place, value in places:
        file, line = written.where(place)
        others = [
            {"value": _at(layer.written.data, place), "file": layer.written.file,
             "line": layer.written.line_of(place)}
            for layer in layers
            if _at(layer.written.data, place) is not None and layer.written.file != file
        ]  # fmt: skip
        yield {"key": ".".join(map(str, place)), "value": value, "file": file, "line": line,
               "instead_of": others, "locked_by": _lock(layers, place)}  # fmt: skip


def _at(tree: Tree, place: Place) -> Tree | None:
    """Return what stands at `place`, or None."""
    for part in place:
        if not isinstance(tree, dict) or part not in tree:
            return None
        tree = tree[str(part)]
    return tree


def _leaves(tree: Tree | None, place: Place) -> Iterator[tuple[Place, Tree]]:
    """Yield the values below a map, or the one value; a list counts as one: it is replaced so."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _leaves(value, (*place, key))
    elif tree is not None:
        yield place, tree


def _default(settings: BaseModel, place: Place) -> Any:
    """Return our default as it would be typed; None if there is none."""
    found: Any = settings
    for part in place:
        found = getattr(found, str(part), None) if isinstance(found, BaseModel) else None
    if isinstance(found, BlankToFill):
        return found.value
    return found.model_dump(mode="json") if isinstance(found, BaseModel) else found


def _lock(layers: Sequence[Layer], place: Place) -> str | None:
    """Return where a group locks a key, or one around it."""
    for layer in layers[1:]:
        locked = _at(layer.written.data, ("locked",))
        for number, key in enumerate(locked if isinstance(locked, list) else []):
            parts = tuple(str(key).split("."))
            if place[: len(parts)] == parts:
                return _place(layer.written, ("locked", number))
    return None


def _place(written: YamlText, place: Place) -> str:
    return f"{written.file}:{written.line_of(place)}"
