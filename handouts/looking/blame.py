"""Which line of a brand makes a reader not see something: the first without which all is well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import tinycss2

MOST_TRIES = 12  # leaflets made to find a line; each takes as long as the first


@dataclass(frozen=True, slots=True)
class Culprit:
    """A declaration of a style sheet, as it is written, or a whole rule."""

    line: int
    text: str


def culprit(css: str, is_wrong: Callable[[str], bool]) -> Culprit | None:
    """Return where `css` begins to be wrong; None if it is wrong without any of it.

    `is_wrong` is asked about the beginnings of the style sheet, at most `MOST_TRIES` times: first
    whole rules are left out from the end, then declarations of the rule that is found.
    """
    rules = [
        rule
        for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
        if rule.type != "error"
    ]
    if not rules or is_wrong(""):
        return None
    tries = iter(range(MOST_TRIES - 1))

    def first_wrong(beginnings: list[str]) -> int:
        """Return the index of the first beginning that is wrong; the last one is."""
        low, high = 0, len(beginnings) - 1
        while low < high and next(tries, None) is not None:
            middle = (low + high) // 2
            if is_wrong(beginnings[middle]):
                high = middle
            else:
                low = middle + 1
        return high

    texts = [rule.serialize() for rule in rules]
    number = first_wrong(["\n".join(texts[: end + 1]) for end in range(len(rules))])
    rule, before = rules[number], "\n".join(texts[:number])
    declarations = list(_declarations(rule))
    if not declarations:
        return Culprit(rule.source_line, " ".join(texts[number].split())[:60])
    selector = tinycss2.serialize(rule.prelude).strip()
    beginnings = [
        f"{before}\n{selector} {{{'; '.join(text for _, text in declarations[: end + 1])}}}"
        for end in range(len(declarations))
    ]
    line, text = declarations[first_wrong(beginnings)]
    return Culprit(line, f"{' '.join(selector.split())[:40]} {{ {text[:60]} }}")


def _declarations(rule: object) -> Iterator[tuple[int, str]]:
    """Yield the declarations of an ordinary rule with their lines; of others, nothing."""
    if getattr(rule, "type", "") != "qualified-rule":
        return
    for item in tinycss2.parse_blocks_contents(
        rule.content,  # type: ignore[attr-defined]
        skip_comments=True,
        skip_whitespace=True,
    ):
        if item.type == "declaration":
            yield item.source_line, item.serialize()
