"""What nobody sells is not planned, and every page says so alike."""

import pytest

from model.break_even import break_even
from model.break_even.sentence import break_even_sentence
from model.comparison import compare
from model.comparison.sentence import sentence
from model.evidence.ledger import ledger
from model.practical import longest_run_days, most_accelerators, too_long, too_many
from model.purchase_plan.search import purchase_plan
from model.purchase_plan.sentence import plan_sentence
from model.scenario import CustomArchitecture, Scenario
from model.scenario.scenario import default_custom_architecture
from tests.model.break_even.market import prices
from tests.scenarios import scenario

BOTH = ("trn2.48xlarge", "p5.48xlarge")
KV_HEADS = "Key/value heads = 8: must be a divisor of Attention heads = 60"
MISFIT = CustomArchitecture(**{**default_custom_architecture().model_dump(), "heads": 60})


def test_capacity_is_sold_for_three_years_at_most() -> None:
    assert longest_run_days() == 3 * 365
    assert too_long(1, 1095) == ""
    said = too_long(4, 10_950)
    assert "4 instances would take 11,000 days" in said
    assert "at least 40 instances would be needed" in said


def test_a_cluster_has_no_more_chips_than_the_largest_on_offer() -> None:
    assert most_accelerators() == 100_000
    assert too_many(12_500, 8) == ""
    assert "9,000 instances have 144,000 accelerators" in too_many(9_000, 16)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (scenario(platforms=BOTH, deadline_days=1), "not done in 1 day"),
        (scenario(platforms=BOTH, deadline_days=None, instances=2, tokens=10**15), "3 years"),
        (
            scenario(platforms=BOTH, model="custom", architecture=MISFIT),
            "Key/value heads = 8: must be a divisor of Attention heads = 60",
        ),
    ],
)
def test_the_pages_agree_on_a_run_that_cannot_be_done(asked: Scenario, says: str) -> None:
    known = prices()
    words = [
        sentence(compare(asked, known)),
        break_even_sentence(break_even(asked, known)),
        plan_sentence(purchase_plan(asked, known)),
    ]
    assert {w.headline for w in words} == {"None of these platforms can run this scenario"}
    assert len({w.detail for w in words}) == 1
    assert says in words[0].detail
    assert words[0].detail in ledger(asked, known).detail
