"""Shipped files that a clinic has made its own: copied, traced, and compared when ours move on.

A copy says which shipped version it came from; the file as it was then is kept beside it in the
hidden folder `.base`, so that a later change of ours can be shown even if the copy was rewritten.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from handouts import __version__, assets
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput, did_you_mean
from handouts.inputs.clinic import read_own_folder
from handouts.inputs.front_matter import FENCE
from handouts.inputs.library import Source, read_topic
from handouts.inputs.models.topic import Topic
from handouts.inputs.snapshot import read_folder
from handouts.inputs.text import decode
from handouts.paths import parse_topic_path
from handouts.pictograms import FOLDER

Kind = Literal["topic", "template", "style", "picture"]
State = Literal["current", "outdated", "untraced"]

BASE = ".base"
_LISTED = {
    "topic": "`handouts topics` lists them",
    "template": "they are named like layouts/pages and components/emergency",
    "style": "they are named like tokens/roles; your own go into styles/brand.css",
    "picture": "docs/gallery/pictograms.png shows them",
}
_PLACES = {
    "template": ("templates/", ".html"), "style": ("styles/", ".css"), "picture": (FOLDER, ".svg"),
}  # fmt: skip
_NOTE = re.compile(r"Based on handouts (\S+), ([0-9a-f]{16})")
_BASED_ON = re.compile(r"^based_on:.*(?:\n[ \t].*)*\n", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Customized:
    """A clinic's version of a shipped file, and whether ours has changed since it was made."""

    kind: Kind
    path: str
    state: State
    based_on: str
    current: str

    def warning(self, folder: str) -> Diagnostic | None:
        """Return what to tell the clinic, or None if there is nothing to tell."""
        file = f"{folder}/{self.path}"
        if self.state == "outdated":
            message = (
                f"made from {self.based_on}; ours is now {self.current}. See what changed: "
                f"handouts customize --diff -c {folder}"
            )
            return Diagnostic(file, None, message)
        if self.state == "untraced" and self.kind != "picture":  # a clinic draws its own
            message = (
                "replaces ours, but does not say which version it was made from; copy it with "
                f"`handouts customize`, or accept it: handouts customize --accept -c {folder}"
            )
            return Diagnostic(file, None, message)
        return None


def shipped_paths(
    kind: Kind, name: str, shipped: Mapping[str, bytes], locales: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the paths of the shipped files that `kind` and `name` mean.

    Raises:
        InvalidInput: there is no such file; the nearest names are offered.
    """
    if kind == "topic":
        found = {
            place.locale: path
            for path in shipped
            if (place := parse_topic_path(path)) and place.topic == name
        }
        missing = [locale for locale in locales if found and locale not in found]
        if missing:
            there = ", ".join(sorted(found))
            raise InvalidInput([Diagnostic(name, None, f"no {missing[0]} text; there is: {there}")])
        paths = [path for locale, path in sorted(found.items()) if not locales or locale in locales]
        known = sorted({place.topic for path in shipped if (place := parse_topic_path(path))})
    else:
        folder, suffix = _PLACES[kind]
        names = {
            path.removeprefix(folder).removesuffix(suffix): path
            for path in shipped
            if path.startswith(folder)
            and path.endswith(suffix)
            and not {"reports", "desk"} & set(path.split("/"))  # ours alone
        }
        wanted = name.removeprefix(folder).removesuffix(suffix)
        paths = [names[wanted]] if wanted in names else []
        known = list(names)
    if not paths:
        message = f"no such {kind}; {did_you_mean(name, known) or _LISTED[kind]}"
        raise InvalidInput([Diagnostic(name, None, message)])
    return tuple(paths)


def copies(paths: Iterable[str], shipped: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files to write into the clinic's folder: the noted copies and their bases."""
    files: dict[str, bytes] = {}
    for path in paths:
        text = shipped[path].decode("utf-8")
        files[path] = stamp_origin(path, text, shipped).encode()
        files[f"{BASE}/{path}"] = shipped[path]
    return files


def stamp_origin(path: str, text: str, shipped: Mapping[str, bytes]) -> str:
    """Return `text` with the note that it is based on the shipped file at `path` as it is now."""
    if parse_topic_path(path):
        topic = _shipped_topic(path, shipped)
        note = f'based_on: {{version: "{topic.front.version}", text_hash: {topic.text_hash}}}\n'
        head, fence, rest = _BASED_ON.sub("", text).partition(f"\n{FENCE}\n")
        return f"{head}\n{note}{FENCE}\n{rest}" if fence else text
    note = f"Based on handouts {__version__}, {_digest(shipped[path])}"
    if _NOTE.search(text):
        return _NOTE.sub(note, text, count=1)
    if path.endswith(".svg"):
        return f"{text.rstrip()}\n<!-- {note} -->\n"
    comment = f"/* {note} */" if path.endswith(".css") else f"{{# {note} #}}"
    return f"{comment}\n{text}"


def customized(files: Mapping[str, bytes], shipped: Mapping[str, bytes]) -> Iterator[Customized]:
    """Yield the clinic's versions of shipped files, by path. Faulty topics are left out."""
    for path in sorted(set(files) & set(shipped)):
        topic = parse_topic_path(path)
        if topic:
            found = _customized_topic(path, topic.topic, topic.locale, files, shipped)
            if found:
                yield found
        elif path.startswith(("templates/", "styles/")):
            yield _customized_file(path, files[path], shipped[path])


def changes(path: str, base: str, current: str) -> list[str]:
    """Return what changed in a shipped file: for a topic, facts and sentences; else lines."""
    if parse_topic_path(path):
        return _topic_changes(path, base, current)
    diff = difflib.unified_diff(
        base.splitlines(), current.splitlines(), "when you copied it", "now", lineterm="", n=2
    )
    return list(diff)


def _customized_topic(
    path: str, name: str, locale: str, files: Mapping[str, bytes], shipped: Mapping[str, bytes]
) -> Customized | None:
    try:
        own = read_topic(Source(name, locale, files[path], path, "clinic"))
    except InvalidInput:
        return None  # told with its own lines when it is read
    ours = _shipped_topic(path, shipped)
    current = f"version {ours.front.version}"
    based_on = own.front.based_on
    if based_on is None:
        return Customized("topic", path, "untraced", "", current)
    state: State = "current" if based_on.text_hash == ours.text_hash else "outdated"
    if based_on.version == ours.front.version and state == "outdated":
        current = f"{current} with other words"
    return Customized("topic", path, state, f"version {based_on.version}", current)


def _customized_file(path: str, own: bytes, ours: bytes) -> Customized:
    kind: Kind = "style" if path.startswith("styles/") else "template"
    kind = "picture" if path.startswith(FOLDER) else kind
    current = f"that of handouts {__version__}"
    note = _NOTE.search(own.decode("utf-8", "replace"))
    if note is None:
        return Customized(kind, path, "untraced", "", current)
    state: State = "current" if note[2] == _digest(ours) else "outdated"
    return Customized(kind, path, state, f"handouts {note[1]}", current)


def _topic_changes(path: str, base: str, current: str) -> list[str]:
    """Return the facts that came and went, and the sentences that were cut and added."""
    lines = []
    before, after = (_topic(path, text) for text in (base, current))
    if before.front.version != after.front.version:
        lines.append(f"version {before.front.version} -> {after.front.version}")
    gone = [fact for fact in before.front.facts if fact not in after.front.facts]
    new = [fact for fact in after.front.facts if fact not in before.front.facts]
    lines += [f"fact no longer used: {fact}" for fact in gone]
    lines += [f"fact now used: {fact}" for fact in new]
    for line in difflib.ndiff(_sentences(before), _sentences(after)):
        if line.startswith(("- ", "+ ")):
            lines.append(line)
    return lines


def _sentences(topic: Topic) -> list[str]:
    """Return the sentences a reader sees, from the settings and the body."""
    front = topic.front
    texts = [front.title, front.audience, front.main_message]
    texts += [point.text for point in front.key_points]
    texts += [text for action in front.actions for text in (action.do, action.why, action.how)]
    if front.poster:
        texts += [front.poster.title, front.poster.message]
        texts += [text for point in front.poster.points for text in (point.lead, point.text)]
    texts += [front.known, front.unknown, topic.body]
    return [part.strip() for text in texts for part in _SENTENCE.split(text) if part.strip()]


def compare_copies(folder: Path, paths: Sequence[str]) -> Iterator[str]:
    """Yield, for each customized file, what changed in ours since it was copied, in lines.

    Raises:
        InvalidInput: one of the named files is not customized.
    """
    shipped, _, copied = _copies_in(folder, paths)
    base_folder = folder / BASE
    bases = read_folder(base_folder) if base_folder.is_dir() else {}
    if not copied:
        yield "Nothing of ours is customized here."
    for path in copied:
        yield f"{folder}/{path}"
        if path not in bases:
            yield "  no copy of the version it was made from; compare it with ours by hand"
            continue
        base = decode(bases[path], str(base_folder / path))
        found = changes(path, base, shipped[path].decode())
        for line in found or ["nothing changed in ours since you copied it"]:
            yield f"  {line}"


def accept_copies(folder: Path, paths: Sequence[str]) -> dict[str, str]:
    """Return the text of each customized file with a note of our newest version, by path.

    Raises:
        InvalidInput: one of the named files is not customized.
    """
    shipped, files, copied = _copies_in(folder, paths)
    texts = {path: decode(files[path], str(folder / path)) for path in copied}
    return {path: stamp_origin(path, text, shipped) for path, text in texts.items()}


def _copies_in(
    folder: Path, wanted: Sequence[str]
) -> tuple[Mapping[str, bytes], Mapping[str, bytes], tuple[str, ...]]:
    """Return our files, the clinic's, and the paths of the customized ones to look at."""
    shipped, files = assets.shipped_files(), read_own_folder(folder)
    ours = tuple(item.path for item in customized(files, shipped))
    paths = tuple(wanted) or ours
    missing = [path for path in paths if path not in files]
    if missing:
        raise InvalidInput(
            Diagnostic(f"{folder}/{path}", None, "is not customized") for path in missing
        )
    return shipped, files, paths


def _topic(path: str, text: str) -> Topic:
    name, locale = parse_topic_path(path) or ("", "")
    return read_topic(Source(name, locale, text.encode(), path, "shipped"))


def _shipped_topic(path: str, shipped: Mapping[str, bytes]) -> Topic:
    return _topic(path, decode(shipped[path], path))


def _digest(data: bytes) -> str:
    """Return 16 hex digits of SHA-256 of a file's bytes, whatever its line ends."""
    return hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()[:16]
