"""The fact base: complete, with the numbers we print, and closed to bad data."""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal
from typing import get_args

import pytest
from pydantic import ValidationError

from handouts.assets import bundled
from handouts.document.fact_usage import expired
from handouts.errors import InvalidInput
from handouts.inputs.facts import load_facts
from handouts.inputs.models.clinic import RegionCode
from handouts.inputs.models.facts import Fact, FactBase
from tests.builders import a_topic

# How many facts each group of the clinical fact base has; they are numbered from 01.
FACTS_IN_GROUP = {
    "OVER": 12,
    "HIST": 7,
    "USES": 13,
    "MECH": 8,
    "WAYS": 11,
    "HOME": 8,
    "PREP": 21,
    "DAY": 17,
    "AFTER": 15,
    "BEN": 19,
    "RISK": 25,
    "SAFE": 13,
    "BLAD": 10,
    "CLIN": 10,
    "GRP": 11,
    "RES": 8,
    "COURSE": 10,
    "TALK": 7,
    "CONS": 11,
    "COST": 7,
    "HELP": 7,
    "KEY": 6,
}

STUDY_RESULTS = [
    ("BEN-01", "remission", 22, 8),
    ("BEN-03", "response", 59, 45),
    ("BEN-07", "response", 55, 44),
    ("BEN-08", "relapse_remission", 27, 45),
    ("BEN-08", "relapse_response", 26, 58),
    ("BEN-11", "remission", 44, 30),
    ("BEN-15", "free_of_thoughts", 63, 32),
    ("RISK-01", "nausea", 29, 11),
    ("RISK-01", "detached", 27, 4),
    ("RISK-01", "dizzy", 25, 9),
    ("RISK-01", "spinning", 21, 2),
    ("RISK-01", "headache", 20, 17),
    ("RISK-01", "sleepy", 20, 12),
    ("RISK-01", "odd_taste", 16, 15),
    ("RISK-01", "numbness", 13, 2),
    ("RISK-01", "tingling", 13, 3),
    ("RISK-01", "vomiting", 9, 2),
    ("RISK-01", "anxiety", 8, 6),
    ("RISK-01", "blood_pressure", 8, 4),
    ("RISK-01", "blurred_vision", 7, 0),
    ("RISK-04", "dizzy", 38, 14),
    ("RISK-20", "stopped", 7, 1),
]

SINGLE_NUMBERS = [
    ("PREP-01", "food_hours", 2),
    ("PREP-01", "drink_minutes", 30),
    ("PREP-02", "nose_spray_hours", 1),
    ("WAYS-01", "minutes", 40),
    ("WAYS-03", "higher_dose_mg", 84),
    ("DAY-04", "check_minutes", 40),
    ("DAY-04", "rise_hours", 4),
    ("DAY-05", "hours", Decimal("1.5")),
    ("DAY-06", "hours", 2),
    ("AFTER-02", "hours", 24),
    ("BEN-06", "fades_weeks", 1),
    ("BEN-09", "relapse_days", 18),
    ("RISK-09", "treatments", 868000),
    ("BLAD-07", "referral_weeks", 4),
    ("COURSE-02", "weeks", 4),
]

# Hours told again in minutes, for sentences that count in minutes.
IN_MINUTES = {"DAY-05", "DAY-06", "DAY-09", "RISK-07"}
NUMBER_WORDS = {
    1: r"one|once|single|an hour|a week|a year",
    2: r"two|twice|second",
    3: r"three",
    4: r"four",
    5: r"five",
    6: r"six",
    9: r"nine",
}


@pytest.fixture(scope="module")
def base() -> FactBase:
    content = bundled("content")
    names = ("facts.yaml", "sources.yaml", "regions.yaml")
    facts, sources, regions = ((content / name).read_text(encoding="utf-8") for name in names)
    return load_facts(facts, sources, regions)


def test_every_fact_is_there(base: FactBase) -> None:
    expected = [
        f"{group}-{number:02d}"
        for group, count in FACTS_IN_GROUP.items()
        for number in range(1, count + 1)
    ]
    assert list(base.facts) == expected


def test_every_reference_is_there(base: FactBase) -> None:
    assert len(base.sources) == 121


@pytest.mark.parametrize(("fact", "figure", "medicine", "dummy"), STUDY_RESULTS)
def test_study_result(base: FactBase, fact: str, figure: str, medicine: int, dummy: int) -> None:
    found = base.figure(fact, figure)
    assert (dict(found.arms), found.of) == ({"medicine": medicine, "dummy": dummy}, 100)
    assert not found.is_recalled


@pytest.mark.parametrize(("fact", "figure", "value"), SINGLE_NUMBERS)
def test_single_number(base: FactBase, fact: str, figure: str, value: int | Decimal) -> None:
    assert base.figure(fact, figure).value == value


def test_head_to_head_trials_name_the_other_treatment(base: FactBase) -> None:
    assert base.figure("BEN-12", "response").arms == {"medicine": 55, "ect": 41}
    assert base.figure("BEN-12", "remission").arms == {"medicine": 46, "ect": 63}
    assert base.figure("BEN-14", "remission").arms == {"medicine": 27, "quetiapine": 18}


def test_every_number_stands_in_its_fact(base: FactBase) -> None:
    """A number that is nowhere in the words of its fact is a slip of the hand."""
    strays = []
    for fact_id, fact in base.facts.items():
        words = f"{fact.statement} {fact.confirm}".replace(",", "")
        told = {Decimal(found) for found in re.findall(r"-?\d+(?:\.\d+)?", words)}
        told |= {abs(number) for number in told}
        for name, figure in fact.figures.items():
            if name == "minutes" and fact_id in IN_MINUTES:
                assert figure.value == fact.figures["hours"].value * 60  # type: ignore[operator]
                continue
            for key, number in figure.numbers.items():
                exact = figure.exact.get(key, number)
                word = NUMBER_WORDS.get(int(exact), "(?!)")
                if exact not in told and not re.search(rf"\b({word})\b", words, re.IGNORECASE):
                    strays.append(f"{fact_id}.{name}.{key}: {exact}")
    assert strays == []


def test_every_comparison_in_words_is_a_figure(base: FactBase) -> None:
    """`29% vs 11%` in a statement has a figure with both numbers."""
    missing = []
    for fact_id, fact in base.facts.items():
        figures = fact.figures.values()
        pairs = [{figure.exact.get(arm, n) for arm, n in figure.arms.items()} for figure in figures]
        pairs += [set(figure.arms.values()) for figure in figures]
        missing += [
            f"{fact_id}: {pair}"
            for pair in re.findall(r"([\d.]+)% vs ([\d.]+)%", fact.statement)
            if {Decimal(number) for number in pair} not in pairs
        ]
    assert missing == []


def test_whole_numbers_round_half_up_but_for_one(base: FactBase) -> None:
    """BEN-01 says 22 for 22.5: the fact itself prints it so."""
    odd = [
        f"{fact_id}.{name}.{key}"
        for fact_id, fact in base.facts.items()
        for name, figure in fact.figures.items()
        for key, exact in figure.exact.items()
        if figure.numbers[key] != int(Decimal(exact) * (figure.of or 0) / 100 + Decimal("0.5"))
    ]
    assert odd == ["BEN-01.remission.medicine"]


def test_figures_nobody_confirmed_are_marked(base: FactBase) -> None:
    for fact, figure in [("WAYS-08", "remission"), ("BEN-10", "response")]:
        assert base.figure(fact, figure).is_recalled
    assert base.figure("DAY-11", "hours").is_recalled, "a recalled fact has recalled figures"


def test_no_text_has_a_hidden_sign_or_line_break(base: FactBase) -> None:
    texts = [fact.statement + fact.confirm for fact in base.facts.values()]
    texts += [source.label + source.citation for source in base.sources.values()]
    assert {sign for text in texts for sign in text if unicodedata.category(sign) == "Cc"} == set()


def test_label_facts_name_the_version_to_read(base: FactBase) -> None:
    for fact in base.facts.values():
        if {"PI", "PI-2023", "PI-2021", "PI-2019", "MG", "REMS"} & set(fact.sources):
            assert fact.label is not None
            assert fact.label.version == 18


def test_a_quote_is_of_a_source_of_its_fact() -> None:
    facts = {
        "statement": "A fact.", "status": "checked", "sources": ["PI"],
        "quotes": [{"text": "The words.", "source": "MG", "place": "page 1", "seen": "2026-11-30"}],
    }  # fmt: skip
    with pytest.raises(ValidationError, match="add MG to the fact's `sources`"):
        Fact.model_validate(facts)


def test_facts_keep_the_words_of_their_sources(base: FactBase) -> None:
    quoted = [fact for fact in base.facts.values() if fact.quotes]
    assert len(quoted) >= 100
    for fact in quoted:
        for quote in fact.quotes:
            assert base.sources[quote.source].seen
            assert quote.seen >= datetime.date(2026, 11, 30)


def test_a_fact_that_no_longer_holds_stops_the_topics_that_use_it(base: FactBase) -> None:
    topic = a_topic(facts=["DAY-07", "HOME-06"])
    last = datetime.date(2026, 12, 31)
    assert list(expired(topic, base, last)) == []
    (problem,) = expired(topic, base, last + datetime.timedelta(days=1))
    assert "HOME-06, which was known to hold until 2026-12-31 only; look it up" in problem.message


def test_no_dose_by_body_weight_can_be_printed(base: FactBase) -> None:
    """A leaflet must not hold a dose that a reader could use."""
    assert set(base.fact("WAYS-01").figures) == {"minutes"}
    units = {figure.unit for fact in base.facts.values() for figure in fact.figures.values()}
    assert not {unit for unit in units if "kg" in unit}


def test_placeholders_reach_the_figures(base: FactBase) -> None:
    facts = base.placeholders()
    assert facts["RISK_01"]["nausea"]["medicine"] == 29
    assert facts["RISK_01"]["nausea"]["of"] == 100
    assert facts["WAYS_01"]["minutes"] == {"value": 40}
    assert base.fact("RISK_01") is base.fact("RISK-01")


def test_every_region_has_its_numbers(base: FactBase) -> None:
    assert tuple(base.regions) == get_args(RegionCode)
    numbers = {code: region.emergency_number for code, region in base.regions.items()}
    assert numbers == {"US": "911", "CA": "911", "UK": "999", "AU": "000", "EU": "112"}
    assert base.regions["US"].crisis[0].call == "988"
    assert [line.call or line.text for line in base.regions["UK"].crisis] == [
        "111",
        "116 123",
        "85258",
    ]
    papers = {code: region.paper for code, region in base.regions.items()}
    assert papers == {"US": "letter", "CA": "letter", "UK": "a4", "AU": "a4", "EU": "a4"}


FACTS = """\
HELP-01:
  statement: Call the line.
  status: recalled
RISK-01:
  statement: It is common.
  status: checked
  sources:
    - TRIAL
  related:
    - HELP-01
  of: 100
  people:
    medicine: 231
    dummy: 113
  figures:
    nausea:
      medicine: 29
      dummy: 11
      exact:
        medicine: 29.4
        dummy: 10.6
      counts:
        medicine: 68
        dummy: 12
    minutes:
      low: 30
      high: 45
"""
SOURCES = """\
TRIAL:
  label: A trial, 2019
  citation: A trial. A journal. 2019.
  seen: yes
  accessed: 2026-11-23
"""
REGION = """\
{code}:
  territory: US
  emergency_number: 911
  crisis:
    - name: The line
      call: 988
      fact: HELP-01
  regulator: FDA
  paper: letter
  facts:
    - HELP-01
"""
REGIONS = "".join(REGION.format(code=code) for code in get_args(RegionCode))


def faults(facts: str = FACTS, sources: str = SOURCES, regions: str = REGIONS) -> list[str]:
    """Return what is said about the three texts, line by line."""
    with pytest.raises(InvalidInput) as caught:
        load_facts(facts, sources, regions)
    return str(caught.value).splitlines()


def test_a_small_fact_base_loads() -> None:
    base = load_facts(FACTS, SOURCES, REGIONS)
    assert base.figure("RISK-01", "nausea").people == {"medicine": 231, "dummy": 113}
    assert base.figure("RISK-01", "minutes").numbers == {"low": 30, "high": 45}
    assert base.figure("RISK-01", "minutes").of is None


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("    - TRIAL", "    - TRAIL", "content/facts.yaml:8: RISK-01.sources: there is no TRAIL"),
        ("    - HELP-01", "    - HELP-09", "content/facts.yaml:10: RISK-01.related: there is no"),
        ("medicine: 29\n", "medicine: 129\n", "not a whole number from 0 to 100"),
        ("medicine: 29\n", "medicine: 29.4\n", "is not a whole number"),
        ("medicine: 29\n", "medicine: -1\n", "is not a whole number"),
        ("medicine: 29\n", "medicine: many\n", "RISK-01.figures.nausea.medicine: unknown key"),
        ("medicine: 29.4", "medicine: 92.4", "92.4 percent is not 29 in 100"),
        ("medicine: 68", "medicine: 86", "86 of 231 is not 29.4 percent"),
        ("medicine: 68", "medicine: 680", "680 people out of 231"),
        ("        dummy: 12\n", "        placebo: 12\n", "counts and people must name the arms"),
        ("  of: 100\n", "", "arms need `of`"),
        ("high: 45", "high: 15", "low (30) must be below high (15)"),
        ("      high: 45\n", "", "a range needs both low and high"),
        ("high: 45", "high: 45\n      value: 40", "write either arms, or value"),
        ("status: checked", "status: certain", "“certain” is not one of"),
        ("status: checked", "status: checked\n  status: checked", "`status` is set twice"),
        ("status: checked", "status: checked\n  sure: very", "RISK-01.sure: unknown key"),
        ("status: checked", "status: &sure checked", "anchors"),
        ("status: checked", "status: !sure checked", "tags"),
        ("    nausea:", "    items:", "cannot be a name here"),
        ("    nausea:", "    Nausea:", "use small letters"),
        ("  sources:\n    - TRIAL\n  related:\n    - HELP-01\n", "", "needs sources or related"),
    ],
)
def test_bad_facts_are_refused(written: str, instead: str, said: str) -> None:
    assert written in FACTS
    assert said in "\n".join(faults(facts=FACTS.replace(written, instead, 1)))


def test_one_arm_alone_is_refused() -> None:
    lines = FACTS.replace("        dummy: 10.6\n", "").replace("        dummy: 12\n", "")
    alone = lines.replace("      dummy: 11\n", "").replace("    dummy: 113\n", "")
    assert "one arm only" in "\n".join(faults(facts=alone))


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("  accessed: 2026-11-23\n", "", "accessed: write it for a source that was seen"),
        ("  label: A trial, 2019\n", "", "TRIAL.label: missing"),
        ("seen: yes", "seen: partly", "is not yes or no"),
        ("2026-11-23", "23/11/2026", "is not a date"),
    ],
)
def test_bad_sources_are_refused(written: str, instead: str, said: str) -> None:
    assert said in "\n".join(faults(sources=SOURCES.replace(written, instead)))


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("      call: 988\n", "", "needs a number to call or to text"),
        ("fact: HELP-01", "fact: HELP-09", "there is no HELP-09"),
        ("emergency_number: 911", "emergency_number: 9111", "US.emergency_number"),
        ("paper: letter", "paper: legal", "“legal” is not one of"),
        ("US:\n", "USA:\n", "USA: use one of US, CA, UK, AU, EU"),
    ],
)
def test_bad_regions_are_refused(written: str, instead: str, said: str) -> None:
    assert said in "\n".join(faults(regions=REGIONS.replace(written, instead, 1)))


def test_a_missing_region_is_named() -> None:
    without_eu = REGIONS.removesuffix(REGION.format(code="EU"))
    assert faults(regions=without_eu) == ["content/regions.yaml: EU: missing; add the region"]


def test_faults_of_all_three_files_come_in_one_run() -> None:
    said = faults(
        FACTS.replace("checked", "certain"),
        SOURCES.replace("yes", "partly"),
        REGIONS.replace("letter", "legal", 1),
    )
    assert [line.partition(":")[0] for line in said] == [
        "content/facts.yaml",
        "content/regions.yaml",
        "content/sources.yaml",
    ]
