"""Signs nobody can see: which they are, and how they are told without being obeyed.

A direction mark turns the digits of a phone number round; an escape sequence changes the title or
the clipboard of the terminal that a message is printed on.
"""

from __future__ import annotations

import unicodedata

# Line ends, and what scripts need: soft hyphens, joiners, marks of direction.
_ALLOWED = "\t\n\r\u00ad\u200c\u200d\u200e\u200f"


def is_hidden(sign: str) -> bool:
    """Return whether `sign` is a control, direction, private-use or unassigned character.

    So are Unicode's line and paragraph separators: programs disagree on whether they end a line.
    """
    if sign in _ALLOWED:
        return False
    return unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}


def sign_name(sign: str) -> str:
    """Return what messages call a sign: its Unicode name, or `U+0007` where it has none."""
    return unicodedata.name(sign, f"U+{ord(sign):04X}")


def shown(text: str) -> str:
    """Return `text` with each hidden sign written out as JSON does: a backslash, u, four digits."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_written_out(sign) if _acts(sign) else sign for sign in text)


def _acts(sign: str) -> bool:
    """Return whether a terminal or reader would do something on `sign`, or show nothing."""
    return is_hidden(sign) or sign == "\r"


def _written_out(sign: str) -> str:
    code = ord(sign)
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
