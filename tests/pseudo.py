"""A pseudo-locale in Arabic script, made from the English words letter by letter.

It is complete by construction, nonsense by intent, and shows what a right-to-left language needs:
joining letters, mirrored pages, numbers and phone numbers that keep their order.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import fontpkg

from handouts import assets
from handouts.inputs.yaml import parse_yaml

LOCALE = "ar"
FAMILY = "IBM Plex Sans Arabic"

_LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", "ابكدهفغحيجكلمنوبقرستعڤوخيز", strict=True))
# What stays as it is: placeholders, names in braces, directives, addresses, flags of headings.
_KEPT = re.compile(r"\{\{.*?\}\}|\{[a-z_, ]+\}|\[[a-z_]+\]|https?://\S+")
_TEXT_KEYS = (
    "title|text|name|note|with|without|group|period|certainty|label|term|meaning|lead|sum|others"
)
_FLOW = re.compile(rf"\b((?:{_TEXT_KEYS}): )(\"[^\"]*\"|[^,}}]*)")
_KEY = re.compile(rf"^(\s*(?:- )?(?:{_TEXT_KEYS}): )(.*)$")
_SETTING = re.compile(r"^\s*(- )?\w+:(\s|$)")


def arabic(text: str) -> str:
    """Return `text` with its Latin letters in Arabic script; what must stay, stays."""
    parts = []
    end = 0
    for kept in _KEPT.finditer(text):
        parts += [_letters(text[end : kept.start()]), kept[0]]
        end = kept.end()
    return "".join([*parts, _letters(text[end:])])


def arabic_words(value: Any) -> Any:
    """Return all texts of a mapping or list in Arabic script."""
    if isinstance(value, dict):
        return {
            key: inner if key == "picture" else arabic_words(inner) for key, inner in value.items()
        }
    if isinstance(value, list):
        return [arabic_words(inner) for inner in value]
    return arabic(value)


def arabic_topic(text: str) -> str:
    """Return a topic file with everything that a reader sees in Arabic script."""
    _, head, body = text.split("---\n", 2)
    front = parse_yaml(head, "topic").data
    assert isinstance(front, dict)
    seen = ("title", "short_title", "audience", "main_message", "key_points", "actions")
    for key in (*seen, "known", "unknown"):
        front[key] = arabic_words(front[key])
    front["translation"] = {"of_version": "1.0", "of_hash": "0" * 16, "method": "machine-draft"}
    settings = json.dumps(front, ensure_ascii=False, indent=1)
    return f"---\n{settings}\n---\n{''.join(_body_lines(body))}"


def arabic_clinic(parent: Path, *topics: str) -> Path:
    """Return a clinic folder below `parent` that prints `topics` in the pseudo-locale."""
    folder = parent / "rtl"
    shutil.copytree(assets.example_clinic(), folder)
    shipped = assets.shipped_files()
    words = parse_yaml(shipped["content/locales/en.yaml"].decode(), "en.yaml").data
    write(folder / f"content/locales/{LOCALE}.yaml", json.dumps(arabic_words(words), indent=1))
    for topic in topics:
        text = shipped[f"content/topics/{topic}/en.md"].decode()
        write(folder / f"content/topics/{topic}/{LOCALE}.md", arabic_topic(text))
    faces = []
    for font in fontpkg.family("ibm-plex-sans-arabic").files:
        if font.weight in (400, 700):
            (folder / "fonts").mkdir(exist_ok=True)
            shutil.copy(font.path, folder / "fonts")
            address = f"url(../fonts/{Path(font.path).name})"
            faces.append(f'font-family: "{FAMILY}"; src: {address}; font-weight: {font.weight};')
    css = "\n".join(f"@font-face {{ {face} }}" for face in faces)
    both = f'"{FAMILY}", "Atkinson Hyperlegible"'
    css += f"\n:root {{ --font-body: {both}; --font-heading: {both}; }}\n"
    brand = folder / "styles" / "brand.css"
    write(brand, css + brand.read_text("utf-8"))
    return folder


def write(path: Path, text: str) -> None:
    """Write a text file, with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _letters(text: str) -> str:
    return "".join(_LETTERS.get(letter.lower(), letter) for letter in text)


def _body_lines(body: str) -> list[str]:
    """Return the lines of a body: names of directives and settings stay, words change."""
    lines = []
    inside = ""
    for line in body.splitlines(keepends=True):
        key = _KEY.match(line.rstrip("\n"))
        if line.startswith(":::"):
            inside = "" if inside else line[3:].split()[0]
            name, _, title = line.partition(" ")
            lines.append(f"{name} {arabic(title)}" if title else line)
        elif inside and key:
            lines.append(f"{key[1]}{arabic(key[2])}\n")
        elif inside and line.lstrip().startswith("- {"):
            lines.append(_FLOW.sub(lambda found: f"{found[1]}{arabic(found[2])}", line))
        elif inside and _SETTING.match(line):
            lines.append(line)
        else:
            lines.append(arabic(line))
    return lines
