"""What the user pays stands in for the public price, and nothing else does."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.own_prices import OWN_SOURCE, with_own_prices
from model.price import Price, find_price
from model.scenario.prices_inputs import read_discount, read_own_price
from tests.scenarios import DISCOUNTS, OWN_PRICES, scenario

TODAY = date(2026, 11, 22)


def price(
    instance_type: str, usd_per_hour: float, option: str = "on_demand", provider: str = "aws"
) -> Price:
    return Price(
        provider=provider,
        region="us-east-2",
        instance_type=instance_type,
        purchase_option=option,
        usd_per_hour=usd_per_hour,
        as_of=date(2026, 9, 10),
        source="test",
    )


P5, TRN1 = price("p5.48xlarge", 55.04), price("trn1.32xlarge", 21.5)


def test_without_own_prices_the_public_ones_stay() -> None:
    assert with_own_prices([P5, TRN1], scenario(), TODAY) == (P5, TRN1)


def test_a_discount_for_the_provider_covers_all_its_types_and_says_so() -> None:
    p5, trn1 = with_own_prices([P5, TRN1], scenario(discounts=("aws-10",)), TODAY)
    assert p5.usd_per_hour == pytest.approx(49.536)
    assert trn1.usd_per_hour == pytest.approx(19.35)
    assert p5.note == "your discount of 10 % on 55.04 USD"


def test_the_discount_for_the_family_counts_and_is_not_added_up() -> None:
    chosen = scenario(discounts=("aws.p5-20", "aws-50"))
    p5, trn1 = with_own_prices([P5, TRN1], chosen, TODAY)
    assert p5.usd_per_hour == pytest.approx(44.032)
    assert trn1.usd_per_hour == pytest.approx(10.75)


def test_spot_has_no_list_price_to_be_discounted() -> None:
    spot = price("p5.48xlarge", 20.0, "spot")
    assert with_own_prices([spot], scenario(discounts=("aws-30",)), TODAY) == (spot,)


def test_a_discount_of_one_provider_leaves_the_others() -> None:
    other = price("a3-megagpu-8g", 90.0, provider="gcp")
    assert with_own_prices([other], scenario(discounts=("aws-30",)), TODAY) == (other,)


def test_an_own_price_beats_every_source_and_every_discount() -> None:
    chosen = scenario(own_prices=("p5.48xlarge:on_demand:us-east-2:60",), discounts=("aws-10",))
    found = find_price(
        with_own_prices([P5], chosen, TODAY), "p5.48xlarge", "us-east-2", "on_demand"
    )
    assert found is not None
    assert (found.usd_per_hour, found.source, found.as_of) == (60.0, OWN_SOURCE, TODAY)


def test_an_own_price_sells_what_has_no_public_price() -> None:
    chosen = scenario(own_prices=("trn2.48xlarge:on_demand:us-east-2:30.5",))
    made = with_own_prices([], chosen, TODAY)
    found = find_price(made, "trn2.48xlarge", "us-east-2", "on_demand")
    assert found is not None
    assert found.usd_per_hour == 30.5


@given(DISCOUNTS)
def test_a_discount_never_raises_a_price(discount: str) -> None:
    (after,) = with_own_prices([P5], scenario(discounts=(discount,)), TODAY)
    assert 0 < after.usd_per_hour <= P5.usd_per_hour


@given(OWN_PRICES)
def test_an_own_price_is_read_as_written(text: str) -> None:
    read = read_own_price(text)
    assert text == (
        f"{read.instance_type}:{read.purchase_option}:{read.region}:{read.usd_per_hour:g}"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("aws", "is written"),
        ("aws-0", "between 1 and 99"),
        ("aws-100", "is written"),
        ("acme-10", "no such provider"),
        ("aws.p99-10", "no instance family"),
    ],
)
def test_a_discount_that_is_none_says_why(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_discount(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("30", "is written"),
        ("p99.xlarge:spot:us-east-2:3", "no such instance type"),
        ("p5.48xlarge:barter:us-east-2:3", "no such purchase option"),
        ("p5.48xlarge:spot:mars-1:3", "no such region"),
        ("p5.48xlarge:spot:us-east-2:0", "above 0"),
        ("p5.48xlarge:spot:us-east-2:1e9", "above 0"),
        ("p5.48xlarge:spot:us-east-2:nan", "above 0"),
    ],
)
def test_an_own_price_that_is_none_says_why(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_own_price(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (read_discount, read_own_price):
        with contextlib.suppress(ValueError):
            assert read(text) == read(text)


def test_a_second_discount_for_the_same_is_refused() -> None:
    with pytest.raises(ValueError, match="one discount for each"):
        scenario(discounts=("aws-10", "aws-20"))
