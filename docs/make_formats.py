"""Write the tables of docs/formats.md from the registry: `python docs/make_formats.py`."""

from __future__ import annotations

from pathlib import Path

from handouts.formats import FORMATS, FormatSpec

PAGE = Path(__file__).with_name("formats.md")
MARKS = {
    "formats": ("<!-- formats: made by docs/make_formats.py -->", "<!-- end of formats -->"),
    "fitting": ("<!-- fitting: made by docs/make_formats.py -->", "<!-- end of fitting -->"),
}
_PAPERS = {"letter": "Letter", "a4": "A4", "tabloid": "Tabloid", "a3": "A3"}


def formats_table() -> str:
    """Return what each format is, on which papers it comes and how it is printed."""
    rows = ["| format | what it is | paper | how to print it |", "|---|---|---|---|"]
    for fmt in FORMATS.values():
        papers = ", ".join(_PAPERS.get(paper, paper) for paper in fmt.papers)
        rows.append(f"| `{fmt.name}` | {fmt.summary} | {papers} | {fmt.how_to_print} |")
    return "\n".join(rows)


def fitting_table() -> str:
    """Return which sizes and steps each format tries."""
    rows = [
        "| format | sizes tried | pages | its own steps | nothing smaller than |",
        "|---|---|---|---|---|",
    ]
    rows += [
        f"| {fmt.name} | {_sizes(fmt)} | {fmt.max_pages or 'any'} | {fmt.steps} "
        f"| {fmt.min_pt:g} pt |"
        for fmt in FORMATS.having("pdf")
    ]
    return "\n".join(rows)


def _sizes(fmt: FormatSpec) -> str:
    first, last = fmt.sizes_pt[0], fmt.sizes_pt[-1]
    return f"{first:g} pt" if first == last else f"{first:g} to {last:g} pt"


def with_tables(page: str) -> str:
    """Return `page` with its tables made anew."""
    for name, table in (("formats", formats_table()), ("fitting", fitting_table())):
        start, end = MARKS[name]
        before, _, rest = page.partition(start)
        _, _, after = rest.partition(end)
        page = f"{before}{start}\n\n{table}\n\n{end}{after}"
    return page


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text("utf-8")), encoding="utf-8")
