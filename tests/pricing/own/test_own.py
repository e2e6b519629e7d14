"""A user's own prices win and say so; a file with a mistake changes nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing import PriceBook, PurchaseOption, Quote
from pricing.own import (
    OWN_SOURCE,
    TEMPLATE,
    Discount,
    FileRefused,
    discounted,
    own_price,
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
    own = own_price("aws", "us-east-2", "trn2.48xlarge", PurchaseOption.CAPACITY_BLOCK, 30.5, TODAY)
    other = quote(instance_type="p5.48xlarge")
    book = preferring(PriceBook.of([quote(), other], (), "test"), [own])
    assert {q.usd_per_hour for q in book.quotes} == {30.5, 40.0}
    assert "with your own prices (1)" in book.origin


def test_an_own_price_of_a_region_beats_every_zone() -> None:
    zones = [quote(purchase_option="spot", zone=z, usd_per_hour=9) for z in ("az1", "az2")]
    own = own_price("aws", "us-east-2", "trn2.48xlarge", PurchaseOption.SPOT, 11, TODAY)
    assert preferring(PriceBook.of(zones, (), "test"), [own]).quotes == (own,)


@pytest.mark.parametrize("price", [0, -1, float("nan"), float("inf")])
def test_an_own_price_of_nothing_is_refused(price: float) -> None:
    with pytest.raises(ValueError, match="usd_per_hour"):
        own_price("aws", "us-east-2", "p5.48xlarge", PurchaseOption.SPOT, price, TODAY)


def test_a_discount_says_what_it_is_on() -> None:
    (found,) = discounted([quote(note="page")], [Discount(provider="aws", percent=25)])
    assert (found.usd_per_hour, found.note) == (30.0, "your discount of 25 % on 40; page")


def test_the_discount_of_the_family_counts_and_discounts_do_not_add_up() -> None:
    agreed = [
        Discount(provider="aws", percent=50),
        Discount(provider="aws", percent=10, family="trn2"),
    ]
    found = discounted([quote(), quote(instance_type="trn2x.48xlarge")], agreed)
    assert [q.usd_per_hour for q in found] == [36.0, 20.0]


@pytest.mark.parametrize("changes", [{"provider": "gcp"}, {"purchase_option": "spot"}])
def test_a_discount_is_of_what_was_agreed_only(changes: dict[str, object]) -> None:
    given_quote = quote(**changes)
    assert discounted([given_quote], [Discount(provider="aws", percent=25)]) == (given_quote,)


@pytest.mark.parametrize("percent", [-1, 100, 250, float("nan")])
def test_no_discount_makes_a_price_zero_or_higher(percent: float) -> None:
    with pytest.raises(ValueError, match="percent"):
        Discount(provider="aws", percent=percent)
