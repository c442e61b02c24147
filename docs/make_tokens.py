"""Write the table of tokens in docs/branding.md from the CSS: `python docs/make_tokens.py`."""

from __future__ import annotations

import re
from pathlib import Path

from handouts import assets

PAGE = Path(__file__).with_name("branding.md")
START, END = "<!-- tokens: made by docs/make_tokens.py -->", "<!-- end of tokens -->"

_ROOT = re.compile(r":root\s*\{(.*?)\}", re.DOTALL)
_TOKEN = re.compile(r"(--[\w-]+):\s*([^;]+);(?:[ \t]*/\*\s*(.*?)\s*\*/)?")


def token_table() -> str:
    """Return the tokens of `styles/tokens/` as Markdown tables, one for each file."""
    lines = []
    for name in ("palette", "roles", "type", "space", "paper"):
        css = assets.shipped_files()[f"styles/tokens/{name}.css"].decode()
        (root, *_) = _ROOT.findall(css)
        lines += [f"**{name}**", "", "| token | as shipped | what it is for |", "|---|---|---|"]
        for token, value, meaning in _TOKEN.findall(root):
            lines.append(f"| `{token}` | `{' '.join(value.split())}` | {meaning} |")
        lines.append("")
    return "\n".join(lines)


def with_table(page: str) -> str:
    """Return `page` with its table of tokens made anew."""
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n\n{token_table()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text("utf-8")), encoding="utf-8")
