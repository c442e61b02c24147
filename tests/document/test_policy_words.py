"""A clinic's rules in words: for the patient, and for the person who helps."""

from __future__ import annotations

from typing import Any

import pytest

from handouts.assets import shipped_files
from handouts.compose.html import compose
from handouts.compose.spec import ContentSources
from handouts.compose.template_sandbox import template_environment
from handouts.errors import InvalidInput
from handouts.formats import FitParams
from handouts.inputs.facts import shipped_facts
from handouts.inputs.locales import load_strings
from tests.builders import a_clinic, a_job, a_topic


def printed(body: str, **rules: Any) -> str:
    """Return the words of a tiny leaflet, with `rules` set for infusions."""
    files = shipped_files()
    clinic = a_clinic(policy={"infusion": rules})
    sources = ContentSources(shipped_facts(), load_strings(files, "en"), {})
    spec = a_job(a_topic(body), clinic=clinic)
    return compose(spec, sources, template_environment(files), FitParams()).html


@pytest.mark.parametrize(
    ("body", "rules", "words"),
    [
        ("{{ policy.infusion.escort_helper }}", {"escort": "takes-you-home"}, "take them home"),
        (
            "{{ policy.infusion.escort_helper }}",
            {"escort": "stays-overnight"},
            "take them home and stay with them until morning",
        ),
        ("{{ policy.infusion.drive_helper }}", {"drive": "48-hours"}, "They must also sleep well"),
        ("{{ policy.infusion.pills }}", {}, "Ask us before the day if you may take pills"),
        ("{{ policy.infusion.pills }}", {"pills": "with-a-sip"}, "with a small sip of water"),
        ("Over {{ policy.infusion.bp_call }}.", {"bp_call": "160"}, "Over 160."),
        ("Over {{ policy.infusion.bp_call }}.", {}, 'Over <span class="pen pen--inline">'),
    ],
)
def test_a_rule_prints_in_words(body: str, rules: dict[str, str], words: str) -> None:
    assert words in printed(body, **rules).replace("\u00a0", " ")


def test_a_rule_that_is_not_set_is_asked_for_by_its_name_in_the_settings() -> None:
    with pytest.raises(InvalidInput, match=r"policy\.infusion\.drive is not set") as caught:
        printed("{{ policy.infusion.drive_helper }}")
    assert "drive_helper" not in str(caught.value)


@pytest.mark.parametrize(("key", "value"), [("pills", "maybe"), ("bp_call", "80")])
def test_a_wrong_rule_is_refused(key: str, value: str) -> None:
    with pytest.raises(ValueError, match=r"is not one of|is outside 120 to 220"):
        a_clinic(policy={"infusion": {key: value}})


def test_a_promise_we_do_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="is not one of watched-all-the-time"):
        a_clinic(promises=["always-happy"])
