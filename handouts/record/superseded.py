"""The bin list: editions that were given and are not current, with whoever may hold them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from handouts.comparison.changes import Comparison, compare
from handouts.record.entries import GivenTopic, Issue, Note
from handouts.record.requests import CurrentEdition
from handouts.record.store import Record

_TOLD = 3  # changes that a list names; `handouts diff` has all
_WITHDRAWN = "it names a clinician's signature that was withdrawn"


@dataclass(frozen=True, slots=True)
class SupersededEdition:
    """An edition on paper that is to go to the bin."""

    topic: str
    locale: str
    ref: str
    digest: str
    mark: str
    # The mark of the edition to keep; empty if there is none: the topic cannot be printed any more,
    # or the paper names a signature that was withdrawn.
    keep: str
    # Ids of the issues that handed it out, and how many copies there were.
    issues: tuple[str, ...]
    copies: int
    # None if the words of one of the two are not known.
    comparison: Comparison | None
    # Its words are today's; the signature that it names is not.
    is_withdrawn: bool = False

    @property
    def reason(self) -> str:
        """Return what changed, in a few words: weighty changes first."""
        if self.is_withdrawn:
            return _WITHDRAWN
        if not self.keep:
            return "it cannot be printed any more"
        if self.comparison is None or not self.comparison.changes:
            return "its words have changed"
        changes = self.comparison.changes
        more = f"; and {len(changes) - _TOLD} more" if len(changes) > _TOLD else ""
        return "; ".join(change.summary for change in changes[:_TOLD]) + more

    def describe(self) -> dict[str, Any]:
        """Return it as JSON data."""
        changes = self.comparison.changes if self.comparison else ()
        return {
            "topic": self.topic,
            "locale": self.locale,
            "ref": self.ref,
            "digest": self.digest,
            "bin": self.mark,
            "keep": self.keep,
            "reason": self.reason,
            "changes": [change.describe() for change in changes],
            "issues": list(self.issues),
            "copies": self.copies,
        }


def not_current(given: GivenTopic, today: CurrentEdition | None) -> str:
    """Return why a printed edition is not to be handed out today, or nothing."""
    if today is None or today.problems:
        return "cannot be printed any more"
    if today.digest != given.digest:
        return f"is superseded: its words have changed, the edition to give is {today.mark}"
    if _lost_its_signature(given, today):
        return f"is not current: {_WITHDRAWN}"
    return f"had to be reviewed by {today.review_by[:7]}" if today.is_overdue else ""


def _lost_its_signature(given: GivenTopic, today: CurrentEdition) -> bool:
    """Return whether the paper names a clinician's signature that does not stand any more."""
    return given.state == "signed" and not today.is_signed


def texts_given(entries: Iterable[Issue | Note]) -> tuple[tuple[str, str], ...]:
    """Return the topic and locale of everything that was given, each once."""
    found = {
        (topic.topic, item.locale)
        for entry in entries
        if isinstance(entry, Issue)
        for item in entry.items
        for topic in item.topics
    }
    return tuple(sorted(found))


def superseded(
    record: Record,
    entries: Sequence[Issue | Note],
    current: Mapping[tuple[str, str], CurrentEdition],
    words: Mapping[str, Sequence[str]],
) -> tuple[SupersededEdition, ...]:
    """Return the editions to bin; those whose paper was binned are not named again.

    `current` is how topics would be printed today, `words` the words of those editions by digest.
    An edition whose words are today's is not in it, whatever else about its pages has changed.
    """
    not_handed_out = {
        entry.about
        for entry in entries
        if isinstance(entry, Note) and entry.event == "not-handed-out"
    }
    found: dict[tuple[str, str, str], SupersededEdition] = {}
    for entry in entries:
        if isinstance(entry, Note):
            if entry.event == "binned":
                found = {key: item for key, item in found.items() if item.mark != entry.about}
            continue
        for item in entry.items:
            for topic in item.topics:
                today = current.get((topic.topic, item.locale))
                same = today is not None and today.digest == topic.digest
                if same and today and not _lost_its_signature(topic, today):
                    continue
                key = (topic.topic, item.locale, topic.digest)
                before = found.get(key)
                handed = () if entry.id in not_handed_out else (entry.id,)
                found[key] = SupersededEdition(
                    topic.topic, item.locale, topic.ref, topic.digest, topic.mark,
                    today.mark if today and not same else "",
                    tuple(dict.fromkeys((*(before.issues if before else ()), *handed))),
                    (before.copies if before else 0) + (entry.copies if handed else 0),
                    before.comparison if before else None,
                    same,
                )  # fmt: skip
    return tuple(_compared(item, record, current, words) for item in found.values())


def _compared(
    item: SupersededEdition,
    record: Record,
    current: Mapping[tuple[str, str], CurrentEdition],
    words: Mapping[str, Sequence[str]],
) -> SupersededEdition:
    """Return an edition with what has changed since, where both texts are known."""
    if item.is_withdrawn:
        return item
    today = current.get((item.topic, item.locale))
    old, new = record.words(item.digest), words.get(today.digest) if today else None
    if old is None or new is None:
        return item
    return replace(item, comparison=compare(old, new, item.locale))
