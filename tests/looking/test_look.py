"""What a reader does not see is found by looking: each harm of a corpus, and nothing on ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handouts.errors import InvalidInput
from handouts.inputs.yaml import parse_yaml
from handouts.looking.look import look
from handouts.looking.remarks import Remark
from handouts.paths import BRAND
from handouts.pdf.renderer import Page
from handouts.preflight.brand.audit import OPTIONAL
from handouts.session import ClinicSession
from tests.builders import a_folder, add

pytestmark = pytest.mark.pdf

ATTACKS: Any = parse_yaml(
    Path(__file__).with_name("attacks.yaml").read_text("utf-8"), "attacks.yaml"
).data
WHITE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9">'
    '<rect width="9" height="9" fill="#fff"/></svg>'
)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> ClinicSession:
    """Return a clinic with a topic that has all that a brand could harm."""
    folder = a_folder(tmp_path_factory.mktemp("looking"))
    (folder / "images").mkdir(exist_ok=True)
    (folder / "images/white.svg").write_text(WHITE)
    return ClinicSession(folder)


@pytest.fixture(scope="module")
def seen_with(session: ClinicSession) -> Callable[[str], tuple[Remark, ...]]:
    """Return a function from a brand sheet to the remarks of a look, every other gate left out."""
    (spec,) = session.specs(["tiny"])
    composed = session.compose(spec)
    html = composed.html.replace("</main>", f"{FIGURES}</main>", 1)
    renderer = session.renderer

    def seen(css: str) -> tuple[Remark, ...]:
        renderer._fetcher.files = {**session.files, BRAND: css.encode()}
        try:
            laid_out = renderer.lay_out(Page("tiny", html, composed.properties))
            pdf: bytes = laid_out.document.write_pdf(pdf_variant="pdf/ua-1")
            return look(pdf, laid_out, OPTIONAL)
        finally:
            renderer._fetcher.files = session.files

    return seen


FIGURES = """
<section class="block steps"><ol><li>Sit down and breathe slowly.</li>
<li>Drink a glass of water.</li><li>Ask somebody to stay with you.</li></ol></section>
<p>An antidepressant for depression, and observation afterwards.</p>
<div class="bar arm--harm"><div class="bar__fill" style="--count:41;--of:100"></div></div>
<div class="arm--harm"><div class="dots" style="--count:22"><div class="dots__rows"></div>
<div class="dots__rest"></div><div class="dots__sheet"></div></div></div>
"""


def test_nothing_is_said_of_our_own_styles(seen_with: Callable[[str], tuple[Remark, ...]]) -> None:
    assert [remark.message for remark in seen_with("")] == []


@pytest.mark.parametrize(
    "css",
    [
        ":root { --palette-primary-800: #222; --radius: 0mm }",
        "h2 { text-transform: uppercase; letter-spacing: 1px }",
        "p::first-letter { font-weight: bold }",
        "ul { list-style-type: disc } .emergency li::marker { color: #000 }",
        ".call-us { border-radius: 4mm; border-width: 3pt }",
        ".block p { text-align: justify }",
        ".block { background: #f4f4f4; padding: 1mm }",
        "strong { text-decoration: underline }",
    ],
)
def test_a_brand_that_harms_nobody_passes(
    seen_with: Callable[[str], tuple[Remark, ...]], css: str
) -> None:
    assert [remark.message for remark in seen_with(css)] == []


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack["css"][:60])
def test_what_harms_a_reader_is_seen(
    seen_with: Callable[[str], tuple[Remark, ...]], attack: dict[str, str]
) -> None:
    found = [remark.message for remark in seen_with(attack["css"])]
    assert any(re.search(attack["told"], message) for message in found), found


def test_the_line_of_the_brand_that_is_behind_it_is_told(tmp_path: Path) -> None:
    css = (
        "\nh2 { font-style: normal }\n"
        ".emergency__title::after {\n  color: #fff;\n  content: ' 0';\n}\n"
    )
    folder = a_folder(tmp_path, {BRAND: css})
    session = ClinicSession(folder)
    (spec,) = session.specs(["tiny"])
    with pytest.raises(InvalidInput) as caught:
        session.render(spec)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == (str(folder / BRAND), 5)
    assert "“0” is written by a style sheet::after, because of `.emergency__title" in str(problem)


def test_a_brand_of_tokens_is_not_looked_at(tmp_path: Path) -> None:
    tokens = ClinicSession(a_folder(tmp_path, {BRAND: ":root { --radius: 1mm }"}))
    assert not tokens._looker.is_needed
    more = ClinicSession(a_folder(tmp_path / "more", {BRAND: add("p { color: #000 }")}))
    assert more._looker.is_needed
