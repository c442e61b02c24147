"""How well colours stand out from one another, and the nearest ones that do well enough."""

from __future__ import annotations

import functools
from collections.abc import Iterator

Colour = tuple[float, float, float]


def hex_of(colour: Colour) -> str:
    """Return a colour as `#rrggbb`."""
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)


@functools.lru_cache(maxsize=4096)  # a brand has few colours, asked for at every word
def luminance(colour: Colour) -> float:
    """Return the relative luminance of a colour, 0 to 1 (WCAG 2.2, definition)."""
    red, green, blue = (_linear(part) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def is_red(colour: Colour) -> bool:
    """Return whether a colour is a dark, full red, the colour of warnings."""
    red, green, blue = colour
    return red >= 0.35 and red > 2.8 * max(green, blue) and luminance(colour) <= 0.2


def is_black(colour: Colour) -> bool:
    """Return whether a colour prints as black."""
    return luminance(colour) <= 0.02


def nearest_passing(colour: Colour, ground: Colour, wanted: float) -> tuple[str, str] | None:
    """Return which of the two to change, `text` or `ground`, and the colour to change it to.

    Hue is kept and lightness moved as little as can be; None if neither alone can do it.
    """
    moves = []
    for name, moved, fixed in (("text", colour, ground), ("ground", ground, colour)):
        found = _moved(moved, fixed, wanted)
        if found:
            moves.append((found[0], name, hex_of(found[1])))
    if not moves:
        return None
    _, best, new = min(moves)
    return best, new


def _moved(colour: Colour, fixed: Colour, wanted: float) -> tuple[float, Colour] | None:
    """Return the least change of lightness by which `colour` stands out, and the new colour."""
    for move, new in shades(colour):
        if contrast(new, fixed) >= wanted:
            return move, new
    return None


def shades(colour: Colour) -> Iterator[tuple[float, Colour]]:
    """Yield how far lightness is moved, and the colour of the same hue with it; nearest first."""
    lightness, a, b = _oklab(colour)
    for step in range(101):
        for sign in (-1, 1):
            moved = lightness + sign * step / 100
            if -0.005 <= moved <= 1.005:
                yield step / 100, _rounded(_in_range(min(1.0, max(0.0, moved)), a, b))


def _in_range(lightness: float, a: float, b: float) -> Colour:
    """Return the colour of that lightness and hue, as full as a screen can show it."""
    for tenths in range(10, -1, -1):
        colour = _from_oklab(lightness, a * tenths / 10, b * tenths / 10)
        if all(-0.001 <= part <= 1.001 for part in colour):
            break
    return colour


def _rounded(colour: Colour) -> Colour:
    """Return a colour as its six hex digits say it, so that the one named passes too."""
    red, green, blue = (round(min(1.0, max(0.0, part)) * 255) / 255 for part in colour)
    return red, green, blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _curved(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def _oklab(colour: Colour) -> Colour:
    """Return OKLab (Ottosson 2020), in which equal steps of lightness look equal."""
    red, green, blue = (_linear(part) for part in colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _from_oklab(lightness: float, a: float, b: float) -> Colour:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _curved(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        _curved(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        _curved(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
    )
