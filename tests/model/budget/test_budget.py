"""Budget: what an amount buys, put back into Compare, costs that amount."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.budget import (
    Outcome,
    budget,
    budget_sentence,
    fleets,
    savings,
    savings_sentence,
)
from model.budget.family import family
from model.budget.platform import Platform, Run
from model.cluster_size import cluster_sizes
from model.comparison import compare
from model.run import RunPlan, run_on
from model.scenario import Scenario
from model.wording import count, significant
from tests.model.break_even.market import TODAY, asked, prices
from tests.scenarios import scenarios

H100, TRN2 = "p5.48xlarge", "trn2.48xlarge"


def only(**changes: Any) -> Scenario:
    return asked(platforms=(H100,), **changes)


def outcome(wanted: Scenario) -> Outcome:
    return next(o for o in budget(wanted, prices()).outcomes if o.instance.instance_type == H100)


def bought(wanted: Scenario) -> Run:
    run = outcome(wanted).run
    assert run is not None
    return run


def cost(wanted: Scenario) -> float:
    found = compare(wanted, prices()).platforms[0].cost_usd
    assert found is not None
    return found.median


SPENDING = st.fixed_dictionaries(
    {
        "tokens": st.integers(10**10, 10**13),
        "spare_percent": st.integers(0, 20),
        "experiments_percent": st.integers(0, 300),
        "checkpoints_kept": st.integers(0, 100),
    }
)


@settings(max_examples=30, deadline=None)
@given(SPENDING, st.sampled_from([8, 32, 64]))
def test_budget_and_compare_invert_each_other(changes: dict[str, Any], instances: int) -> None:
    wanted = only(**changes, instances=instances)
    usd = cost(wanted)
    run = bought(wanted.changed(budget_usd=round(usd)))
    assert run.tokens == pytest.approx(wanted.tokens, rel=2e-3)
    assert cost(wanted.changed(tokens=run.tokens)) == pytest.approx(usd, rel=2e-3)


@settings(max_examples=15, deadline=None)
@given(st.integers(10**11, 5 * 10**12), st.sampled_from([30, 90]))
def test_under_a_deadline_a_budget_buys_what_it_paid_for_and_is_never_exceeded(
    tokens: int, days: int
) -> None:
    wanted = only(tokens=tokens, deadline_days=days, instances=None)
    usd = round(cost(wanted))
    run = bought(wanted.changed(budget_usd=usd))
    assert run.tokens >= tokens * (1 - 2e-3)
    assert run.cost_usd <= usd
    assert cost(wanted.changed(tokens=run.tokens)) == pytest.approx(run.cost_usd)
    assert run.plan.days.median <= days


@settings(max_examples=15, deadline=None)
@given(st.integers(1_000, 10**7), st.floats(1.05, 10))
def test_more_money_never_trains_less(usd: int, factor: float) -> None:
    wanted = only(deadline_days=60, instances=None)
    less, more = (bought(wanted.changed(budget_usd=int(amount))) for amount in (usd, usd * factor))
    assert more.tokens >= less.tokens


def test_a_deadline_stops_what_money_could_buy() -> None:
    found = outcome(only(deadline_days=1, instances=None, budget_usd=10**11))
    assert found.run is not None
    assert found.run.cost_usd < 10**11
    assert "1 day." in found.limit


def test_the_largest_model_is_paid_for_and_the_next_one_is_not() -> None:
    wanted = only(budget_usd=300_000, budget_goal="largest_model", tokens_per_parameter=20)
    found = outcome(wanted)
    assert found.run is not None
    assert found.run.cost_usd <= 300_000
    assert found.run.tokens == 20 * found.parameters
    sizes = [shape.parameters for shape in family()]
    larger = family()[sizes.index(found.parameters) + 1]
    price = compare(wanted, prices()).platforms[0].price
    assert price is not None
    next_run = Platform(wanted, found.instance, price).run(
        replace(wanted.workload(), architecture=larger.architecture), 20 * larger.parameters
    )
    assert not isinstance(next_run, Run) or next_run.cost_usd > 0.95 * 300_000


def test_more_tokens_per_parameter_leave_a_smaller_model() -> None:
    few, many = (
        outcome(only(budget_usd=500_000, budget_goal="largest_model", tokens_per_parameter=r))
        for r in (20, 400)
    )
    assert many.parameters < few.parameters


def test_the_lowest_loss_is_near_the_refits_ratio_and_beats_any_other_choice() -> None:
    wanted = only(budget_usd=500_000, budget_goal="lowest_loss")
    best = outcome(wanted)
    assert best.run is not None
    assert best.loss is not None
    assert 10 < best.run.tokens / best.parameters < 35
    for ratio in (5, 200):
        other = outcome(wanted.changed(token_choice="ratio", tokens_per_parameter=ratio))
        assert other.loss is not None
        assert other.loss.median > best.loss.median


def test_a_model_that_will_be_served_is_smaller_and_serving_is_kept_out_of_training() -> None:
    wanted = only(budget_usd=500_000, budget_goal="lowest_loss")
    served = outcome(wanted.changed(token_choice="lifetime", served_billion_tokens=1_000))
    assert served.parameters < outcome(wanted).parameters
    assert served.serving_usd > 0
    assert served.run is not None
    assert served.run.cost_usd + served.serving_usd <= 500_000


def test_no_served_tokens_leave_the_compute_optimal_model() -> None:
    wanted = only(budget_usd=500_000, budget_goal="lowest_loss")
    served = outcome(wanted.changed(token_choice="lifetime", served_billion_tokens=0))
    assert served.parameters == outcome(wanted).parameters


@pytest.mark.parametrize(
    "changes",
    [{"task": "sft"}, {"task": "lora"}, {"model": "qwen3-30b-a3b"}, {"model": "bert-large"}],
    ids=str,
)
def test_a_loss_is_predicted_for_dense_decoders_from_scratch_alone(changes: dict[str, Any]) -> None:
    found = outcome(only(budget_usd=10_000, **changes))
    assert found.run is not None
    assert found.loss is None


def test_the_runs_a_budget_pays_for_are_the_budget_over_the_cost() -> None:
    wanted = only(budget_usd=1_000_000)
    found = outcome(wanted).runs
    assert found is not None
    assert found.median == pytest.approx(1_000_000 / cost(wanted))


def test_the_smallest_fleet_is_in_time_and_none_smaller_is() -> None:
    wanted = only(deadline_days=60, instances=None)
    found = fleets(wanted, prices())[0]
    assert found.smallest is not None
    assert found.cheapest is not None
    assert found.smallest.days.median <= 60
    assert found.smallest.instances <= found.cheapest.instances
    for size in cluster_sizes(wanted.workload(), 8):
        if size < found.smallest.instances:
            plan = run_on(wanted.workload(), found.instance, wanted.tokens, size, wanted.maturity)
            assert not isinstance(plan, RunPlan) or plan.days.median > 60


def test_a_number_of_instances_asks_for_no_fleet() -> None:
    assert fleets(asked(), prices()) == ()


def test_savings_are_the_ratio_of_the_costs() -> None:
    comparison = compare(asked(), prices())
    more = savings(comparison)
    assert more is not None
    costs = [a.cost_usd.median for a in comparison.platforms if a.cost_usd]
    assert more.models.median == pytest.approx(max(costs) / min(costs))
    assert more.models.median >= 1


def test_savings_are_told_as_models_in_a_hundred_with_their_range() -> None:
    wanted = asked()
    more = savings(compare(wanted, prices()))
    assert more is not None
    said = savings_sentence(budget(wanted, prices()))
    expected = significant(100 * more.models.median, 3)
    assert f"{expected:,.0f} are expected, {expected - 100:,.0f} additional models." in said
    assert f"trains {significant(100 * more.models.low):,.0f} to " in said


def test_the_sentence_names_money_model_tokens_and_the_other_family() -> None:
    words = budget_sentence(budget(asked(budget_usd=200_000), prices()))
    assert words.headline.startswith("$200K trains Llama 3.1 8B on ")
    assert words.headline.endswith(" tokens on H100 SXM")
    assert "Trainium2 reaches" in words.detail


def test_the_largest_model_is_told_with_its_range() -> None:
    words = budget_sentence(
        budget(asked(budget_usd=200_000, budget_goal="largest_model"), prices())
    )
    assert re.search(r"a model of .* to .* parameters on H100 SXM$", words.headline)
    assert "Trainium2 reaches" in words.detail


def test_losses_that_the_law_cannot_tell_apart_name_no_winner() -> None:
    words = budget_sentence(budget(asked(budget_usd=200_000, budget_goal="lowest_loss"), prices()))
    assert words.headline == "$200K goes about as far on H100 SXM and Trainium2"
    assert "H100 SXM: 23B parameters on" in words.detail


def test_a_loss_far_below_the_others_names_the_platform() -> None:
    dear = prices({**TODAY, TRN2: TODAY[TRN2] * 40})
    words = budget_sentence(budget(asked(budget_usd=200_000, budget_goal="lowest_loss"), dear))
    assert words.headline == "$200K goes furthest with 23B parameters on H100 SXM"


@pytest.mark.parametrize("task", ["sft", "lora", "qlora"])
def test_the_lowest_loss_of_fine_tuning_is_not_foretold(task: str) -> None:
    found = budget(asked(task=task, budget_usd=200_000, budget_goal="lowest_loss"), prices())
    words = budget_sentence(found)
    assert words.headline == "No law foretells the loss of fine-tuning"
    assert "Choose pre-training" in words.detail
    assert all(o.run is None and o.runs is not None for o in found.outcomes)


def test_a_platform_that_is_not_sold_buys_nothing_for_that_reason() -> None:
    """Though the scenario's own run could not be done there either."""
    wanted = only(purchase_option="spot", tokens=10**15, instances=1, budget_usd=200_000)
    assert outcome(wanted).reason.startswith("Not sold this way here")


def test_money_left_over_between_two_sizes_of_a_model_is_explained() -> None:
    wanted = only(budget_goal="largest_model", tokens_per_parameter=20)
    sizes = [shape.parameters for shape in family()]
    for usd in (200_000, 300_000, 410_000, 520_000):
        found = outcome(wanted.changed(budget_usd=usd))
        assert found.run is not None
        larger = sizes[sizes.index(found.parameters) + 1]
        said = count(significant(larger, 3)) in found.left
        assert said == (found.run.cost_usd <= 0.95 * usd)


POOR = {"budget_usd": 100, "budget_goal": "largest_model", "tokens_per_parameter": 9_000}


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        ({"purchase_option": "spot"}, "Another region or purchase option"),
        ({"model": "t5-11b"}, "Choose another model in the form."),
        ({"instances": 1, "model": "llama3.1-405b"}, "Another precision, batch, cluster size"),
        (
            {"budget_usd": 100, "budget_goal": "largest_model", "tokens_per_parameter": 9_000},
            "Raise the budget.",
        ),
    ],
    ids=str,
)
def test_a_budget_that_buys_nothing_says_why(changes: dict[str, Any], remedy: str) -> None:
    words = budget_sentence(budget(asked(**changes), prices()))
    assert "trains nothing" in words.headline
    assert remedy in words.detail


def test_what_is_trained_instead_of_a_run_that_cannot_be_done_is_said() -> None:
    words = budget_sentence(budget(asked(deadline_days=1, instances=None, tokens=10**15), prices()))
    assert "The scenario's own 1,000T tokens cannot be trained in 1 day" in words.detail


def test_an_own_price_of_nothing_else_changes_the_answer_in_proportion() -> None:
    wanted = only(budget_usd=100_000, checkpoints_kept=0)
    half = prices({**TODAY, H100: TODAY[H100] / 2})
    run = budget(wanted, half).outcomes[0].run
    assert run is not None
    assert run.tokens == pytest.approx(2 * bought(wanted).tokens, rel=0.01)


@settings(max_examples=10, deadline=None)
@given(scenarios())
def test_every_valid_scenario_is_answered_in_words(any_scenario: Scenario) -> None:
    quick = any_scenario.changed(platforms=any_scenario.platforms[:2])
    found = budget(quick, prices())
    assert budget_sentence(found).headline
    assert savings_sentence(found)
