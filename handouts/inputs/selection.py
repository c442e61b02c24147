"""Which topics a request means, each in the locale that was asked for."""

from __future__ import annotations

from collections.abc import Iterable

from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput, did_you_mean
from handouts.inputs.library import Library
from handouts.inputs.models.topic import Topic


def variants(library: Library, name: str, products: Iterable[str]) -> tuple[str, ...]:
    """Return the topics that `name` means: itself, or its variants for the clinic's products.

    `preparing` means preparing-infusion and preparing-esketamine, where the clinic gives both.
    """
    ids = library.ids
    if name in ids:
        return (name,)
    found = tuple(f"{name}-{product}" for product in products if f"{name}-{product}" in ids)
    return found or (name,)


def select_topics(
    library: Library, names: Iterable[str], locale: str, sets: Iterable[str] = ()
) -> tuple[Topic, ...]:
    """Return the named topics in `locale`, in the order asked for, each once.

    `sets` are other names that may have been meant.

    Raises:
        InvalidInput: an unknown topic, a topic that is not there in `locale`, or a topic file
            with faults; all of them at once.
    """
    topics: list[Topic] = []
    problems: list[Diagnostic] = []
    for name in dict.fromkeys(names):
        locales = library.locales(name)
        if not locales:
            close = did_you_mean(name, [*library.ids, *sets])
            message = f"no such topic; {close or '`handouts topics` lists what there is'}"
            problems.append(Diagnostic(name, None, message))
        elif locale not in locales:
            there = ", ".join(locales)
            message = f"not written in “{locale}” yet; there is: {there}"
            problems.append(Diagnostic(name, None, message))
        else:
            try:
                topics.append(library.topic(name, locale))
            except InvalidInput as error:
                problems.extend(error.problems)
    if problems:
        raise InvalidInput(problems)
    return tuple(topics)
