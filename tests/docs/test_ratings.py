"""What readers said of the leaflets is whole, and its table says what the files say."""

from __future__ import annotations

import pytest

from docs.make_ratings import PAGE, editions_of, older_editions, ratings_page
from docs.ratings_record import FOLDER, INSTRUMENTS, Rating, parse_rating, shipped_ratings
from handouts.errors import InvalidInput

CDC, UNDERSTANDABLE = INSTRUMENTS["cdc"], INSTRUMENTS["understandable"]
FILE = "docs/ratings/risks.en.yaml"


def written(cdc: dict[str, str] | None = None, answer: str = "right") -> str:
    """Return a rating in which every item has its point but those given."""
    points = {str(number): "yes" for number in range(1, 21)} | (cdc or {})
    pemat = {str(number): "yes" for number in (*range(1, 13), *range(15, 27))}
    lines = ["topic: risks", "locale: en", "readings:", "- rater: software reader 1"]
    lines += ["  kind: software", "  date: 2026-12-01", "  edition: KET-RISKS 2.0 · 8EWF-C8K9"]
    lines += ["  cdc:", *(f'    {number}: "{said}"' for number, said in points.items() if said)]
    lines += ["  pemat:", *(f"    {number}: {said}" for number, said in pemat.items())]
    lines.append("  teach_back:")
    for _ in range(6):
        lines += ["  - question: May I drive?", f"    answer: {answer}", '    page: "1"']
        lines += ["    page_says: Do not drive.", "    reader_says: Tomorrow."]
    return "\n".join(lines) + "\n"


def rated(**cdc: str) -> Rating:
    return parse_rating(written({key.strip("_"): said for key, said in cdc.items()}), FILE)


@pytest.fixture(scope="module")
def ratings() -> tuple[Rating, ...]:
    return shipped_ratings()


def test_the_table_is_up_to_date(ratings: tuple[Rating, ...]) -> None:
    """Editions are as of its last run: each new word would make it stale."""
    page = PAGE.read_text("utf-8")
    assert page == ratings_page(ratings, editions_of(page)), "run `python -m docs.make_ratings`"


def test_a_lost_point_makes_it_stale(ratings: tuple[Rating, ...]) -> None:
    stale = (rated(_13="no: no why"), *ratings[1:])
    assert ratings_page(stale, "") != ratings_page(ratings, "")
    assert "| 95 % | 100 % | 100 % | 6 | CDC: 13 why it matters |" in ratings_page(stale, "")


def test_a_reader_of_older_words_is_named() -> None:
    assert older_editions([rated()], {("risks", "en"): "8EWF-C8K9"}).startswith(
        "When this page was made"
    )
    assert "read 8EWF-C8K9; today it is AAAA-2222." in older_editions(
        [rated()], {("risks", "en"): "AAAA-2222"}
    )


def test_items_left_out_do_not_count_and_nothing_is_rounded_up() -> None:
    rating = rated(_11="no: nothing unknown", _13="no: no why", _19="not applicable")
    assert (CDC.applicable(rating), CDC.percent(rating), CDC.is_met(rating)) == (19, 89, False)
    assert UNDERSTANDABLE.percent(rating) == 100


def test_the_lower_of_two_verdicts_counts() -> None:
    one, two = rated(), rated(_7="no: “the lift”")
    both = one.model_copy(update={"readings": (*one.readings, *two.readings)})
    assert [item.number for item in CDC.lost(both)] == [7]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (written({"7": "no"}), 15, "readings.cdc.7: write `yes`, `not applicable`, or `no:`"),
        (written({"7": ""}), 4, "readings: cdc: no verdict on item 7"),
        (written({"21": "yes"}), 4, "readings: cdc: there is no item 21"),
        (written({"1": "no: a topic"}), 4, "readings: cdc: without item 1, item 2, 3, 4 earns"),
        (written(answer="maybe"), 56, "readings.teach_back.answer: “maybe” is not one of"),
        (written().replace("risks", "benefits", 1), 1, "to be called benefits.en.yaml"),
    ],
)
def test_a_malformed_file_is_told_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_rating(text, FILE)
    problem = caught.value.problems[0]
    assert (problem.file, problem.line) == (FILE, line)
    assert says in problem.message


def test_every_file_is_a_rating_and_there_are_some(ratings: tuple[Rating, ...]) -> None:
    assert len(ratings) == len(list(FOLDER.glob("*.yaml"))) > 0
