"""YAML as we allow it: text values, line numbers, and nothing hidden."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.errors import InvalidInput
from handouts.inputs import yaml
from handouts.inputs.yaml import parse_yaml, refuse_unreadable


@pytest.mark.parametrize(
    "written",
    ["0123", "12:30", "no", "yes", "null", "~x", "1e400", ".nan", "0x1F", "2026-01-15", "1.10"],
)
def test_values_stay_what_was_typed(written: str) -> None:
    assert parse_yaml(f"key: {written}", "f").data == {"key": written}


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", {}),
        ("# only a remark", {}),
        ("a:", {"a": ""}),
        ("a: 'x: y'", {"a": "x: y"}),
        ("a: |\n  x\n  y\n", {"a": "x\ny\n"}),
        ("a: [1, {b: 2}]", {"a": ["1", {"b": "2"}]}),
        ("a: e\u0301", {"a": "é"}),
    ],
)
def test_text_lists_and_mappings(text: str, data: object) -> None:
    assert parse_yaml(text, "f").data == data


def test_each_key_and_item_has_its_line() -> None:
    parsed = parse_yaml("a:\n  b: 1\n  c:\n    - x\n    - y\n", "f", first_line=10)
    assert parsed.line_of(("a", "b")) == 11
    assert parsed.line_of(("a", "c", 1)) == 14
    assert parsed.line_of(("a", "nothing", "here")) == 10


def test_texts_are_given_with_their_places() -> None:
    parsed = parse_yaml("a: x\nb: [y, {c: z}]", "f")
    assert dict(parsed.texts()) == {("a",): "x", ("b", 0): "y", ("b", 1, "c"): "z"}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\nb: &x 2", 2, "anchors"),
        ("a: *x", 1, "anchors"),
        ("a: 1\nb: !!str 2", 2, "tags"),
        ("a: !python/object/apply:os.system [x]", 1, "tags"),
        ("a: 1\nb: 2\na: 3", 3, "`a` is set twice (first on line 1)"),
        ('"": 1\n"": 2', 2, "`` is set twice (first on line 1)"),
        ("a: 1\n---\nb: 2", 2, "second document"),
        ("a:\n\tb: 1", 2, "use spaces, not tabs"),
        ("a: “b: c”", 1, "use straight quotes"),
        ("a: b: c", 1, 'put the text after the first colon in "quotes"'),
        ("a: 'b", 1, "not valid YAML"),
        ("? [a, b]\n: c", 1, "a key must be plain text"),
        ("a: x\nb: \x00", 2, "hidden sign U+0000"),
        ("a: x\u202ey", 1, "hidden sign RIGHT-TO-LEFT OVERRIDE"),
        ("a: x\u2028b: y", 1, "hidden sign LINE SEPARATOR"),
        ("a: \ue000", 1, "hidden sign"),
        ('a: x\nb: "(555) \\u202E9910"', 2, "hidden sign RIGHT-TO-LEFT OVERRIDE"),
        ('"a\\u200b": x', 1, "hidden sign ZERO WIDTH SPACE"),
        ('a: ["\\e[31m"]', 1, "hidden sign U+001B"),
        ("a: " + "x" * 5000, 1, "line too long"),
        ("a: " + "[" * 20 + "]" * 20, 1, "nested deeper than 12 levels"),
    ],
)
def test_what_is_not_allowed_is_told_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_yaml(text, "f")
    assert caught.value.problems[0].line == line
    assert message in caught.value.problems[0].message


def test_a_long_file_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(InvalidInput, match=r"too long \(300,000 letters"):
        refuse_unreadable("x\n" * 150_000, "f")


@pytest.mark.parametrize("sign", ["\u00ad", "\u200d", "\u200f", "\u00a0", "é", "漢"])
def test_signs_that_languages_need_are_accepted(sign: str) -> None:
    refuse_unreadable(f"a{sign}b", "f")


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(InvalidInput):
        assert parse_yaml(text, "f").data is not None


@given(st.text("ab:-[]{}&*!|>'\"#,?\n \t", max_size=60))
def test_any_punctuation_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(InvalidInput):
        parse_yaml(text, "f")


@given(st.integers(2, yaml.MAX_DEPTH * 20))
def test_any_depth_is_read_or_refused(depth: int) -> None:
    text = "".join(f"{' ' * level}a:\n" for level in range(depth))
    with contextlib.suppress(InvalidInput):
        parse_yaml(text, "f")
