"""A component is one Python file, one macro and one style file, and the docs name it."""

from __future__ import annotations

import datetime
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.make_components import PAGE, components_page
from handouts import components
from handouts.assets import shipped_files
from handouts.checks.plain_text import to_plain_text
from handouts.checks.registry import text_checks
from handouts.checks.session import CheckSession
from handouts.components.registry import COMPONENTS, find_components
from handouts.document.parse import parse_topic
from handouts.session import ClinicSession
from tests.builders import a_clinic, a_job, a_topic

DAY = datetime.date(2026, 6, 1)
CHECKS = {check.code: check for check in text_checks()}
MODULE = """
from handouts.components.base import ComponentSpec, ProseField
from handouts.inputs.models.base import Line, InputModel


class Breathing(InputModel):
    rhythm: Line
    seconds: int = 4


def build(context, use):
    return {"title": use.title, "rhythm": use.html(use.model.rhythm)}


COMPONENT = ComponentSpec(
    name="breathing",
    summary="How to breathe.",
    example=":::breathing\\nrhythm: Slowly.\\n:::",
    body="settings",
    build=build,
    model=Breathing,
    prose_fields={"rhythm": ProseField("paragraph")},
    roles=frozenset({"tool", "no-claims"}),
)
"""
MACRO = """{% macro breathing(title="", rhythm="") %}
<div class="breathing"><p>{{ rhythm }}</p></div>
{% endmacro %}
"""
BODY = "## How to calm down\n\n:::breathing\nrhythm: It is completely safe. Breathe **in**.\n:::\n"
FILES = {
    "templates/components/breathing.html": MACRO.encode(),
    "styles/components/breathing.css": b".breathing { color: black; }",
}


@pytest.fixture
def breathing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let there be one more file in the folder of components."""
    (tmp_path / "breathing.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.setattr(components, "__path__", [*components.__path__, str(tmp_path)])
    importlib.invalidate_caches()
    (new,) = [spec for spec in find_components() if spec.name not in COMPONENTS]
    COMPONENTS.register(new, plugin="test")
    yield
    COMPONENTS.withdraw("test")
    sys.modules.pop("handouts.components.breathing")
    parse_topic.cache_clear()


@pytest.mark.usefixtures("breathing")
def test_a_new_component_is_read_checked_and_drawn() -> None:
    topic = a_topic(BODY)
    (use,) = parse_topic(topic).components
    assert use.model.seconds == 4
    session = ClinicSession(a_clinic(), {**shipped_files(), **FILES})
    html = session.compose(a_job(topic, clinic=session.clinic)).html
    assert '<div class="breathing"><p>It is completely safe. Breathe <strong>in</strong>.' in html


@pytest.mark.usefixtures("breathing")
def test_checks_see_the_words_of_a_new_component() -> None:
    session = CheckSession(a_clinic(), ClinicSession(a_clinic()).library, DAY)
    document = to_plain_text(a_topic(BODY), session.values("en"))
    (block,) = document.part("breathing")
    assert (block.text, block.kind, block.line, block.bold) == (
        "It is completely safe. Breathe in.", "paragraph", 23, 2,
    )  # fmt: skip
    found = CHECKS["claims"].run(document, session.context(document)).findings
    assert [finding.line for finding in found] == [23]
    advice = CHECKS["needed-blocks"].run(document, session.context(document)).findings
    assert not [finding for finding in advice if "nothing to tick" in finding.message]


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_s_file_has_its_name(name: str) -> None:
    folder = Path(components.__file__).parent
    assert (folder / f"{name.replace('-', '_')}.py").is_file()


def test_the_reference_of_components_is_up_to_date() -> None:
    """`python docs/make_components.py` writes it."""
    assert PAGE.read_text("utf-8") == components_page()
