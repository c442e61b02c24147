"""Topics for another region: left out where a clinic names none, told where it names one."""

from __future__ import annotations

import datetime

from handouts.assets import shipped_files
from handouts.checks.run import check_clinic
from handouts.inputs.library import load_library
from tests.builders import a_clinic
from tests.checks.text.test_promise import TOPIC

TODAY = datetime.date(2026, 6, 1)
US_TEXT = TOPIC.replace(b"product: any", b"product: any\nregion: [US]")


def test_a_text_of_the_clinic_for_another_region_is_told() -> None:
    files = {"content/topics/tiny/en.md": US_TEXT}
    report = check_clinic(a_clinic(files, region="UK", build={"topics": ["tiny"]}), TODAY)
    (finding,) = [item for item in report.findings if item.check == "readable"]
    assert "holds for US only, and the clinic is in UK" in finding.message
    assert finding.line is not None


def test_a_clinic_that_names_no_topics_gets_none_of_another_region() -> None:
    report = check_clinic(a_clinic(region="UK"), TODAY)
    library = load_library(shipped_files(), {})
    regions = {name: library.topic(name, "en").front.region for name, _ in report.built}
    assert regions
    assert not any(regions.values())
    assert [item for item in report.findings if item.check == "readable"] == []
