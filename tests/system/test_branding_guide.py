"""The recipes and the whole brand of docs/branding.md make good leaflets."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from handouts.assets import example_clinic, shipped_files
from handouts.session import ClinicSession

DOCS = Path(__file__).parents[2] / "docs"

pytestmark = pytest.mark.pdf


def script() -> ModuleType:
    """Return docs/make_pictures.py, which knows where the recipes are."""
    spec = importlib.util.spec_from_file_location("make_pictures", DOCS / "make_pictures.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


PICTURES = script()
RECIPES = dict(PICTURES.recipes())


@pytest.mark.parametrize("name", [name for name in RECIPES if RECIPES[name]])
def test_a_recipe_makes_a_leaflet_without_a_remark(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "harbor-light"
    shutil.copytree(example_clinic(), folder)
    with (folder / "styles" / "brand.css").open("a", encoding="utf-8") as brand:
        brand.write(RECIPES[name])
    session = ClinicSession(folder)
    (spec,) = session.specs(["benefits"])
    assert session.render(spec).diagnostics == ()
    assert (DOCS / "pictures" / f"recipe-{name}.png").is_file()


def test_the_brand_that_is_made_step_by_step_is_finished(tmp_path: Path) -> None:
    session = ClinicSession(PICTURES.willow_creek(tmp_path))
    (spec,) = session.specs(["what-to-expect-infusion"])
    assert session.render(spec).diagnostics == ()
    assert session.clinic.settings.logo


def test_every_class_of_a_recipe_is_in_our_templates() -> None:
    html = b"".join(data for path, data in shipped_files().items() if path.endswith(".html"))
    used = set(re.findall(r"\.([a-z][a-z_]+(?:__[a-z]+)?)\b", "".join(RECIPES.values())))
    assert used
    assert [name for name in sorted(used) if name.encode() not in html] == []
