"""What changed since an answer was frozen, and which cause moved the cost, to the cent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from model.comparison import compare
from model.comparison.sentence import sentence as compare_sentence
from model.frozen import FrozenAnswer, drift, freeze
from model.frozen.answer import cents
from model.frozen.chip_facts import ACCELERATOR_FACTS, changed_facts, chip_facts, with_chip_facts
from model.frozen.sentence import dollars, sentence, signed_dollars
from model.frozen.version import model_version
from model.hardware import instances
from model.price import Price
from tests.scenarios import scenario

DAY = date(2026, 11, 22)
ASKED = scenario(
    model="llama3.1-8b", tokens=10**12, instances=16, deadline_days=None,
    platforms=("trn2.48xlarge", "p5.48xlarge"), region="us-east-2",
)  # fmt: skip


def prices(trn2: float = 35.7608, p5: float = 41.528) -> tuple[Price, ...]:
    quoted = {"trn2.48xlarge": trn2, "p5.48xlarge": p5}
    return tuple(
        Price(
            provider="aws", region="us-east-2", instance_type=name, usd_per_hour=usd,
            purchase_option="capacity_block", as_of=date(2026, 7, 22), source="a page",
        )
        for name, usd in quoted.items()
    )  # fmt: skip


def frozen_at(quoted: Sequence[Price]) -> FrozenAnswer:
    return freeze(compare(ASKED, quoted), DAY)


def with_memory_bandwidth(frozen: FrozenAnswer, name: str, gb_per_s: float) -> FrozenAnswer:
    """The answer that a model with another memory bandwidth of one chip would have frozen."""
    at = [fact for fact, _, _ in ACCELERATOR_FACTS].index("hbm_bytes_per_s")
    then = with_chip_facts(instances()[name], replaced(chip_facts(instances()[name]), at, gb_per_s))
    answer = freeze(compare(ASKED, prices(), {**instances(), name: then}), DAY)
    return replace(frozen, platforms=answer.platforms, verdict=answer.verdict)


def replaced(facts: Sequence[float | None], at: int, value: float) -> tuple[float | None, ...]:
    return (*facts[:at], value, *facts[at + 1 :])


def causes(frozen: FrozenAnswer, quoted: Sequence[Price], name: str) -> dict[str, int]:
    found = drift(frozen, compare(ASKED, quoted))
    (platform,) = [p for p in found.platforms if p.then.instance_type == name]
    assert sum(c.cents for c in platform.changes) == platform.difference_cents
    return {c.cause: c.cents for c in platform.changes}


def test_nothing_changed_means_no_difference() -> None:
    found = drift(frozen_at(prices()), compare(ASKED, prices()))
    assert found.changed == ()
    assert found.consistent is True
    assert [p.difference_cents for p in found.platforms] == [0, 0]
    assert sentence(found).changed == "Nothing it rests on has changed since."


def test_a_price_that_doubled_doubles_what_is_paid_by_the_hour() -> None:
    then = compare(ASKED, prices())
    (trn2,) = [a for a in then.platforms if a.instance.instance_type == "trn2.48xlarge"]
    hourly = sum(usd for part, usd in trn2.cost_parts_usd.items() if part != "storage")
    moved = causes(frozen_at(prices()), prices(trn2=2 * 35.7608), "trn2.48xlarge")
    assert moved.keys() == {"price"}
    assert moved["price"] == pytest.approx(cents(hourly), abs=1)


def test_a_chip_fact_that_changed_is_named_and_told_from_the_price() -> None:
    frozen = with_memory_bandwidth(frozen_at(prices()), "p5.48xlarge", 1_500.0)
    moved = causes(frozen, prices(p5=50.0), "p5.48xlarge")
    assert moved.keys() == {"chip facts", "price"}
    assert moved["chip facts"] < 0 < moved["price"]
    found = drift(frozen, compare(ASKED, prices(p5=50.0)))
    assert found.changed == ("price", "chip facts")
    assert [p.facts for p in found.platforms if p.facts] == [
        (("memory bandwidth (GB/s)", 1_500.0, 3_350),)
    ]


@pytest.mark.parametrize(
    ("part", "words"),
    [("formulas", "formulas"), ("calibration", "calibration"), ("defaults", "default assumptions")],
)
def test_what_a_changed_model_moved_is_told_from_the_price(part: str, words: str) -> None:
    now = frozen_at(prices())
    dearer = tuple(replace(p, cost_cents=(p.cost_cents or 0) + 12_345) for p in now.platforms)
    older = replace(now, platforms=dearer, version=replace(now.version, **{part: "00000000"}))
    moved = causes(older, prices(p5=50.0), "p5.48xlarge")
    assert moved.keys() == {words, "price"}
    assert moved[words] == -12_345


def test_causes_that_cannot_be_told_apart_are_named_together() -> None:
    now = frozen_at(prices())
    dearer = tuple(replace(p, cost_cents=(p.cost_cents or 0) + 1) for p in now.platforms)
    version = replace(now.version, formulas="0", calibration="0")
    assert causes(replace(now, platforms=dearer, version=version), prices(), "p5.48xlarge") == {
        "formulas and calibration": -1
    }


def test_costs_that_do_not_follow_from_their_prices_are_found_out() -> None:
    now = frozen_at(prices())
    cheaper = tuple(replace(p, cost_cents=(p.cost_cents or 0) // 2) for p in now.platforms)
    assert drift(replace(now, platforms=cheaper), compare(ASKED, prices())).consistent is False


def test_a_platform_no_longer_sold_this_way_keeps_its_quoted_cost() -> None:
    found = drift(frozen_at(prices()), compare(ASKED, prices()[1:]))
    (trn2,) = [p for p in found.platforms if p.then.instance_type == "trn2.48xlarge"]
    assert trn2.then.cost_cents
    assert (trn2.now_cents, trn2.difference_cents, trn2.changes) == (None, None, ())
    assert found.changed == ("price",)


def test_a_platform_that_nobody_knows_any_more_is_shown_as_it_was() -> None:
    now = frozen_at(prices())
    gone = replace(now.platforms[0], instance_type="p0.retired")
    found = drift(replace(now, platforms=(gone, *now.platforms[1:])), compare(ASKED, prices()))
    assert found.platforms[0].now is None
    assert found.platforms[0].then.cost_cents == gone.cost_cents


def test_without_facts_a_change_of_chips_is_counted_to_the_model() -> None:
    now = frozen_at(prices())
    bare = tuple(replace(p, chip_facts=None, cost_cents=1) for p in now.platforms)
    older = replace(now, platforms=bare, version=replace(now.version, chips="0"))
    assert causes(older, prices(), "p5.48xlarge").keys() == {"chip facts"}


def test_facts_of_every_platform_are_kept_and_given_back() -> None:
    for instance in instances().values():
        assert changed_facts(instance, chip_facts(instance)) == ()
        assert with_chip_facts(instance, chip_facts(instance)) is instance


def test_the_sentence_says_who_was_and_who_is_the_cheaper_one() -> None:
    found = drift(frozen_at(prices()), compare(ASKED, prices(trn2=3.0)))
    words = sentence(found)
    assert words.headline == ("H100 SXM was the cheaper one on 22 Nov 2026; today it is Trainium2")
    assert words.today == compare_sentence(found.today).detail
    assert words.changed == "Changed since: price."


def test_money_is_written_to_the_cent() -> None:
    assert dollars(2_245_468_090) == "$22,454,680.90"
    assert signed_dollars(-5) == "\N{MINUS SIGN}$0.05"
    assert signed_dollars(123) == "+$1.23"
    assert (signed_dollars(0), dollars(None)) == ("$0.00", "")


def test_the_version_of_the_model_is_the_same_on_every_call() -> None:
    assert model_version() == model_version.__wrapped__()
