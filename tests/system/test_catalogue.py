"""The catalogue of bad input, row by row: each has a test, or a reason why it has none.

The rows are those of our reliability study; `ROWS` says where each is tested. Those that no other
file tests are tested here, by the command line where that is what people use.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from handouts.cli import main
from handouts.errors import InvalidInput
from handouts.isolation.pool import run_tasks
from handouts.isolation.tasks import Limits, Task
from handouts.session import ClinicSession, Leaflet
from tests.batch_faults import Call
from tests.builders import Spoiled, a_folder, add, swap
from tests.conftest import page_texts

pytestmark = pytest.mark.usefixtures("here")

TESTS = Path(__file__).parents[1]
BRAND = "styles/brand.css"
SETTINGS = "clinic.yaml"
TOPIC = "content/topics/tiny/en.md"
EMERGENCY = "templates/components/emergency.html"
TINY_FOLDER = TESTS / "clinics" / "tiny"

# Row of the catalogue: the file and words of its test, or "not here: " and why.
ROWS: dict[int, str] = {
    1: "system/test_bad_input.py: settings gone",
    2: "system/test_bad_input.py: no such file; run",
    3: "system/test_catalogue.py: two settings files",
    4: "system/test_bad_input.py: unknown key",
    5: "system/test_bad_input.py: wrong type",
    6: "system/test_bad_input.py: repeated key",
    7: "system/test_bad_input.py: not valid YAML",
    8: "system/test_bad_input.py: smart quotes",
    9: "system/test_catalogue.py: images\\logo.svg",
    10: "system/test_catalogue.py: an INI file",
    11: "system/test_bad_input.py: cp1252",
    12: "system/test_bad_input.py: ufeff",
    13: "system/test_bad_input.py: direction sign",
    14: "system/test_bad_input.py: nested deeply",
    15: "system/test_bad_input.py: two documents",
    16: "system/test_bad_input.py: 0123",
    17: "system/test_catalogue.py: 1e400",
    18: "system/test_catalogue.py: a colour that is none",
    19: "preflight/brand/test_brand.py: test_what_a_brand_may_not_do",
    20: "system/test_catalogue.py: test_ids_are_plain",
    21: "batch/test_build.py: test_two_clinics_of_one_name_are_refused_before_any_work",
    22: "system/test_catalogue.py: test_a_name_is_only_ever_text",
    23: "system/test_catalogue.py: a name of 5000 letters",
    24: "not here: settings have no version yet; the first change of their form will add one",
    25: "system/test_bad_input.py: locale misspelt",
    26: "system/test_catalogue.py: a secret",
    27: "inputs/test_snapshot.py: test_a_file_that_cannot_be_read_is_named",
    28: "system/test_bad_input.py: logo of another case",
    29: "system/test_bad_input.py: logo outside",
    30: "inputs/test_snapshot.py: test_a_link_inside_the_folder_is_followed",
    31: "system/test_bad_input.py: logo is cut off",
    32: "system/test_catalogue.py: test_a_logo_is_known_by_its_content",
    33: "system/test_catalogue.py: test_every_kind_of_picture_prints",
    34: "preflight/test_files.py: test_what_cannot_be_printed_is_named",
    35: "preflight/brand/test_brand.py: test_a_logo_is_sharp_enough_for_print",
    36: "preflight/test_files.py: moving pictures",
    37: "preflight/brand/test_brand.py: times as long as it is wide",
    38: "system/test_catalogue.py: test_a_white_logo_on_white_is_told",
    39: "preflight/test_files.py: test_pictures_lose_what_cameras_write_into_them",
    40: "system/test_catalogue.py: the font “Helvetica” is not here",
    41: "system/test_attacks.py: test_our_way_says_what_is_wrong",
    42: "system/test_bad_input.py: open quote",
    43: "system/test_catalogue.py: test_what_changes_nothing_is_a_warning_with_the_nearest",
    44: "preflight/test_css.py: leads out of the clinic's folder",
    45: "system/test_bad_input.py: missing font",
    46: "preflight/test_css.py: leader() can run for ever",
    47: "preflight/test_css.py: is too large",
    48: "preflight/brand/test_brand.py: patients' safety hangs on it",
    49: "preflight/brand/test_brand.py: styles print",
    50: "system/test_catalogue.py: test_a_layout_without_an_end_costs_one_process",
    51: "preflight/test_css.py: the paper is set with",
    52: "preflight/test_files.py: test_other_fonts_are_told",
    53: "preflight/brand/test_brand.py: test_a_brand_ends_in_a_leaflet_or_a_report",
    54: "system/test_bad_input.py: utf-16",
    55: "system/test_bad_input.py: open front matter",
    56: "system/test_bad_input.py: no text",
    57: "system/test_catalogue.py: a topic copied and not changed",
    58: "document/test_markdown.py: test_html_prints_as_text_and_markdown_works",
    59: "system/test_bad_input.py: odd link",
    60: "system/test_bad_input.py: picture without words",
    61: "system/test_bad_input.py: heading jump",
    62: "system/test_catalogue.py: a word too long",
    63: "system/test_catalogue.py: test_two_thousand_quotes_are_told_with_their_line",
    64: "system/test_catalogue.py: a zero-width sign",
    65: "system/test_bad_input.py: a sign without a glyph",
    66: "system/test_catalogue.py: lorem ipsum",
    67: "checks/test_topics.py: test_review_dates",
    68: "system/test_rtl.py: def test",
    69: "system/test_bad_input.py: unresolved placeholder",
    70: "system/test_bad_input.py: text.rstrip()",
    71: "system/test_bad_input.py: byte 0xe9",
    72: "system/test_catalogue.py: a link to nowhere",
    73: "system/test_bad_input.py: .DS_Store",
    74: "system/test_bad_input.py: Asthma Plan (FINAL)",
    75: "system/test_bad_input.py: template with a syntax error",
    76: "system/test_bad_input.py: unknown name in a component",
    77: "system/test_attacks.py: test_plain_jinja_lets_templates_out",
    78: "system/test_attacks.py: test_the_stock_sandbox_lets_templates_grow",
    79: "system/test_catalogue.py: test_a_template_cannot_leave_out_what_keeps_people_safe",
    80: "preflight/test_nesting.py: closes nothing",
    81: "system/test_catalogue.py: a template of no use",
    82: "authoring/test_overrides.py: test_a_copy_is_outdated_once_ours_changed",
    83: "system/test_bad_input.py: No such option",
    84: "system/test_bad_input.py: test_a_file_where_a_folder_belongs",
    85: "system/test_catalogue.py: --jobs",
    86: "system/test_catalogue.py: --time-limit",
    87: "system/test_catalogue.py: test_the_output_is_never_in_or_above_a_clinics_folder",
    88: "batch/test_build.py: test_an_output_that_cannot_be_written_is_told_before_any_work",
    89: "not here: no command asks a question",
    90: "not here: leaflets hold no patient's name; the line for it is filled in with a pen",
    91: "not here: no command takes a patient's data",
    92: "not here: no command reads lists of patients",
    93: "batch/test_build.py: test_an_orphan_changed_by_hand_is_left_alone",
    94: "test_writing.py: test_after_any_failure_the_old_file_is_there_and_nothing_else",
    95: "batch/test_build.py: test_a_pdf_replaced_by_a_link_is_replaced_itself",
    96: "batch/test_build.py: test_a_newer_manifest_is_not_touched",
    97: "not here: needs a network share",
    98: "batch/test_build.py: test_what_nobody_asks_for_any_more_goes_unless_kept",
    99: "not here: needs Windows; names are at most 60 letters a part",
}


@pytest.mark.parametrize(("row", "where"), ROWS.items())
def test_every_row_has_its_test(row: int, where: str) -> None:
    file, _, words = where.partition(": ")
    assert words
    if file == "not here":
        return
    text = (TESTS / file).read_text("utf-8")
    if file == "system/test_catalogue.py":
        text = text.partition("\n}\n")[2]  # behind this table
    plain = re.sub(r"\W+", " ", text).lower()
    assert re.sub(r"\W+", " ", words).strip().lower() in plain, f"row {row}: {words}"


def test_no_row_is_left_out() -> None:
    assert list(ROWS) == list(range(1, 100))


# --- Refused, with file and line


def made(folder: Path, topic: str = "tiny") -> Leaflet:
    session = ClinicSession(folder)
    (spec,) = session.specs([topic])
    return session.render(spec)


REFUSED: dict[str, tuple[dict[str, Spoiled], str]] = {
    "images\\logo.svg": (
        {SETTINGS: swap("logo.svg", "images\\logo.svg")},
        r"clinic\.yaml:6: logo\.file: .*write / between folders",
    ),
    "an INI file": ({SETTINGS: "[clinic]\nname = x\n"}, r"clinic\.yaml:\d: "),
    "a JSON file cut off": ({SETTINGS: '{"name": "x"'}, r"clinic\.yaml:1: not valid YAML"),
    "not a number": (
        {SETTINGS: swap("food_hours: 6", "food_hours: .nan")},
        r"clinic\.yaml:9: .*“\.nan” is not a whole number",
    ),
    "1e400": (
        {SETTINGS: swap("food_hours: 6", "food_hours: 1e400")},
        r"clinic\.yaml:9: .*“1e400” is not a whole number",
    ),
    "no key at all": ({SETTINGS: "<!DOCTYPE html>\n"}, r"clinic\.yaml:1: .*looks like a web page"),
    "TOML": (
        {SETTINGS: 'name = "x"\nphone = "1"\n'},
        r"clinic\.yaml:1: .*looks like TOML or INI: write `name: …`",
    ),
    "two settings files": (
        {"clinic.yml": "name: x\n"},
        r"clinic\.yaml: clinic\.yml lies beside it, .*delete the other one",
    ),
    "UTF-16 without a mark": ({SETTINGS: "name: x\n".encode("utf-16-le")}, r"yaml: this is UTF-16"),
    "curly quotes round a value": (
        {SETTINGS: swap("Tiny Clinic", "“Tiny Clinic”")},
        r"clinic\.yaml:1: name: “Tiny Clinic” would be printed with its quotes; use straight",
    ),
    "a no-break space": (
        {SETTINGS: swap("name: Tiny", "name:\u00a0Tiny")},
        r"clinic\.yaml:2: .*a no-break space stands on the line above",
    ),
    "a logo that is a folder": (
        {SETTINGS: swap("logo.svg", "images"), "images/a.svg": "<svg/>"},
        r"clinic\.yaml:6: logo\.file: “images” is a folder; name the picture .*images/a\.svg",
    ),
    "a logo of no numbers": (
        {"logo.svg": '<svg xmlns="http://www.w3.org/2000/svg">\n<path d="M NaN 0 h9"/></svg>'},
        r"logo\.svg:2: <path> d says “NaN”, which is no number",
    ),
    "a colour that is none": (
        {BRAND: "\n:root { --color-heading: #12; --palette-primary-800: redd }"},
        r"brand\.css:2: --color-heading: “#12” is no colour; write #1f3f5f.*\n"
        r".*brand\.css:2: --palette-primary-800: “redd” is no colour",
    ),
    "a value that a token leaves empty": (
        {BRAND: "body {\n  color: var(--none, #000);\n  text-align: var(--none);\n}"},
        r"styles/brand\.css:3: Ignored `text-align:`, no value",
    ),
    "a font of the computer": (
        {BRAND: "\n@font-face { font-family: L; src: local('Lato') }\nh1 { font-family: L }"},
        r"brand\.css:2: the font “L” cannot be loaded; put its file \(TTF, .*into fonts/",
    ),
    "a Type 1 font": (
        {BRAND: "\n@font-face { font-family: L; src: url(/fonts/l.pfb) }\nh1 { font-family: L }",
         "fonts/l.pfb": b"%!PS"},
        r"brand\.css:2: “fonts/l\.pfb” cannot be used: \.pfb files cannot be used; .*TTF, OTF",
    ),
    "a topic copied and not changed": (
        {"content/topics/other/en.md": (TINY_FOLDER / TOPIC).read_text("utf-8")},
        r"tiny/en\.md:2: ref: “TST-TINY” is that of .*other/en\.md too; give each its own\n"
        r".*tiny/en\.md:8: title: ",
    ),
    "a link into the computer": (
        {TOPIC: add("\n[x](file:///etc/passwd)\n[y](javascript:alert%281%29)\n")},
        r"en\.md:37: link to “file:///etc/passwd”; use .*\n.*en\.md:38: link to “javascript:",
    ),
    "letters of another alphabet": (
        {TOPIC: add("\nTake 5О mg.\n")},  # noqa: RUF001
        r"en\.md:37: “5О”: letters of another alphabet",  # noqa: RUF001
    ),
    "something to fill in": (
        {TOPIC: add("\nAsk [insert name].\n\nHow long???\n")},
        r"en\.md:37: “\[insert name\]”: .*fill in.*\n.*en\.md:39: “\?\?\?”: .*find out",
    ),
    "a negative number": (
        {SETTINGS: swap("food_hours: 6", "food_hours: -2")},
        r"clinic\.yaml:9: .*“-2” is not a whole number",
    ),
    "a name of 5000 letters": (
        {SETTINGS: swap("Tiny Clinic", "x" * 3900)},
        r"clinic\.yaml:1: name: .*at most",
    ),
    "a secret": (
        {SETTINGS: add("api_token: s3cr3t-canary\n")},
        r"clinic\.yaml:12: api_token: unknown key",
    ),
    "a logo with text": (
        {"logo.svg": '<svg xmlns="http://www.w3.org/2000/svg">\n'
                     '<text font-family="Helvetica, Arial">x</text></svg>'},
        r"logo\.svg:2: the font “Helvetica” is not here; convert the text to outlines",
    ),
    "a word too long": (
        {TOPIC: add("\n" + "x" * 400 + "\n")},
        r"en\.md:37: “x{30}…” has no place to break in 400 letters",
    ),
    "a table too wide": (
        {TOPIC: add("\n" + "\n".join(cell * 40 + "|" for cell in ("|wonderfulword", "|-", "|x")))},
        r"en\.md:37: page 1: “wonderfulword” is printed over “wonderfulword”",
    ),
    "a zero-width sign": ({TOPIC: add("\na\u200bb\n")}, r"en\.md:37: hidden sign ZERO WIDTH SPACE"),
    "merge marks": (
        {TOPIC: add("\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n")},
        r"en\.md:37: “<<<<<<<”: two versions",
    ),
    "to do": ({TOPIC: add("\nTODO: check the dose\n")}, r"en\.md:37: “TODO:”: there is still"),
    "lorem ipsum": ({TOPIC: add("\nLorem ipsum dolor\n")}, r"en\.md:37: .*filler text"),
    "one brace": ({TOPIC: add("\nCall {phone} now\n")}, r"en\.md:37: “{phone}”: write placeh"),
    "a link to nowhere": ({TOPIC: add("\n[x](#nowhere)\n")}, r"en\.md:37: .*#nowhere"),
    "a template of no use": (
        {"templates/components/call_us.html": "x"},
        r"call_us\.html: no leaflet uses this template; did you mean .*call-us\.html",
    ),
    "a second html element": (
        {"templates/partials/masthead.html": "<html><body>\n<script>x</script></body></html>"},
        r"masthead\.html:2: <script> cannot be used",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("files", "told"), REFUSED.values(), ids=REFUSED)
def test_bad_input_is_told_with_file_and_line(
    files: dict[str, Spoiled], told: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidInput) as caught:
        made(a_folder(tmp_path, files))
    assert re.search(told, str(caught.value)), str(caught.value)
    assert "s3cr3t" not in str(caught.value)
    assert "Traceback" not in str(caught.value)


@pytest.mark.parametrize(
    "template",
    [
        "{% macro emergency(title='') %}<section class='emergency'></section>{% endmacro %}",
        "{% macro emergency(title='') %}<section class='emergency'>{{ title }}"
        "{{ caller() }}</section>{% endmacro %}",
    ],
)
def test_a_template_cannot_leave_out_what_keeps_people_safe(template: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        made(a_folder(tmp_path, {EMERGENCY: template}))
    assert re.search(
        r"emergency\.html(:1: its macro must print|: the page lacks “.*\(emergency\), which every)",
        str(caught.value),
    )


# --- Accepted


def test_a_name_is_only_ever_text(tmp_path: Path) -> None:
    name = "<b>A</b> {{ 7 * 7 }} **B** {% x %}"
    leaflet = made(a_folder(tmp_path, {SETTINGS: swap("Tiny Clinic", f"'{name}'")}))
    assert name in " ".join(page_texts(leaflet.pdf)[0].split())


def a_picture(kind: str, mode: str = "RGB", colour: Any = 90, **options: Any) -> bytes:
    data = BytesIO()
    Image.new(mode, (600, 600), colour).save(data, kind, **options)
    return data.getvalue()


def test_a_logo_is_known_by_its_content(tmp_path: Path) -> None:
    files: dict[str, Spoiled] = {
        "logo.jpg": a_picture("PNG"),
        SETTINGS: swap("logo.svg", "logo.jpg"),
    }
    assert made(a_folder(tmp_path, files)).diagnostics == ()


def test_every_kind_of_picture_prints(tmp_path: Path) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    files: dict[str, Spoiled] = {
        "cmyk.jpg": a_picture("JPEG", "CMYK"),
        "grey.jpg": a_picture("JPEG", "L"),
        "turned.jpg": a_picture("JPEG", exif=turned),
        "deep.png": a_picture("PNG", "I;16"),
        "palette.png": a_picture("PNG", "P"),
        "bits.png": a_picture("PNG", "1", 0),
        "clear.png": a_picture("PNG", "RGBA", (9, 9, 9, 128)),
        "new.webp": a_picture("WEBP", "RGBA", (9, 9, 9, 200)),
    }
    folder = "content/topics/tiny/figures"
    words = "".join(f"\n![What {name} shows](figures/{name})\n" for name in files)
    pictures: dict[str, Spoiled] = {f"{folder}/{name}": data for name, data in files.items()}
    css = add("\nimg { width: 15mm; height: 15mm }\n")
    session = ClinicSession(a_folder(tmp_path, {**pictures, TOPIC: add(words), BRAND: css}))
    (spec,) = session.specs(["tiny"], formats=["packet"])
    assert b"%PDF" in session.render(spec).pdf


def test_a_white_logo_on_white_is_told(tmp_path: Path) -> None:
    white = a_picture("PNG", "RGBA", (255, 255, 255, 255))
    files: dict[str, Spoiled] = {"logo.png": white, SETTINGS: swap("logo.svg", "logo.png")}
    (warning,) = made(a_folder(tmp_path, files)).diagnostics
    assert warning.file.endswith("tiny/logo.png")
    assert "cannot be seen on #ffffff" in warning.message


def test_what_changes_nothing_is_a_warning_with_the_nearest(tmp_path: Path) -> None:
    """A property and a token with a typing error, and a number that few can dial."""
    files: dict[str, Spoiled] = {
        BRAND: "\np { font-wieght: bold }\n:root { --color-haeding: #123 }",
        SETTINGS: swap("010-0100", "CALL-NOW"),
    }
    found = made(a_folder(tmp_path, files)).diagnostics
    told = [(Path(warning.file).name, warning.line, warning.message) for warning in found]
    assert told == [
        (
            "brand.css",
            2,
            "Ignored `font-wieght: bold`, unknown property; did you mean font-weight?",
        ),
        (
            "brand.css",
            3,
            "--color-haeding changes nothing: no style uses it; did you mean --color-heading?",
        ),
        ("clinic.yaml", None, "phone: “CALL-NOW”: write digits, which every phone has"),
    ]


def test_a_long_logo_is_made_smaller(tmp_path: Path) -> None:
    """One of six times its height keeps within its place; see test_brandcheck for longer ones."""
    wide = BytesIO()
    Image.new("RGB", (1200, 200), "navy").save(wide, "PNG")
    files: dict[str, Spoiled] = {
        "logo.png": wide.getvalue(),
        SETTINGS: swap("logo.svg", "logo.png"),
    }
    assert made(a_folder(tmp_path, files)).diagnostics == ()


def test_two_thousand_quotes_are_told_with_their_line(tmp_path: Path) -> None:
    """The parser goes twenty deep and drops the rest unsaid."""
    with pytest.raises(InvalidInput, match=r"en\.md:\d+: lists or quotes more than 6 deep"):
        made(a_folder(tmp_path, {TOPIC: add(f"\n{'> ' * 1900}x\n")}))


def test_a_hundred_thousand_cells_are_refused(tmp_path: Path) -> None:
    rows = "|a|b|c|d|e|\n" * 20_000
    with pytest.raises(InvalidInput, match="tables of more than about 2,000 cells"):
        made(a_folder(tmp_path, {TOPIC: add(f"\n|a|b|c|d|e|\n|-|-|-|-|-|\n{rows}\n")}))


@pytest.mark.parametrize(
    "name",
    ["Ä Clinic", "CON", "..", "x" * 300, "clinic\u202egpj", "a/../b", "Straße", "−", "", "nul",
     "Com1", "LPT9", "aux."],
)  # fmt: skip
def test_ids_are_plain(name: str) -> None:
    """A clinic's id is made from its folder's name: plain letters, no path, no Windows device."""
    from handouts.inputs.clinic import clinic_id

    made_id = clinic_id(Path("/clinics") / name.replace("/", "_"))
    assert re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?", made_id)
    assert not re.fullmatch(r"con|prn|aux|nul|com\d|lpt\d", made_id)


def test_a_topic_is_not_called_like_a_windows_device(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, {"content/topics/con/en.md": (TINY_FOLDER / TOPIC).read_text()})
    with pytest.raises(InvalidInput, match="rename the folder con to con-topic"):
        made(folder)


# --- The command


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.mark.parametrize(
    "options",
    [
        ["--jobs", "0"],
        ["--jobs", "-1"],
        ["--jobs", "x"],
        ["--time-limit", "0"],
        ["--time-limit", "-5"],
        ["--time-limit", "soon"],
    ],
)
def test_numbers_of_a_batch_are_checked(options: list[str], tmp_path: Path) -> None:
    result = run("batch", TINY_FOLDER, "-o", tmp_path / "out", *options)
    assert result.exit_code == 2
    assert options[0] in result.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", [["render", "tiny", "-c"], ["batch"]])
@pytest.mark.parametrize("where", [".", "styles", "content/topics", "out", "..", "../link"])
def test_the_output_is_never_in_or_above_a_clinics_folder(
    command: list[str], where: str, tmp_path: Path
) -> None:
    folder = a_folder(tmp_path)
    (tmp_path / "link").symlink_to(folder)
    before = sorted(tmp_path.rglob("*"))
    result = run(*command, folder, "-o", folder / where)
    assert result.exit_code == 2, result.output
    assert re.search(r"use -o \S*out$", result.stderr, re.MULTILINE)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.pdf
def test_from_within_a_clinics_folder_leaflets_go_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = a_folder(tmp_path)
    monkeypatch.chdir(folder / "styles")
    result = run("render", "tiny", "-c", "..", "-q")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "tiny" / "en" / "tiny.sheet.letter.pdf").is_file()
    assert not (folder / "out").exists()


# --- What only a killed process stops, and what it leaves behind


def make_leaflet(payload: Mapping[str, str]) -> tuple[dict[str, Any], bytes]:
    """Make the tiny leaflet of a clinic; called in a worker."""
    return {}, made(Path(payload["folder"])).pdf


@pytest.mark.slow
@pytest.mark.timing
def test_a_layout_without_an_end_costs_one_process(tmp_path: Path) -> None:
    """A brand that passes every gate and takes for ever: one leaflet lost, no file left over."""
    css = add(
        "".join(
            f"\n* * *:nth-child({n}n + 1) ~ *:not(:nth-last-child({n}n)):not(:nth-of-type({n}n)) "
            f"{{ --x{n}: 1 }}"
            for n in range(1, 5000)
        )
    )
    slow = a_folder(tmp_path / "slow", {BRAND: css})
    fine = a_folder(tmp_path / "fine")
    tasks = [
        Task(folder.parent.name, folder.parent.name, Call(make_leaflet, {"folder": str(folder)}))
        for folder in (slow, fine)
    ]
    scratch = tmp_path / "scratch"
    limits = Limits(seconds=6.0)
    found = {done.task.name: done for done in run_tasks(tasks, scratch=scratch, limits=limits)}
    assert found["slow"].stopped
    assert "stopped after 6 s" in found["slow"].problems[0].message
    assert found["fine"].reply
    assert found["fine"].reply.data.startswith(b"%PDF")
    assert not [path for path in scratch.rglob("*") if path.is_file()]


CANARY = "Canary-Name-17"


def test_no_path_of_the_machine_and_no_text_is_in_logs_or_metadata(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The PDF tells nothing of the machine; a fault tells the place, not the text around it."""
    folder = a_folder(tmp_path, {TOPIC: add(f"\n{CANARY} was here. [x](https://a.example)\n")})
    leaflet = made(folder)
    printed = capfd.readouterr()
    assert CANARY not in printed.out + printed.err
    for path in (
        str(tmp_path),
        str(Path.cwd()),
        os.environ.get("HOME", "/nowhere"),
        "handouts.inv",
    ):
        assert path.encode() not in leaflet.pdf
    import pikepdf

    with pikepdf.open(BytesIO(leaflet.pdf)) as pdf:
        assert not pdf.attachments
        metadata = bytes(pdf.Root.Metadata.read_bytes()).decode() + str(dict(pdf.docinfo))
        assert CANARY not in metadata
        assert str(tmp_path) not in metadata
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and "/URI" in item:
                assert str(item.URI) == "https://a.example"


def test_nothing_is_left_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import gc
    import tempfile

    scratch = tmp_path / "tmp"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    made(a_folder(tmp_path))
    gc.collect()
    assert not list(scratch.iterdir())
