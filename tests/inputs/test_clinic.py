"""`clinic.yaml` and its folder."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from handouts.errors import InvalidInput
from handouts.inputs.clinic import clinic_id, load_clinic, picture_fault
from handouts.inputs.models.clinic import BlankToFill, ClinicSettings
from tests.builders import SETTINGS, TINY, a_clinic, a_folder, swap


def picture(kind: str, size: int = 200) -> bytes:
    """Return a small picture."""
    buffer = io.BytesIO()
    Image.effect_noise((size, size), 50).save(buffer, kind)
    return buffer.getvalue()


def test_a_clinic_is_its_settings_and_its_files() -> None:
    clinic = load_clinic(TINY)
    assert (clinic.id, clinic.settings.name) == ("tiny", "Tiny Clinic")
    assert {"clinic.yaml", "logo.svg", "styles/brand.css"} <= set(clinic.files)


def test_settings_are_frozen() -> None:
    with pytest.raises(Exception, match="frozen"):
        a_clinic().settings.name = "x"  # type: ignore[misc]


def test_the_smallest_clinic_has_defaults() -> None:
    settings = a_clinic().settings
    assert (settings.locales, settings.paper, settings.logo) == (("en",), None, None)


def test_an_infusion_rule_has_no_default_and_the_label_s_rules_have() -> None:
    policy = a_clinic().settings.policy
    assert policy.infusion.food_hours is None
    assert (policy.esketamine.food_hours, policy.esketamine.stay_minutes) == (2, 120)


def test_a_rule_may_be_left_to_the_pen() -> None:
    clinic = a_clinic(policy={"infusion": {"food_hours": "write-in", "drive": "write-in"}})
    assert clinic.settings.policy.infusion.food_hours is BlankToFill.BLANK
    assert clinic.settings.policy.infusion.drive is BlankToFill.BLANK


@pytest.mark.parametrize(
    ("key", "value"), [("food_hours", "1"), ("drink_minutes", "29"), ("stay_minutes", "60")]
)
def test_no_rule_is_weaker_than_the_label(key: str, value: str) -> None:
    with pytest.raises(ValueError, match="less than the label asks for"):
        ClinicSettings.model_validate({**SETTINGS, "policy": {"esketamine": {key: value}}})


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "http://a b.example", "<b>", "harborlight"]
)
def test_a_website_is_an_address(address: str) -> None:
    with pytest.raises(ValueError, match="is not a web address"):
        a_clinic(website=address)


@pytest.mark.parametrize(
    ("folder", "slug"),
    [
        ("harbor-light", "harbor-light"),
        ("Harbor Light & Söhne", "harbor-light-sohne"),
        ("../x", "x"),
        ("漢", "clinic"),
        ("a" * 200, "a" * 60),
    ],
)
def test_the_id_is_plain_letters(folder: str, slug: str) -> None:
    assert clinic_id(Path("/clinics") / folder) == slug


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_pictures_that_can_be_printed(kind: str) -> None:
    assert picture_fault(f"logo.{kind.lower()}", picture(kind)) is None


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("logo.png", b"", "is an empty file"),
        ("logo.png", b"<html>", "is not a PNG, JPEG, WebP or SVG picture; export"),
        ("logo.png", picture("PNG")[:400], "is a broken picture"),
        ("logo.png", picture("GIF"), "is not a PNG"),
        ("logo.jpg", picture("JPEG")[:400], "is a broken picture"),
        ("logo.svg", b"<html/>", "is not an SVG picture"),
        ("logo.svg", b"<svg", "is not an SVG picture"),
        ("logo.svg", b"words", "is not an SVG picture"),
    ],
)
def test_pictures_that_cannot(name: str, data: bytes, fault: str) -> None:
    assert fault in str(picture_fault(name, data))


def test_a_picture_has_a_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handouts.inputs.clinic.MAX_PIXELS", 100)
    assert "make it smaller" in str(picture_fault("logo.png", picture("PNG")))


def test_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    folder = a_folder(
        tmp_path,
        {"clinic.yaml": swap("region: US", "region: XX"), "styles/brand.css": "p {",
         "reviews.yaml": "a: b"},
    )  # fmt: skip
    with pytest.raises(InvalidInput) as caught:
        load_clinic(folder)
    files = [Path(problem.file).name for problem in caught.value.problems]
    assert files == ["brand.css", "reviews.yaml", "clinic.yaml"]
