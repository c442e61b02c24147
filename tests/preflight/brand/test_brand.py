"""What a brand may do to a leaflet, and what is an error: contrast, sizes, hidden safety text."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from fontTools import subset
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from handouts.assets import example_clinic, shipped_files
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.inputs.yaml import parse_yaml
from handouts.pdf.appearance import WHITE, Appearance, BoxPaint, read_appearance
from handouts.pdf.renderer import Page
from handouts.preflight.brand.audit import FRAMES, AuditResult, BrandAuditor, judge
from handouts.preflight.brand.colours import (
    Colour,
    contrast,
    hex_of,
    is_red,
    nearest_passing,
)
from handouts.preflight.brand.greys import GREY_STEPS, arm_of, grey_steps
from handouts.preflight.brand.locations import BrandSheet
from handouts.session import ClinicSession, Leaflet
from tests.builders import Spoiled, a_folder, add, swap
from tests.pdf_ua import assert_pdf_ua

BRANDS = Path(__file__).parents[2].joinpath("brands")
BRAND = "styles/brand.css"
TOPIC = "content/topics/tiny/en.md"


def colour(text: str) -> Colour:
    return int(text[1:3], 16) / 255, int(text[3:5], 16) / 255, int(text[5:], 16) / 255


def look_of(
    session: ClinicSession, topic: str = "tiny", locale: str = "en", css: str | None = None
) -> Appearance:
    """Return what the first layout of a topic looks like, with another brand sheet if given."""
    (spec,) = session.specs([topic], [locale])
    composed = session.compose(spec)
    fetcher = session.renderer._fetcher
    if css is not None:
        fetcher.files = {**session.files, BRAND: css.encode()}
    try:
        page = Page(spec.name, composed.html, composed.properties)
        return read_appearance(session.renderer.lay_out(page).document, FRAMES)
    finally:
        fetcher.files = session.files


@pytest.fixture
def verdict(tiny: ClinicSession) -> Callable[..., AuditResult]:
    """Return a function from a brand sheet to what is wrong with its leaflet."""

    def appearance(css: str, topic: str = "tiny") -> AuditResult:
        return judge(look_of(tiny, topic, css=css), BrandSheet(css, BRAND), "tiny")

    return appearance


# --- Colours


def test_the_ground_of_a_first_line_is_seen(verdict: Callable[..., AuditResult]) -> None:
    """Lines have no element of their own, and yet this rule paints behind one."""
    (error,) = verdict("\n.emergency li::first-line { background: #000; color: #111 }").errors
    assert (error.line, "#111111 on #000000" in error.message) == (2, True)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#00a99d", 2.9),
        ("#ffffff", "#005eb8", 6.4),
        ("#767676", "#ffffff", 4.5),
        ("#595959", "#ffffff", 7.0),
        ("#b00020", "#1b7f3b", 1.45),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(colour(one), colour(other)) == pytest.approx(ratio, abs=0.06)


@pytest.mark.parametrize(
    ("text", "ground", "which", "least"),
    [
        ("#ffffff", "#00a99d", "ground", 7.0),
        ("#888888", "#ffffff", "text", 7.0),
        ("#777777", "#777777", "text", 4.5),
    ],
)
def test_the_nearest_passing_colour_passes(
    text: str, ground: str, which: str, least: float
) -> None:
    passing = nearest_passing(colour(text), colour(ground), least)
    assert passing is not None
    assert passing[0] == which or text == ground
    pair = (passing[1], ground) if passing[0] == "text" else (text, passing[1])
    assert contrast(colour(pair[0]), colour(pair[1])) >= least


COLOURS = st.tuples(*[st.integers(0, 255).map(lambda part: part / 255)] * 3)


@given(COLOURS, COLOURS, st.sampled_from([3.0, 4.5, 7.0]))
def test_a_suggested_colour_always_passes(text: Colour, ground: Colour, wanted: float) -> None:
    passing = nearest_passing(text, ground, wanted)
    if passing is None:
        assert wanted == 7.0  # 4.5:1 can always be reached: by black or by white
        return
    new = colour(passing[1])
    assert contrast(new, ground if passing[0] == "text" else text) >= wanted


@pytest.mark.parametrize("red", ["#8f1d14", "#b00020", "#a3000f", "#7a0c0c"])
def test_reds_are_red(red: str) -> None:
    assert is_red(colour(red))


@pytest.mark.parametrize("other", ["#b8461f", "#ff5964", "#00a99d", "#5a2a18", "#ffffff"])
def test_other_colours_are_not(other: str) -> None:
    assert not is_red(colour(other))


# --- Where a brand says it


SHEET = BrandSheet(
    ":root { --a: #123456; }\n.emergency { border: 1px }\n"
    "@media print {\n  .callout p, li.x { color: rgb(255 0 0); content: 'Hello' }\n}",
    "brand.css",
)


def test_colours_rules_and_strings_have_lines() -> None:
    assert SHEET.line_of_colour(colour("#123456")) == 1
    assert SHEET.line_of_colour(colour("#ff0000")) == 4
    assert SHEET.line_of_colour(colour("#000000")) is None
    assert SHEET.line_of(".emergency") == 2
    assert SHEET.line_of(".x", properties=("color",)) == 4
    assert SHEET.line_of(".emerg", ".call") is None
    assert SHEET.line_of("p") == 4
    assert SHEET.line_of_string("Hello") == 4
    assert SHEET.line_of_token("--a") == 1
    assert SHEET.line_of_token("--b") is None
    twice = BrandSheet(":root { --a: #111 }\n:root { --a: #222 }", "brand.css")
    assert twice.line_of_token("--a") == 2  # which wins


# --- Shipped leaflets


@pytest.mark.parametrize(
    ("name", "topic", "fill", "arm"),
    [
        ("harbor-light", "risks", ".bar__fill", ".arm--harm"),
        ("cedar-row", "benefits", ".dots__rest", ".arm--benefit"),
    ],
)
def test_our_own_brands_have_no_fault_and_no_warning(
    name: str, topic: str, fill: str, arm: str
) -> None:
    session = ClinicSession(example_clinic().parent / name)
    appearance = look_of(session, topic, "es")
    assert BrandAuditor(session.clinic.files).verdict(appearance, topic) == AuditResult()
    assert not appearance.hidden
    assert not appearance.covered
    arms = {arm_of(box_paint) for box_paint in appearance.box_paints if box_paint.name == fill}
    assert arms == {arm}  # a comparison is hatched


def test_every_piece_of_text_is_seen_once_with_its_look(tiny: ClinicSession) -> None:
    appearance = look_of(tiny)
    (title,) = (run for run in appearance.runs if ".hero__title" in run.path)
    assert (title.text, title.size_pt, title.bold) == ("What is this?", 29.0, True)
    assert hex_of(title.colour) == "#ffffff"
    assert [hex_of(ground) for ground in title.grounds] == ["#124578"]
    assert title.family == "Atkinson Hyperlegible"
    assert all(run.visible for run in appearance.runs)
    (box,) = (box_paint for box_paint in appearance.box_paints if box_paint.name == ".emergency")
    assert min(box.border_pt) == 3.0
    assert appearance.pages_mm[0] == pytest.approx((215.9, 279.4))


# --- One fault each


@pytest.mark.parametrize(
    ("css", "line", "told"),
    [
        (".hero__title { color: #5d7d9d }", 1, "#5d7d9d on #1a3755 is"),
        ("\nhtml { color: #666 }", 2, "7:1 is better"),
        (".hero__title { color: rgb(255 255 255 / 0.4) }", None, "4.5:1"),
        (".hero { background: linear-gradient(#fff, #1f3f5f) }", 1, "#ffffff on #ffffff is 1.0:1"),
        (".hero { background: url(/logo.svg) }", None, "is 1.0:1"),
        (".call-us { border-color: #dddddd }", 1, "the border (.call-us): #dddddd"),
        (".emergency { display: none }", 1, "patients' safety hangs on it"),
        (".emergency .callout__body { height: 1mm; overflow: hidden }", 1, "patients' safety"),
        (".emergency { position: absolute; left: -900mm }", 1, "patients' safety"),
        (".emergency { opacity: 0 }", 1, "patients' safety"),
        (".emergency__crisis { visibility: hidden }", 1, ".emergency “"),
        (".emergency ul { font-size: 10pt }", 1, "the emergency box is printed at 10.0 pt"),
        (".emergency { border: none }", 1, "border of 0.0 pt"),
        (".emergency ul { width: 9mm; overflow-wrap: anywhere }", 1, "letters in a line"),
        (":root { --palette-alarm-800: #1f3f5f }", 1, "the emergency box is #1f3f5f"),
        (".emergency__title { background: none; color: #000 }", 1, "lost its dark ground"),
        (".emergency { transform: scale(0.2) }", 1, "is turned, moved or scaled"),
        (".emergency li { text-decoration: line-through }", 1, "is struck through, as if"),
        ("p { color: #000 }\n* { letter-spacing: -0.2em }", 2, "run into one another; delete"),
        (".call-us { word-spacing: -1em }", 1, "run into one another; delete letter-spacing"),
        (".call-us__number { text-indent: -900mm }", 1, ".call-us “"),
        (".colophon { display: none }", 1, ".colophon “"),
        (".running-footer { visibility: hidden }", 1, ".running-footer “"),
        (".hero__message { margin-top: -10mm }", 1, "is printed over"),
        ("p::after { content: ' Ask for Bob.' }", 1, "styles print “Ask for Bob.”"),
        (":root { --w: 'Take two'; } li::before { content: var(--w) }", 1, "styles print “Take"),
    ],
)
def test_what_a_brand_may_not_do(
    css: str, line: int | None, told: str, verdict: Callable[..., AuditResult]
) -> None:
    found = verdict(css)
    problems = found.warnings if "is better" in told else found.errors
    lines = [problem.line for problem in problems if told in problem.message]
    assert lines, [str(problem) for problem in (*found.errors, *found.warnings)]
    assert line is None or line in lines


@pytest.mark.parametrize(
    "css",
    [
        ".masthead__strapline, .hero__eyebrow { display: none }",
        ".hero { background: #3b2f2f; border-radius: 4mm }",
        ".section__body > ul { list-style-type: '→ ' }",
        "h1, h2 { font-family: 'IBM Plex Serif' }",
        "html { color: oklch(0.2 0.02 250) }",
        ":root { --palette-alarm-800: #7a0c0c }",
        "h2::after { content: '' }",
        ".emergency { border-width: 4pt }",
        ".key-points { background: linear-gradient(#fff, #eee) }",
    ],
)
def test_what_a_brand_may_do(css: str, verdict: Callable[..., AuditResult]) -> None:
    assert verdict(css) == AuditResult()


def test_pen_lines_dots_and_bars_must_be_seen(verdict: Callable[..., AuditResult]) -> None:
    css = ".pen { border-color: #eee }\n:root { --color-harm: #f3d9c4 }"
    found = verdict(css, "everything")
    told = "\n".join(map(str, found.errors))
    assert "lines to write on (.pen): #eeeeee" in told
    assert "filled dots or bars" in told


# --- Grey


def in_arms(benefit: str = "", harm: str = "") -> Appearance:
    """Return the look of a leaflet that has nothing but bars of these colours."""
    arms = {"benefit": benefit, "harm": harm}
    return Appearance(
        (),
        tuple(
            BoxPaint(1, ".bar__fill", WHITE, colour(fill), None, (0.0,) * 4, (0, 0, 9, 9),
                  (f".arm--{arm}", ".bar__fill"))
            for arm, fill in arms.items() if fill
        ),
        (), (), (), (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("#000000", "#ffffff", 100),
        ("#767676", "#767676", 0),
        ("#b00020", "#1b7f3b", 10),  # by luminance; as PDF mixes them 14
        ("#d01080", "#1b7f3b", 0.5),  # by luminance; as PDF mixes them 1.5
        ("#0000ff", "#2f2f2f", 9),  # as PDF mixes them; by luminance 13
    ],
)
def test_grey_is_taken_at_its_worst(one: str, other: str, steps: float) -> None:
    assert grey_steps(colour(one), colour(other)) == pytest.approx(steps, abs=0.6)
    assert grey_steps(colour(other), colour(one)) == grey_steps(colour(one), colour(other))


ALIKE = """:root {
  --color-benefit: #2a7a2a;
  --color-harm: #9a4a4a;
}
"""


def followed(css: str, found: AuditResult) -> str:
    """Return a brand sheet with the colours that a warning suggests."""
    (warning,) = found.warnings
    for token, new, old in re.findall(r"(--color-\w+): (#\w+) in place of (#\w+)", str(warning)):
        css = css.replace(f"{token}: {old};", f"{token}: {new};")
    return css


def test_colours_that_look_alike_in_grey_are_told_and_the_suggestion_ends_it(
    verdict: Callable[..., AuditResult],
) -> None:
    found = verdict(ALIKE, "everything")
    (warning,) = found.warnings
    assert warning.line == 3
    assert warning.message == (
        "dots and bars of benefit (#2a7a2a) and harm (#9a4a4a) look alike in greyscale print; "
        "with --color-harm: #6a1f23 in place of #9a4a4a they can be told apart"
    )
    assert not found.errors
    assert verdict(followed(ALIKE, found), "everything") == AuditResult()


def test_the_styles_as_shipped_are_well_apart_in_grey(verdict: Callable[..., AuditResult]) -> None:
    assert verdict("", "everything") == AuditResult()


@pytest.mark.parametrize(
    "folder",
    ["styles/tokens", "templates/starter/styles", "content/clinics/harbor-light/styles",
     "content/clinics/cedar-row/styles"],
)  # fmt: skip
def test_our_palettes_keep_a_margin_in_grey_and_on_tinted_ground(folder: str) -> None:
    """Printers differ, and a clinic may put a pale ground behind bars."""
    root = Path(__file__).parents[3]
    sheets = [*sorted((root / "styles/tokens").glob("*.css")), *(root / folder).glob("brand.css")]
    text = "\n".join(sheet.read_text("utf-8") for sheet in sheets)
    tokens = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", text))
    fills = []
    for arm in ("benefit", "harm"):
        value = tokens[f"--color-{arm}"]
        while value.startswith("var("):
            value = tokens[value[4:-1]]
        fills.append(colour(value))
    assert min(grey_steps(*pair) for pair in combinations(fills, 2)) >= GREY_STEPS + 1.5
    assert min(contrast(fill, colour("#f5f3ee")) for fill in fills) >= 3.0


@pytest.mark.parametrize(
    ("css", "arms", "line", "token"),
    [
        # the brand's own colour is to be changed, not one it has from us
        ("\n:root { --color-harm: #445566; }", ("#4d5d6d", "#445566"), 2, "--color-harm"),
        ("\n\n:root { --palette-accent-600: #735a44 }",
         ("#4d5d6d", "#735a44"), 3, "--color-harm"),
        (":root { --palette-x: #445566;\n--color-benefit: var(--palette-x) }",
         ("#445566", "#4d5d6d"), 2, "--color-benefit"),
        ("", ("#445566", "#4d5d6d"), None, "--color-"),  # a clinic's copy of our styles
    ],
)  # fmt: skip
def test_the_line_and_the_token_are_those_that_a_brand_sets(
    css: str, arms: tuple[str, str], line: int | None, token: str
) -> None:
    (warning,) = judge(in_arms(*arms), BrandSheet(css, BRAND), "tiny").warnings
    assert warning.line == line
    assert re.findall(r"with (--[\w-]+):", warning.message)[0].startswith(token)
    assert " and --color" not in warning.message


@pytest.mark.parametrize(
    "arms",
    [
        ("#00334e", "#00334e"),  # one run
        ("#000000", "#000000"),
        ("#222222", "#555555"),
        ("#1a3755", ""),
        ("#999999", "#aaaaaa"),  # too pale: that is told as an error, and is enough
    ],
)
def test_greys_and_one_colour_for_several_things_are_no_fault(arms: tuple[str, str]) -> None:
    assert judge(in_arms(*arms), BrandSheet("", BRAND), "tiny").warnings == ()


@given(COLOURS, COLOURS)
def test_whatever_the_colours_the_suggestion_ends_the_warning(
    benefit: Colour, harm: Colour
) -> None:
    colours = {"benefit": benefit, "harm": harm}
    found = {arm: hex_of(fill) for arm, fill in colours.items()}
    warnings = judge(in_arms(**found), BrandSheet("", BRAND), "tiny").warnings
    if warnings:
        new = re.findall(r"--color-(\w+): (#\w+) in", str(warnings[0]))
        assert new
        seen = {arm: fill for arm, fill in found.items() if contrast(colour(fill), WHITE) >= 3.0}
        assert (
            judge(in_arms(**{**seen, **dict(new)}), BrandSheet("", BRAND), "tiny") == AuditResult()
        )


def test_small_body_text_is_a_warning(verdict: Callable[..., AuditResult]) -> None:
    found = verdict(".block p { font-size: 10.5pt }")
    assert [problem.line for problem in found.warnings] == [1]
    assert "text of 10.5 pt" in found.warnings[0].message


def a_picture(width: int, height: int) -> bytes:
    data = BytesIO()
    Image.new("RGB", (width, height), "navy").save(data, "PNG")
    return data.getvalue()


@pytest.mark.parametrize(
    ("size", "told"),
    [((20, 20), "dots per inch"), ((900, 20), "times as long as it is wide"), ((600, 600), None)],
)
def test_a_logo_is_sharp_enough_for_print(
    size: tuple[int, int], told: str | None, tmp_path: Path
) -> None:
    settings = swap("logo.svg", "logo.png")
    folder = a_folder(tmp_path, {"logo.png": a_picture(*size), "clinic.yaml": settings})
    session = ClinicSession(folder)
    found = judge(look_of(session), BrandSheet("", BRAND), "tiny")
    assert not found.errors
    assert (
        any(told in problem.message for problem in found.warnings) if told else not found.warnings
    )


def a_font(letters: str, *, restricted: bool = False) -> bytes:
    """Return a shipped font with only some of its letters."""
    name = "fonts/AtkinsonHyperlegible-Regular.ttf"
    font = TTFont(BytesIO(shipped_files()[name]))
    subsetter = subset.Subsetter()
    subsetter.populate(text=letters)
    subsetter.subset(font)
    font["OS/2"].fsType = 2 if restricted else 0
    data = BytesIO()
    font.save(data)
    return data.getvalue()


def test_letters_that_a_font_lacks_are_named_and_printed_in_another(tmp_path: Path) -> None:
    css = "@font-face { font-family: Half; src: url(../fonts/half.ttf) }\nh1 { font-family: Half }"
    font = a_font("What is this?e", restricted=True)
    title = swap("title: What is this?", "title: What is this, señor?")
    files: dict[str, Spoiled] = {
        BRAND: css,
        "fonts/half.ttf": font,
        "content/topics/tiny/en.md": title,
    }
    leaflet = _made(a_folder(tmp_path, files))
    told = [problem for problem in leaflet.diagnostics if problem.line == 1]
    assert "lacks , o r ñ;" in told[0].message
    assert "may not be put into documents" in told[1].message
    assert_pdf_ua(leaflet.pdf)


# --- Real-world sheets


def rows() -> list[dict[str, str]]:
    found: Any = parse_yaml((BRANDS / "index.yaml").read_text("utf-8"), "index.yaml").data
    return list(found)


def test_every_brand_is_in_the_index() -> None:
    assert {row["file"] for row in rows()} == {path.name for path in BRANDS.glob("*.css")}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["file"])
def test_a_brand_ends_in_a_leaflet_or_a_report(row: dict[str, str], tmp_path: Path) -> None:
    css = (BRANDS / row["file"]).read_text("utf-8")
    if row["made"] == "no":
        with pytest.raises(InvalidInput) as caught:
            _made(a_folder(tmp_path, {BRAND: css}))
        assert _told(caught.value.problems, row), str(caught.value)
        return
    leaflet = _made(a_folder(tmp_path, {BRAND: css}))
    assert_pdf_ua(leaflet.pdf)
    assert len(leaflet.diagnostics) <= 25


def _made(folder: Path) -> Leaflet:
    session = ClinicSession(folder)
    (spec,) = session.specs(["tiny"])
    return session.render(spec)


def _told(problems: tuple[Diagnostic, ...], row: dict[str, str]) -> bool:
    return any(
        row["told"] in problem.message and problem.line == int(row["line"]) for problem in problems
    )


def test_a_whole_framework_is_not_a_flood_of_warnings(tmp_path: Path) -> None:
    rules = "\n".join(
        f".btn-{n}:not(:disabled):hover, .card-{n} > .x::before {{ color: #{n % 999:03d}; "
        f"padding: .375rem .75rem; -webkit-appearance: none; zoom: {n}; border-radius: 9999px }}"
        for n in range(100)
    )
    leaflet = _made(a_folder(tmp_path, {BRAND: rules}))
    assert len(leaflet.diagnostics) == 21
    assert "more rules and values are ignored in print" in leaflet.diagnostics[-1].message


def test_what_is_for_screens_is_one_remark(tmp_path: Path) -> None:
    rules = (
        '@charset "UTF-8";\n@media (min-width: 40em) { p { margin: 0 } }\n'
        "::-webkit-scrollbar { width: 1px }\np { user-select: none; colour: red }\n"
    )
    one, typing_error = _made(a_folder(tmp_path, {BRAND: rules})).diagnostics
    assert "print leaves out 4 rules and values that only screens need" in one.message
    assert one.line == 1
    assert (typing_error.line, "colour" in typing_error.message) == (4, True)


@pytest.mark.parametrize(
    ("rule", "text", "told"),
    [
        ("p, li { margin-block: 6em }", None, r"brand\.css: .* mm over .*without this style sheet"),
        ("p { color: #222 }", "Long words.\n\n" * 110, r"en\.md: .* mm over .*; shorten the text"),
    ],
)
def test_a_brand_that_widens_a_text_is_named_and_one_that_does_not_is_not(
    rule: str, text: str | None, told: str, tmp_path: Path
) -> None:
    spoiled: dict[str, Spoiled] = {BRAND: rule, TOPIC: add(f"\n{text or 'Some words.'}\n")}
    with pytest.raises(InvalidInput, match=told):
        _made(a_folder(tmp_path, spoiled))


@pytest.mark.parametrize(
    ("rule", "hides"),
    [
        ("margin-bottom: -18mm; position: relative; background: #fff", True),
        ("margin-bottom: -18mm; position: relative; z-index: 3; background: #eeec", True),
        ("margin-bottom: -18mm; overflow: hidden; background: #fff", True),
        ("margin-bottom: -18mm; position: relative; z-index: -1", False),
        ("margin-bottom: -18mm; position: relative; background: none", False),
        ("position: relative; overflow: hidden", False),
    ],
)
def test_words_under_a_box_are_hidden(tiny: ClinicSession, rule: str, hides: bool) -> None:
    """A box in a layer of its own is painted after the words that run on below it."""
    appearance = look_of(tiny, css=f".key-points {{ {rule} }}")
    as_ours = {missing.text for missing in look_of(tiny, css="").hidden}
    assert bool({missing.text for missing in appearance.hidden} - as_ours) == hides


def test_a_topic_can_not_be_spoiled_by_words_in_css(tmp_path: Path) -> None:
    """What a style sheet prints is an error of the leaflet, not a remark."""
    folder = a_folder(tmp_path, {BRAND: add("\n.emergency li::after { content: ' (not true)' }\n")})
    with pytest.raises(InvalidInput, match="styles print “\\(not true\\)”"):
        _made(folder)
