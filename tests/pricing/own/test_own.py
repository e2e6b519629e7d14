"""A user's own prices win and say so; a file with a mistake changes nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing import PriceBook, Quote
from pricing.own import (
    OWN_SOURCE,
    TEMPLATE,
    FileRefused,
    preferring,
    read_file,
)

TODAY = date(2026, 11, 23)
HEADER = "provider,region,instance_type,purchase_option,usd_per_hour\n"
GOOD = "aws,us-east-2,trn2.48xlarge,capacity_block,30.5\n"
PUBLIC = {
    "provider": "aws", "region": "us-east-2", "instance_type": "trn2.48xlarge",
    "purchase_option": "capacity_block", "usd_per_hour": 40.0, "as_of": "2026-12-31",
    "source": "AWS Capacity Blocks page", "evidence": "https://page.example",
}  # fmt: skip


def quote(**changes: object) -> Quote:
    return Quote.model_validate({**PUBLIC, **changes})


def problems(text: str | bytes) -> list[str]:
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(FileRefused) as refused:
        read_file(content, TODAY)
    return [str(problem) for problem in refused.value.problems]


def test_the_template_is_a_file_that_can_be_read() -> None:
    (found,) = read_file(TEMPLATE.encode(), TODAY)
    assert (found.usd_per_hour, found.source) == (35.76, OWN_SOURCE)


def test_excel_s_mark_blank_lines_and_spaces_do_no_harm() -> None:
    (found,) = read_file(("\ufeff" + HEADER + "\n" + GOOD.replace(",", " , ")).encode(), TODAY)
    assert (found.usd_per_hour, found.as_of) == (30.5, TODAY)


def test_every_mistake_is_named_with_its_line_and_nothing_is_taken_in() -> None:
    bad = "aws,us-east-2,p5.48xlarge,on_demand,0\naws,,p5.48xlarge,rented,x\naws,us-east-2\n"
    found = problems(HEADER + GOOD + bad)
    assert [line.split(":")[0] for line in found] == ["line 3", "line 4", "line 5"]
    assert "usd_per_hour" in found[0]
    assert all(field in found[1] for field in ("region", "purchase_option", "usd_per_hour"))
    assert "2 cells under 5 columns" in found[2]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "no column provider"),
        (HEADER, "no prices"),
        (HEADER + GOOD + GOOD, "a second price"),
        (HEADER.replace("region", "area") + GOOD, "unknown column 'area'"),
        (HEADER.replace("region", "provider") + GOOD, "a column twice"),
        (HEADER + 'aws,"us', "not a CSV file"),
        (HEADER + GOOD * 5001, "5,001 rows"),
        (b"\xff\xfe", "not a text file"),
        (b"x" * 1_000_001, "larger than"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_file_that_is_no_price_file_says_why(content: str | bytes, said: str) -> None:
    assert any(said in problem for problem in problems(content))


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda t: (HEADER + t).encode()))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        quotes = read_file(content, TODAY)
    except FileRefused:
        return
    assert quotes


def test_an_own_price_beats_a_newer_public_one() -> None:
    (own,) = read_file((HEADER + GOOD).encode(), TODAY)
    other = quote(instance_type="p5.48xlarge")
    book = preferring(PriceBook.of([quote(), other], (), "test"), [own])
    assert {q.usd_per_hour for q in book.quotes} == {30.5, 40.0}
    assert "with your own prices (1)" in book.origin


def test_an_own_price_of_a_region_beats_every_zone() -> None:
    zones = [quote(purchase_option="spot", zone=z, usd_per_hour=9) for z in ("az1", "az2")]
    own = quote(purchase_option="spot", usd_per_hour=11, source=OWN_SOURCE)
    assert preferring(PriceBook.of(zones, (), "test"), [own]).quotes == (own,)


@pytest.mark.parametrize(("own_payment", "left"), [("", 1), ("no_upfront", 2)])
def test_an_own_reservation_beats_those_paid_in_every_way_unless_it_names_its_own(
    own_payment: str, left: int
) -> None:
    def reserved(usd: float, payment: str, **other: object) -> Quote:
        return quote(purchase_option="reserved_1y", usd_per_hour=usd, payment=payment, **other)

    public = [reserved(28.0, "all_upfront"), reserved(31.0, "no_upfront")]
    mine = reserved(29.5, own_payment, source=OWN_SOURCE)
    book = preferring(PriceBook.of(public, (), "test"), [mine])
    assert len(book.quotes) == left
    assert mine in book.quotes
