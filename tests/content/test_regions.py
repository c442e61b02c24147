"""A clinic in the UK or the EU never reads a rule or a number of the United States as its own."""

from __future__ import annotations

import datetime
import re

import pytest

from handouts.assets import shipped_files
from handouts.checks.session import CheckSession
from handouts.errors import InvalidInput
from handouts.inputs.library import load_library
from handouts.inputs.models.clinic import RegionCode
from tests.builders import a_clinic

LIBRARY = load_library(shipped_files(), {})
# What only a US reader can use, or must obey.
OF_THE_US = re.compile(
    r"\b(REMS|Medicare|Medicaid|DEA|MedWatch|Medication Guide|Guía del medicamento|911|988"
    r"|1-800[-\d]*|US label|US law|leyes? de EE\.)"
)
# These tell the past of the United States as such.
HISTORY = frozenset({"history"})
US_ONLY = frozenset(
    {"costs-and-insurance", "compounded-and-at-home", "preparing-esketamine",
     "what-to-expect-esketamine", "after-your-session-esketamine"}
)  # fmt: skip


@pytest.mark.parametrize("locale", ["en", "es"])
@pytest.mark.parametrize("region", ["UK", "EU", "AU"])
def test_no_rule_of_the_us_is_read_elsewhere(region: RegionCode, locale: str) -> None:
    desk = CheckSession(a_clinic(region=region), LIBRARY, datetime.date(2026, 12, 1))
    refused, found = set(), []
    for name in LIBRARY.ids:
        try:
            document = desk.document(name, locale)
        except InvalidInput as error:
            refused |= {name} if "holds for US only" in str(error) else {str(error)}
            continue
        found += [
            f"{name}:{block.line}: {block.text}"
            for block in document.blocks
            if name not in HISTORY and OF_THE_US.search(block.text)
        ]
    assert refused == US_ONLY
    assert found == []
