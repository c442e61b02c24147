"""Groups: a site takes what it does not say itself from a folder beside its own.

A site names its group (`extends: ../group`), and the group names its sites (`sites: [north]`).
Only if both do, and lie side by side, is anything of the group read but its `clinic.yaml`: no
folder reaches one that did not agree.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import BaseModel

from handouts.diagnostics import Diagnostic, Location
from handouts.errors import InvalidInput, unknown
from handouts.inputs.models.clinic import ClinicSettings, GroupSettings
from handouts.inputs.snapshot import read_file, read_folder
from handouts.inputs.text import decode
from handouts.inputs.validation import model_at, validate
from handouts.inputs.yaml import Place, Tree, YamlText, parse_yaml
from handouts.paths import SETTINGS

MAX_LAYERS = 3  # a site, its group, and the group of that
# The parent process, which reads bytes only, finds the group by these; a worker parses the rest.
_EXTENDS = re.compile(
    rb"^extends:[ \t]*([\"']?)\.\./([A-Za-z0-9][\w.-]*)\1[ \t]*(?:#.*)?\r?$", re.MULTILINE
)
_SITES = re.compile(rb"^sites:[^\n]*(?:\n[ \t-][^\n]*)*", re.MULTILINE)
_NAME = re.compile(rb"[\w.-]+")
_COMMENT = re.compile(rb"#[^\n]*")
_GROUP_KEYS = tuple(GroupSettings.model_fields)
_ABOVE = "../"

FolderReader = Callable[[Path], Mapping[str, bytes]]


@dataclass(frozen=True, slots=True)
class Layer:
    """One folder's share in a clinic: its own, or that of a group."""

    # The folder as messages call it.
    folder: str
    files: Mapping[str, bytes] = field(repr=False)
    written: YamlText = field(repr=False)


def is_group(settings: bytes) -> bool:
    """Return whether a `clinic.yaml` is that of a group, which is no clinic to build for."""
    return bool(_SITES.search(settings))


def with_groups(
    folder: Path, own: Mapping[str, bytes], read: FolderReader = read_folder
) -> Mapping[str, bytes]:
    """Return a clinic's files and those of its groups, whose paths begin with `../<group>/`.

    Raises:
        InvalidInput: a group is not there, did not agree, is one of its own sites or too far away.
    """
    found = dict(own)
    home = folder.resolve()
    names = [home.name]
    settings, shown = own[SETTINGS], str(folder / SETTINGS)
    while match := _EXTENDS.search(settings):
        line = settings.count(b"\n", 0, match.start()) + 1
        group = match[2].decode()
        place = home.parent / group
        group_shown = _shown(str(folder), group)
        message = ""
        if group in names:
            chain = " extends ".join([*names[names.index(group) :], group])
            message = f"goes round in a circle ({chain}); delete this line"
        elif len(names) == MAX_LAYERS:
            message = f"is one group too many above {names[0]}; at most {MAX_LAYERS - 1}"
        elif not (place / SETTINGS).is_file():
            message = f"there is no {group_shown}/{SETTINGS}; write the name of the group's folder"
        elif place.resolve() != place:
            message = "leads elsewhere; a group's folder lies beside its sites, and is no link"
        if message:
            raise InvalidInput([Diagnostic(shown, line, f"extends: ../{group} {message}")])
        settings = read_file(place, SETTINGS)
        sites = _SITES.search(settings)
        if sites is None or names[-1].encode() not in _NAME.findall(_COMMENT.sub(b"", sites[0])):
            at = settings.count(b"\n", 0, sites.start()) + 1 if sites else 1
            message = (
                f"extends: ../{group} does not name {names[-1]} among its sites; add it to "
                f"`sites:` in {group_shown}/{SETTINGS}:{at}, if that group is yours"
            )
            raise InvalidInput([Diagnostic(shown, line, message)])
        found |= {f"{_ABOVE}{group}/{path}": data for path, data in read(place).items()}
        names.append(group)
        shown = f"{group_shown}/{SETTINGS}"
    return found


def layers_of(files: Mapping[str, bytes], folder: str) -> tuple[Layer, ...]:
    """Return the layers of what `with_groups` read, the clinic's own first.

    Raises:
        InvalidInput: a `clinic.yaml` is no YAML, or names a group otherwise than in plain words.
    """
    parted: dict[str, dict[str, bytes]] = {}
    for path, data in files.items():
        group, inside = "", path
        if path.startswith(_ABOVE):
            group, _, inside = path.removeprefix(_ABOVE).partition("/")
        parted.setdefault(group, {})[inside] = data
    found: list[Layer] = []
    group = ""
    while True:
        place = _shown(folder, group) if group else folder
        shown = f"{place}/{SETTINGS}"
        settings = parted[group][SETTINGS]
        if group:  # whether it names the site is known; parsing hundreds of names takes its time
            settings = _SITES.sub(
                lambda block: b"sites: []" + b"\n" * block[0].count(b"\n"), settings
            )
        written = parse_yaml(decode(settings, shown), shown)
        found.append(Layer(place, parted[group], written))
        above = written.data.get("extends") if isinstance(written.data, dict) else None
        if above is None:
            return tuple(found)
        group = above.removeprefix(_ABOVE) if isinstance(above, str) else ""
        if len(found) >= len(parted) or group not in parted:
            message = "extends: write it on one line, as `extends: ../group`"
            raise InvalidInput([Diagnostic(shown, written.line_of(("extends",)), message)])


def merged_settings(layers: Sequence[Layer]) -> YamlText:
    """Return what a clinic's layers say together, each value with where it was written.

    Maps are merged key by key; a list, a number or a text replaces the group's whole.

    Raises:
        InvalidInput: a layer sets what one above it locks, or there is no such key.
    """
    own = layers[0].written
    if len(layers) == 1:
        return own
    # What a group says of its sites is its own affair but for what it locks.
    problems = [*_unknown_locks(layers), *_lock_problems(layers)]
    if problems:
        raise InvalidInput(problems)
    data: Tree = {}
    places: dict[Place, Location] = {}
    for layer in reversed(layers):
        written = layer.written
        if not isinstance(written.data, dict):
            return own  # told when it is validated
        tree = written.data if written is own else _inherited(written.data)
        data = _merged(data, tree, (), places)
        places |= {
            place: Location(written.file, line)
            for place, line in written.lines.items()
            if not place or place[0] in tree
        }
    return YamlText(data, own.file, own.lines, places)


def merged_files(layers: Sequence[Layer]) -> tuple[Mapping[str, bytes], Mapping[str, str]]:
    """Return the files of all layers by path, the clinic's first, and the folder of a group's."""
    files: dict[str, bytes] = {}
    folders: dict[str, str] = {}
    for layer in layers:
        for path, data in layer.files.items():
            if path not in files:
                files[path] = data
                if layer is not layers[0]:
                    folders[path] = layer.folder
    return files, folders


def located(
    problems: Iterable[Diagnostic], folder: str, group_folders: Mapping[str, str]
) -> tuple[Diagnostic, ...]:
    """Return problems of files in `folder` at the files of the group that brought them."""
    start = f"{folder}/"

    def at_group(problem: Diagnostic) -> Diagnostic:
        path = problem.file.removeprefix(start)
        if path == problem.file or path not in group_folders:
            return problem
        return replace(problem, file=f"{group_folders[path]}/{path}")

    return tuple(map(at_group, problems))


def _shown(folder: str, group: str) -> str:
    """Return what messages call the folder of a group beside `folder`."""
    return os.path.normpath(f"{folder}/../{group}").replace(os.sep, "/")


def _inherited(tree: Mapping[str, Tree]) -> dict[str, Tree]:
    return {key: value for key, value in tree.items() if key not in _GROUP_KEYS}


def _merged(below: Tree, above: Tree, place: Place, places: dict[Place, Location]) -> Tree:
    """Return `below` with `above` laid over it; of what is replaced, the places are forgotten."""
    if isinstance(below, dict) and isinstance(above, dict):
        found = dict(below)
        for key, value in above.items():
            inside = (*place, key)
            found[key] = _merged(below[key], value, inside, places) if key in below else value
        return found
    for old in [old for old in places if old[: len(place)] == place]:
        del places[old]
    return above


def _unknown_locks(layers: Sequence[Layer]) -> Iterator[Diagnostic]:
    for group in layers[1:]:
        written = group.written
        data = written.data if isinstance(written.data, dict) else {}
        keys = {key: data[key] for key in _GROUP_KEYS if key in data}
        settings = validate(GroupSettings, YamlText(keys, written.file, written.lines))
        for number, key in enumerate(settings.locked):
            if fault := unknown_key(key):
                line = written.line_of(("locked", number))
                yield Diagnostic(written.file, line, f"locked: {fault}")


def _lock_problems(layers: Sequence[Layer]) -> Iterator[Diagnostic]:
    """Yield what a layer sets although one above it has locked it, with the lines of both."""
    for depth, group in enumerate(layers):
        data = group.written.data if isinstance(group.written.data, dict) else {}
        locked = data.get("locked", [])
        for number, key in enumerate(locked if isinstance(locked, list) and depth else []):
            place: Place = tuple(str(key).split("."))
            lock = f"{group.written.file}:{group.written.line_of(('locked', number))}"
            for layer in layers[:depth]:
                if at := _set_at(layer.written, place):
                    message = f"{key}: locked by {lock}; delete this line, or have it unlocked"
                    yield Diagnostic(layer.written.file, at, message)


def _set_at(written: YamlText, place: Place) -> int | None:
    """Return the line on which a file sets the value at `place`, or all that is around it."""
    tree: Tree = written.data
    for depth, part in enumerate(place):
        if not isinstance(tree, dict):
            return written.line_of(place[:depth])
        if part not in tree:
            return None
        tree = tree[str(part)]
    return written.line_of(place)


def unknown_key(key: str) -> str:
    """Return what is wrong with a key such as `policy.infusion.drive`; "" if it is one."""
    parts = key.split(".")
    model: type[BaseModel] | None = ClinicSettings
    for depth, part in enumerate(parts):
        if model is None:
            return ""  # below a map whose keys the clinic chooses
        fields = [name for name in model.model_fields if depth or name not in _GROUP_KEYS]
        if part not in fields:
            above = "".join(f"{name}." for name in parts[:depth])
            names = [f"{above}{name}" for name in fields]
            return unknown(f"no key of clinic.yaml is called “{key:.60}”", key, names)
        model = model_at(ClinicSettings, tuple(parts[: depth + 1]))
    return ""
