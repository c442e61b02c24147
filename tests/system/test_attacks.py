"""Hostile files of a clinic: what they do to plain tools, and that they do nothing to ours.

`tests/attacks/index.yaml` lists them. Each is tried three times: with plain WeasyPrint or Jinja,
where it must do its harm (or the test would prove nothing); with our fetcher alone, every gate
off; and the whole way, where a message must name what is wrong.
"""

from __future__ import annotations

import base64
import builtins
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import jinja2
import pikepdf
import pytest
from jinja2.sandbox import ImmutableSandboxedEnvironment
from PIL import Image
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from handouts.assets import shipped_files
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.inputs.yaml import parse_yaml
from handouts.isolation.pool import run_tasks
from handouts.isolation.tasks import Limits, Task
from handouts.paths import ORIGIN
from handouts.pdf import fetcher, renderer
from handouts.pdf.renderer import Page
from handouts.preflight.fonts import font_problems
from handouts.session import ClinicSession
from tests.batch_faults import Call
from tests.builders import a_folder

ATTACKS = Path(__file__).parents[1].joinpath("attacks")
PORT = "9"  # discard: nothing listens, and trying is enough to be caught


@dataclass(frozen=True, slots=True)
class Attack:
    """A hostile file, what plain tools do with it, and what ours says."""

    file: str
    plain: str
    told: str

    @property
    def kind(self) -> str:
        return self.file.partition("/")[0]

    def text(self, place: Place) -> str:
        text = (ATTACKS / self.file).read_text("utf-8")
        return (
            text.replace("{OUTSIDE}", str(place.outside))
            .replace("{CLINIC}", str(place.clinic))
            .replace("{PORT}", PORT)
        )


def _index() -> list[Attack]:
    text = (ATTACKS / "index.yaml").read_text("utf-8")
    rows: Any = parse_yaml(text, "index.yaml").data
    return [Attack(row["file"], row["plain"], row["told"]) for row in rows]


INDEX = _index()


def attacks(*plain: str, kinds: tuple[str, ...] = ()) -> pytest.MarkDecorator:
    """Return a mark that runs a test for the attacks that do one of `plain` to plain tools."""
    chosen = [
        attack
        for attack in INDEX
        if (not plain or attack.plain.partition(" ")[0] in plain)
        and (not kinds or attack.kind in kinds)
    ]
    assert chosen
    return pytest.mark.parametrize("attack", chosen, ids=lambda attack: attack.file)


@dataclass(slots=True)
class Tripwire:
    """Notes files opened below `roots` and connections tried, while it is armed."""

    roots: tuple[str, ...] = ()
    touched: list[str] = field(default_factory=list)

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.roots:
            return
        if event == "open" and os.path.realpath(str(arguments[0])).startswith(self.roots):
            self.touched.append(str(arguments[0]))
        elif event in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
            self.touched.append("network")

    @contextmanager
    def armed(self, *roots: Path) -> Iterator[list[str]]:
        self.touched = []
        self.roots = (os.path.realpath("/proc/self/environ"), *map(str, roots))
        try:
            yield self.touched
        finally:
            self.roots = ()


TRIPWIRE = Tripwire()
sys.addaudithook(TRIPWIRE.hook)  # cannot be taken off again: it sleeps when it is not armed


@dataclass(frozen=True, slots=True)
class Place:
    """A clinic's folder, and canary files beside it that nobody may read."""

    clinic: Path
    outside: Path


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    root = tmp_path_factory.mktemp("attacks").resolve()
    outside = root / "outside"
    outside.mkdir()
    picture = BytesIO()
    Image.new("RGB", (3, 3), "red").save(picture, "PNG")
    (outside / "canary.png").write_bytes(picture.getvalue())
    (outside / "canary.css").write_text("p { color: red }")
    (outside / "canary.txt").write_text("canary")
    (outside / "canary.icc").write_bytes(b"canary")
    (outside / "canary.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    font = next(data for name, data in shipped_files().items() if name.endswith(".ttf"))
    (outside / "canary.ttf").write_bytes(font)
    return Place(a_folder(root), outside)


@pytest.fixture(scope="module")
def session(place: Place) -> ClinicSession:
    return ClinicSession(place.clinic)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep plain WeasyPrint's complaints out of the test's log, where they count as faults."""
    logger = logging.getLogger("weasyprint")
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = False


def _document(attack: Attack, place: Place) -> str:
    """Return a page with the attack in it."""
    text = attack.text(place)
    if attack.kind == "css":
        inside = f"<style>{text}</style><p>words</p>"
    elif attack.file.endswith(".svg"):
        inside = '<img alt="x" src="attack.svg">'
    else:
        inside = text
    return f'<!DOCTYPE html><html lang="en"><title>t</title><body>{inside}</body></html>'


def _plain(attack: Attack, place: Place) -> bytes:
    """Return what plain WeasyPrint makes of an attack in a clinic's folder."""
    if attack.file.endswith(".svg"):
        (place.clinic / "attack.svg").write_text(attack.text(place))
    try:
        with _quiet():
            pdf = _rendered(_document(attack, place), place.clinic)
    finally:
        (place.clinic / "attack.svg").unlink(missing_ok=True)
    return pdf


def _rendered(html: str, folder: Path) -> bytes:
    """Return what plain WeasyPrint makes of `html`, with one font, without which it crashes."""
    fonts = FontConfiguration()
    font = base64.b64encode(next(d for n, d in shipped_files().items() if n.endswith(".ttf")))
    face = f"@font-face {{ font-family: Own; src: url(data:font/ttf;base64,{font.decode()}) }}"
    sheet = CSS(string=face, font_config=fonts)
    document = HTML(string=html, base_url=f"{folder}/")
    pdf: bytes = document.write_pdf(stylesheets=[sheet], font_config=fonts)
    return pdf


def _addresses(pdf: bytes) -> str:
    """Return the link addresses in a PDF."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return " ".join(
            str(annotation.A.URI)
            for page in document.pages
            for annotation in page.get("/Annots", [])
            if "/A" in annotation and "/URI" in annotation.A
        )


def _embedded(pdf: bytes) -> bool:
    with pikepdf.open(BytesIO(pdf)) as document:
        return bool(document.attachments) or any(
            annotation.get("/Subtype") == "/FileAttachment"
            for page in document.pages
            for annotation in page.get("/Annots", [])
        )


def _ours(attack: Attack, place: Place, session: ClinicSession) -> tuple[Diagnostic, ...]:
    """Return the problems that our way ends in, in the renderer of a clinic."""
    files: Mapping[str, bytes] = session.files
    written = {f"clinic/{attack.file}": attack.text(place).encode()}
    renderer = session.renderer
    if attack.file.endswith(".svg"):
        renderer._fetcher.files = {**files, "attack.svg": attack.text(place).encode()}
        renderer._fetcher._passed.discard(f"{ORIGIN}/attack.svg")
    try:
        laid_out = renderer.lay_out(
            Page("attack", _document(attack, place), {"topic": "attack"}, written)
        )
        renderer.write(laid_out)
    except InvalidInput as error:
        return error.problems
    finally:
        renderer._fetcher.files = files
    return ()


# --- Files and network


@attacks("reads")
def test_plain_weasyprint_reads_the_canary(attack: Attack, place: Place) -> None:
    with TRIPWIRE.armed(place.outside, place.clinic / "clinic.yaml") as touched:
        _plain(attack, place)
    assert touched


@attacks("sends")
def test_plain_weasyprint_sends_a_request(attack: Attack, place: Place) -> None:
    with TRIPWIRE.armed() as touched:
        _plain(attack, place)
    assert "network" in touched


@attacks("prints")
def test_plain_weasyprint_prints_the_address(attack: Attack, place: Place) -> None:
    words = attack.plain.partition(" ")[2].replace("{CLINIC}", str(place.clinic))
    assert words in _addresses(_plain(attack, place))


@attacks("raises")
def test_plain_weasyprint_raises(attack: Attack, place: Place) -> None:
    kind = getattr(builtins, attack.plain.partition(" ")[2])
    with pytest.raises(kind):
        _plain(attack, place)


@attacks("reads", "sends", "prints", kinds=("css", "html", "svg"))
def test_the_fetcher_alone_gives_nothing_away(
    attack: Attack, place: Place, session: ClinicSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With every gate off there is still nothing that could open a file or a socket."""
    monkeypatch.setattr(renderer, "page_problems", lambda *_: [])
    monkeypatch.setattr(fetcher.MemoryFetcher, "_pass", lambda *_: None)
    with TRIPWIRE.armed(place.outside, place.clinic) as touched:
        _ours(attack, place, session)
    assert not touched


@attacks(kinds=("css", "html", "svg", "bombs"))
def test_our_way_says_what_is_wrong(attack: Attack, place: Place, session: ClinicSession) -> None:
    with TRIPWIRE.armed(place.outside, place.clinic) as touched:
        problems = _ours(attack, place, session)
    assert not touched
    told = [str(problem) for problem in problems]
    assert any(attack.told in message for message in told), told
    assert all("\n" not in message and len(message) < 400 for message in told)


def test_an_attachment_is_really_embedded_by_plain_weasyprint(place: Place) -> None:
    """The hole behind CVE-2024-28184's kind of attack: any readable file inside the PDF."""
    attack = next(attack for attack in INDEX if attack.file == "html/attachment-anchor.html")
    assert _embedded(_plain(attack, place))


# --- Templates


def _run(environment: jinja2.Environment, text: str) -> str:
    return environment.from_string(text).render(clinic={"name": "x"})


@attacks("escapes", kinds=("jinja",))
def test_plain_jinja_lets_templates_out(attack: Attack, place: Place) -> None:
    assert _run(jinja2.Environment(), attack.text(place))  # noqa: S701  # that is the hole


@attacks("grows", kinds=("jinja",))
def test_the_stock_sandbox_lets_templates_grow(attack: Attack, place: Place) -> None:
    assert len(_run(ImmutableSandboxedEnvironment(), attack.text(place))) >= 1_000_000


@attacks(kinds=("jinja",))
def test_our_sandbox_says_what_is_wrong(attack: Attack, place: Place, tmp_path: Path) -> None:
    """A clinic's template is run in a leaflet, and its fault has the clinic's file."""
    template = "templates/partials/masthead.html"
    folder = a_folder(tmp_path, {template: attack.text(place)})
    session = ClinicSession(folder)
    (spec,) = session.specs(["tiny"])
    with pytest.raises(InvalidInput) as caught, TRIPWIRE.armed(place.outside) as touched:
        session.compose(spec)
    assert not touched
    (problem,) = caught.value.problems
    assert attack.told in problem.message
    assert problem.file.startswith((str(folder), "templates/"))
    assert "0x" not in problem.message


# --- Links, pipes and races of the folder itself (tests/inputs/test_snapshot.py has the rest)


def test_a_link_out_is_followed_by_plain_weasyprint_and_refused_by_us(
    place: Place, tmp_path: Path
) -> None:
    folder = a_folder(tmp_path)
    (folder / "images").mkdir()
    (folder / "images" / "x.png").symlink_to(place.outside / "canary.png")
    with TRIPWIRE.armed(place.outside) as touched:
        _rendered('<img alt="x" src="images/x.png">', folder)
    assert touched
    with pytest.raises(InvalidInput, match="leads out"):
        ClinicSession(folder)


def test_a_picture_exchanged_after_reading_is_not_read_again(place: Place, tmp_path: Path) -> None:
    """WeasyPrint opens pictures a second time by name; ours have no name to open."""
    picture = BytesIO()
    Image.new("RGB", (40, 40), "blue").save(picture, "PNG")
    settings = (a_folder(tmp_path) / "clinic.yaml").read_text()
    folder = a_folder(
        tmp_path / "second",
        {"logo.png": picture.getvalue(), "clinic.yaml": settings.replace("logo.svg", "logo.png")},
    )
    session = ClinicSession(folder)
    (folder / "logo.png").unlink()
    (folder / "logo.png").symlink_to(place.outside / "canary.png")
    (spec,) = session.specs(["tiny"])
    with TRIPWIRE.armed(place.outside, folder) as touched:
        session.render(spec)
    assert not touched


# --- Pictures and fonts that unfold


def _png(width: int, height: int, mode: str = "1") -> bytes:
    data = BytesIO()
    Image.new(mode, (width, height)).save(data, "PNG", compress_level=9)
    return data.getvalue()


def test_a_picture_of_many_dots_is_refused_by_its_head(tmp_path: Path) -> None:
    bomb = _png(11_900, 11_900)
    assert len(bomb) < 100_000
    with pytest.raises(InvalidInput, match=r"images/bomb.png: the picture has 11,900"):
        ClinicSession(a_folder(tmp_path, {"images/bomb.png": bomb}))


def _woff2_bomb(size: int, stated: int | None = None) -> bytes:
    """Return a WOFF2 font of some hundred bytes whose one table unpacks to `size` bytes."""
    told = stated or size
    import struct

    import brotli  # type: ignore[import-untyped]

    packed = brotli.compress(bytes(size))
    length = b"".join(
        bytes([told >> shift & 127 | (128 if shift else 0)]) for shift in (28, 21, 14, 7, 0)
    )
    directory = bytes([0]) + length.lstrip(b"\x80")
    head = struct.pack(
        ">4sIIHHIIHHIIIII",
        *(b"wOF2", 0x00010000, 48 + len(directory) + len(packed), 1, 0, 100, len(packed)),
        *(1, 0, 0, 0, 0, 0, 0),
    )
    font: bytes = head + directory + packed
    return font


def test_a_packed_font_is_refused_before_it_unfolds() -> None:
    bomb = _woff2_bomb(30 << 20)
    assert len(bomb) < 1_000
    assert "unpacks to 30 MB" in font_problems(bomb, "fonts/bomb.woff2")[0].message


def test_a_packed_font_that_lies_about_its_size_is_refused() -> None:
    lying = _woff2_bomb(8 << 20, stated=100)
    assert "does not unpack to the size" in font_problems(lying, "f.woff2")[0].message


# --- What only a killed process stops


def render_plainly(payload: Mapping[str, str]) -> tuple[dict[str, Any], bytes]:
    """Render a page with plain WeasyPrint; called in a worker."""
    if svg := payload.get("svg"):
        (Path(payload["folder"]) / payload["name"]).write_text(svg)
    return {}, _rendered(payload["html"], Path(payload["folder"]))


# A layout, a picture and a size without an end; HANDOUTS_MATRIX=all tries all that hang.
ONE_OF_EACH = ("bombs/flex.html", "bombs/use.svg", "bombs/page.html")


@pytest.mark.slow
@pytest.mark.timing
def test_what_hangs_plain_weasyprint_costs_one_process(place: Place, tmp_path: Path) -> None:
    """The gates' bombs, without the gates: each is killed at its limit, and an honest page is made.

    The test before shows that the gates refuse the same files in milliseconds.
    """
    every = os.environ.get("HANDOUTS_MATRIX") == "all"
    hanging = [
        attack
        for attack in INDEX
        if attack.plain == "hangs" and (every or attack.file in ONE_OF_EACH)
    ]
    assert len(hanging) >= len(ONE_OF_EACH)
    tasks = []
    for number, attack in enumerate(hanging):
        name = f"bomb{number}.svg"
        html = _document(attack, place).replace("attack.svg", name)
        payload = {"html": html, "folder": str(place.clinic), "name": name}
        if attack.file.endswith(".svg"):
            payload["svg"] = attack.text(place)
        tasks.append(Task(attack.file, attack.file, Call(render_plainly, payload)))
    honest = {"html": "<p>words</p>", "folder": str(place.clinic)}
    tasks.append(Task("honest", "honest", Call(render_plainly, honest)))
    # The honest page needs a second on a quiet machine, and three beside other work.
    limits = Limits(seconds=8.0, memory_mb=1500)
    outcomes = {
        outcome.task.name: outcome
        for outcome in run_tasks(tasks, workers=4, limits=limits, scratch=tmp_path / "scratch")
    }
    assert outcomes["honest"].reply
    assert outcomes["honest"].reply.data.startswith(b"%PDF")
    survived = [attack.file for attack in hanging if not outcomes[attack.file].problems]
    assert not survived
    assert not list((tmp_path / "scratch").rglob("weasyprint-*"))
