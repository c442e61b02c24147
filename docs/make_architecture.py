"""Writes the map of packages in docs/architecture.md from the packages' own docstrings.

python -m docs.make_architecture
"""

from __future__ import annotations

import ast
from pathlib import Path

PROJECT = Path(__file__).parents[1]
DOCUMENT = PROJECT / "docs" / "architecture.md"
BEGIN, END = "<!-- map: begin -->\n", "<!-- map: end -->"


def package_map(root: Path = PROJECT / "handouts") -> str:
    """Return a table of every package and every loose module, with the line each says of itself."""
    lines = ["| room | what is in it |", "|---|---|"]
    loose = [path for path in sorted(root.glob("*.py")) if not path.stem.startswith("__")]
    packages = sorted(path for path in root.rglob("__init__.py") if path.parent != root)
    for path in (*packages, *loose):
        place = path.parent if path.name == "__init__.py" else path
        name = place.relative_to(root.parent).as_posix() + ("/" if place.is_dir() else "")
        lines.append(f"| `{name}` | {first_line(path)} |")
    return "\n".join(lines) + "\n"


def first_line(path: Path) -> str:
    """Return the first line of a module's docstring, which says what it is for."""
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return docstring.partition("\n")[0]


def with_map(text: str) -> str:
    """Return the document with its map made anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{package_map()}{END}{after}"


if __name__ == "__main__":
    DOCUMENT.write_text(with_map(DOCUMENT.read_text("utf-8")), encoding="utf-8")
