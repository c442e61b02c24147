"""Clinics as they are: wordmarks, splinters of logos, long names, long addresses."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from handouts.session import ClinicSession
from tests.pdf_ua import read_tags

HARBOR_LIGHT = Path(__file__).parents[2] / "content" / "clinics" / "harbor-light"
NAME = "The Upper Springfield Centre for Interventional Psychiatry and Restorative Care"
ADDRESS = "Building 4, Suite 1200, 10450 North Memorial Boulevard, Upper Springfield, Spring County"
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}"><rect width="{0}"'
    ' height="{1}" fill="#1a3755"/></svg>'
)


def a_clinic_of(folder: Path, name: str, logo: tuple[int, int], *, has_name: bool) -> ClinicSession:
    """Return the session of a clinic of that name, with a logo of these proportions."""
    settings = (HARBOR_LIGHT / "clinic.yaml").read_text()
    for line in (
        f"name: {name}",
        f"address: {ADDRESS}",
        "website: www.upper-springfield-psychiatry.example",
        f"logo: {{file: logo.svg, alt: {name}, has_name: {str(has_name).lower()}}}",
    ):
        settings = re.sub(rf"(?m)^{line.partition(':')[0]}: .*$", line, settings)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "clinic.yaml").write_text(settings)
    (folder / "logo.svg").write_text(LOGO.format(10 * logo[0], 10 * logo[1]))
    return ClinicSession(folder)


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("name", "logo", "has_name", "formats"),
    [
        (NAME, (1, 4), False, ["card", "trifold", "sheet", "large-print"]),
        ("Maple Clinic", (4, 1), False, ["trifold"]),
        ("Maple Clinic", (13, 1), True, ["card", "sheet"]),
    ],
    ids=["long-name", "wide-logo", "wordmark"],
)
def test_every_format_takes_long_names_and_logos_of_any_shape(
    tmp_path: Path, name: str, logo: tuple[int, int], has_name: bool, formats: list[str]
) -> None:
    """A leaflet that hides something or prints two things over one another would be refused."""
    session = a_clinic_of(tmp_path / "maple", name, logo, has_name=has_name)
    for spec in session.specs(["after-your-session-infusion"], ["en"], formats, ["letter"]):
        assert session.render(spec).pdf


@pytest.mark.pdf
def test_no_name_is_printed_beside_a_wordmark(tmp_path: Path) -> None:
    session = a_clinic_of(tmp_path / "maple", "Maple Clinic", (6, 1), has_name=True)
    (spec,) = session.specs(["after-your-session-infusion"], formats=["card"])
    text = read_tags(session.render(spec).pdf).text
    assert text.count("Maple Clinic") <= 1  # the words for its picture


@pytest.mark.pdf
def test_a_clinic_may_ask_for_a_line_that_says_to_whom_a_leaflet_was_given(tmp_path: Path) -> None:
    session = a_clinic_of(tmp_path / "maple", "Maple Clinic", (1, 1), has_name=False)
    settings = session.clinic.settings.model_copy(update={"given_line": True})
    asked = ClinicSession(replace(session.clinic, settings=settings))
    words = []
    for one in (session, asked):
        (spec,) = one.specs(["after-your-session-infusion"], formats=["sheet"])
        words.append(read_tags(one.render(spec).pdf).text.count("Given to"))
    assert words == [0, 1]
