"""Which dots and bars look alike when a leaflet is printed in grey, and colours that do not.

Words beside them say which is which; colour helps the eye only where it is still there in grey.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from handouts.pdf.appearance import WHITE, BoxPaint
from handouts.preflight.brand.colours import Colour, contrast, hex_of, luminance, shades
from handouts.preflight.brand.locations import BrandSheet

# Steps of lightness (CIE 15, L*, 0 to 100). Everybody sees a difference of 10.16 + 1.50 / 0.3 steps
# between dots of 2 mm, which are 0.3 degrees wide at reading distance (Stone, Szafir and Setlur
# 2014, An engineering model for color difference as a function of size). Two fills that reach 3:1
# on white have 61 steps to share.
GREY_STEPS = 15.0

# What filled dots and bars count, as people call it.
_ARMS = {".arm--benefit": "benefit", ".arm--harm": "harm"}

_Greys = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Fill:
    """The colour of the dots and bars of one arm, what they stand on, and where a brand says it.

    `arm` is a class of ours, as .arm--harm; `line` is None for a colour that the brand did not set.
    """

    arm: str
    colour: Colour
    grounds: tuple[Colour, ...]
    line: int | None = None

    @property
    def token(self) -> str:
        """Return the token that sets it."""
        return self.arm.replace(".arm--", "--color-")

    def __str__(self) -> str:
        return f"{_ARMS[self.arm]} ({hex_of(self.colour)})"


def arm_of(box_paint: BoxPaint) -> str | None:
    """Return the class that says what filled dots or a bar count; None for other boxes."""
    return next((name for name in reversed(box_paint.path) if name in _ARMS), None)


def ground_of(box_paint: BoxPaint) -> Colour:
    """Return what dots or a bar stand on: dots are holes in a sheet of white (icon-array.css)."""
    return WHITE if box_paint.name.startswith(".dots") else box_paint.ground


def grey_warnings(
    filled: Sequence[BoxPaint], sheet: BrandSheet, least: float
) -> Iterator[tuple[int | None, str]]:
    """Yield line and message if the dots and bars of one leaflet look alike in grey.

    Those with less than a contrast of `least` are left out: they can hardly be seen at all.
    """
    fills = _fills(filled, sheet, least)
    alike = [fill for fill in fills if any(look_alike(fill, other) for other in fills)]
    if not alike:
        return
    *most, last = map(str, alike)
    message = f"dots and bars of {', '.join(most)} and {last} look alike in greyscale print"
    changes = told_apart(fills, least)
    remedy = "choose colours of which one is dark and one middling"
    if changes:
        new = " and ".join(
            f"{fill.token}: {hex_of(colour)} in place of {hex_of(fill.colour)}"
            for fill, colour in changes
        )
        remedy = f"with {new} they can be told apart"
    lines = [fill.line for fill in (*(fill for fill, _ in changes), *alike) if fill.line]
    yield lines[0] if lines else None, f"{message}; {remedy}"


def _fills(filled: Sequence[BoxPaint], sheet: BrandSheet, least: float) -> tuple[Fill, ...]:
    """Return each colour of each arm once."""
    grounds: dict[tuple[str, Colour], list[Colour]] = defaultdict(list)
    for box_paint in filled:
        if box_paint.fill and (arm := arm_of(box_paint)):
            grounds[arm, box_paint.fill].append(ground_of(box_paint))
    fills = []
    for (arm, colour), behind in grounds.items():
        fill = Fill(arm, colour, tuple(dict.fromkeys(behind)))
        if min(contrast(colour, ground) for ground in fill.grounds) >= least - 0.005:
            line = sheet.line_of_token(fill.token) or sheet.line_of_colour(colour)
            fills.append(replace(fill, line=line))
    return tuple(sorted(fills, key=lambda fill: list(_ARMS).index(fill.arm)))


def grey_steps(one: Colour, other: Colour) -> float:
    """Return how many steps of lightness two colours are apart in grey, at the worst."""
    return _apart(_greys(one), _greys(other))


def look_alike(one: Fill, other: Fill) -> bool:
    """Return whether two arms can be told apart in colour but not in grey.

    The very same colour for both is a brand's choice, and loses nothing in grey.
    """
    return (
        one.arm != other.arm
        and hex_of(one.colour) != hex_of(other.colour)
        and grey_steps(one.colour, other.colour) < GREY_STEPS
    )


@dataclass(frozen=True, slots=True)
class _Shade:
    """A lighter or darker colour of the same hue, and how far from it."""

    move: float
    colour: Colour
    greys: _Greys


@functools.lru_cache(maxsize=64)  # a brand's leaflets all have the same fills
def told_apart(fills: tuple[Fill, ...], least: float) -> tuple[tuple[Fill, Colour], ...]:
    """Return new colours for some of `fills` so that no two look alike; empty if there are none.

    Hues are kept, and contrasts of `least` with their grounds. What the brand set is changed first,
    as few of them and as little as can be.
    """
    best: tuple[tuple[Fill, Colour], ...] = ()
    best_score = (len(fills) + 1, 0, 0.0)
    choices = {fill: tuple(_shades(fill, least)) for fill in fills}
    for count in (1, 2):  # with one of three left as it is, there is always room for the others
        for moved in combinations(fills, count):
            rest = [fill for fill in fills if fill not in moved]
            if any(look_alike(*pair) for pair in combinations(rest, 2)):
                continue
            inherited = sum(fill.line is None for fill in moved)
            for chosen in product(*(choices[fill] for fill in moved)):
                score = (inherited, count, sum(shade.move for shade in chosen))
                if score < best_score and _all_apart(moved, chosen, rest):
                    best_score = score
                    best = tuple(zip(moved, (shade.colour for shade in chosen), strict=True))
    return best


def _shades(fill: Fill, least: float) -> Iterator[_Shade]:
    """Yield lighter and darker shades that stand out from what the fill stands on."""
    for move, colour in shades(fill.colour):
        if all(contrast(colour, ground) >= least for ground in fill.grounds):
            yield _Shade(move, colour, _greys(colour))


def _all_apart(moved: Sequence[Fill], chosen: Sequence[_Shade], rest: Sequence[Fill]) -> bool:
    greys = [(fill.arm, shade.greys) for fill, shade in zip(moved, chosen, strict=True)]
    still = [(fill.arm, _greys(fill.colour)) for fill in rest]
    pairs = (*combinations(greys, 2), *product(greys, still))
    return all(one == other or _apart(a, b) >= GREY_STEPS for (one, a), (other, b) in pairs)


def _greys(colour: Colour) -> _Greys:
    """Return the lightness of a colour in grey, as a copier and as a printer make it.

    A copier sees luminance; programs that print in grey mix the three parts as PDF does it
    (ISO 32000, conversion of DeviceRGB to DeviceGray).
    """
    red, green, blue = colour
    printed = 0.3 * red + 0.59 * green + 0.11 * blue
    return _lightness(luminance(colour)), _lightness(luminance((printed, printed, printed)))


def _apart(one: _Greys, other: _Greys) -> float:
    return min(abs(a - b) for a, b in zip(one, other, strict=True))


def _lightness(luminance_: float) -> float:
    """Return CIE L* of a relative luminance (CIE 15)."""
    if luminance_ <= 216 / 24389:
        return luminance_ * 24389 / 27
    root: float = luminance_ ** (1 / 3)
    return 116 * root - 16
