"""A batch in parts: each leaflet in one part, and the parts together are the whole."""

from __future__ import annotations

import importlib
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from handouts.batch.shard import Shard, parse_shard
from handouts.cli import main
from tests.batch_faults import add_clinic, at_once, batch, tree


@pytest.fixture(autouse=True, scope="module")
def _stand_ins() -> Iterator[None]:
    """Make stand-ins for PDFs: these tests are about where they go."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            importlib.import_module("handouts.cli.batch"), "_executor", lambda *_: at_once
        )
        yield


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with three clinics, built whole, in parts apart, and in parts together."""
    folder = tmp_path_factory.mktemp("parts")
    for name in ("east", "north", "west"):
        add_clinic(folder / "clinics", name)
    assert batch(folder / "clinics", "-o", folder / "whole").exit_code == 0
    for part in ("1/3", "2/3", "3/3"):
        apart = folder / f"part-{part[0]}"
        assert batch(folder / "clinics", "-o", apart, "--shard", part).exit_code == 0
        assert batch(folder / "clinics", "-o", folder / "shared", "--shard", part).exit_code == 0
    return folder


@pytest.fixture
def parts(built: Path, tmp_path: Path) -> Path:
    """Return a copy of it, to change."""
    shutil.copytree(built, tmp_path / "copy")
    return tmp_path / "copy"


def test_parts_made_either_side_of_a_months_end_belong_together(
    built: Path, tmp_path: Path
) -> None:
    for part, day in (("1/2", "2026-11-30"), ("2/2", "2026-12-01")):
        options = ["-o", tmp_path / "out", "--shard", part, "--today", day]
        assert batch(built / "clinics", *options).exit_code == 0
    assert merge(tmp_path / "out").exit_code == 0


def merge(*folders: Path) -> Result:
    return CliRunner().invoke(main, ["manifest", "merge", *map(str, folders)])


def files(folder: Path) -> dict[str, bytes]:
    """Return the PDFs and the whole manifest."""
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.glob("*/*/*.pdf")
    }
    return {**found, "manifest.json": (folder / "manifest.json").read_bytes()}


def test_parts_apart_become_the_whole_byte_for_byte(parts: Path) -> None:
    result = merge(parts / "merged", *(parts / f"part-{n}" for n in (1, 2, 3)))
    assert result.exit_code == 0, result.output
    assert "6 leaflets" in result.stdout
    assert files(parts / "merged") == files(parts / "whole")


def test_parts_in_one_folder_become_the_whole(parts: Path) -> None:
    assert merge(parts / "shared").exit_code == 0
    assert files(parts / "shared") == files(parts / "whole")


def test_a_merged_folder_is_up_to_date(parts: Path) -> None:
    folders = [parts / f"part-{n}" for n in (1, 2, 3)]
    merge(parts / "merged", *folders)
    result = batch(parts / "clinics", "-o", parts / "merged")
    assert "0 made, 6 unchanged" in result.stdout
    assert tree(parts / "merged") == tree(parts / "whole")


def test_a_part_is_built_again_only_where_it_changed(parts: Path) -> None:
    result = batch(parts / "clinics", "-o", parts / "part-2", "--shard", "2/3")
    assert "0 made" in result.stdout


def test_a_missing_part_is_named(parts: Path) -> None:
    result = merge(parts / "merged", parts / "part-1", parts / "part-3")
    assert result.exit_code == 2
    assert "part 2/3 is missing; run it" in result.stderr
    assert not (parts / "merged" / "manifest.json").exists()


def test_parts_of_different_clinics_do_not_mix(parts: Path) -> None:
    brand = parts / "clinics" / "east" / "styles" / "brand.css"
    brand.write_text("p { color: #000 }")
    batch(parts / "clinics", "-o", parts / "part-2", "--shard", "2/3")
    result = merge(parts / "merged", *(parts / f"part-{n}" for n in (1, 2, 3)))
    assert result.exit_code == 2
    assert "east was built from other files or versions" in result.stderr


def test_parts_of_different_cuts_do_not_mix(parts: Path) -> None:
    batch(parts / "clinics", "-o", parts / "part-2", "--shard", "2/2")
    result = merge(parts / "merged", *(parts / f"part-{n}" for n in (1, 2, 3)))
    assert result.exit_code == 2
    assert "cut in 2 and 3" in result.stderr


def test_a_file_that_is_not_as_recorded_is_not_merged(parts: Path) -> None:
    pdf = next((parts / "part-1").glob("*/*/*.pdf"))
    pdf.write_bytes(b"torn")
    result = merge(parts / "merged", *(parts / f"part-{n}" for n in (1, 2, 3)))
    assert result.exit_code == 2
    assert f"{pdf}: is not the file that manifest.1-of-3.json names" in result.stderr


def test_a_folder_without_parts_is_told_what_to_do(tmp_path: Path) -> None:
    result = merge(tmp_path)
    assert result.exit_code == 2
    assert "build with --shard 1/N" in result.stderr


def test_a_leaflet_belongs_to_one_part_whatever_else_there_is() -> None:
    """By its name alone: adding a clinic moves nobody."""
    names = [f"clinic-{n}/en/risks.sheet.letter.pdf" for n in range(3000)]
    parts = [[name for name in names if Shard(i, 7).includes(name)] for i in range(1, 8)]
    assert Counter(name for part in parts for name in part) == Counter(names)
    assert all(360 < len(part) < 500 for part in parts)
    assert Shard(5, 7).includes("harbor-light/en/risks.sheet.letter.pdf"), "and for ever"


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "1/0", "a/b", "1/3/5", "-1/3", "1/999999"])
def test_what_is_no_part_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a part such as 2/5"):
        parse_shard(text)
    assert batch("--shard", text).exit_code == 2
