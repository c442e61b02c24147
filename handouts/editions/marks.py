"""An edition and its mark, which people read from paper: no two of its characters look alike."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# Without 0 and O, 1, I and L, 2's Z, 5 and S, 8's B, V's U.
ALPHABET = "2346789ACDEFGHJKMNPQRTVWXY"
GROUP = 4
LENGTH = 8


@dataclass(frozen=True, slots=True)
class Edition:
    """The words of a topic as a clinic prints them in a language.

    Colours, layout, dates and who signed are not in it; every word, figure and rule is.
    """

    # SHA-256 of the words, in hexadecimal.
    digest: str
    # Eight characters of it, such as 7K3F-92QD, as they stand at the foot of its pages.
    mark: str
    # A paragraph, heading, item or row of a table each.
    words: tuple[str, ...] = field(default=(), repr=False, compare=False)


NO_EDITION = Edition("", "")  # while the edition is found out


def mark_of(digest: str, length: int = LENGTH) -> str:
    """Return the mark of a digest in hexadecimal, in groups of four characters."""
    number = int(digest, 16)
    found = []
    for _ in range(length):
        number, rest = divmod(number, len(ALPHABET))
        found.append(ALPHABET[rest])
    return _grouped("".join(found))


def typed_mark(typed: str) -> str:
    """Return a mark as it is written, however it was typed: `7k3f 92qd` is `7K3F-92QD`."""
    return _grouped(re.sub(r"[^0-9A-Z]", "", typed.upper()))


def _grouped(word: str) -> str:
    return "-".join(word[start : start + GROUP] for start in range(0, len(word), GROUP))
