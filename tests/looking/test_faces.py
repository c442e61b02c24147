"""Fonts that draw another digit than is written, or nothing, are refused; ours and others pass."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from itertools import combinations
from typing import Any

import pytest
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.ttLib import TTFont

from handouts.assets import shipped_files
from handouts.looking.faces import (
    DIGITS,
    Drawings,
    draw,
    face_problems,
    faults,
    is_font,
    without_substitutions,
)

FONTS = {path: data for path, data in shipped_files().items() if is_font(path)}
FONT = next(data for path, data in FONTS.items() if path.endswith(".ttf"))


@pytest.fixture(scope="module")
def faces() -> dict[str, Drawings]:
    return {path: draw(data) for path, data in FONTS.items()}


def changed(change: Callable[[Any], None]) -> bytes:
    """Return one of our fonts, changed."""
    with TTFont(BytesIO(FONT)) as font:
        change(font)
        data = BytesIO()
        font.save(data)
    return data.getvalue()


def exchange(font: Any) -> None:
    names = dict(font.getBestCmap())
    for table in font["cmap"].tables:
        if ord("2") in table.cmap:
            table.cmap.update({ord("2"): names[ord("8")], ord("8"): names[ord("2")]})


def make_one_of_two(font: Any) -> None:
    for table in font["cmap"].tables:
        if ord("2") in table.cmap:
            table.cmap[ord("2")] = table.cmap[ord("8")]


def make_blank(font: Any) -> None:
    for table in font["cmap"].tables:
        for sign in "not":
            if ord(sign) in table.cmap:
                table.cmap[ord(sign)] = table.cmap[ord(" ")]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (exchange, "draws 8 where 2 is written"),
        (make_one_of_two, "draws 2 and 8 alike"),
        (make_blank, "draws nothing for “not”"),
    ],
)
def test_a_font_that_draws_something_else_is_refused(
    change: Callable[[Any], None], told: str
) -> None:
    (problem,) = face_problems({"fonts/own.ttf": changed(change)}, "clinic", shipped_files())
    assert str(problem).startswith(f"clinic/fonts/own.ttf: {told}")


def test_our_own_fonts_pass(faces: dict[str, Drawings]) -> None:
    others = list(faces.values())
    assert [told for drawn in others for told in faults(drawn, others)] == []


def test_every_exchange_of_two_digits_is_seen(faces: dict[str, Drawings]) -> None:
    others = list(faces.values())
    drawn = others[0]
    for one, other in combinations(DIGITS, 2):
        swapped = {**drawn, one: drawn[other], other: drawn[one]}
        assert any("where" in told for told in faults(swapped, others)), (one, other)


def test_substitutions_are_taken_out_and_nothing_else() -> None:
    def swallow(font: Any) -> None:
        addOpenTypeFeaturesFromString(font, "feature liga { sub n o t by o; } liga;")

    data = changed(swallow)
    plain = without_substitutions(data)
    with TTFont(BytesIO(data)) as before, TTFont(BytesIO(plain)) as after:
        assert set(before.keys()) - set(after.keys()) == {"GSUB"}
        assert before.getBestCmap() == after.getBestCmap()
    assert without_substitutions(b"no font") == b"no font"
