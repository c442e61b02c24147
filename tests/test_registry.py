"""Registries: entries by name and by trait, and what plugins add and take away."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from handouts.registry import DuplicateName, Registry


@dataclass(frozen=True)
class Entry:
    name: str
    roles: frozenset[str] = field(default_factory=frozenset)


def registry() -> Registry[Entry]:
    entries = (Entry("chart", frozenset({"visual"})), Entry("box", frozenset({"visual", "safety"})))
    return Registry("component", entries, traits=lambda entry: entry.roles)


def test_entries_are_found_by_name_in_the_order_of_registration() -> None:
    known = registry()
    assert list(known) == ["chart", "box"]
    assert known["box"].name == "box"
    assert known.get("none") is None
    assert "chart" in known
    assert len(known) == 2


def test_entries_are_found_by_all_their_traits() -> None:
    known = registry()
    assert [entry.name for entry in known.having("visual")] == ["chart", "box"]
    assert [entry.name for entry in known.having("visual", "safety")] == ["box"]
    assert known.having("cue") == ()


def test_a_plugin_adds_and_is_withdrawn() -> None:
    known = registry()
    known.register(Entry("dial", frozenset({"visual"})), plugin="dials")
    assert known.plugin_of("dial") == "dials"
    assert known.plugin_of("box") == ""
    known.withdraw("dials")
    assert list(known) == ["chart", "box"]


def test_nothing_is_replaced() -> None:
    known = registry()
    known.register(Entry("dial"), plugin="dials")
    with pytest.raises(DuplicateName, match="component dial: the plugin dials has one"):
        known.register(Entry("dial"), plugin="other")
    with pytest.raises(DuplicateName, match="component box: handouts has one"):
        known.register(Entry("box"), plugin="other")
    assert known.plugin_of("dial") == "dials"
