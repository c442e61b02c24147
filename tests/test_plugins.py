"""Plugins as installed wheels: what they add, who lets them in, and what a faulty one costs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from handouts import plugins
from handouts.errors import InvalidInput
from tests.builders import a_folder, add

ROOT = Path(__file__).parents[1]
PACKAGES = ("sample", "broken")

pytestmark = pytest.mark.package


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that both packages are installed in, built without a network."""
    folder, wheels = tmp_path_factory.mktemp("installed"), tmp_path_factory.mktemp("wheels")
    for name in PACKAGES:
        source = ROOT / "tests" / "plugins" / name
        python("-m", "build", "--wheel", "--no-isolation", "--outdir", wheels, source)
    made = sorted(wheels.glob("*.whl"))
    python("-m", "pip", "install", "--quiet", "--no-deps", "--target", folder, *made)
    return folder


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """Return a clinic whose text uses the component."""
    use = add("\n:::nudge\nDrink some water.\n:::\n\nDANGER is everywhere.\n")
    return a_folder(tmp_path, {"content/topics/tiny/en.md": use})


Done: TypeAlias = "subprocess.CompletedProcess[str]"


def python(*arguments: object, code: int = 0, **environment: str) -> Done:
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        env={**os.environ, **environment}, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done


def run(installed: Path, *arguments: object, code: int = 0, named: str = "") -> Done:
    """Return what a command said; `named` are the plugins of HANDOUTS_PLUGINS."""
    path = os.pathsep.join([str(installed), str(ROOT)])
    return python(
        "-m", "handouts", *arguments, code=code, PYTHONPATH=path, HANDOUTS_PLUGINS=named
    )  # fmt: skip


def script(installed: Path, text: str) -> Any:
    """Return what a program printed as JSON."""
    path = os.pathsep.join([str(installed), str(ROOT)])
    return json.loads(python("-c", text, PYTHONPATH=path).stdout)


@pytest.mark.pdf
def test_a_component_a_format_and_a_topic_are_printed(
    installed: Path, clinic: Path, tmp_path: Path
) -> None:
    arguments = ["render", "tiny", "laughing-gas", "-c", clinic, "-o", tmp_path / "out"]
    done = run(
        installed, "--plugin", "handouts-sample", *arguments, "--format", "slip", "--locale", "en"
    )
    assert sorted(path.name for path in (tmp_path / "out").rglob("*.pdf")) == [
        "laughing-gas.slip.letter.pdf", "tiny.slip.letter.pdf",
    ]  # fmt: skip
    assert "plugin" not in done.stderr


def test_nothing_is_loaded_that_nobody_named(installed: Path, clinic: Path, tmp_path: Path) -> None:
    (clinic / "plugins.yaml").write_text("plugins: [handouts-sample]\n")
    out = tmp_path / "out"
    done = run(installed, "render", "tiny", "-c", clinic, "-o", out, code=2)
    assert ":::nudge: no such component" in done.stderr
    done = run(installed, "render", "tiny", "-o", out, "--format", "slip", code=2)
    assert "'slip' is not one of" in done.stderr
    done = run(installed, "doctor", "--json")
    found = {item["name"]: item["found"] for item in json.loads(done.stdout)["findings"]}
    assert found["plugin handouts-sample"].startswith("1.2, not loaded: ")


def test_doctor_lists_what_is_loaded(installed: Path) -> None:
    done = run(installed, "doctor", "--json", named="handouts-sample handouts_broken")
    found = {item["name"]: item for item in json.loads(done.stdout)["findings"]}
    assert found["plugin handouts-sample"]["found"] == (
        "1.2, loaded: components nudge, formats slip, checks shouting, languages fr, "
        "writers outline, topics nitrous"
    )
    broken = found["plugin handouts-broken"]
    assert broken["state"] == "advice"
    assert broken["found"] == "0.1, loaded: formats fickle"


def test_what_cannot_be_loaded_is_named_and_left_out(installed: Path) -> None:
    done = run(installed, "--plugin", "handouts-broken", "topics", "--json")
    reasons = {
        line.split(" was left out: ")[0].rpartition(" ")[2]: line.split(" was left out: ")[1]
        for line in done.stderr.splitlines()
    }
    assert reasons["missing"].startswith("AttributeError")
    assert "component note: handouts has one of that name" in reasons["note"]
    assert reasons["future"] == "is written for version 2 of the interface, not 1"
    assert reasons["raising"] == "RuntimeError: not today"
    assert "BAD-01" in reasons["faulty"]
    assert "content/topics/risks/en.md is there already" in reasons["thief"]
    topics = {topic["id"]: topic["title"] for topic in json.loads(done.stdout)}
    assert topics["risks"] != "Nothing to see here."


def test_a_check_of_a_plugin_judges_and_one_that_raises_costs_its_own_result(
    installed: Path, clinic: Path
) -> None:
    text = clinic / "content" / "topics" / "other" / "en.md"
    text.write_text(text.read_text("utf-8") + "\nUNTHINKABLE\n")
    settings = clinic / "clinic.yaml"
    settings.write_text(settings.read_text("utf-8") + "\nbuild: {topics: [other]}\n")
    done = run(
        installed, "--plugin", "handouts-sample", "check", clinic, "--no-pages", "--json", code=1
    )
    (report,) = json.loads(done.stdout)["reports"]
    found = {
        Path(item["file"]).parent.name: item["message"]
        for item in report["findings"]
        if item["check"] == "shouting"
    }
    assert found["tiny"] == "“DANGER” shouts; write it small"
    assert found["other"].startswith("not judged: the plugin handouts-sample failed (LookupError: ")
    others = [item for item in report["findings"] if item["check"] != "shouting"]
    assert others


def test_a_format_that_raises_costs_its_own_leaflet(installed: Path, tmp_path: Path) -> None:
    clinic = a_folder(tmp_path)
    arguments = ["render", "tiny", "-c", clinic, "-o", tmp_path / "out", "--locale", "en"]
    done = run(
        installed, *arguments, "--format", "fickle", "--format", "sheet", code=1,
        named="handouts-broken",
    )  # fmt: skip
    assert "the plugin handouts-broken failed (format fickle: KeyError: 'fickle')" in done.stderr
    assert [path.name for path in (tmp_path / "out").rglob("*.pdf")] == ["tiny.sheet.letter.pdf"]


def test_a_batch_makes_the_leaflets_anew_with_a_plugin(
    installed: Path, clinic: Path, tmp_path: Path
) -> None:
    settings = clinic / "clinic.yaml"
    text = settings.read_text("utf-8").replace("[en, es]", "[en]")
    settings.write_text(text + "\nbuild: {topics: [other]}\n")
    arguments = ["batch", clinic, "-o", tmp_path / "out", "--json"]

    def counts(*first: str) -> Any:
        return json.loads(run(installed, *first, *arguments).stdout)["counts"]

    assert counts()["made"] == 1
    assert counts("--plugin", "handouts-sample")["made"] == 1
    assert counts("--plugin", "handouts-sample")["unchanged"] == 1


def test_programs_use_plugins_too(installed: Path, clinic: Path) -> None:
    found = script(installed, f"""
import json, handouts
handouts.use_plugins("handouts-sample")
clinic = handouts.open_clinic({str(clinic)!r})
try:
    handouts.write(clinic, "tiny", "outline", locale="es")
except handouts.InvalidInput as error:
    told = str(error)
french = "fr" in __import__("handouts.languages").languages.LANGUAGES
print(json.dumps([handouts.write(clinic, "tiny", "outline", locale="en").decode(), told, french]))
""")  # fmt: skip
    outline, told, french = found
    assert outline.startswith("tiny: ")
    assert "the plugin handouts-sample failed (writer outline: ZeroDivisionError" in told
    assert french


def test_a_plugin_that_is_not_installed_is_refused_in_words(installed: Path) -> None:
    done = run(installed, "--plugin", "handouts-sampel", "topics", code=2)
    assert "no such plugin is installed; did you mean handouts-sample" in done.stderr
    with pytest.raises(InvalidInput, match="no such plugin is installed"):
        plugins.load(["handouts-nothing"])
