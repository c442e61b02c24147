"""A topic file to its front matter and its body."""

from __future__ import annotations

from dataclasses import dataclass

from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.inputs.yaml import YamlText, parse_yaml, refuse_unreadable

FENCE = "---"


@dataclass(frozen=True, slots=True)
class SplitText:
    """A topic file in two parts; `body_line` is the line its body starts on."""

    front: YamlText
    body: str
    body_line: int


def split_front_matter(text: str, file: str) -> SplitText:
    """Return the YAML head and the Markdown body of a topic file.

    Raises:
        InvalidInput: there is no head, it is not closed, or it is not YAML.
    """
    lines = text.split("\n")
    if not text.strip():
        raise InvalidInput(
            [Diagnostic(file, 1, "the file is empty; see `handouts customize topic`")]
        )
    if lines[0].rstrip() != FENCE:
        message = f"the file must start with a line `{FENCE}` and the topic's settings"
        raise InvalidInput([Diagnostic(file, 1, message)])
    ends = [number for number, line in enumerate(lines[1:], start=1) if line.rstrip() == FENCE]
    if not ends:
        message = f"the settings are not closed; put a line `{FENCE}` after the last one"
        raise InvalidInput([Diagnostic(file, 1, message)])
    end = ends[0]
    front = parse_yaml("\n".join(lines[1:end]), file, first_line=2)
    body = "\n".join(lines[end + 1 :])
    if not body.strip():
        message = "there is no text below the settings; write the leaflet's text there"
        raise InvalidInput([Diagnostic(file, end + 1, message)])
    refuse_unreadable(body, file, end + 2)
    return SplitText(front, body, end + 2)
