"""The boxes of every shipped topic say what `content/signs.yaml` says, letter by letter."""

from __future__ import annotations

import re
from typing import Any

import pytest

from handouts.assets import shipped_files
from handouts.inputs.library import load_library
from handouts.inputs.yaml import parse_yaml

LIBRARY = load_library(shipped_files(), {})
FILE = "content/signs.yaml"
SIGNS: Any = parse_yaml(shipped_files()[FILE].decode(), FILE).data
BOX = re.compile(r"^:::(emergency|call-us)[^\n]*\n(.*?)^:::$", re.MULTILINE | re.DOTALL)


def lists_of(topic: str) -> dict[str, list[str]]:
    """Return the keys of the lines of a topic's boxes."""
    boxes: dict[str, dict[str, list[str]]] = SIGNS["boxes"]
    return next(
        (box for names, box in boxes.items() if topic in names.split(", ")), boxes["default"]
    )


def texts() -> list[Any]:
    """Return every topic in both languages."""
    pairs = [(topic, locale) for topic in LIBRARY.ids for locale in ("en", "es")]
    return [pytest.param(*pair, id="-".join(pair)) for pair in pairs]


@pytest.mark.parametrize(("topic", "locale"), texts())
def test_the_boxes_hold_the_lines_of_the_list(topic: str, locale: str) -> None:
    text = LIBRARY.topic(topic, locale)
    product = text.front.product
    found = {
        name: [line.removeprefix("- ").strip('"') for line in body.strip().split("\n")]
        for name, body in BOX.findall(text.body)
    }
    expected = {
        name: [
            SIGNS["signs"][key][locale].replace("policy.X.", f"policy.{product}.") for key in keys
        ]
        for name, keys in lists_of(topic).items()
    }
    assert found == expected


@pytest.mark.parametrize("names", SIGNS["boxes"])
def test_thoughts_of_suicide_come_first_when_to_call_us(names: str) -> None:
    box = SIGNS["boxes"][names]
    assert box["call-us"][0] in {"suicide", "their-suicide"}
    assert {"might-act", "they-might-act"} & set(box["emergency"])
    assert max(map(len, box.values())) <= 7


def test_every_sign_is_used_and_has_both_languages() -> None:
    used = {key for box in SIGNS["boxes"].values() for keys in box.values() for key in keys}
    assert used == set(SIGNS["signs"])
    assert all(set(words) == {"en", "es"} for words in SIGNS["signs"].values())
