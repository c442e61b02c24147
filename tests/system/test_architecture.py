"""The map of the house shows every room, and no room that is gone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.make_architecture import DOCUMENT, first_line, package_map, with_map

PROJECT = Path(__file__).parents[2]


def test_the_map_is_up_to_date() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert with_map(text) == text, "run `python -m docs.make_architecture`"


def test_a_new_package_is_missed(tmp_path: Path) -> None:
    (tmp_path / "handouts" / "rooms").mkdir(parents=True)
    (tmp_path / "handouts" / "rooms" / "__init__.py").write_text('"""A room."""')
    assert "| `handouts/rooms/` | A room. |" in package_map(tmp_path / "handouts")


@pytest.mark.parametrize("path", list((PROJECT / "handouts").rglob("*.py")), ids=lambda p: p.name)
def test_every_module_says_in_one_line_what_it_is_for(path: Path) -> None:
    assert first_line(path).endswith((".", "?", ":")), path


def test_every_path_in_the_text_exists() -> None:
    text = DOCUMENT.read_text("utf-8").partition("## The rooms")[0]
    named = re.findall(r"`([a-z_]+(?:/[a-z_]+)*(?:\.py|/))`", text)
    assert len(named) > 8
    for name in named:
        places = (PROJECT / name, PROJECT / "handouts" / name)
        assert any(place.exists() for place in places), name
