"""Sets: leaflets that a clinic hands out together, named in its `clinic.yaml`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from handouts.diagnostics import Diagnostic
from handouts.errors import unknown
from handouts.inputs.models.clinic import ClinicSettings, LeafletSet, Policy
from handouts.inputs.yaml import YamlText


def expand_sets(
    sets: Mapping[str, LeafletSet], names: Iterable[str], *, given: bool = False
) -> tuple[str, ...]:
    """Return `names` with the topics of each set in its place.

    With `given`, without those that a set only offers: they are handed out when they are named.
    """
    return tuple(
        topic
        for name in names
        for topic in (_topics(sets[name], given=given) if name in sets else (name,))
    )


def _topics(chosen: LeafletSet, *, given: bool) -> Iterator[str]:
    for item in chosen.topics:
        if not (given and item.give == "offered"):
            yield item.topic


def set_problems(
    settings: ClinicSettings, parsed: YamlText, topics: Collection[str]
) -> Iterator[Diagnostic]:
    """Yield what is wrong with a clinic's sets, where these are the ids of all topics."""
    products = tuple(Policy.model_fields)
    bases = {name.removesuffix(f"-{product}") for name in topics for product in products}
    for name, chosen in settings.sets.items():
        if name in bases:
            message = f"sets: “{name}” is a topic's name too; give the set another one"
            yield Diagnostic(*parsed.where(("sets", name)), message)
        seen: set[str] = set()
        for number, item in enumerate(chosen.topics):
            place = ("sets", name, "topics", number, "topic")
            if item.topic not in bases:
                message = unknown(f"no topic is called “{item.topic:.60}”", item.topic, bases)
                yield Diagnostic(*parsed.where(place), f"sets.{name}: {message}")
            elif item.topic in seen:
                message = f"sets.{name}: {item.topic} is named twice; delete one"
                yield Diagnostic(*parsed.where(place), message)
            seen.add(item.topic)
