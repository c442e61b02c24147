"""Fonts of a clinic, drawn and looked at: is a 2 a two, and is there ink for every letter?

A font may draw what it likes for a sign. Each digit is drawn and compared with the same digit in
our own faces: two that are more alike when they are exchanged have been exchanged. Substitutions
(OpenType GSUB), which draw one word for another, are taken out of fonts for languages that need
none: all other tables stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import combinations
from pathlib import PurePosixPath

from fontTools.ttLib import TTFont, TTLibError
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat

from handouts.diagnostics import Diagnostic

SUFFIXES = frozenset({".ttf", ".otf", ".woff", ".woff2"})
DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_DRAWN, _SIDE = 48, 28  # pixels: size of type, and of the square that a sign is fitted into
_ALIKE = 8.0  # grey steps on average between two drawings that are one
_SURE = 12.0  # grey steps by which an exchange must be more alike than what is written
# Scripts whose letters join or move: they cannot be written without substitutions.
_NEED_SUBSTITUTIONS = ((0x0590, 0x08FF), (0x0900, 0x0DFF), (0x0E00, 0x0FFF), (0x1000, 0x109F))

Drawings = Mapping[str, Image.Image]


def face_problems(
    files: Mapping[str, bytes], folder: str, shipped: Mapping[str, bytes]
) -> Iterator[Diagnostic]:
    """Yield the fonts of a clinic that draw a digit as another, or nothing for a letter."""
    own = {path: data for path, data in files.items() if is_font(path)}
    if not own:
        return
    references = [
        drawn for path, data in shipped.items() if is_font(path) and (drawn := draw(data))
    ]
    for path, data in own.items():
        drawn = draw(data)
        shown = f"{folder}/{path}" if folder else path
        if drawn:
            yield from (Diagnostic(shown, None, told) for told in faults(drawn, references))


def faults(drawn: Drawings, references: Sequence[Drawings]) -> Iterator[str]:
    """Yield what is wrong with the digits and letters of a face."""
    blank = [sign for sign, picture in drawn.items() if not picture.getbbox()]
    if blank:
        yield f"draws nothing for “{''.join(blank)[:20]}”; use a whole font"
        return
    digits = [sign for sign in DIGITS if sign in drawn]
    for one, other in combinations(digits, 2):
        if _apart(drawn[one], drawn[other]) < _ALIKE:
            yield f"draws {one} and {other} alike; use a font in which they differ"
        elif _is_exchanged(one, other, drawn, references):
            yield f"draws {other} where {one} is written; use the font as its maker made it"


def draw(data: bytes) -> Drawings:
    """Return the digits and letters that a face has, each cut to its ink; empty if it has none."""
    try:
        with TTFont(BytesIO(data), lazy=True) as font:
            known = font.getBestCmap() or {}
            font.flavor = None
            plain = BytesIO()
            font.save(plain)
        face = ImageFont.truetype(
            BytesIO(plain.getvalue()), _DRAWN, layout_engine=ImageFont.Layout.BASIC
        )
        return {sign: _drawn(face, sign) for sign in DIGITS + LETTERS if ord(sign) in known}
    except (TTLibError, OSError, ValueError, KeyError, AssertionError, AttributeError):
        return {}  # told elsewhere, where it is loaded


def without_substitutions(data: bytes) -> bytes:
    """Return a font without GSUB, if it has one and its scripts can do without."""
    try:
        with TTFont(BytesIO(data), recalcTimestamp=False) as font:
            known = font.getBestCmap() or {}
            needed = any(low <= code <= high for code in known for low, high in _NEED_SUBSTITUTIONS)
            if "GSUB" not in font or needed:
                return data
            del font["GSUB"]
            plain = BytesIO()
            font.save(plain)
            return plain.getvalue()
    except (TTLibError, OSError, ValueError, KeyError, AssertionError, AttributeError):
        return data  # told elsewhere, where it is loaded


def is_font(path: str) -> bool:
    """Return whether a file of that name is a font."""
    return PurePosixPath(path).suffix.lower() in SUFFIXES


def _drawn(face: ImageFont.FreeTypeFont, sign: str) -> Image.Image:
    """Return a sign in white on black, cut to its ink and fitted into a square."""
    canvas = Image.new("L", (3 * _DRAWN, 3 * _DRAWN))
    ImageDraw.Draw(canvas).text((_DRAWN, _DRAWN // 2), sign, fill=255, font=face)
    ink = canvas.getbbox()
    square = Image.new("L", (_SIDE, _SIDE))
    if ink:
        scale = _SIDE / max(ink[2] - ink[0], ink[3] - ink[1])
        size = (
            max(1, round((ink[2] - ink[0]) * scale)),
            max(1, round((ink[3] - ink[1]) * scale)),
        )
        fitted = canvas.crop(ink).resize(size, Image.Resampling.BILINEAR)
        square.paste(fitted, ((_SIDE - size[0]) // 2, (_SIDE - size[1]) // 2))
    return square


def _apart(one: Image.Image, other: Image.Image) -> float:
    """Return how far apart two drawings are, in grey steps on average."""
    return float(ImageStat.Stat(ImageChops.difference(one, other)).mean[0])


def _is_exchanged(one: str, other: str, drawn: Drawings, references: Sequence[Drawings]) -> bool:
    """Return whether two digits are surely those of the other one in all of our faces."""
    straight, crossed = [], []
    for face in references:
        if one in face and other in face:
            straight.append(_apart(drawn[one], face[one]) + _apart(drawn[other], face[other]))
            crossed.append(_apart(drawn[one], face[other]) + _apart(drawn[other], face[one]))
    return bool(straight) and min(crossed) + _SURE < min(straight)
