"""What the answer rests on: shares of its uncertainty add up, facts carry sources."""

import math
from typing import Any

import pytest

from model.break_even.spread import Z80
from model.comparison import compare
from model.evidence.fact import GROUPS
from model.evidence.ledger import ledger
from model.evidence.shares import DEFAULT, EFFICIENCY, PRACTICE, PRICE, uncertainty
from model.own_prices import OWN_SOURCE
from model.price import Price, prices_from_rows
from tests.scenarios import scenario

SMALL: dict[str, Any] = {
    "model": "llama3.1-8b", "tokens": 10**12, "instances": 16, "deadline_days": None,
    "platforms": ("trn2.48xlarge", "p5.48xlarge"),
}  # fmt: skip


def prices(source: str = "test") -> tuple[Price, ...]:
    return prices_from_rows(
        {"provider": "aws", "region": "us-east-2", "instance_type": name,
         "purchase_option": "capacity_block", "usd_per_hour": usd, "as_of": "2026-11-01",
         "source": source}
        for name, usd in (("trn2.48xlarge", 35.76), ("p5.48xlarge", 41.53))
    )  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"maturity": "ordinary"},
        {"platforms": ("trn2.48xlarge",)},
        {"platforms": ("p5.48xlarge",)},
        {"anchors": ("trn2.48xlarge:0.80:0.06",)},
        {"model": "llama3.1-70b", "instances": 64},
        {"task": "lora", "tokens": 10**9},
    ],
    ids=str,
)
def test_the_shares_add_up_to_one(changes: dict[str, Any]) -> None:
    found = uncertainty(scenario(**{**SMALL, **changes}), prices())
    assert found is not None
    assert sum(s.share for s in found.sources) == pytest.approx(1.0)
    assert all(s.share >= 0 for s in found.sources)
    variance = sum(s.log_sigma**2 for s in found.sources)
    assert found.answer.log_sigma == pytest.approx(math.sqrt(variance))


def test_efficiency_and_practice_together_are_the_range_that_compare_shows() -> None:
    asked = scenario(**SMALL)
    found = uncertainty(asked, prices())
    assert found is not None
    for answer in compare(asked, prices()).platforms:
        assert answer.cost_usd
        own = [
            s.log_sigma for s in found.sources
            if s.kind in (EFFICIENCY, PRACTICE) and s.key == answer.instance.instance_type
        ]  # fmt: skip
        assert math.hypot(*own) == pytest.approx(answer.cost_usd.log_sigma)


def test_a_price_moves_the_ratio_as_far_as_it_may_move_itself() -> None:
    # Capacity Blocks moved between x0.80 and x1.32 in about a year (price_moves.csv).
    found = uncertainty(scenario(**SMALL, checkpoints_kept=0), prices())
    assert found is not None
    expected = math.log(1.32 / 0.80) / (2 * Z80)
    for source in (s for s in found.sources if s.kind == PRICE):
        assert source.log_sigma == pytest.approx(expected, rel=0.02)


def test_the_users_own_price_is_certain() -> None:
    found = uncertainty(scenario(**SMALL), prices(OWN_SOURCE))
    assert found is not None
    assert found.share(PRICE) == 0


def test_a_log_of_the_platform_makes_its_efficiency_carry_less() -> None:
    def share(*anchors: str) -> float:
        found = uncertainty(scenario(**SMALL, anchors=anchors), prices())
        assert found is not None
        return sum(
            s.share for s in found.sources
            if s.kind in (EFFICIENCY, PRACTICE) and s.family == "trainium"
        )  # fmt: skip

    assert share("trn2.48xlarge:0.80:0.06") < share()


def test_what_both_sides_share_nearly_cancels_in_the_ratio() -> None:
    both = uncertainty(scenario(**SMALL), prices())
    alone = uncertainty(scenario(**{**SMALL, "platforms": ("p5.48xlarge",)}), prices())
    assert both
    assert alone

    def evaluation(found: Any) -> float:
        return next(s.log_sigma for s in found.sources if s.key == "evaluation_share")

    assert evaluation(both) < 0.1 * evaluation(alone)


def test_without_a_cost_there_is_nothing_to_share_and_the_facts_remain() -> None:
    found = ledger(scenario(**SMALL), ())
    assert found.uncertainty is None
    assert "no uncertainty" in found.headline
    assert {fact.group for fact in found.facts} == set(GROUPS) - {"Prices", "Owned hardware"}


def test_every_fact_has_a_source_a_class_and_a_date() -> None:
    for fact in ledger(scenario(**SMALL), prices()).facts:
        assert fact.source
        assert fact.evidence_class in ("measured", "vendor", "assumed", "yours")
        assert fact.as_of[:2] == "20"


def test_a_new_program_says_what_its_newness_costs() -> None:
    def newness(**changes: Any) -> list[str]:
        found = ledger(scenario(**SMALL, **changes), prices())
        return [fact.name for fact in found.facts if fact.name.startswith("Newness")]

    # TorchTitan for Neuron came out with Neuron 2.33.0 on 2026-10-19.
    assert newness() == ["Newness of torchtitan-neuron, trn2.48xlarge"]
    assert newness(anchors=("trn2.48xlarge:0.80:0.06",)) == []


def test_the_shares_of_the_facts_add_up_to_one() -> None:
    shares = [f.share for f in ledger(scenario(**SMALL), prices()).facts if f.share is not None]
    assert sum(shares) == pytest.approx(1.0)


def test_the_headline_names_the_largest_source() -> None:
    found = ledger(scenario(**SMALL), prices())
    assert found.uncertainty
    assert found.headline.startswith(found.uncertainty.sources[0].name)
    assert found.uncertainty.share(EFFICIENCY, PRACTICE, PRICE, DEFAULT) == pytest.approx(1.0)


def test_power_grid_and_price_moves_are_listed_where_they_are_counted() -> None:
    def values(**changes: Any) -> dict[str, str]:
        return {f.name: f.value for f in ledger(scenario(**SMALL, **changes), prices()).facts}

    assert values()["H100 SXM"].endswith("700 W")
    assert values()["Trainium2"].endswith("500 W (estimated)")
    assert "grid of us-east-2" not in values()
    assert values(unit="kg_co2e")["grid of us-east-2"] == "440 g CO2e per kWh"
    moved = values()["capacity block price until it is paid"]
    assert moved == "0.80 to 1.32 times today's"
    assert values()["failures per accelerator hour"] == "2e-05 per hour (1.2e-05 to 7.5e-05)"
