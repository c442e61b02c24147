# ruff: noqa: E501  # a table reads best with one row to a line
"""Mutates the safety code, one line at a time, and tells which changes no test notices.

    python -m benchmarks.mutations            all, each with the tests that are to notice it
    python -m benchmarks.mutations ink words  those whose file's name has one of the words

A mutation is a text that stands once in a file, what takes its place, and the tests that must turn
red. Files are put back whatever happens. Exit status 1 if a mutation survives.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOOK, FACES = "tests/looking/test_look.py", "tests/looking/test_faces.py"
WORDS, TOKENS = "tests/preflight/test_template_words.py", "tests/preflight/test_files.py"
SIGNS, WRITING = "tests/test_hidden_signs.py", "tests/test_writing.py"
DURABLE, PDF = "tests/batch/test_durability.py", "tests/pdf/test_alterations.py"
PACKAGE = "handouts/"

MUTATIONS: tuple[tuple[str, str, str, str], ...] = (
    ("looking/ink.py", "CONTRAST, LOSS = 0.45, 0.20", "CONTRAST, LOSS = 0.0, 0.20", LOOK),
    ("looking/ink.py", "CONTRAST, LOSS = 0.45, 0.20", "CONTRAST, LOSS = 0.45, 2.0", LOOK),
    ("looking/ink.py", "_FAINT = 100", "_FAINT = 0", LOOK),
    ("looking/words.py", "    yield from _missing(", "    _missing(", LOOK),
    ("looking/words.py", "    yield from _generated(", "    _generated(", LOOK),
    ("looking/words.py", "if not _same(wanted, found", "if False and not _same(wanted, found", LOOK),
    ("looking/words.py", "if _joins(text) or", "if", LOOK),
    ("looking/words.py", "_CLOSE = 1.0", "_CLOSE = 99.0", LOOK),
    ("looking/places.py", "LINE = 0.98", "LINE = 0.1", LOOK),
    ("looking/places.py", "elif _is_before(other, one, rtl=", "elif False and _is_before(other, one, rtl=", LOOK),
    ("looking/places.py", "if back and not", "if False and not", LOOK),
    ("looking/figures.py", "abs((bar[2] - bar[0]) / whole - share) > 0.02", "False", LOOK),
    ("looking/figures.py", ">= HATCHED", ">= -999", LOOK),
    ("looking/figures.py", ">= APART", ">= -999", LOOK),
    ("looking/frames.py", "SEEN = 0.9", "SEEN = 0.0", LOOK),
    ("looking/frames.py", "APART = 80", "APART = 0", LOOK),
    ("looking/look.py", "                *_painted(laid),\n", "", LOOK),
    ("looking/look.py", "                *_unseen(drawn, pages),\n", "", LOOK),
    ("looking/looker.py", "not only_sets_tokens(self._css, shipped) or", "", LOOK),
    ("looking/blame.py", "if not rules or is_wrong", "if True or is_wrong", LOOK),
    ("looking/faces.py", "_ALIKE = 8.0", "_ALIKE = 0.0", FACES),
    ("looking/faces.py", "_SURE = 12.0", "_SURE = 999.0", FACES),
    ("looking/faces.py", "if not picture.getbbox()", "if False", FACES),
    ("looking/faces.py", '            del font["GSUB"]\n', "", FACES),
    ("preflight/template_words.py", "(ours - theirs).elements()", "()", WORDS),
    ("preflight/template_words.py", "in sorted(extra)", "in ()", WORDS),
    ("preflight/template_words.py", "in sorted(shipped.statuses())", "in ()", WORDS),
    ("preflight/template_words.py", "in _main_words(spec)", "in ()", WORDS),
    ("preflight/template_words.py", "html.counts() != shipped.counts()", "False", WORDS),
    ("preflight/template_words.py", '{"style", "script", ', '{"script", ', WORDS),
    ("preflight/tokens.py", "not least <= size <= most", "False", TOKENS),
    ("preflight/tokens.py", "item.name not in known:\n                return", "False:\n                return", TOKENS),
    ("preflight/tokens.py", "and colour.alpha == 1", "", TOKENS),
    ("hidden_signs.py", 'in {"Cc", "Cf", "Co", "Cs", "Cn"}', 'in {"Cc"}', SIGNS),
    ("hidden_signs.py", 'or sign in "\\r\\u2028\\u2029"', "", SIGNS),
    ("cli/__init__.py", "MAX_PROBLEMS, MAX_LETTERS = 10, 1_900", "MAX_PROBLEMS, MAX_LETTERS = 99, 99_000", SIGNS),
    ("inputs/yaml.py", "if is_hidden(sign)} - self.typed", "if False} - self.typed", "tests/inputs/test_yaml.py"),
    ("inputs/snapshot.py", "if twin != found:", "if False:", "tests/inputs/test_snapshot.py"),
    ("document/markdown.py", "MAX_LEVEL = 12", "MAX_LEVEL = 120", "tests/document/test_markdown.py"),
    ("writing.py", "            os.fsync(file.fileno())\n", "", WRITING),
    ("writing.py", "        _sync_folder(path.parent)\n", "", WRITING),
    ("writing.py", "if not Path(real).is_relative_to", "if False and not Path(real).is_relative_to", WRITING),
    ("pdf/alterations.py", "str(annotation.get(\"/Subtype\")) not in _OUR_ANNOTATIONS", "False", PDF),
    ("pdf/alterations.py", "key in root", "False", PDF),
    ("reading.py", "found.st_size > MAX_BYTES", "False", PDF),
    ("batch/build.py", "    lost = work.unclaim_lost()\n", "    lost: list[str] = []\n", DURABLE),
    ("batch/build.py", "self._write({**self.entries, **changing})", "self._write(self.entries)", DURABLE),
    ("batch/build.py", "or _linked_away(output, [name]) ", "", DURABLE),
    ("batch/build.py", "_without_quotations(relativize(", "tuple(relativize(", DURABLE),
    ("batch/journal.py", "if not self._is_in_place():", "if False:", DURABLE),
)  # fmt: skip


def main(words: list[str]) -> int:
    """Try the mutations whose file's name has one of `words`, or all; return the exit status."""
    survived = tried = 0
    for file, old, new, tests in MUTATIONS:
        if words and not any(word in file for word in words):
            continue
        tried += 1
        outcome = _outcome(ROOT / PACKAGE / file, old, new, tests)
        survived += outcome != "red"
        change = f"{' '.join(old.split())[:60]} -> {' '.join(new.split())[:40]}"
        sys.stdout.write(f"{outcome:9} {file}: {change}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{tried - survived} of {tried} mutations are red\n")
    return 1 if survived else 0


def _outcome(path: Path, old: str, new: str, tests: str) -> str:
    """Return `red`, `SURVIVED`, or `NOT FOUND` if the text does not stand there once."""
    before = path.read_text("utf-8")
    if before.count(old) != 1:
        return "NOT FOUND"
    try:
        path.write_text(before.replace(old, new), "utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider"]
        done = subprocess.run([*command, tests], cwd=ROOT, capture_output=True, check=False)
    finally:
        path.write_text(before, "utf-8")
    return "SURVIVED" if done.returncode == 0 else "red"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
