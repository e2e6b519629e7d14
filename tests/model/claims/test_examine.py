"""A claim against a scenario: what it needs, what it saves, and when nothing can be said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.claims.examine import Holds, examine, in_a_word
from model.claims.ledger import Kind, Reading, ledger
from model.claims.report import claim_report, ledger_report
from model.comparison import compare
from model.price import Price
from model.scenario import Scenario
from tests.scenarios import scenario


def price(instance_type: str, usd_per_hour: float) -> Price:
    return Price(
        provider="aws", region="us-east-2", instance_type=instance_type,
        purchase_option="capacity_block", usd_per_hour=usd_per_hour, as_of=date(2026, 7, 22),
        source="AWS Capacity Blocks page",
    )  # fmt: skip


P5 = price("p5.48xlarge", 41.528)
PRICES = (price("trn2.48xlarge", 35.7608), P5, price("p4d.24xlarge", 11.8))
BOTH = scenario(
    model="llama3.1-8b", tokens=10**12, platforms=("trn2.48xlarge", "p5.48xlarge"),
    deadline_days=None, instances=64,
)  # fmt: skip


def at(usd: float, chosen: Scenario = BOTH) -> Holds:
    return examine(chosen, (price("trn2.48xlarge", usd), P5)).holds


def test_apples_claim_is_read_four_ways() -> None:
    found = examine(BOTH, PRICES)
    assert [t.reading for t in found.tests] == list(Reading)
    assert found.baseline is not None
    assert found.baseline.instance.instance_type == "p5.48xlarge"
    assert not found.baseline_named


def test_the_needed_mfu_put_back_in_meets_the_claim_exactly() -> None:
    test = examine(BOTH, PRICES).tests[1]
    assert test.reading is Reading.WORK
    assert test.needed_mfu is not None
    answers = {a.instance.instance_type: a for a in compare(BOTH, PRICES).platforms}
    trn2, p5 = answers["trn2.48xlarge"], answers["p5.48xlarge"]
    assert trn2.cost_usd is not None
    assert p5.cost_usd is not None
    assert trn2.plan is not None
    cost = trn2.cost_usd.median * trn2.plan.step.mfu / test.needed_mfu.median
    assert cost / p5.cost_usd.median == pytest.approx(1 / 1.5)


def test_the_needed_discount_put_back_in_meets_the_claim() -> None:
    chosen = BOTH.changed(checkpoints_kept=0)
    test = examine(chosen, PRICES).tests[0]
    assert test.needed_discount is not None
    lower = price("trn2.48xlarge", 35.7608 * (1 - test.needed_discount))
    again = examine(chosen, (lower, P5)).tests[0]
    assert again.actual is not None
    assert again.actual.median == pytest.approx(0.5, rel=5e-3)
    assert again.probability == pytest.approx(0.5, abs=0.02)


def test_the_money_is_of_the_users_own_spend() -> None:
    cost, work, speed, _ = examine(BOTH.changed(yearly_usd=10_000_000), PRICES).tests
    assert cost.saved_usd == pytest.approx(5e6)
    assert work.saved_usd == pytest.approx(10e6 / 3)
    assert speed.saved_usd is None
    one = compare(BOTH, (P5,)).platforms
    costs = next(a.cost_usd for a in one if a.cost_usd)
    assert cost.more_models_a_year == pytest.approx(10e6 / costs.median)


def test_a_low_enough_price_makes_it_hold_and_a_high_one_does_not() -> None:
    assert at(3.0) is Holds.YES
    assert at(300.0) is Holds.NO


@given(st.floats(1, 200), st.floats(1, 200))
def test_a_higher_trainium_price_never_makes_it_more_probable(one: float, two: float) -> None:
    low, high = sorted((one, two))
    chances = [
        examine(BOTH, (price("trn2.48xlarge", usd), P5)).tests[0].probability for usd in (low, high)
    ]
    assert chances[0] is not None
    assert chances[1] is not None
    assert chances[0] >= chances[1] - 1e-12


def test_a_claim_that_names_its_baseline_is_held_against_it() -> None:
    found = examine(BOTH.changed(claim="aws-trn1-50"), (*PRICES, price("trn1.32xlarge", 9.532)))
    assert found.baseline is not None
    assert found.baseline.instance.instance_type == "p4d.24xlarge"


def test_the_user_can_hold_a_claim_against_another_chip() -> None:
    found = examine(BOTH.changed(claim_against="a100-40"), PRICES)
    assert found.baseline is not None
    assert found.baseline.instance.accelerator.id == "a100-40"
    assert found.baseline_named


def test_what_stands_in_for_an_unknown_baseline_is_said() -> None:
    said = "the cheapest NVIDIA platform chosen stands in"
    assert said in claim_report(BOTH, PRICES).words.detail
    assert said not in claim_report(BOTH.changed(claim_against="h100"), PRICES).words.detail


def test_electricity_is_checked_without_a_price() -> None:
    # Trainium3 has no public price; its power is an outside estimate.
    found = examine(BOTH.changed(claim="aws-trn3-energy"), PRICES)
    (test,) = found.tests
    assert test.saved_usd is None
    assert test.probability is not None
    assert (
        "no power is known of Trainium1"
        in claim_report(BOTH.changed(claim="aws-trn2-energy"), PRICES).words.detail
    )


def test_a_claim_is_named_by_its_own_figure() -> None:
    words = claim_report(BOTH.changed(claim="aws-trn2-energy"), PRICES).words
    assert words.headline == "AWS’s 3x cannot be checked here"
    assert "spend" not in words.detail


def test_a_claim_of_one_reading_is_not_said_to_fail_in_any() -> None:
    prices = (price("trn2.48xlarge", 300.0), price("p5e.48xlarge", 40.0))
    words = claim_report(BOTH.changed(claim="aws-trn2-30-40"), prices).words
    assert words.headline == "AWS’s 30–40 % does not hold at today’s prices"


def test_a_claim_typed_in_is_examined_like_any_other() -> None:
    own = BOTH.changed(claim="own", claim_percent=30, claim_meaning="cost")
    (test,) = examine(own, PRICES).tests
    assert (test.percent, test.ratio) == (30, pytest.approx(0.7))
    assert claim_report(own, PRICES).words.headline.startswith("Your 30 %")


def test_published_runs_are_named_and_said_to_be_unlike_a_mixture_of_experts() -> None:
    detail = claim_report(BOTH, PRICES).words.detail
    assert "4 published runs of Llama2-7B, Llama2-70B and xscript 1B reached" in detail
    mixture = BOTH.changed(model="qwen3-30b-a3b")
    assert "none a mixture of experts as here" in claim_report(mixture, PRICES).words.detail


def test_a_reading_that_holds_without_being_of_cost_is_said_not_to_be() -> None:
    # 16 Trainium2 in one instance do more work an hour than 8 A100, at more than their price.
    words = claim_report(BOTH.changed(claim_against="a100-40"), PRICES).words
    assert words.headline.endswith("in any reading of cost")
    assert "50 % more work an hour on one instance it holds (" in words.detail
    assert words.detail.count("which is not cost") == 1


def test_twice_the_work_can_be_claimed_and_all_of_the_cost_cannot() -> None:
    twice = BOTH.changed(claim="own", claim_percent=100, claim_meaning="unstated")
    assert [t.reading for t in examine(twice, PRICES).tests] == [Reading.WORK, Reading.SPEED]
    free = BOTH.changed(claim="own", claim_percent=100, claim_meaning="cost")
    assert claim_report(free, PRICES).words.headline == "Nothing costs 100 % less"


@pytest.mark.parametrize(
    ("changes", "prices", "says"),
    [
        ({}, (P5,), "Trainium2 (trn2.48xlarge): not sold this way here"),
        ({}, PRICES[:1], "H100 SXM (p5.48xlarge): not sold this way here"),
        ({"platforms": ("trn2.48xlarge",)}, PRICES, "no NVIDIA platform is chosen"),
        ({"claim": "own", "platforms": ("p5.48xlarge",)}, PRICES, "no Trainium platform is chosen"),
        ({"precision": "nvfp4"}, PRICES, "cannot run this scenario"),
    ],
)
def test_what_is_missing_is_said(
    changes: dict[str, object], prices: tuple[Price, ...], says: str
) -> None:
    found = claim_report(BOTH.changed(**changes), prices)
    assert found.examined.holds is Holds.UNKNOWN
    assert says in found.words.detail


def test_a_reason_that_is_a_sentence_of_its_own_ends_once() -> None:
    late = scenario(deadline_days=1, platforms=("trn2.48xlarge", "p5.48xlarge"))
    words = claim_report(late, (price("trn2.48xlarge", 30), price("p5.48xlarge", 40))).words
    assert "The reason: " in words.detail
    assert ".." not in words.detail


@pytest.mark.parametrize(
    ("probability", "word"),
    [(0.95, Holds.YES), (0.7, Holds.PROBABLY), (0.5, Holds.OPEN), (0.2, Holds.PROBABLY_NOT),
     (0.05, Holds.NO), (0.096, Holds.PROBABLY_NOT), (0.094, Holds.NO)],
)  # fmt: skip
def test_a_probability_in_a_word(probability: float, word: Holds) -> None:
    assert in_a_word(probability) is word


def test_every_claim_has_a_verdict_in_words() -> None:
    reports = ledger_report(BOTH, PRICES)
    assert len(reports) == len(ledger())
    for report in reports:
        assert report.words.headline
        assert report.verdict


def test_a_percentage_comes_with_a_reading_and_readings_with_a_percentage() -> None:
    for claim in ledger().values():
        assert bool(claim.readings) == (claim.percent_low is not None)
        if claim.kind is Kind.INFERENCE:
            assert claim.pairs


def test_only_the_speakers_own_words_stand_in_quotation_marks() -> None:
    own = {"apple-trn2", "apple-search", "aws-trn1-50", "aws-trn2-30-40", "counter-trn1",
           "counter-unproven", "counter-gaps", "counter-rasgon"}  # fmt: skip
    assert {claim.id for claim in ledger().values() if claim.quoted} == own
