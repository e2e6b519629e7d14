"""Prices: exactly what was asked for, or none."""

import pytest

from model.price import Price, find_price, prices_from_rows, where_sold


def price(**changes: object) -> Price:
    row: dict[str, object] = {
        "provider": "aws", "region": "us-east-2", "instance_type": "trn2.48xlarge",
        "purchase_option": "capacity_block", "usd_per_hour": 35.76, "as_of": "2026-07-22",
        "source": "test",
    }  # fmt: skip
    return prices_from_rows([{**row, **changes}])[0]


BOOK = (
    price(),
    price(region="us-east-1", instance_type="p5.48xlarge", usd_per_hour=41.53),
    price(region="us-gov-east-1", instance_type="p5.48xlarge", usd_per_hour=30.0),
    price(instance_type="p5.48xlarge", usd_per_hour=55.04, purchase_option="on_demand"),
)


def test_another_option_never_stands_in() -> None:
    assert find_price(BOOK, "trn2.48xlarge", "us-east-2", "on_demand") is None


def test_another_region_never_stands_in() -> None:
    assert find_price(BOOK, "p5.48xlarge", "us-east-2", "capacity_block") is None


def test_the_cheapest_region_leaves_out_those_not_open_to_everybody() -> None:
    found = find_price(BOOK, "p5.48xlarge", "any", "capacity_block")
    assert found is not None
    assert found.region == "us-east-1"


@pytest.mark.parametrize(
    ("instance_type", "option", "says"),
    [
        ("p5.48xlarge", "capacity_block", "sold so in us-east-1, us-gov-east-1"),
        ("trn2.48xlarge", "on_demand", "sold in us-east-2 as capacity block"),
        ("trn3.48xlarge", "on_demand", "no public price known"),
    ],
)
def test_where_else_it_is_sold_is_said(instance_type: str, option: str, says: str) -> None:
    assert where_sold(BOOK, instance_type, "us-east-2", option) == says


@pytest.mark.parametrize("bad", [0, -1, "free", None, float("nan"), float("inf")])
def test_a_price_is_above_zero(bad: object) -> None:
    with pytest.raises(ValueError, match="quote 1: usd_per_hour"):
        price(usd_per_hour=bad)
