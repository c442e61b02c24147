"""Signs nobody can see: told in messages, obeyed by no terminal."""

from __future__ import annotations

import io
import json

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.cli import Reported
from handouts.cli.terminal import printable, say
from handouts.diagnostics import Diagnostic
from handouts.errors import HandoutsError, InvalidInput
from handouts.hidden_signs import is_hidden, shown


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("\x1b]0;pwned\x07", "\\u001b]0;pwned\\u0007"),
        ("\x9b31m", "\\u009b31m"),
        ("(555) \u202e9910\u202c", "(555) \\u202e9910\\u202c"),
        ("a\rb\u2028c", "a\\u000db\\u2028c"),
        ("\U000e0041", "\\udb40\\udc41"),
        ("two\nlines, a\ttab, ¿qué?, “so”, כן", "two\nlines, a\ttab, ¿qué?, “so”, כן"),
    ],
)
def test_hidden_signs_are_written_out(text: str, written: str) -> None:
    assert shown(text) == written


@given(st.text())
def test_nothing_hidden_is_left(text: str) -> None:
    assert not any(is_hidden(sign) for sign in shown(text))
    assert shown(shown(text)) == shown(text)


def test_json_stays_the_json_it_was() -> None:
    value = {"clinic": "\u009b\u202e\U000e0041 é"}
    assert json.loads(shown(json.dumps(value, ensure_ascii=False))) == value


def test_our_own_styles_stay_and_others_go() -> None:
    line = click.style("error", fg="red") + " \x1b[8m\x1b[2J"
    assert printable(line) == "\x1b[31merror\x1b[0m \\u001b[8m\\u001b[2J"


@pytest.mark.parametrize(
    "error", [HandoutsError("\x1b]0;x\x07"), InvalidInput([Diagnostic("\x1b", 1, "\x9b")])]
)
def test_an_error_is_shown_without_being_obeyed(error: HandoutsError) -> None:
    stream = io.StringIO()
    Reported(error).show(stream)
    assert "\\u001b" in stream.getvalue()
    assert stream.getvalue().rstrip("\n").isprintable()


def test_a_stream_without_a_sign_gets_it_written_out() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    say("é", file=stream)
    stream.flush()
    assert raw.getvalue() == b"\\xe9\n"


def test_many_problems_are_ten_and_a_count() -> None:
    problems = [Diagnostic("clinic.yaml", line, "is wrong") for line in range(1, 31)]
    lines = Reported(InvalidInput(problems)).message.split("\n")
    assert (len(lines), lines[-1]) == (11, "and 20 more; fix these first")


def test_a_long_message_is_cut() -> None:
    problems = [Diagnostic("clinic.yaml", line, "x" * 900) for line in range(1, 5)]
    told = Reported(InvalidInput(problems)).message
    assert len(told) <= 2_000
    assert told.endswith("and 2 more; fix these first")
    assert len(Reported(HandoutsError("x" * 9_000)).message) <= 2_000
