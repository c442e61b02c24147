"""Each bad input: a clear error with file and line, exit status 2, and no file touched.

The clinic is a copy of tests/clinics/tiny with one file spoiled; a PDF of an earlier run lies
where the new one would go.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from handouts.cli import main
from tests.builders import Spoiled, a_folder, add, swap

pytestmark = pytest.mark.usefixtures("here")

CLINIC = "clinic.yaml"
TOPIC = "content/topics/tiny/en.md"
BRAND = "styles/brand.css"
CALL_US = "templates/components/call-us.html"
COLOPHON = "templates/partials/colophon.html"
PREVIOUS = "tiny/en/tiny.sheet.letter.pdf"


def picture(kind: str) -> bytes:
    """Return a picture."""
    buffer = io.BytesIO()
    Image.effect_noise((200, 200), 50).save(buffer, kind)
    return buffer.getvalue()


def appended(data: bytes) -> bytes:
    """Return the tiny topic followed by `data`."""
    return (Path(__file__).parents[1] / "clinics/tiny" / TOPIC).read_bytes() + data


def component(name: str, *lines: str) -> Spoiled:
    """Return a change that adds a component, whose name stands on line 37."""
    return add("\n".join(["", f":::{name}", *lines, ":::", ""]))


SETTINGS: dict[str, tuple[Spoiled, str]] = {
    "unknown key": (add("phnoe: 1\n"), r":12: phnoe: unknown key; did you mean phone\?"),
    "wrong type": (swap("[en, es]", "en"), r":5: locales: expected a list"),
    "text for a list of keys": (swap("name: Tiny Clinic", "name: [a]"), r":1: name: expected one"),
    "no number": (swap("food_hours: 6", "food_hours: 6h"), r":9: policy.infusion.food_hours: “6h”"),
    "out of range": (swap("stay_minutes: 120", "stay_minutes: 9999"), r":10: .*outside 0 to 600"),
    "no such rule": (swap("next-day-after-sleep", "soon"), r":11: policy.infusion.drive: “soon”"),
    "missing keys": ("name: x\n", r":1: phone: missing; add it \(for example `phone: "),
    "repeated key": (add("phone: 1\n"), r":12: `phone` is set twice \(first on line 2\)"),
    "anchor": (swap("Tiny Clinic", "&a Tiny Clinic"), r":1: anchors .* are not allowed"),
    "tag": (swap("Tiny Clinic", "!!str Tiny Clinic"), r":1: tags .* are not allowed"),
    "tab": (swap("    food_hours", "\tfood_hours"), r":9: .*use spaces, not tabs"),
    "smart quotes": (swap("Tiny Clinic", "“Tiny: Clinic”"), r":1: .*use straight quotes"),
    "two documents": (add("---\nname: x\n"), r":12: a second document starts here"),
    "list at the top": ("- a\n", r":1: expected `key: value` lines"),
    "empty": ("", r":1: name: missing"),
    "zero bytes": (add("# \x00\n"), r":12: hidden sign U\+0000; delete it"),
    "direction sign": (swap("Tiny C", "Tiny \u202eC"), r":1: hidden sign RIGHT-TO-LEFT OVERRIDE"),
    "cp1252": ("name: Café\n".encode("cp1252"), r":1: byte 0xe9 is not UTF-8 text"),
    "utf-16": ("name: x\n".encode("utf-16"), r": this is UTF-16 text, not plain text"),
    "a Word file": (b"PK\x03\x04", r": this is a Word, Pages or ZIP file"),
    "one megabyte": (add("# x\n" * 262_144), r": the file is too long \(.*at most 256,000\)"),
    "long line": (add(f"# {'x' * 5000}\n"), r":12: line too long"),
    "nested deeply": (add(f"a: {'[' * 50}{']' * 50}\n"), r":12: nested deeper than 12 levels"),
    "missing logo": (swap("logo.svg", "lgo.svg"), r":6: logo.file: “lgo.svg” is not in the folder"),
    "logo of another case": (swap("logo.svg", "Logo.SVG"), r":6: .*did you mean logo.svg\?"),
    "logo outside": (swap("logo.svg", "../logo.svg"), r":6: .*must be a file inside the clinic's"),
    "logo by its full path": (swap("logo.svg", "/etc/passwd"), r":6: .*must be a file inside"),
    "logo as PDF": (swap("logo.svg", "logo.pdf"), r":6: .*convert the logo to SVG or PNG"),
    "a bad address": (add("website: javascript:x\n"), r":12: website: .* is not a web address"),
    "phone without digits": (swap("(555) 010-0100", "call us"), r":2: phone: .*has no digits"),
    "no such region": (swap("region: US", "region: USA"), r":4: region: “USA” is not one of"),
    "locale misspelt": (swap("[en, es]", "[en_US]"), r":5: locales: “en_US” is not written like"),
    "a sign without a glyph": (swap("Tiny Clinic", "Tiny 漢"), r":1: the fonts lack the sign “漢”"),
    "unset rule": (
        swap("    food_hours: 6\n", ""),
        r": policy\.infusion\.food_hours is not set, and .*en\.md:27 prints it\. Add .*write-in.*:"
        r"\n    policy:\n      infusion:\n        food_hours: 6$",
    ),
}

TEXTS: dict[str, tuple[Spoiled, str]] = {
    "empty": ("", r":1: the file is empty"),
    "no front matter": ("# Hello\n", r":1: the file must start with a line `---`"),
    "open front matter": (swap("---\nCall", "Call"), r":1: the settings are not closed"),
    "broken front matter": (swap("title: What is", "title: a: b"), r":8: not valid YAML"),
    "no text": (lambda text: text[: text.index("Call")], r":22: there is no text below"),
    "unknown key": (swap("short_title", "short_tile"), r":9: short_tile: unknown key; did you"),
    "no date": (swap("2026-01-15", "2026-02-30"), r":4: issued: .*is not a date; write it as"),
    "review too late": (swap("2027-01-15", "2030-01-15"), r":5: review_by: at most 24 months"),
    "unknown fact": (swap("DAY-07", "DAY-99"), r":20: facts: no fact “DAY-99”; did you mean DAY-"),
    "unknown source": (swap("[PI]", "[PIX]"), r":21: sources: no source “PIX”; did you mean PI"),
    "unknown placeholder": (swap("clinic.phone", "clinic.fone"), r":23: .*did you mean phone"),
    "unknown filter": (swap("| hours", "| hourz"), r":27: .*no filter “hourz”; did you mean hours"),
    "open placeholder": (swap("phone }}", "phone"), r":23: unresolved placeholder near"),
    "left-over braces": (swap("{{ clinic.phone", "clinic.phone"), r":23: unresolved placeholder"),
    "logic": (swap("{{ clinic.phone }}", "{% if x %}"), r":23: unresolved placeholder near `{% if"),
    "a group of values": (swap("clinic.phone", "clinic"), r":23: .*stops too early; add one of"),
    "open fence": (lambda text: text.rstrip(":\n"), r":33: :::call-us is not closed"),
    "open fence in between": (swap("well\n:::", "well"), r":29: :::emergency is not closed before"),
    "stray fence": (add("\n:::\n"), r":37: `:::` closes nothing"),
    "unknown directive": (swap("call-us", "cal-us"), r":33: :::cal-us: no such .*mean call-us"),
    "empty directive": (swap("- You keep vomiting\n", ""), r":33: :::call-us is empty"),
    "title in the body": (add("\n# Title\n"), r":37: a title stands in the body"),
    "heading jump": (add("\n#### Deep\n"), r":37: heading jumps to level 4"),
    "odd link": (add("\n[x](../a.md)\n"), r":37: link to “../a.md”"),
    "picture without words": (add("\n![](figures/x.svg)\n"), r":37: .* has no description"),
    "picture not there": (add("\n![x](figures/x.svg)\n"), r":37: .*no such file in the clinic"),
    "picture from outside": (add("\n![x](https://a.example/x.png)\n"), r":37: picture “https"),
    "zero bytes": (add("\na\x00b\n"), r":37: hidden sign U\+0000"),
    "direction sign": (add("\na\u202eb\n"), r":37: hidden sign RIGHT-TO-LEFT OVERRIDE"),
    "cp1252": (appended("\nCafé\n".encode("cp1252")), r":37: byte 0xe9 is not UTF-8 text"),
    "one megabyte": (add("word \n" * 180_000), r": the file is too long"),
    "a sign without a glyph": (add("\nThis is 漢.\n"), r":37: the fonts lack the sign “漢” \(U"),
    "too long": (add("\nMany words stand here.\n" * 150), r": .*does not fit: \d+ mm over 2 pages"),
    "unknown fact of a figure": (
        component("icon-array", "fact: RISK-99", "figure: x", "name: x", "with: a", "without: b"),
        r":37: fact: no fact “RISK-99”; did you mean RISK-",
    ),
    "unknown figure": (
        component("icon-array", "fact: RISK-01", "figure: nausia", "name: x", "with: a",
                  "without: b"),
        r":37: figure: RISK-01 has no figure “nausia”; did you mean nausea\?",
    ),
    "minutes": (
        component("timeline", "- {title: a, minutes: soon, text: x}", "- {title: a, text: x}",
                  "- {title: a, text: x}"),
        r":38: minutes: “soon” is not a number of minutes",
    ),
    "broken YAML": (component("glossary", "- {term: a"), r":38: not valid YAML"),
    "missing key": (component("glossary", "- {term: a}"), r":38: meaning: missing; add it"),
}  # fmt: skip

STYLES: dict[str, tuple[Spoiled, str]] = {
    "open brace": (":root {\n  --a: 1;\n", r":1: broken CSS: this `{` is never closed"),
    "open brace in between": ("\nh1 {\n  color: red;\n\np { color: blue; }\n", r":2: broken CSS"),
    "stray brace": ("p { color: red; }\n}\n", r":2: broken CSS: "),
    "missing colon": ("p {\n  color red;\n}\n", r":2: broken CSS: this belongs to no rule"),
    "open quote": ('p {\n  font-family: "x;\n}\n', r":2: broken CSS: a quote is not closed"),
    "unknown font": ("\np { font-family: Comic }", r":2: font family “Comic” has no file; .*Plex"),
    "font of the system": ("p { font-family: serif }", r":1: font family “serif” has no file"),
    "missing picture": ("\n\np { background: url(x.png) }", r":3: “styles/x.png” cannot be used"),
    "picture from outside": (
        "p { background: url(http://a.example/x.png) }",
        r":1: “http://a.exam",
    ),
    "picture of the machine": ("p { background: url(file:///etc/passwd) }", r":1: “file:///etc/p"),
    "missing import": ("@import 'x.css';", r":1: .*x\.css” cannot be used"),
    "missing font": (
        "@font-face { font-family: X; src: url(x.ttf) }\np { font-family: X }",
        r":1: “styles/x.ttf” cannot be used",
    ),
    "cp1252": ("/* \n é */".encode("cp1252"), r":2: byte 0xe9 is not UTF-8 text"),
    "utf-16": ("p {}".encode("utf-16"), r": this is UTF-16 text"),
}

FOLDERS: dict[str, tuple[Mapping[str, Spoiled], str]] = {
    "settings gone": ({CLINIC: None}, r"/clinic\.yaml: no such file; run `handouts init"),
    "settings of another name": (
        {CLINIC: None, "clinc.yaml": "x"},
        r"/clinic\.yaml: no such file; rename clinc\.yaml to clinic\.yaml",
    ),
    "logo is a web page": ({"logo.svg": "<html></html>"}, r"/clinic\.yaml:6: .*not an SVG picture"),
    "logo is empty": ({"logo.svg": b""}, r"/clinic\.yaml:6: logo\.file: “logo\.svg” is an empty"),
    "logo is words": ({"logo.svg": "words"}, r"/clinic\.yaml:6: .*is not an SVG picture"),
    "logo is cut off": (
        {CLINIC: swap("logo.svg", "logo.png"), "logo.png": picture("PNG")[:900]},
        r"/clinic\.yaml:6: .*is a broken picture",
    ),
    "logo is a GIF": (
        {CLINIC: swap("logo.svg", "logo.png"), "logo.png": picture("GIF")},
        r"/clinic\.yaml:6: .*is not a PNG",
    ),
    "folder with a bad name": (
        {"content/topics/Asthma Plan (FINAL)/en.md": "x"},
        r"FINAL\)/en\.md: rename the folder Asthma Plan \(FINAL\) to asthma-plan-final",
    ),
    "locale with a bad name": (
        {"content/topics/tiny/en_US.md": "x"},
        r"en_US\.md: “en_US” is not a language tag such as en, es or es-MX",
    ),
    "words of a locale broken": ({"content/locales/en.yaml": "a: b"}, r"en\.yaml:1: .*: missing"),
    "template with a syntax error": (
        {CALL_US: "{% macro call_us(title) %}\n{% if %}\n"},
        rf"/{CALL_US}:2: Expected an expression",
    ),
    "unknown name in a component": (
        {CALL_US: "{% macro call_us(title) %}\n{{ clinic.fone }}{{ caller() }}{% endmacro %}"},
        rf"/{CALL_US}:2: .*fone",
    ),
    "unknown name in a part of the page": (
        {COLOPHON: "<p>\n{{ topicc.ref }}</p>"},
        rf"/{COLOPHON}:2: 'topicc' is undefined",
    ),
    "component without its macro": ({CALL_US: "<p>x</p>"}, rf"/{CALL_US}:1: has no macro call_us"),
    "part that is not there": (
        {COLOPHON: "<p>\n{% include 'partials/x.html' %}</p>"},
        rf"/{COLOPHON}:2: there is no template “partials/x\.html”",
    ),
    "template that calls itself": (
        {COLOPHON: "\n{% include 'partials/colophon.html' %}"},
        rf"/{COLOPHON}:2: the templates call one another without an end",
    ),
    "template that cannot be worked out": ({COLOPHON: "\n{{ 1 / 0 }}"}, rf"/{COLOPHON}:2: .*zero"),
    "template with an open comment": ({COLOPHON: "{#{{"}, rf"/{COLOPHON}:1: Missing end of comm"),
    "template in cp1252": ({COLOPHON: "\né".encode("cp1252")}, rf"/{COLOPHON}:2: byte 0xe9"),
}  # fmt: skip

CASES = [
    pytest.param({file: spoiled}, rf"/{re.escape(file)}{message}", id=f"{Path(file).name}-{name}")
    for file, table in ((CLINIC, SETTINGS), (TOPIC, TEXTS), (BRAND, STYLES))
    for name, (spoiled, message) in table.items()
] + [pytest.param(spoiled, message, id=name) for name, (spoiled, message) in FOLDERS.items()]


class Shop:
    """An output folder with a PDF of an earlier run in it, and the command that writes there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = folder / "out"
        (self.output / PREVIOUS).parent.mkdir(parents=True)
        (self.output / PREVIOUS).write_bytes(b"%PDF of an earlier run")

    def render(self, *arguments: str, clinic: Path | None = None) -> Result:
        """Return the result of `handouts render`."""
        where = clinic or self.folder / "tiny"
        names = arguments or ("tiny",)
        return CliRunner().invoke(
            main, ["render", *names, "-c", str(where), "-o", str(self.output)]
        )

    def assert_untouched(self) -> None:
        """Fail if anything was written, or the earlier PDF is gone."""
        files = [path for path in self.output.rglob("*") if path.is_file()]
        assert files == [self.output / PREVIOUS]
        assert files[0].read_bytes() == b"%PDF of an earlier run"

    def assert_refused(self, result: Result, message: str) -> None:
        """Fail unless `result` is status 2 with that message, no traceback and nothing written."""
        assert isinstance(result.exception, SystemExit), repr(result.exception)
        assert result.exit_code == 2
        assert re.search(message, result.stderr, re.MULTILINE), result.stderr
        assert not result.stdout
        assert "Traceback" not in result.stderr
        self.assert_untouched()


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


@pytest.mark.parametrize(("spoiled", "message"), CASES)
def test_a_spoiled_clinic(shop: Shop, spoiled: Mapping[str, Spoiled], message: str) -> None:
    a_folder(shop.folder, spoiled)
    shop.assert_refused(shop.render(), rf"^{re.escape(str(shop.folder))}.*{message}")


def test_an_optional_value_that_is_printed_but_not_set(shop: Shop) -> None:
    a_folder(shop.folder, {TOPIC: swap("clinic.phone", "clinic.website")})
    shop.assert_refused(shop.render(), r"clinic\.yaml: website is not set, and .*en\.md:23 prints")


@pytest.mark.parametrize(
    ("file", "change"),
    [
        (CLINIC, lambda text: "\ufeff" + text),
        (CLINIC, lambda text: text.replace("\n", "\r\n")),
        (CLINIC, swap("(555) 010-0100", "0123")),
        (CLINIC, add("hours: 12:30\naddress: no\n")),
        (TOPIC, lambda text: "\ufeff" + text.replace("\n", "\r\n")),
        (TOPIC, lambda text: text.rstrip()),
        (TOPIC, add("\n<script>x</script>\n")),
        (BRAND, lambda text: "\ufeff" + text.replace("\n", "\r\n")),
        (BRAND, ""),
        ("notes.docx", b"PK\x03\x04"),
        ("content/topics/tiny/en.md.bak", "x"),
        ("content/.DS_Store", b"\x00"),
    ],
)
def test_what_is_accepted(shop: Shop, file: str, change: Spoiled) -> None:
    a_folder(shop.folder, {file: change})
    result = shop.render()
    assert result.exit_code == 0, result.output
    assert (shop.output / PREVIOUS).read_bytes().startswith(b"%PDF-")


# --- the command's arguments ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["tinny"], r"^tinny: no such topic; did you mean tiny\?$"),
        (["xyzzy"], r"^xyzzy: no such topic; "),
        (["../../etc"], r"^\.\./\.\./etc: no such topic; "),
        (["other", "--locale", "es"], r"^other: not written in “es” yet; there is: en$"),
        (["tiny", "--locale", "en_US"], r"^en_US: no such language here; did you mean e"),
        (["tiny", "--format", "tri"], r"Invalid value for '--format'"),
        (["tiny", "--paper", "a5"], r"Invalid value for '--paper'"),
        (["tiny", "--colour"], r"No such option"),
    ],
)
def test_arguments(shop: Shop, arguments: list[str], message: str) -> None:
    a_folder(shop.folder)
    shop.assert_refused(shop.render(*arguments), message)


def test_a_clinic_s_folder_that_is_not_there_names_the_nearest(shop: Shop) -> None:
    a_folder(shop.folder)
    result = shop.render(clinic=shop.folder / "tinny")
    shop.assert_refused(result, r"/tinny: no such clinic folder; did you mean tiny\?$")


def test_a_clinic_s_folder_that_is_nowhere(shop: Shop) -> None:
    result = shop.render(clinic=shop.folder / "nowhere/at/all")
    shop.assert_refused(result, r"no such clinic folder; make one with `handouts init")


def test_a_file_where_a_folder_belongs(shop: Shop) -> None:
    result = shop.render(clinic=a_folder(shop.folder) / CLINIC)
    shop.assert_refused(result, r"clinic\.yaml: is a file; name the clinic's folder")


# --- files of the folder -------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX files")
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.symlink_to("/etc/passwd"), "is a link that leads out"),
        (os.mkfifo if hasattr(os, "mkfifo") else print, "is not a plain file"),
    ],
)
def test_links_out_and_pipes(shop: Shop, make: object, message: str) -> None:
    assert callable(make)
    make(a_folder(shop.folder) / "content/topics/tiny/fr.md")
    shop.assert_refused(shop.render(), rf"/content/topics/tiny/fr\.md: {message}")


def test_twins_by_case(shop: Shop) -> None:
    folder = a_folder(shop.folder, {"images/a.png": picture("PNG"), "images/A.png": picture("PNG")})
    if len(list((folder / "images").iterdir())) < 2:
        pytest.skip("this file system does not tell case apart")
    shop.assert_refused(shop.render(), r"/images/a\.png: differs from images/A\.png only in case")


def test_a_file_that_cannot_be_read(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    a_folder(shop.folder)
    real = os.open

    def refuse(path: str | Path, *arguments: int, **more: int) -> int:
        if str(path).endswith("en.md"):
            raise PermissionError(13, "Permission denied")
        return real(path, *arguments, **more)

    monkeypatch.setattr(os, "open", refuse)
    shop.assert_refused(shop.render(), r"/tiny/en\.md: cannot be read: permission denied")


# --- the output folder ---------------------------------------------------------------------------


def test_an_output_folder_that_is_a_file(shop: Shop) -> None:
    a_folder(shop.folder)
    shop.output = shop.output / PREVIOUS
    result = shop.render()
    assert result.exit_code == 2
    assert "part of the path is a file, not a folder; choose another with --output" in result.stderr
    assert shop.output.read_bytes() == b"%PDF of an earlier run"


def test_an_output_folder_that_is_not_ours(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    a_folder(shop.folder)
    monkeypatch.setattr(os, "access", lambda _, mode, **__: not mode & os.W_OK)
    shop.assert_refused(shop.render(), r"not written; writing is not allowed there; choose another")


@pytest.mark.pdf
def test_a_disk_that_fills_up_in_mid_write(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    a_folder(shop.folder)
    monkeypatch.setattr(os, "fsync", full)
    message = rf"{re.escape(PREVIOUS)}: not written; the disk is full; make room"
    shop.assert_refused(shop.render(), message)


@pytest.mark.pdf
def test_ctrl_c_in_mid_write(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    a_folder(shop.folder)
    monkeypatch.setattr(os, "fsync", interrupt)
    result = shop.render()
    assert result.exit_code == 130
    assert "Interrupted" in result.stderr
    shop.assert_untouched()


# --- some leaflets and not others ----------------------------------------------------------------


@pytest.mark.pdf
def test_one_bad_topic_does_not_stop_the_others(shop: Shop) -> None:
    spoiled = {"content/topics/other/en.md": add("\nThis is 漢.\n")}
    a_folder(shop.folder, spoiled)
    result = shop.render("other", "tiny")
    assert result.exit_code == 1
    assert re.search(r"/other/en\.md:37: the fonts lack the sign “漢”", result.stderr)
    assert PREVIOUS in result.stdout
    assert (shop.output / PREVIOUS).read_bytes().startswith(b"%PDF-")
    assert not list(shop.output.rglob("other*"))


@pytest.mark.pdf
def test_a_disk_that_fills_up_later(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync
    calls: list[int] = []

    def full_later(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) > 2:  # the first file, and its folder
            raise OSError(28, "No space left on device")
        real(descriptor)

    a_folder(shop.folder)
    monkeypatch.setattr(os, "fsync", full_later)
    result = shop.render("tiny", "other")
    assert result.exit_code == 1
    assert "other.sheet.letter.pdf: not written; the disk is full" in result.stderr
    names = sorted(path.name for path in shop.output.rglob("*") if path.is_file())
    assert names == ["tiny.sheet.letter.pdf"]


def test_the_faults_of_all_topics_are_told_at_once(shop: Shop) -> None:
    a_folder(
        shop.folder,
        {TOPIC: swap("clinic.phone", "a"), "content/topics/other/en.md": swap("clinic.phone", "b")},
    )
    result = shop.render("tiny", "other")
    shop.assert_refused(result, r"tiny/en\.md:23: .*\n.*other/en\.md:23: ")
