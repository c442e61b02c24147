"""The plain path gives what the fast one gives, and is taken when the fast one was not tested."""

from __future__ import annotations

import functools
import logging
import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from handouts import assets
from handouts.formats import FORMATS
from handouts.pdf.internals import engine, logs
from handouts.pdf.renderer import Renderer
from handouts.session import ClinicSession
from tests.pdf_ua import pdf_ua_failures, read_tags

EVERYTHING = os.environ.get("HANDOUTS_MATRIX") == "all"
CLINIC = "harbor-light"
PDFS = [fmt.name for fmt in FORMATS.having("pdf")]


@functools.cache
def session() -> ClinicSession:
    return ClinicSession(assets.bundled("content") / "clinics" / CLINIC)


@functools.cache
def plain_renderer() -> Renderer:
    return Renderer(session().files, session().clinic.folder, plain=True)


def cases() -> Iterator[Any]:
    """Yield a topic and a format: every pair with HANDOUTS_MATRIX=all, else each format once."""
    library = session().library
    for number, name in enumerate(PDFS):
        needs = FORMATS[name].needs
        topics = [
            topic for topic in library.ids
            if not needs or getattr(library.topic(topic, "en").front, needs)
        ]  # fmt: skip
        for topic in topics if EVERYTHING else [topics[3 * number % len(topics)]]:
            yield pytest.param(topic, name, id=f"{topic}-{name}")


@pytest.mark.pdf
@pytest.mark.parametrize(("topic", "name"), list(cases()))
def test_both_paths_give_the_same_words_pages_and_verdict(topic: str, name: str) -> None:
    (spec,) = session().specs([topic], ["en"], [name], [FORMATS[name].papers[0]])
    fast = session().lay_out(spec)
    plain = plain_renderer().lay_out(fast.page)
    assert [fill.name for fill in plain.fills] == [fill.name for fill in fast.fills]
    pdfs = session().renderer.write(fast), plain_renderer().write(plain)
    ours, theirs = (read_tags(pdf).text for pdf in pdfs)
    assert ours == theirs
    assert [pdf_ua_failures(pdf) for pdf in pdfs] == [[], []]


@pytest.mark.parametrize(
    ("version", "tested"), [("70.0", True), ("70.1", False), ("71.0", False), ("69.0", False)]
)
def test_the_fast_path_is_for_tested_versions_only(version: str, tested: bool) -> None:
    assert engine.is_tested(version) is tested


@pytest.mark.pdf
def test_an_untested_version_takes_the_plain_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weasyprint.__version__", "71.0")
    taken = []
    lay_out = engine.lay_out

    def noted(*arguments: Any, plain: bool, **others: Any) -> Any:
        taken.append(plain)
        return lay_out(*arguments, plain=plain, **others)

    monkeypatch.setattr(engine, "lay_out", noted)
    renderer = Renderer(session().files)
    (spec,) = session().specs(["risks"], ["en"])
    renderer.lay_out(session().lay_out(spec).page)
    assert taken[-1] is True


def test_the_environment_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    for before in (None, "of-the-user.conf"):
        if before is None:
            monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
        else:
            monkeypatch.setenv("FONTCONFIG_FILE", before)
        with engine.our_fonts_only():
            assert os.environ["FONTCONFIG_FILE"] == str(engine.FONTS_CONF)
        assert os.environ.get("FONTCONFIG_FILE") == before


def test_each_thread_collects_its_own_remarks_and_the_logger_stays_as_it_was() -> None:
    logger = logging.getLogger(logs.LOGGER)
    before = (logger.level, logger.propagate, list(logger.handlers), list(logger.filters))
    barrier = threading.Barrier(8)
    found: dict[int, list[str]] = {}

    def work(number: int) -> None:
        barrier.wait()
        with logs.collected_remarks() as remarks:
            for count in range(20):
                logger.warning("thread %d, remark %d", number, count)
        found[number] = [remark.raw for remark in remarks]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {
        number: [f"thread {number}, remark {count}" for count in range(20)] for number in range(8)
    }
    assert (logger.level, logger.propagate, list(logger.handlers), list(logger.filters)) == before
