"""Which topics rest on a fact."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from handouts.assets import shipped_files
from handouts.cli import main
from handouts.document.fact_usage import facts_of, find_uses, uses_of
from handouts.errors import InvalidInput
from handouts.inputs.facts import shipped_facts
from handouts.inputs.library import load_library
from tests.builders import a_folder, a_topic

pytestmark = pytest.mark.usefixtures("here")

BODY = """In 4 weeks, {{ facts.BEN_01.remission.medicine }} in 100 got well.

:::icon-array
fact: RISK-01
figure: nausea
:::

:::fact-box
fact: BEN-03
rows:
  - {fact: BEN-11, figure: remission, name: Well}
:::
"""


def test_a_topic_cites_prints_and_draws_facts() -> None:
    topic = a_topic(BODY, facts=["DAY-07"], known="Lasts {{ facts.BEN_09.relapse_days.value }}.")
    assert [(use.fact, use.how) for use in uses_of(topic)] == [
        ("DAY-07", "cited"),
        ("BEN-09", "printed"),
        ("BEN-01", "printed"),
        ("RISK-01", "drawn"),
        ("BEN-03", "drawn"),
        ("BEN-11", "drawn"),
    ]
    assert facts_of(topic) == ("DAY-07", "BEN-09", "BEN-01", "RISK-01", "BEN-03", "BEN-11")


def test_uses_have_the_line_they_stand_on() -> None:
    lines = {use.fact: use.line for use in uses_of(a_topic(BODY)) if use.how != "cited"}
    assert lines == {"BEN-01": 20, "RISK-01": 23, "BEN-03": 28, "BEN-11": 30}


def test_an_unknown_fact_is_refused_with_near_ones() -> None:
    with pytest.raises(InvalidInput, match="no such fact"):
        find_uses(load_library(shipped_files(), {}), shipped_facts(), ["RISK-99"])


def test_the_command_shows_topics_and_languages(tmp_path: Path) -> None:
    folder = str(a_folder(tmp_path))
    result = CliRunner().invoke(main, ["topics", "-c", folder, "--facts", "risk_01", "--json"])
    (entry,) = json.loads(result.stdout)
    assert entry["fact"] == "RISK-01"
    assert entry["label_version"] is None or entry["label_version"] > 0
    assert ("everything", "en") in {(use["topic"], use["locale"]) for use in entry["uses"]}


def test_the_command_shows_all_facts_in_a_line_each(tmp_path: Path) -> None:
    folder = str(a_folder(tmp_path))
    result = CliRunner().invoke(main, ["topics", "-c", folder, "--facts"])
    assert len(result.stdout.strip().split("\n")) == len(shipped_facts().facts)
    (line,) = [line for line in result.stdout.split("\n") if line.startswith("RISK-01 ")]
    assert "everything (en)" in line
