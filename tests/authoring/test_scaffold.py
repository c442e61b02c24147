"""A new clinic's folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.assets import shipped_files
from handouts.authoring.scaffold import Answers, starter_files, write_folder
from handouts.errors import HandoutsError
from handouts.hidden_signs import is_hidden
from handouts.inputs.models.clinic import BlankToFill, ClinicSettings
from handouts.inputs.models.topic import FrontMatter
from handouts.inputs.yaml import parse_yaml
from handouts.session import ClinicSession

SMALLEST = Answers("Oak & Elm: “best”", "0123 456", "0123 457", "UK")
FULL = Answers(
    "Oak", "1", "2", "US", ("en", "es"), "a4", "Mood care", "oak.example", "1 Oak Street #2"
)


def clinic_yaml(answers: Answers) -> dict[str, object]:
    """Return the data of the settings that a new clinic gets."""
    text = starter_files(shipped_files(), answers, "oak")["clinic.yaml"].decode()
    data = parse_yaml(text, "clinic.yaml").data
    assert isinstance(data, dict)
    return dict(data)


@pytest.mark.parametrize("answers", [SMALLEST, FULL])
def test_answers_come_back_as_they_were_typed(answers: Answers) -> None:
    settings = ClinicSettings.model_validate(clinic_yaml(answers))
    for key in ("name", "phone", "after_hours_phone", "region", "strapline", "address", "website"):
        assert getattr(settings, key) == getattr(answers, key)
    assert settings.locales == tuple(answers.locales)
    assert (settings.paper or "") == answers.paper


def test_the_rules_are_blanks_until_the_clinic_fills_them_in() -> None:
    settings = ClinicSettings.model_validate(clinic_yaml(SMALLEST))
    assert settings.policy.infusion.food_hours is BlankToFill.BLANK


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=40))
def test_any_name_is_quoted_so_that_it_stays_a_name(name: str) -> None:
    name = "".join(sign for sign in name if not is_hidden(sign) and sign.isprintable()).strip()
    found = clinic_yaml(Answers(name or "x", "1", "2", "US"))["name"]
    import unicodedata

    assert found == unicodedata.normalize("NFC", name or "x")


def test_a_new_folder_makes_leaflets_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "oak"
    write_folder(folder, starter_files(shipped_files(), SMALLEST, str(folder)))
    session = ClinicSession(folder)
    for name in session.clinic.settings.build.topics:
        for spec in session.specs([name]):
            assert session.compose(spec).html


@pytest.mark.parametrize(("name", "model"), [("clinic", ClinicSettings), ("topic", FrontMatter)])
def test_editors_get_a_schema(name: str, model: type[ClinicSettings | FrontMatter]) -> None:
    files = starter_files(shipped_files(), SMALLEST, "oak")
    schema = json.loads(files[f".schema/{name}.schema.json"])
    assert set(schema["properties"]) == set(model.model_fields)
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("taken", ["clinic.yaml", "styles/brand.css"])
def test_nothing_that_is_there_is_written_over(tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).parent.mkdir(exist_ok=True)
    (tmp_path / taken).write_text("mine")
    files = starter_files(shipped_files(), SMALLEST, str(tmp_path))
    with pytest.raises(HandoutsError, match=f"{taken} is there already"):
        write_folder(tmp_path, files)
    assert [path.read_text() for path in tmp_path.rglob("*") if path.is_file()] == ["mine"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "oak").write_text("")
    with pytest.raises(HandoutsError, match="is a file; name a folder"):
        write_folder(tmp_path / "oak", {})
