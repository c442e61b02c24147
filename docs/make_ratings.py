"""Write docs/ratings/README.md from the ratings beside it: `python -m docs.make_ratings`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from docs.ratings_record import (
    FOLDER,
    INSTRUMENTS,
    QUESTIONS,
    Rating,
    answered,
    shipped_ratings,
)
from handouts import assets
from handouts.session import ClinicSession

PAGE = FOLDER / "README.md"
START, END = "<!-- editions: as of the last run -->", "<!-- end of editions -->"

Marks = Mapping[tuple[str, str], str]  # edition marks of today, by topic and locale

_ABOUT = f"""\
# How readers rated the leaflets

<!-- made by docs/make_ratings.py from the files in this folder; do not edit -->

**These are software readers, not people.** A strict program read the printed pages as pictures,
item by item. It saw neither the texts' files, nor the facts, nor what others said of them. It finds
what a careful stranger would stumble over; it does not say that patients understand. No clinician
has signed any of it.

A clinic's real readers go into the same form: copy a file, put `kind: person`, what you call the
reader instead of a name, and run `python -m docs.make_ratings`. Where several read one leaflet, the
lower verdict on each item counts. One software reader has read so far; it read each leaflet before
and after the texts were mended, so the second time it knew what it had found wrong. The second is
to be one who has not seen these files, so it is still missing.

The form is the sheet on letter paper for the example clinic. *CDC* is the Clear Communication
Index, *U* and *A* are PEMAT-P: how understandable, how actionable. A CDC point needs every instance
on the pages to comply; PEMAT agrees where about eight of ten do. Percent of the items that apply,
rounded down. *T* counts teach-back questions answered rightly from the page alone.

Bars: CDC {INSTRUMENTS["cdc"].bar} %, U {INSTRUMENTS["understandable"].bar} %, \
A {INSTRUMENTS["actionable"].bar} %, T {QUESTIONS} of {QUESTIONS}. What misses its bar is **bold**.
"""


def ratings_page(ratings: Iterable[Rating], editions: str) -> str:
    """Return the page as Markdown; `editions` is its part on older editions."""
    ratings = tuple(ratings)
    lines = [_ABOUT, _summary(ratings), "", *_most_lost(ratings), "", *_table(ratings), ""]
    lines += [START, "", editions, "", END]
    return "\n".join(lines) + "\n"


def older_editions(ratings: Iterable[Rating], today: Marks) -> str:
    """Return in Markdown which ratings read words that are not today's."""
    found = [
        f"- [{one.topic}.{one.locale}]({one.topic}.{one.locale}.yaml): {reading.rater} read "
        f"{reading.mark}; today it is {today.get((one.topic, one.locale), 'no topic of ours')}."
        for one in ratings
        for reading in one.readings
        if reading.mark != today.get((one.topic, one.locale))
    ]
    if not found:
        return "When this page was made, every rating was of the edition printed then."
    return "\n".join(["## No longer today’s edition", "", *found])


def editions_of(page: str) -> str:
    """Return the part on older editions of a page made before."""
    return page.partition(START)[2].partition(END)[0].strip("\n")


def marks_of_today(ratings: Iterable[Rating]) -> Marks:
    """Return the marks that the example clinic's leaflets would bear if printed now."""
    session = ClinicSession(assets.example_clinic())
    known = set(session.library.ids)
    return {
        (one.topic, one.locale): session.edition(one.topic, one.locale).mark
        for one in ratings
        if one.topic in known
    }


def _summary(ratings: tuple[Rating, ...]) -> str:
    full = sum(not _misses(one) for one in ratings)
    return f"{len(ratings)} leaflets rated; {full} meet all four bars."


def _misses(rating: Rating) -> bool:
    met = all(instrument.is_met(rating) for instrument in INSTRUMENTS.values())
    return not met or answered(rating) < QUESTIONS


def _most_lost(ratings: tuple[Rating, ...], shown: int = 6) -> Iterator[str]:
    """Yield the items that most leaflets lose: what to mend first."""
    lost = Counter(
        f"{instrument.title} {item.number}, {item.asks.lower()}"
        for one in ratings
        for instrument in INSTRUMENTS.values()
        for item in instrument.lost(one)
    )
    yield "Lost most often:"
    yield ""
    yield from (f"- {asks}: {count} leaflets" for asks, count in lost.most_common(shown))


def _table(ratings: tuple[Rating, ...]) -> Iterator[str]:
    yield "| Leaflet | Edition read | CDC | U | A | T | Points lost |"
    yield "|---|---|---|---|---|---|---|"
    for one in ratings:
        name = f"{one.topic}.{one.locale}"
        scores = [
            _bold(f"{instrument.percent(one)} %", instrument.is_met(one))
            for instrument in INSTRUMENTS.values()
        ]
        right = answered(one)
        cells = (
            f"[{name}]({name}.yaml)",
            ", ".join(dict.fromkeys(reading.mark for reading in one.readings)),
            *scores,
            _bold(str(right), right == QUESTIONS),
            "; ".join(_lost(one)) or "none",
        )
        yield f"| {' | '.join(cells)} |"


def _bold(text: str, met: bool) -> str:
    return text if met else f"**{text}**"


def _lost(rating: Rating) -> Iterator[str]:
    for short, instrument in zip(("CDC", "U", "A"), INSTRUMENTS.values(), strict=True):
        items = instrument.lost(rating)
        if items:
            yield f"{short}: " + ", ".join(f"{item.number} {item.asks.lower()}" for item in items)
    asked = zip(*(reading.teach_back for reading in rating.readings), strict=True)
    for row in asked:
        if any(answer.answer != "right" for answer in row):
            yield f"T: {row[0].question}"


if __name__ == "__main__":
    found = shipped_ratings()
    page = ratings_page(found, older_editions(found, marks_of_today(found)))
    PAGE.write_text(page, encoding="utf-8", newline="\n")
