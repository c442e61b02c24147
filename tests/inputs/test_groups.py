"""Sites that take from a group what they do not say themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.authoring.explaining import explain
from handouts.batch.plan import find_clinics
from handouts.errors import InvalidInput
from handouts.inputs.clinic import load_clinic, read_clinic_folder
from handouts.inputs.models.clinic import Clinic
from handouts.session import ClinicSession

GROUP = """\
sites: [north, south]
locked: [policy.infusion.drive]
name: Harbor
region: US
policy:
  infusion:
    food_hours: 6
    drink_hours: 2
    drive: next-day-after-sleep
    escort: takes-you-home
    infusion_minutes: 40
    rest_minutes: 60
    stay_minutes: 120
build:
  topics: [risks, benefits]
"""
NORTH = """\
extends: ../group
phone: (555) 010-0001
after_hours_phone: (555) 010-0002
policy:
  infusion:
    food_hours: 8
build:
  topics: [risks]
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a folder with a group and two sites."""
    write(tmp_path, "group", GROUP)
    write(tmp_path, "north", NORTH)
    write(tmp_path, "south", NORTH.replace("010-000", "010-100").replace("hours: 8", "hours: 7"))
    return tmp_path


def write(home: Path, folder: str, text: str, name: str = "clinic.yaml") -> Path:
    """Write a file of a folder and return the folder."""
    path = home / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return home / folder


def load(folder: Path) -> Clinic:
    """Return the clinic of a folder."""
    return load_clinic(folder)


def refusal(folder: Path) -> str:
    """Return why the clinic in `folder` is refused, without where the folders lie."""
    with pytest.raises(InvalidInput) as raised:
        load_clinic(folder)
    return str(raised.value).replace(f"{folder.parent}/", "")


def test_maps_merge_by_key_and_lists_and_numbers_replace_whole(home: Path) -> None:
    settings = load(home / "north").settings
    assert settings.name == "Harbor"
    assert settings.policy.infusion.food_hours == 8
    assert settings.policy.infusion.drink_hours == 2
    assert settings.build.topics == ("risks",)
    assert settings.sites == ()


def test_brand_topics_and_reviews_come_from_the_group_and_a_sites_own_win(home: Path) -> None:
    write(home, "group", ":root { --radius: 1mm }", "styles/brand.css")
    write(home, "group", "words of the group", "content/topics/parking/en.md")
    review = "- {topic: risks, locale: en, text_hash: 0123456789abcdef, name: A, role: MD, date: "
    write(home, "group", review + "2026-01-01}", "reviews.yaml")
    write(home, "north", review + "2026-02-02}", "reviews.yaml")
    write(home, "south", ":root { --radius: 2mm }", "styles/brand.css")
    north, south = load(home / "north"), load(home / "south")
    assert north.files["styles/brand.css"] == b":root { --radius: 1mm }"
    assert south.files["styles/brand.css"] == b":root { --radius: 2mm }"
    assert [review.date.month for review in north.reviews.root] == [1, 2]
    source = ClinicSession(north).library.sources["parking", "en"]
    assert source.file == str(home / "group/content/topics/parking/en.md")


def test_faults_are_told_at_the_file_that_has_them(home: Path) -> None:
    write(home, "group", GROUP.replace("food_hours: 6", "drink_hour: 6"))
    write(home, "group", ":root { --radius: 1mm ", "styles/brand.css")
    told = refusal(home / "north")
    assert "group/clinic.yaml:7: policy.infusion.drink_hour: unknown key" in told
    assert "group/styles/brand.css:1: broken CSS" in told


@pytest.mark.parametrize(
    ("group", "site", "message"),
    [
        (GROUP.replace("north, ", ""), NORTH,
         "north/clinic.yaml:1: extends: ../group does not name north among its sites; add it to "
         "`sites:` in group/clinic.yaml:1"),
        (GROUP.replace("sites: [north, south]\n", ""), NORTH, "does not name north"),
        (GROUP.replace("[north", "[xnorth"), NORTH, "does not name north"),
        (GROUP.replace("[north, south]", "[south]  # north"), NORTH, "does not name north"),
        (GROUP, NORTH.replace("../group", "../grop"), "there is no grop/clinic.yaml"),
        (GROUP, NORTH.replace("../group", "../../etc"), "write it on one line, as `extends: ../g"),
        (GROUP, NORTH.replace("../group", "/etc"), "write it on one line"),
        (GROUP, NORTH.replace("../group", "[../group]"), "write it on one line"),
        (GROUP, NORTH.replace("../group", "../north"), "circle (north extends north)"),
        ("extends: ../north\n" + GROUP, NORTH, "group/clinic.yaml:1: extends: ../north goes round "
         "in a circle (north extends group extends north)"),
        (GROUP, NORTH + "  formats: [sheet]\n" + "locked: [x]\n", ""),
        (GROUP.replace("[policy.infusion.drive]", "[policy.infusion.drove]"), NORTH,
         "group/clinic.yaml:2: locked: no key of clinic.yaml is called “policy.infusion.drove”"),
        (GROUP, NORTH.replace("food_hours: 8", "drive: 24-hours"),
         "north/clinic.yaml:6: policy.infusion.drive: locked by group/clinic.yaml:2"),
        (GROUP.replace(".infusion.drive]", "]"), NORTH, "north/clinic.yaml:4: policy: locked by"),
        (GROUP, NORTH.replace("\n    food_hours: 8", " write-in"),
         "north/clinic.yaml:5: policy.infusion.drive: locked by group/clinic.yaml:2"),
    ],
)  # fmt: skip
def test_what_is_wrong_between_a_site_and_its_group_is_told_with_both_lines(
    home: Path, group: str, site: str, message: str
) -> None:
    write(home, "group", group)
    write(home, "north", site)
    if message:
        assert message in refusal(home / "north")
    else:
        load(home / "north")


def test_three_layers_are_enough(home: Path) -> None:
    write(home, "group", "extends: ../region\n" + GROUP)
    write(home, "region", "sites: [group]\nstrapline: Calm\nlocked: [strapline]\nname: Region\n")
    settings = load(home / "north").settings
    assert (settings.name, settings.strapline) == ("Harbor", "Calm")
    write(home, "north", NORTH + "strapline: Loud\n")
    assert "north/clinic.yaml:9: strapline: locked by region/clinic.yaml:3" in refusal(
        home / "north"
    )
    write(home, "region", "extends: ../top\nsites: [group]\n")
    write(home, "top", "sites: [region]\n")
    assert "one group too many above north" in refusal(home / "north")


def test_nothing_of_a_folder_that_did_not_agree_is_read_but_its_settings(home: Path) -> None:
    write(home, "group", GROUP.replace("north", "east"))
    (home / "group/styles").mkdir()
    (home / "group/styles/brand.css").write_bytes(b"x" * (9 << 20))  # would be told if it was read
    assert "larger than" not in refusal(home / "north")


def test_a_group_is_no_link_and_lies_beside_its_site(home: Path, tmp_path: Path) -> None:
    (home / "group").rename(home / "real")
    (home / "group").symlink_to(home / "real")
    assert "is no link" in refusal(home / "north")
    away = tmp_path / "elsewhere"
    write(away, "north", NORTH)
    assert "there is no group/clinic.yaml" in refusal(away / "north")


def test_each_site_prints_its_own_numbers_and_a_change_reaches_whom_it_concerns(
    home: Path,
) -> None:
    def digests() -> dict[str, str]:
        return {name: found.inputs for name, found in find_clinics([home])[0].items()}

    for name, own, other in (("north", "8", "7"), ("south", "7", "8")):
        session = ClinicSession(home / name)
        (spec,) = session.specs(["preparing-infusion"], formats=["text"])
        text = session.write_text(spec).text
        assert f"{own} hours" in text
        assert f"{other} hours" not in text
        assert ("010-0001" in text, "010-1001" in text) == (name == "north", name == "south")
    before = digests()
    assert set(before) == {"north", "south"}  # the group itself is no clinic
    write(home, "south", NORTH)
    after = digests()
    assert after["north"] == before["north"]
    assert after["south"] != before["south"]
    write(home, "group", GROUP.replace("hours: 2", "hours: 3"))
    assert digests()["north"] != before["north"]


def test_a_group_is_read_once_for_all_its_sites(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handouts.batch import plan
    from handouts.inputs.snapshot import read_folder

    read: list[str] = []

    def counted(folder: Path) -> object:
        read.append(folder.name)
        return read_folder(folder)

    monkeypatch.setattr(plan, "read_folder", counted)
    find_clinics([home])
    assert read == ["group"]


def test_explain_tells_value_place_what_it_replaced_and_the_lock(home: Path) -> None:
    (food,) = explain(home / "north", "policy.infusion.food_hours")
    assert (food["value"], food["file"], food["line"]) == ("8", str(home / "north/clinic.yaml"), 6)
    assert food["instead_of"] == [
        {"value": "6", "file": str(home / "group/clinic.yaml"), "line": 7}
    ]
    (drive,) = explain(home / "north", "policy.infusion.drive")
    assert drive["locked_by"] == f"{home}/group/clinic.yaml:2"
    (default,) = explain(home / "north", "policy.esketamine.stay_minutes")
    assert (default["value"], default["file"]) == (120, None)
    assert len(list(explain(home / "north", "policy"))) == 7
    with pytest.raises(InvalidInput, match="did you mean policy"):
        list(explain(home / "north", "polcy"))


def test_the_files_of_a_group_are_part_of_what_a_plan_was_made_from(home: Path) -> None:
    files = read_clinic_folder(home / "north")
    assert set(files) == {"clinic.yaml", "../group/clinic.yaml"}
    assert load(home / "north").files_read == files
