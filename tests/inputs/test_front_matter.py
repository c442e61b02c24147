"""A topic file in two parts."""

from __future__ import annotations

import pytest

from handouts.errors import InvalidInput
from handouts.inputs.front_matter import split_front_matter


def test_head_and_body_come_with_their_lines() -> None:
    split = split_front_matter("---\na: 1\nb: 2\n---\n\nWords\n", "f")
    assert split.front.data == {"a": "1", "b": "2"}
    assert split.front.line_of(("b",)) == 3
    assert (split.body, split.body_line) == ("\nWords\n", 5)


def test_a_rule_in_the_body_is_not_the_end_of_the_head() -> None:
    assert split_front_matter("---\na: 1\n---\nx\n\n---\n\ny", "f").body == "x\n\n---\n\ny"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "f:1: the file is empty"),
        ("\n\n", "f:1: the file is empty"),
        ("# Words", "f:1: the file must start with a line `---`"),
        ("\n---\na: 1\n---\nx", "f:1: the file must start"),
        ("---\na: 1\nWords", "f:1: the settings are not closed"),
        ("---\na: 1\n---\n\n", "f:3: there is no text below the settings"),
        ("---\na: 1\nb: c: d\n---\nx", "f:3: not valid YAML"),
        ("---\na: 1\n---\nx\ny\u202e", "f:5: hidden sign RIGHT-TO-LEFT OVERRIDE"),
    ],
)
def test_faults_have_the_line_of_the_file(text: str, fault: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        split_front_matter(text, "f")
    assert str(caught.value.problems[0]).startswith(fault)
