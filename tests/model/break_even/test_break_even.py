"""The whole answer: porting, published runs, software support, the sentence."""

import re
from typing import Any

import pytest
from hypothesis import given, settings

from model.break_even import break_even, heat_map, tornado
from model.break_even.porting import payback, porting
from model.break_even.published import published_runs
from model.break_even.sentence import break_even_sentence, payback_sentence
from model.break_even.support import Support, support
from model.comparison import compare
from model.comparison.sentence import sentence
from model.hardware import instances
from model.scenario import Scenario
from model.wording import probability
from model.workload import Task
from tests.model.break_even.market import asked, prices
from tests.scenarios import scenarios

TRN2, TRN1 = instances()["trn2.48xlarge"], instances()["trn1.32xlarge"]


def test_porting_pays_after_the_runs_whose_savings_cover_it() -> None:
    # Four weeks of three engineers at 4,800 USD a week are 57,600 USD; saving 30 % they are back
    # after 192,000 USD of GPU spending.
    back = payback(4 * 3 * 4_800, trainium_usd=70_000, nvidia_usd=100_000)
    assert back.compute_usd == pytest.approx(192_000)
    assert back.runs == pytest.approx(1.92)


def test_porting_never_pays_where_a_run_saves_nothing() -> None:
    assert payback(1_000, trainium_usd=100, nvidia_usd=100).runs is None


def test_porting_leaves_the_cost_of_a_run_alone() -> None:
    plain, paid = (compare(asked(porting_weeks=weeks), prices()) for weeks in (0, 1_000))
    costs = [[a.cost_usd for a in c.platforms] for c in (plain, paid)]
    assert costs[0] == costs[1]


def test_what_the_user_gives_replaces_the_default() -> None:
    found = porting(
        asked(porting_weeks=10, engineer_usd_per_week=5_000, delay_usd_per_week=7_000), TRN2
    )
    assert found.work_usd == 50_000
    assert set(found.assumed) == {"delay_weeks"}
    assert found.delay_usd == 7_000 * found.assumed["delay_weeks"].value


def test_a_model_that_the_stack_does_not_list_takes_longer_to_port() -> None:
    listed, unlisted = (porting(asked(model=m), TRN2) for m in ("llama3.1-8b", "grok-1"))
    assert unlisted.engineer_weeks > listed.engineer_weeks


def test_published_runs_are_counted_as_the_model_counts() -> None:
    # AXLearn Table 3 prints 24.2 and 25.0 %, XScript-Pretraining's NEURON.md 32.7 and 46.2 %, with
    # attention in full; half of it is masked.
    runs = published_runs("trainium2", Task.PRETRAIN)
    assert [run.mfu_printed for run in runs] == [0.242, 0.25, 0.327, 0.462]
    assert [round(run.mfu, 2) for run in runs] == [0.22, 0.23, 0.31, 0.43]
    assert published_runs("trainium2", Task.LORA) == ()


@pytest.mark.parametrize(
    ("changes", "instance", "need", "expected"),
    [
        ({"model": "llama3.1-8b"}, TRN2, "Architecture", Support.YES),
        ({"model": "deepseek-v3"}, TRN2, "Architecture", Support.YES),
        ({"model": "llama2-70b"}, TRN2, "Architecture", Support.YES),
        ({"model": "grok-1"}, TRN2, "Architecture", Support.UNLISTED),
        ({"model": "deepseek-v3"}, TRN1, "Architecture", Support.UNLISTED),
        ({"precision": "fp8"}, TRN2, "Precision", Support.NO),
        ({"precision": "bf16"}, TRN2, "Precision", Support.YES),
    ],
)
def test_what_the_stack_supports(
    changes: dict[str, Any], instance: Any, need: str, expected: Support
) -> None:
    facts = {fact.need: fact for fact in support(asked(**changes), instance, None)}
    assert facts[need].support is expected
    assert all(fact.source and fact.as_of for fact in facts.values())


def test_the_sentence_names_parity_reach_expectation_and_probability() -> None:
    words = break_even_sentence(break_even(asked(), prices()))
    assert words.headline.startswith("Trainium2 is cheaper than H100 SXM from ")
    assert "Published Trainium2 runs reached 22 % (Llama2-7B on 1,024 chips)" in words.detail
    assert "to 43 % (xscript 1B on 1 chip), 24 to 46 % as their authors count" in words.detail
    assert "we expect" in words.detail
    assert "Probability that Trainium is cheaper" in words.detail


def test_the_mirror_is_said_from_the_side_that_has_to_give() -> None:
    dear = break_even_sentence(break_even(asked(), prices({"trn2.48xlarge": 60.0,
                                                           "p5.48xlarge": 40.0})))  # fmt: skip
    assert "Trainium2 would need a discount" in dear.detail
    cheap = break_even_sentence(break_even(asked(), prices({"trn2.48xlarge": 15.0,
                                                            "p5.48xlarge": 40.0})))  # fmt: skip
    assert "stays cheaper than H100 SXM down to" in cheap.headline
    assert "H100 SXM would need a discount" in cheap.detail


@pytest.mark.parametrize("usd", [10.0, 20.0, 25.0, 30.0, 60.0])
def test_it_claims_no_more_than_compare_does(usd: float) -> None:
    market = prices({"trn2.48xlarge": usd, "p5.48xlarge": 40.0})
    ours = break_even_sentence(break_even(asked(), market)).headline
    theirs = sentence(compare(asked(), market)).headline
    assert ours.startswith("Too close to call") == theirs.startswith("Too close to call")
    assert ("stays cheaper" in ours) == theirs.startswith("Trainium2")


def test_porting_dearer_than_the_run_is_named_beside_the_parity() -> None:
    small = asked(tokens=10**9, instances=1)
    words = break_even_sentence(break_even(small, prices()))
    assert "With porting ($23K over 1 run), no MFU makes it cheaper" in words.detail
    assert words.headline.endswith(" MFU on, before porting")


def test_porting_too_small_to_show_leaves_the_headline_alone() -> None:
    large = break_even(asked(tokens=10**13), prices())
    assert break_even_sentence(large).headline.endswith(" MFU on")


def test_no_mfu_above_the_peak_is_asked_for_with_porting() -> None:
    small = asked(tokens=18 * 10**9, porting_weeks=2, engineer_usd_per_week=1_000, instances=1)
    found = break_even(small, prices())
    assert found.parity is not None
    assert found.parity.mfu_with_porting is not None
    assert found.parity.mfu_with_porting > 1
    assert "no MFU makes it cheaper." in break_even_sentence(found).detail


def test_a_low_mfu_is_told_with_two_digits() -> None:
    found = break_even(asked(), prices({"trn2.48xlarge": 3.0, "p5.48xlarge": 40.0}))
    assert found.parity is not None
    assert found.parity.mfu is not None
    assert found.parity.mfu.median < 0.095
    headline = break_even_sentence(found).headline
    assert f" down to {100 * found.parity.mfu.median:.2g} % MFU" in headline


@pytest.mark.parametrize(
    ("trainium_usd", "said"),
    [
        (15.0, "runs of this kind (80 % range: "),
        (22.0, "to never), or $"),
        (60.0, ": until it reaches the MFU above, porting does not pay."),
    ],
)
def test_after_how_many_runs_porting_has_paid_has_a_range(trainium_usd: float, said: str) -> None:
    market = prices({"trn2.48xlarge": trainium_usd, "p5.48xlarge": 40.0})
    words = payback_sentence(break_even(asked(tokens=10**10), market))
    assert "(80 % range: from $" in words
    assert said in words


def test_each_probability_says_what_it_counts() -> None:
    found = break_even(asked(), prices())
    assert found.comparison.verdict is not None
    alone = probability(found.comparison.verdict.probability_trainium_cheaper)
    assert f"at these prices and without porting: {alone}" in sentence(found.comparison).detail
    said = break_even_sentence(found).detail
    assert "counting porting, prices that may move and failures too: " in said
    assert f"({alone} at these prices and without porting, as on Compare)" in said


def test_trainium_that_is_not_sold_has_the_price_it_would_need() -> None:
    found = break_even(asked(purchase_option="on_demand"),
                       prices({"p5.48xlarge": 55.04}, purchase_option="on_demand"))  # fmt: skip
    words = break_even_sentence(found)
    assert words.headline.startswith("Trainium2 would have to be sold for $")
    assert re.search(r"for \$[\d.]+ to \$[\d.]+ per chip-hour$", words.headline)
    assert words.detail.startswith("It has no on-demand price here.")
    option = next(o for o in found.options if o.option == "on_demand")
    assert option.parity is not None
    assert option.parity.mfu is None
    assert option.parity.trainium_usd_per_hour is not None


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        ({"platforms": ("p5.48xlarge",)}, "Choose a Trainium platform in the form."),
        ({"platforms": ("trn2.48xlarge",)}, "Choose a NVIDIA platform in the form."),
        ({"purchase_option": "reserved_1y"}, "a price of your own on the Prices page."),
        ({"model": "t5-11b"}, "Choose another model in the form."),
        ({"precision": "nvfp4"}, "Another precision, batch"),
        ({"instances": 9_000}, "Fewer instances would make it practical."),
        ({"tokens": 10**15, "instances": 1}, "More instances or fewer tokens would make it"),
    ],
    ids=str,
)
def test_without_a_pair_the_sentence_says_what_to_change(
    changes: dict[str, Any], remedy: str
) -> None:
    found = break_even(asked(**changes), prices())
    assert found.parity is None
    detail = break_even_sentence(found).detail
    assert remedy in detail
    assert "below" not in detail
    assert payback_sentence(found)
    assert heat_map(asked(**changes), prices()) is None
    assert tornado(asked(**changes), prices()) is None


@settings(max_examples=25, deadline=None)
@given(scenarios())
def test_every_valid_scenario_is_answered_in_words(any_scenario: Scenario) -> None:
    found = break_even(any_scenario, prices())
    words = break_even_sentence(found)
    assert words.headline
    assert words.detail
    assert payback_sentence(found)


@pytest.mark.parametrize(
    "changes",
    [{"purchase_option": "on_demand"}, {"precision": "fp8"}, {"tokens": 10**15, "instances": 1}],
    ids=str,
)
def test_software_support_is_told_without_a_price_or_a_plan_too(changes: dict[str, Any]) -> None:
    found = break_even(asked(**changes), prices())
    assert found.parity is None
    families = [instance.accelerator.family for instance, _ in found.support]
    assert families == ["trainium", "nvidia"]
    facts = {fact.need: fact.support for fact in found.support[0][1]}
    assert facts["Precision"] is (Support.NO if "precision" in changes else Support.YES)


def test_no_share_of_a_peak_above_all_of_it_is_asked_for() -> None:
    market = prices({"trn2.48xlarge": 90.0, "p5.48xlarge": 40.0})
    found = break_even(asked(), market)
    assert found.parity is not None
    assert found.parity.mfu is not None
    assert found.parity.mfu.median < 1 < found.parity.mfu.interval().high
    assert " to over 100 % of its peak" in break_even_sentence(found).detail
