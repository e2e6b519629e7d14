"""The comparison: who costs less, by how much, and what cannot be compared and why."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.comparison import Comparison, Status, compare, report
from model.comparison.compare import QLORA_SPEED
from model.comparison.sentence import sentence
from model.price import Price, prices_from_rows
from model.scenario import Scenario
from tests.scenarios import scenario, scenarios

TYPES = ("trn2.48xlarge", "p5.48xlarge", "p5en.48xlarge", "p6-b200.48xlarge")
# AWS Capacity Blocks page, 22 July 2026, us-east-2.
USD_PER_HOUR = dict(zip(TYPES, (35.7608, 41.528, 54.92, 98.84), strict=True))


def prices(**changes: float) -> tuple[Price, ...]:
    given_prices = {**USD_PER_HOUR, **changes}
    return prices_from_rows(
        {
            "provider": "aws", "region": "us-east-2", "instance_type": name,
            "purchase_option": "capacity_block", "usd_per_hour": usd, "as_of": "2026-07-22",
            "source": "test",
        }
        for name, usd in given_prices.items()
    )  # fmt: skip


def asked(**changes: Any) -> Scenario:
    return scenario(**{"platforms": TYPES, **changes})


def cost(answer: Comparison, instance_type: str) -> float:
    found = next(a for a in answer.platforms if a.instance.instance_type == instance_type)
    assert found.cost_usd is not None
    return found.cost_usd.median


def rent(answer: Comparison, instance_type: str) -> float:
    """The cost without what is stored, which no price of an instance changes."""
    found = next(a for a in answer.platforms if a.instance.instance_type == instance_type)
    return cost(answer, instance_type) - found.cost_parts_usd["storage"]


def test_the_cheapest_comes_first_and_wins() -> None:
    answer = compare(asked(), prices())
    costs = [a.cost_usd.median for a in answer.platforms if a.cost_usd]
    assert costs == sorted(costs)
    assert answer.verdict is not None
    assert answer.verdict.winner.instance_type == answer.platforms[0].instance.instance_type


def test_rent_is_days_times_instances_times_price() -> None:
    answer = compare(asked(deadline_days=None, instances=128), prices())
    for platform in answer.platforms:
        assert platform.plan is not None
        usd = platform.plan.days.median * 24 * 128 * USD_PER_HOUR[platform.instance.instance_type]
        assert rent(answer, platform.instance.instance_type) == pytest.approx(usd)


def test_an_ordinary_team_pays_more_and_knows_less() -> None:
    sized: dict[str, Any] = {"deadline_days": None, "instances": 128}
    tuned = compare(asked(**sized), prices()).platforms
    ordinary = compare(asked(**sized, maturity="ordinary"), prices()).platforms
    for well, less in zip(tuned, ordinary, strict=True):
        assert well.cost_usd is not None
        assert less.cost_usd is not None
        assert less.cost_usd.median > well.cost_usd.median
        assert less.cost_usd.log_sigma > well.cost_usd.log_sigma


def test_the_parts_of_the_cost_add_up() -> None:
    for platform in compare(asked(spare_percent=5, experiments_percent=100), prices()).platforms:
        assert platform.cost_usd is not None
        assert sum(platform.cost_parts_usd.values()) == pytest.approx(platform.cost_usd.median)
        assert all(part > 0 for part in platform.cost_parts_usd.values())


def test_spares_and_experiments_multiply_the_cost_of_the_final_run() -> None:
    sized: dict[str, Any] = {"deadline_days": None, "instances": 100}
    plain = compare(asked(**sized), prices())
    # 7 spares for 100 instances, then half as much again for experiments.
    around = compare(asked(**sized, spare_percent=7, experiments_percent=50), prices())
    for name in [a.instance.instance_type for a in plain.platforms if a.cost_usd]:
        assert rent(around, name) == pytest.approx(rent(plain, name) * 1.07 * 1.5)


def test_the_cluster_meets_the_deadline() -> None:
    for days in (30, 120, 365):
        for platform in compare(asked(deadline_days=days), prices()).platforms:
            assert platform.plan is not None
            assert platform.plan.days.median <= days


def test_tokens_are_conserved() -> None:
    for platform in compare(asked(), prices()).platforms:
        assert platform.plan is not None
        plan = platform.plan
        seconds = plan.days.median * 86_400 * plan.goodput.fraction / (1 + plan.evaluation_share)
        assert plan.tokens_per_second * seconds == pytest.approx(15e12)


def test_the_difference_and_the_probability_agree() -> None:
    verdict = compare(asked(), prices()).verdict
    assert verdict is not None
    assert (verdict.difference.median < 0) == (verdict.probability_trainium_cheaper > 0.5)
    assert verdict.difference.low < verdict.difference.median < verdict.difference.high


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(TYPES), st.floats(1.0, 5.0))
def test_a_higher_price_never_costs_less(instance_type: str, factor: float) -> None:
    dearer = prices(**{instance_type: USD_PER_HOUR[instance_type] * factor})
    before, after = compare(asked(), prices()), compare(asked(), dearer)
    assert rent(after, instance_type) == pytest.approx(rent(before, instance_type) * factor)
    assert before.verdict is not None
    assert after.verdict is not None
    moved = after.verdict.probability_trainium_cheaper - before.verdict.probability_trainium_cheaper
    assert moved <= 0 if instance_type.startswith("trn") else moved >= 0


def test_a_platform_not_sold_this_way_keeps_its_plan_and_has_no_cost() -> None:
    answer = compare(asked(purchase_option="on_demand"), prices())
    assert {a.status for a in answer.platforms} == {Status.NOT_SOLD}
    for platform in answer.platforms:
        assert platform.cost_usd is None
        assert platform.plan is not None
        assert "sold in us-east-2 as capacity block" in platform.reason


def test_a_platform_that_cannot_run_the_scenario_says_why() -> None:
    answer = compare(asked(precision="nvfp4"), prices())
    reasons = {a.instance.instance_type: a.reason for a in answer.platforms}
    assert "NVFP4" in reasons["p5.48xlarge"]
    assert reasons["p6-b200.48xlarge"] == ""


def test_an_encoder_decoder_is_refused_with_the_reason() -> None:
    answer = compare(asked(model="t5-11b"), prices())
    assert all("ncoder-decoder" in a.reason for a in answer.platforms)


def test_a_model_too_large_for_the_cluster_says_what_it_needs() -> None:
    answer = compare(asked(model="llama3.1-405b", deadline_days=None, instances=1), prices())
    assert all("GiB" in a.reason for a in answer.platforms if a.status is Status.CANNOT_RUN)
    assert any(a.status is Status.CANNOT_RUN for a in answer.platforms)


def test_a_single_accelerator_and_thousands_of_gib_are_written_as_people_do() -> None:
    one = asked(model="llama3.1-405b", platforms=("p5.4xlarge",), deadline_days=None, instances=1)
    reason = compare(one, prices()).platforms[0].reason
    assert re.search(r"on 1 accelerator needs \d,\d{3} GiB each of 80 GiB", reason)


def test_a_reason_that_names_the_chip_is_said_as_it_is() -> None:
    two = asked(platforms=("trn1.32xlarge", "trn1n.32xlarge", "p4d.24xlarge"), precision="fp8")
    words = sentence(compare(two, prices()))
    assert words.detail.startswith("Trainium1 has no FP8 arithmetic to train with. A100 40 GB has")


def test_dimensions_that_do_not_fit_together_are_the_reason() -> None:
    own = {**OWN, "heads": 60, "kv_heads": 8}
    answer = compare(asked(model="custom", architecture=own), prices())
    assert all(a.status is Status.CANNOT_RUN and "60" in a.reason for a in answer.platforms)


def test_more_blocks_than_one_purchase_allows_are_a_caveat() -> None:
    answer = compare(asked(deadline_days=None, instances=256), prices())
    assert answer.platforms[0].caveats[0] == "needs 4 capacity blocks of up to 64"


OWN: dict[str, Any] = {
    "layers": 32, "hidden": 4096, "ffn_hidden": 14336, "gated_mlp": True, "heads": 32,
    "kv_heads": 8, "head_dim": 128, "vocab": 128256, "tied_embeddings": False, "experts": 0,
    "experts_topk": 0, "shared_experts": 0, "expert_ffn_hidden": 0, "dense_layers_first": 0,
    "sliding_window": 0, "full_attn_every": 0,
}  # fmt: skip


def test_own_dimensions_of_a_preset_cost_what_the_preset_costs() -> None:
    preset = compare(asked(model="llama3.1-8b"), prices())
    own = compare(asked(model="custom", architecture=OWN), prices())
    for name in TYPES:
        assert cost(own, name) == pytest.approx(cost(preset, name))


@settings(max_examples=60, deadline=None)
@given(scenarios())
def test_every_valid_scenario_is_answered_in_words(any_scenario: Scenario) -> None:
    answer = compare(any_scenario, prices())
    assert len(answer.platforms) == len(any_scenario.platforms)
    for platform in answer.platforms:
        assert (platform.status is Status.PRICED) == (platform.cost_usd is not None)
        assert platform.reason or platform.cost_usd is not None
    assert sentence(answer).headline
    assert report(answer)["sentence"] == sentence(answer).detail


@pytest.mark.parametrize(
    ("platforms", "headline"),
    [
        (("p5.48xlarge",), "No Trainium platform is chosen, so there is nothing to compare"),
        (("trn2.48xlarge",), "No NVIDIA platform is chosen, so there is nothing to compare"),
    ],
)
def test_one_family_alone_is_no_comparison(platforms: tuple[str, ...], headline: str) -> None:
    words = sentence(compare(asked(platforms=platforms), prices()))
    assert words.headline == headline
    assert "cheapest with a cost" in words.detail


def test_the_sentence_names_winner_difference_range_and_probability() -> None:
    answer = compare(asked(), prices(**{"p5.48xlarge": 400.0, "p5en.48xlarge": 400.0,
                                        "p6-b200.48xlarge": 900.0}))  # fmt: skip
    words = sentence(answer)
    assert words.headline == "Trainium2 almost certainly costs less than " + _loser(answer)
    assert "less (−" in words.detail
    assert "80 % range of the difference: from $" in words.detail
    assert words.detail.endswith(
        "Probability that Trainium is cheaper, at these prices and without porting: over 99 %."
    )


def test_close_costs_are_too_close_to_call() -> None:
    answer = compare(asked(), prices())
    assert answer.verdict is not None
    even = replace(answer.verdict, probability_trainium_cheaper=0.45)
    assert sentence(replace(answer, verdict=even)).headline.startswith("Too close to call")


def _loser(answer: Comparison) -> str:
    assert answer.verdict is not None
    name = answer.verdict.nvidia.instance_type
    return next(
        a.instance.accelerator.name for a in answer.platforms if a.instance.instance_type == name
    )


def test_what_is_not_known_of_qloras_speed_is_a_caveat() -> None:
    few = {"model": "llama3.1-8b", "tokens": 10**9, "deadline_days": 7}
    lora, qlora = (compare(asked(task=task, **few), prices()) for task in ("lora", "qlora"))
    assert QLORA_SPEED in qlora.platforms[0].caveats
    assert QLORA_SPEED not in lora.platforms[0].caveats


def test_a_family_without_a_price_is_named_with_what_would_give_it_one() -> None:
    google = scenario(platforms=("a3-highgpu-8g", "trn2.48xlarge"))
    words = sentence(compare(google, prices()))
    assert words.headline == (
        "NVIDIA has no capacity-block price here, so there is nothing to compare"
    )
    assert "Trainium2 (trn2.48xlarge) is the cheapest with a cost: $" in words.detail
    assert "H100 SXM: not sold this way here: no public price known." in words.detail
    assert words.detail.endswith("or a price of your own on the Prices page.")
