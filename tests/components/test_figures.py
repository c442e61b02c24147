"""Drawings and grids: words in, pictures with descriptions out, in a brand's colours."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pypdfium2
import pytest

from handouts.assets import example_clinic, shipped_files
from handouts.components.nerve import Nerve
from handouts.l10n import weekdays
from handouts.pictograms import BrandColours, Colours, served
from handouts.preflight.brand.colours import contrast
from handouts.preflight.svg import svg_problems
from handouts.session import ClinicSession
from tests.components.test_components import fault, given
from tests.pdf_ua import assert_pdf_ua
from tests.pseudo import LOCALE, arabic_clinic

SIGN = "  - {{mark: {0}, text: at the {0}}}\n"
OTHERS = Colours(ink="#012345", paper="#fedcba", brand="#0a0b0c", alarm="#c0ffee")
DRAWINGS = sorted(name for name in shipped_files() if name.startswith("styles/figures/"))


def signs(*marks: str) -> str:
    return "signs:\n" + "".join(SIGN.format(mark) for mark in marks)


def test_signs_stand_in_the_order_of_the_drawing_s_numbers() -> None:
    found = given("bladder-signs", signs("outlet", "kidneys", "bladder"))["signs"]
    assert found == ["at the kidneys", "at the bladder", "at the outlet"]


@pytest.mark.parametrize("marks", [("kidneys", "bladder"), ("kidneys", "kidneys", "outlet")])
def test_a_number_without_a_sign_is_a_fault(marks: tuple[str, ...]) -> None:
    assert "one sign for each mark of the drawing" in fault("bladder-signs", signs(*marks))


def test_an_unknown_picture_is_a_fault() -> None:
    step = "- {picture: rest, text: a}\n"
    assert given("spray-steps", step * 3)["steps"][0] == {"picture": "rest", "text": "a"}
    assert "picture" in fault("spray-steps", step * 2 + "- {picture: jump, text: a}")


def test_what_stands_in_brackets_goes_below_a_label_of_the_nerve() -> None:
    words = {key: key for key in Nerve.model_fields} | {"dock": "Docking point (NMDA receptor)"}
    labels = given("nerve", "\n".join(f"{key}: {text}" for key, text in words.items()))["labels"]
    assert (labels["dock"].name, labels["dock"].meaning) == ("Docking point", "(NMDA receptor)")
    assert "key: missing" in fault("nerve", "caption: a")


@pytest.mark.parametrize("name", ["nerve", "nerve-labelled"])
def test_a_drawing_of_a_component_has_the_four_colours_alone(name: str) -> None:
    drawing = served(f"figures/{name}.svg", shipped_files(), BrandColours(OTHERS, OTHERS)).decode()
    paints = set(re.findall(r'(?:fill|stroke)="([^"]*)"', drawing))
    assert paints == {"none", OTHERS.ink, OTHERS.paper, OTHERS.brand}
    assert not svg_problems(drawing.encode(), name)
    assert "<text" not in drawing  # letters would need a font, and a language


def test_days_are_in_the_words_of_the_language() -> None:
    body = "low: '*bad*'\nhigh: good\nrows: [Week 1, Week 2]"
    found = given("mood-tracker", body)
    assert (found["low"], found["rows"]) == ("<em>bad</em>", ["Week 1", "Week 2"])
    assert sorted(found["days"]) == sorted(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
    assert {"lun", "dom"} <= set(weekdays("es"))
    assert len(set(weekdays("ar"))) == 7


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_is_a_white_sheet_with_dark_lines(name: str) -> None:
    """No colour of its own: what shows through its holes is the brand's."""
    drawing = shipped_files()[name].decode()
    assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', drawing)) <= {"#fff", "#1f272e", "none"}
    assert "<text" not in drawing  # letters would need a font, and a language


@pytest.fixture(scope="module")
def pages() -> dict[tuple[str, str], bytes]:
    """Large print: it has room for all figures."""
    made = {}
    wanted = {
        "harbor-light": ["bladder-health", "treatment-course"],
        "cedar-row": ["what-to-expect-esketamine"],
    }
    for clinic, topics in wanted.items():
        session = ClinicSession(example_clinic().with_name(clinic))
        for spec in session.specs(topics, ["es"], ["large-print"]):
            made[clinic, spec.name] = session.render(spec).pdf
    return made


@pytest.mark.pdf
def test_pages_with_figures_are_accessible(pages: dict[tuple[str, str], bytes]) -> None:
    for pdf in pages.values():
        assert_pdf_ua(pdf)


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("topic", "token"), [("bladder-health", "step"), ("what-to-expect-esketamine", "picture")]
)
def test_a_brand_s_colour_is_in_the_drawing(tmp_path: Path, topic: str, token: str) -> None:
    """A colour that nothing but this token has, and on much of the drawing."""
    written = (data for name, data in shipped_files().items() if name.startswith("styles/"))
    assert not any(b"#7b00aa" in data for data in written)
    folder = tmp_path / "clinic"
    shutil.copytree(example_clinic(), folder)
    brand = folder / "styles" / "brand.css"
    css = brand.read_text("utf-8")
    assert "#7b00aa" not in css
    brand.write_text(f"{css}\n:root {{ --color-{token}: #7b00aa; }}\n", "utf-8")
    assert ink(folder, topic) > 100


def ink(clinic: Path, topic: str) -> int:
    """Return how many pixels of a large-print leaflet are #7b00aa, inside its drawings."""
    session = ClinicSession(clinic)
    (spec,) = session.specs([topic], ["en"], ["large-print"])
    pages = pypdfium2.PdfDocument(session.render(spec).pdf)
    pictures = [page.render(scale=1).to_pil().convert("RGB") for page in pages]
    colours = [(n, colour) for one in pictures for n, colour in one.getcolors(1 << 20) or ()]
    return sum(n for n, colour in colours if colour == (123, 0, 170))


@pytest.mark.parametrize("clinic", ["harbor-light", "cedar-row"])
def test_lines_and_filled_parts_hold_on_a_photocopy(clinic: str) -> None:
    """Grey values on white paper: 3:1 is what graphics need."""
    css = (example_clinic().with_name(clinic) / "styles" / "brand.css").read_text("utf-8")
    step = re.search(r"--palette-primary-800: (#\w{6})", css)
    assert step
    for colour in (step[1], "#1f272e"):
        assert contrast(rgb(colour), (1.0, 1.0, 1.0)) > 3


def rgb(colour: str) -> tuple[float, float, float]:
    """Return a colour's parts, 0 to 1."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red / 255, green / 255, blue / 255


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("topic", "alt"),
    [("bladder-health", "Número 1"), ("what-to-expect-esketamine", "pañuelo")],
)
def test_pictures_are_described_in_the_topic_s_language(topic: str, alt: str) -> None:
    session = ClinicSession(example_clinic().with_name("harbor-light"))
    (spec,) = session.specs([topic], ["es"], ["large-print"])
    assert alt.lower() in session.compose(spec).html.lower()


@pytest.mark.pdf
def test_figures_stand_in_a_mirrored_page(tmp_path: Path) -> None:
    session = ClinicSession(arabic_clinic(tmp_path, "bladder-health"))
    (spec,) = session.specs(["bladder-health"], [LOCALE], ["large-print"])
    pdf = session.render(spec).pdf
    assert_pdf_ua(pdf)
    assert len(pypdfium2.PdfDocument(pdf)) > 1
