"""Marks that people read from paper and type: no two of their characters look alike."""

from __future__ import annotations

import re

# Without 0 and O, 1, I and L, 2's Z, 5 and S, 8's B, V's U.
ALPHABET = "2346789ACDEFGHJKMNPQRTVWXY"
GROUP = 4
LENGTH = 8


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
