"""What the documents point at is there, and the commands that they show can be typed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from handouts.cli import main

PROJECT = Path(__file__).parents[2]
PAGES = [PROJECT / "README.md", PROJECT / "CHANGELOG.md", *sorted((PROJECT / "docs").glob("*.md"))]

_FENCE = re.compile(r"^ *```.*?^ *```$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


def links(text: str) -> list[str]:
    """Return the targets of a page's links and pictures."""
    return _LINK.findall(_CODE.sub("`", _FENCE.sub("", text)))


def anchors(text: str) -> set[str]:
    """Return the names that a page's headings are reached by, as code hosts make them."""
    found: dict[str, int] = {}
    names = set()
    for heading in _HEADING.findall(_FENCE.sub("", text)):
        name = re.sub(r"[^\w\- ]", "", _LINK.sub("", heading).lower()).strip().replace(" ", "-")
        names.add(f"{name}-{found[name]}" if name in found else name)
        found[name] = found.get(name, 0) + 1
    return names


def broken(page: Path, text: str) -> Iterator[str]:
    """Yield the links of a page that lead nowhere."""
    for target in links(text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        place = page.parent / path if path else page
        if not place.exists():
            yield f"{target}: no such file"
        elif anchor and anchor not in anchors(place.read_text("utf-8")):
            yield f"{target}: no such heading"


def commands(text: str) -> Iterator[str]:
    """Yield the commands of ours in a page: those in fences, then those within a line."""
    fences = re.sub(r"\s*\\\n\s*", " ", "\n".join(_FENCE.findall(text)))
    for line in fences.splitlines():
        typed = line.strip().removeprefix("$ ")
        if typed.startswith("handouts ") and "[OPTIONS]" not in typed:
            # Two spaces part a command from a remark on it.
            yield typed.partition("  ")[0]
    for code in _CODE.findall(_FENCE.sub("", text)):
        typed = code.strip("`").replace("\\|", "|")
        if typed.startswith("handouts ") and re.match(r"[a-z]", typed[9:]):
            yield typed


def mistake(typed: str) -> str:
    """Return what is wrong with a command as it stands in a page; empty if nothing is."""
    words = shlex.split(typed, comments=True)[1:]
    command: click.Command = main
    context = click.Context(main, info_name="handouts", **main.context_settings)
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        name = words.pop(0).partition("|")[0]
        found = command.get_command(context, name)
        if found is None:
            return f"{typed}: no such command as {name}"
        command, context = found, click.Context(found, info_name=name, parent=context)
    try:
        values, _arguments, order = command.make_parser(context).parse_args(list(words))
    except click.UsageError as error:
        return f"{typed}: {error.format_message()}"
    for option in order:
        value = values.get(option.name or "")
        if isinstance(option.type, click.Choice):
            for one in value if isinstance(value, list) else [value]:
                # Words in capitals stand for what the reader is to put there.
                if str(one).islower() and one not in option.type.choices:
                    return f"{typed}: {option.name} cannot be {one}"
    return ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    assert list(broken(page, page.read_text("utf-8"))) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_can_be_typed(page: Path) -> None:
    found = map(mistake, commands(page.read_text("utf-8")))
    assert [problem for problem in found if problem] == []


def test_every_page_is_in_the_index() -> None:
    index = PROJECT / "docs" / "README.md"
    linked = {target.partition("#")[0] for target in links(index.read_text("utf-8"))}
    assert {page.name for page in index.parent.glob("*.md")} - linked == {"README.md"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[a](gone.md)", "gone.md: no such file"),
        ("[a](faq.md#gone)", "faq.md#gone: no such heading"),
        ("![a](pictures/gone.png)", "pictures/gone.png: no such file"),
    ],
)
def test_a_broken_link_is_found(text: str, problem: str) -> None:
    assert list(broken(PROJECT / "docs" / "README.md", text)) == [problem]


@pytest.mark.parametrize(
    "text",
    [
        "```sh\nhandouts rendr risks\n```",
        "```sh\nhandouts render risks \\\n    --loud\n```",
        "Type `handouts render risks --format brochure`.",
        "`handouts record lst -c DIR`",
    ],
)
def test_a_command_that_is_not_there_is_found(text: str) -> None:
    assert [mistake(typed) != "" for typed in commands(text)] == [True]
