"""Content folders to a library of topics: the clinic's text first, then ours."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.inputs.front_matter import split_front_matter
from handouts.inputs.models.base import DEVICE, LOCALE, SLUG
from handouts.inputs.models.topic import FrontMatter, Origin, Topic
from handouts.inputs.text import decode
from handouts.inputs.validation import validate
from handouts.paths import ORIGINAL_LOCALE, TOPICS, parse_topic_path, topic_path
from handouts.preflight.topic_text import topic_problems

_LOOSE = re.compile(rf"{TOPICS}([^/]+)\.md")


@dataclass(frozen=True, slots=True)
class Source:
    """A topic file that has not been read yet."""

    id: str
    locale: str
    text: bytes = field(repr=False)
    file: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Library:
    """The topics there are; each is read and checked when it is asked for."""

    sources: Mapping[tuple[str, str], Source]

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of all topics, sorted."""
        return tuple(sorted({topic for topic, _ in self.sources}))

    def locales(self, topic: str) -> tuple[str, ...]:
        """Return the locales in which `topic` exists, sorted."""
        return tuple(sorted(locale for name, locale in self.sources if name == topic))

    def topic(self, topic: str, locale: str) -> Topic:
        """Return the topic, read and checked.

        Raises:
            InvalidInput: the file has faults.
            KeyError: there is no such topic in that locale.
        """
        return read_topic(self.sources[topic, locale])


def load_library(
    shipped: Mapping[str, bytes],
    clinic: Mapping[str, bytes],
    folder: str = "",
    group_folders: Mapping[str, str] = MappingProxyType({}),
) -> Library:
    """Return the library of `clinic`'s topics and ours; the clinic's text wins.

    `group_folders` says of files from a group where they lie.

    Raises:
        InvalidInput: a topic file of the clinic has a name that cannot be used.
    """
    sources = dict(_sources(shipped, "", "shipped", {}))
    sources.update(_sources(clinic, folder, "clinic", group_folders))
    return Library(MappingProxyType(sources))


@functools.lru_cache(maxsize=512)
def read_topic(source: Source) -> Topic:
    """Return the topic in `source`, its front matter typed and checked; read once in a process.

    Raises:
        InvalidInput: with every fault of the file.
    """
    text = decode(source.text, source.file)
    refused = list(topic_problems(text, source.file))
    if refused:
        raise InvalidInput(refused)
    split = split_front_matter(text, source.file)
    front = validate(FrontMatter, split.front)
    return Topic(
        id=source.id,
        locale=source.locale,
        front=front,
        body=split.body,
        body_line=split.body_line,
        file=source.file,
        origin=source.origin,
        text_hash=text_hash(front, split.body),
        front_lines=split.front.lines,
    )


def text_hash(front: FrontMatter, body: str) -> str:
    """Return 16 hex digits of SHA-256 over the words a reader sees, not over dates or ids."""
    words = front.model_dump(
        include={
            "title", "short_title", "audience", "main_message", "key_points", "actions",
            "known", "unknown", "poster",
        },
        mode="json",
        exclude_none=True,
    )  # fmt: skip
    lines = [line.rstrip() for line in body.strip().split("\n")]
    canonical = json.dumps([words, lines], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def _sources(
    files: Mapping[str, bytes], folder: str, origin: Origin, group_folders: Mapping[str, str]
) -> dict[tuple[str, str], Source]:
    found: dict[tuple[str, str], Source] = {}
    problems: list[Diagnostic] = []
    for path, text in files.items():
        place = parse_topic_path(path)
        shown = str(Path(group_folders.get(path, folder)) / path)
        if place is None:
            loose = _LOOSE.fullmatch(path)
            if loose and text.removeprefix(b"\xef\xbb\xbf").startswith(b"---"):
                better = topic_path(_slug(loose[1]), ORIGINAL_LOCALE)
                message = f"a topic is a folder with a file for each language; move it to {better}"
                problems.append(Diagnostic(shown, None, message))
            continue
        topic, locale = place
        if not SLUG.fullmatch(topic) or DEVICE.fullmatch(topic):
            problems.append(Diagnostic(shown, None, f"rename the folder {topic} to {_slug(topic)}"))
        elif not LOCALE.fullmatch(locale) or DEVICE.fullmatch(locale):
            problems.append(
                Diagnostic(shown, None, f"“{locale}” is not a language tag such as en, es or es-MX")
            )
        found[topic, locale] = Source(topic, locale, text, shown, origin)
    if problems:
        raise InvalidInput(problems)
    return found


def _slug(name: str) -> str:
    """Return the id that is nearest to what somebody called a topic."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "my-topic"
    return f"{slug}-topic" if DEVICE.fullmatch(slug) else slug
