"""Prices per unit of capacity, with the public prices of July 2026 as the example."""

from datetime import date

import pytest

from model.hardware import Family
from model.market import market, market_sentence, price_list
from model.price import Price
from model.price_unit import PriceUnit
from tests.scenarios import scenario


def price(instance_type: str, usd_per_hour: float, region: str = "us-east-2") -> Price:
    return Price(
        provider="aws",
        region=region,
        instance_type=instance_type,
        purchase_option="capacity_block",
        usd_per_hour=usd_per_hour,
        as_of=date(2026, 7, 22),
        source="AWS Capacity Blocks page",
    )


# The Capacity Blocks page of 22 Jul 2026: 2.235 and 5.191 USD per accelerator-hour.
TRN2, P5 = price("trn2.48xlarge", 35.7608), price("p5.48xlarge", 41.528)
BOTH = scenario(platforms=("trn2.48xlarge", "p5.48xlarge"))


@pytest.mark.parametrize(
    ("unit", "trainium2", "h100"),
    [
        (PriceUnit.INSTANCE_HOUR, 35.7608, 41.528),
        (PriceUnit.ACCELERATOR_HOUR, 2.2351, 5.191),
        # Dense BF16 peaks: 667 and 989 TFLOP/s.
        (PriceUnit.PFLOP_HOUR, 3.351, 5.249),
        (PriceUnit.GIB_HOUR, 0.02328, 0.06489),
    ],
)
def test_a_price_per_unit_of_capacity(unit: PriceUnit, trainium2: float, h100: float) -> None:
    found = market(BOTH.changed(price_unit=unit), [TRN2, P5])
    (left,), (right,) = found.here(Family.TRAINIUM), found.here(Family.NVIDIA)
    assert left.usd_per_unit == pytest.approx(trainium2, rel=2e-3)
    assert right.usd_per_unit == pytest.approx(h100, rel=2e-3)


def test_the_sentence_compares_the_cheapest_of_each_family() -> None:
    words = market_sentence(market(BOTH, [TRN2, P5, price("p5.48xlarge", 50.0)]), "Capacity Block")
    assert words.headline == "Trainium2 costs 57 % less per chip-hour than H100 SXM"
    assert "$2.24" in words.detail
    assert "$5.19" in words.detail


def test_the_lowest_price_of_a_region_counts() -> None:
    found = market(BOTH, [P5, price("p5.48xlarge", 50.0), price("p5.48xlarge", 39.0, "us-west-2")])
    assert [(o.price.usd_per_hour, o.here) for o in found.offers] == [
        (41.528, True),
        (39.0, False),
    ]


def test_other_options_are_no_part_of_it() -> None:
    spot = P5.model_copy(update={"purchase_option": "spot", "usd_per_hour": 1.0})
    assert [o.price for o in market(BOTH, [spot, P5]).offers] == [P5]


def test_a_chip_without_a_peak_in_the_precision_has_no_price_per_pflop() -> None:
    chosen = scenario(platforms=("p4d.24xlarge",), precision="fp8", price_unit="pflop_hour")
    (offer,) = market(chosen, [price("p4d.24xlarge", 11.8)]).offers
    assert offer.usd_per_unit is None


def test_without_a_price_the_sentence_says_what_is_missing() -> None:
    words = market_sentence(market(BOTH, []), "Spot")
    assert words.headline == "None of these platforms is sold this way here"
    assert "trn2.48xlarge, p5.48xlarge" in words.detail


def test_with_one_family_alone_nothing_is_compared() -> None:
    words = market_sentence(market(BOTH, [TRN2]), "Capacity Block")
    assert words.headline.startswith("Trainium2 is the cheapest here at $2.24 per chip-hour")
    assert "p5.48xlarge" in words.detail


def test_the_list_holds_every_price_in_every_unit_the_scenarios_own_first() -> None:
    unknown = price("hpc9.giant", 10.0)
    listed = price_list(BOTH, [unknown, P5])
    assert [row.price for row in listed] == [P5, unknown]
    assert listed[0].usd_per_accelerator_hour == pytest.approx(5.191)
    assert (listed[1].instance, listed[1].usd_per_accelerator_hour) == (None, None)
