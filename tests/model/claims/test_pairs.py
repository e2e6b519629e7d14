"""Pairs of instances: measured ratios with the bundled prices, and what each reading asks."""

import pytest

from model.claims.ledger import ledger
from model.claims.pairs import compute_types, examine_pairs, inference_pairs, needed_ratio
from model.claims.report import claim_report
from model.claims.sentence import change
from model.price import Price, prices_from_rows
from pricing import snapshot_book
from tests.scenarios import scenario

APPLE = ledger()["apple-search"]


@pytest.fixture(scope="module")
def prices() -> tuple[Price, ...]:
    return prices_from_rows(quote.model_dump() for quote in snapshot_book().quotes)


@pytest.mark.parametrize(
    ("pair", "change"),
    [
        # Cost per query with on-demand prices of us-east-1, from the measured ratios: ClickBench.
        ("G04", -0.38), ("G05", -0.28), ("G06", -0.39), ("G07", -0.16), ("G08", -0.20),
        ("G09", -0.43), ("G10", -0.36), ("G11", -0.33), ("G12", -0.30),
        # Hugging Face's raw data on BERT.
        ("I01", -0.84), ("I02", -0.90), ("I03", -0.93),
    ],
)  # fmt: skip
def test_the_cost_of_the_same_work(prices: tuple[Price, ...], pair: str, change: float) -> None:
    found = {p.pair.id: p for p in examine_pairs(APPLE, scenario(region="us-east-1"), prices).pairs}
    cost = found[pair].cost_ratio
    assert cost is not None
    assert cost - 1 == pytest.approx(change, abs=0.015)


def test_the_newer_inferentia_is_dearer_for_bert(prices: tuple[Price, ...]) -> None:
    claim = next(iter(ledger().values()))
    from dataclasses import replace

    found = examine_pairs(replace(claim, pairs=("inferentia1_to_2",)), scenario(), prices)
    costs = {p.pair.id: p.cost_ratio for p in found.pairs}
    assert costs == {"I17": pytest.approx(1.47, abs=0.01), "I18": pytest.approx(1.18, abs=0.01)}


def test_both_prices_of_a_pair_are_of_one_place(prices: tuple[Price, ...]) -> None:
    for found in examine_pairs(APPLE, scenario(region="eu-west-1"), prices).priced:
        assert found.from_price is not None
        assert found.to_price is not None
        assert found.from_price.region == found.to_price.region
        assert found.from_price.purchase_option == found.to_price.purchase_option == "on_demand"


def test_more_pairs_reach_the_milder_reading(prices: tuple[Price, ...]) -> None:
    cost, work = examine_pairs(APPLE, scenario(), prices).tests
    assert cost.ratio < work.ratio
    assert 0 < cost.reached < work.reached


def test_the_needed_ratio_put_back_in_meets_the_claim(prices: tuple[Price, ...]) -> None:
    priced = examine_pairs(APPLE, scenario(), prices).priced[0]
    needs = needed_ratio(priced, 0.6)
    assert needs is not None
    assert priced.cost_ratio is not None
    assert priced.cost_ratio * priced.pair.ratio / needs == pytest.approx(0.6)


def test_only_pairs_of_the_chips_that_a_claim_names_count(prices: tuple[Price, ...]) -> None:
    # Inferentia2 says nothing of a claim about Inferentia1.
    for name in ("aws-inf1-45", "alexa-30", "amazon-search-85"):
        for found in examine_pairs(ledger()[name], scenario(), prices).pairs:
            assert found.pair.to_instance.startswith("inf1.")
    report = claim_report(scenario(claim="aws-graviton2-40"), prices)
    assert report.pairs.pairs == ()
    assert "No public measurement of the chips it names" in report.words.detail
    # What it would mean for the user's spend is known all the same.
    assert report.pairs.tests[0].saved_usd > 0


def test_gpus_stand_beside_apples_claim_and_do_not_count_for_it(prices: tuple[Price, ...]) -> None:
    found = examine_pairs(APPLE, scenario(), prices)
    assert {p.pair.kind for p in found.pairs} == {"x86_to_graviton", "x86_to_inferentia"}
    assert {p.pair.kind for p in found.beside} == {"gpu_to_inferentia"}
    words = claim_report(scenario(claim="apple-search"), prices).words
    assert f"of {len(found.priced)} measured pairs" in words.headline
    assert f"of {len(found.priced_beside)} measured pairs" in words.detail


def test_a_saving_just_short_of_the_claim_is_not_rounded_to_it() -> None:
    assert change(0.604, [0.6]) == "39.6 % less"
    assert change(0.596, [0.6]) == "40 % less"
    assert change(0.68, [0.6]) == "32 % less"


def test_a_pair_without_both_prices_stays_without_a_cost() -> None:
    found = examine_pairs(APPLE, scenario(), ())
    assert found.priced == ()
    assert len(found.pairs) == len([p for p in inference_pairs() if p.kind in APPLE.pairs])
    words = claim_report(scenario(claim="apple-search"), ()).words
    assert "cannot be checked here" in words.headline


def test_the_types_of_the_pairs_are_known_to_the_price_book(prices: tuple[Price, ...]) -> None:
    known = {p.instance_type for p in prices}
    # Intel's newest with local disks are in no price list that was read.
    assert compute_types() - known == {"c8id.16xlarge", "c8id.24xlarge"}
