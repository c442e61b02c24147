"""What a clinic's templates may not do to the words of a leaflet."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.assets import shipped_files
from handouts.errors import InvalidInput
from handouts.session import ClinicSession
from tests.builders import a_folder

EMERGENCY = "templates/components/emergency.html"
CALL_US = "templates/components/call-us.html"
MACRO = '{% macro emergency(title="") %}'
BOX = shipped_files()[EMERGENCY].decode()
CALL = shipped_files()[CALL_US].decode()
HERO = "templates/partials/hero.html"
TOP = shipped_files()[HERO].decode()


def problems(folder: Path, files: dict[str, str]) -> list[str]:
    session = ClinicSession(a_folder(folder, files))
    (spec,) = session.specs(["tiny"])
    try:
        session.compose(spec)
    except InvalidInput as error:
        return [str(problem).removeprefix(str(folder)) for problem in error.problems]
    return []


OTHER = "a .emergency box with other words"
HIDDEN = f"{MACRO}<style>/* {{{{ caller() }}}} 911 988 */</style>{{% endmacro %}}"


@pytest.mark.parametrize(
    ("path", "template", "told"),
    [
        (EMERGENCY, HIDDEN, "the page lacks"),
        (EMERGENCY, BOX.replace("callout emergency", "soft"), OTHER),
        (EMERGENCY, BOX.replace("{{ caller() }}", "<p>Not for:</p>{{ caller() }}"), OTHER),
        (EMERGENCY, BOX.replace("{{ title or", '{{ "All is well (911)" or'), OTHER),
        (CALL_US, CALL.replace("{{ caller() }}", "{{ caller() }} (555) 666"), "a .call-us box"),
        (HERO, TOP + "<p>1 in 60 people</p>", "a template prints “60”, which the texts have not"),
        (HERO, TOP.replace("{{ topic.main_message }}", "No risks."), "the page lacks “This"),
        (HERO, "<h1>{{ topic.title }}</h1><p>{{ topic.main_message }}</p>", "(status)"),
    ],
)
def test_a_template_that_says_something_else_is_refused(
    tmp_path: Path, path: str, template: str, told: str
) -> None:
    found = problems(tmp_path, {path: template})
    assert any(told in line for line in found), found


def test_a_template_may_arrange_words(tmp_path: Path) -> None:
    assert problems(tmp_path, {HERO: f"<div>{TOP}</div>", CALL_US: CALL}) == []


def test_bars_keep_their_numbers(tmp_path: Path) -> None:
    path = "templates/components/chances.html"
    chances = shipped_files()[path].decode().replace("--count:{{ count }}", "--count:1")
    session = ClinicSession(a_folder(tmp_path, {path: chances}))
    (spec,) = session.specs(["everything"])
    with pytest.raises(InvalidInput, match="bars or dots have other numbers"):
        session.compose(spec)
