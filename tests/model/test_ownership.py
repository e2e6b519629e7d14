"""Owned hardware: an hour of it by hand, what must not make it cheaper, and who has no price."""

from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.break_even import break_even
from model.break_even.sentence import break_even_sentence
from model.break_even.spread import price_move
from model.comparison import PlatformAnswer, Status, compare
from model.comparison.focus import focus_rows
from model.comparison.sentence import sentence
from model.evidence.ledger import ledger
from model.frozen import FrozenAnswer, drift, freeze, frozen_url, open_frozen
from model.hardware import instances
from model.own_prices import with_own_prices
from model.ownership import (
    PUBLISHED,
    TYPED,
    owned_cost,
    ownership_defaults,
    server_prices,
    spread_factors,
)
from model.price import Price, find_price
from model.purchase_plan.search import purchase_plan
from model.scenario import Scenario, decode, encode
from model.scenario.prices_inputs import read_own_price
from tests.scenarios import scenario

TODAY = date(2026, 11, 23)
H100 = instances()["p5.48xlarge"]
BLOCK = Price(
    provider="aws", region="us-east-2", instance_type="trn2.48xlarge",
    purchase_option="capacity_block", usd_per_hour=35.76, as_of=date(2026, 11, 1), source="test",
)  # fmt: skip
BY_HAND: dict[str, Any] = {
    "server_prices": ("p5.48xlarge:400000",), "service_years": 4, "owned_use_percent": 75,
    "electricity_usd_per_mwh": 100, "pue_percent": 120, "hosting_usd_per_kw_month": 150,
    "upkeep_percent": 5,
}  # fmt: skip
SMALL: dict[str, Any] = {
    "model": "llama3.1-8b", "tokens": 10**12, "instances": 16, "deadline_days": None,
    "platforms": ("trn2.48xlarge", "p5.48xlarge"), "purchase_option": "owned",
}  # fmt: skip


def answers(asked: Scenario) -> dict[str, PlatformAnswer]:
    found = compare(asked, with_own_prices([BLOCK], asked, TODAY))
    return {answer.instance.instance_type: answer for answer in found.platforms}


def hourly(**changes: Any) -> float:
    cost = owned_cost(H100, scenario(**{**BY_HAND, **changes}))
    assert cost is not None
    return cost.usd_per_hour


def test_an_hour_of_an_owned_server_is_what_it_is_by_hand() -> None:
    # 4 years of 8,760 h at 75 % are 26,280 h; a year 6,570 h; a month 730 h at 75 % 547.5 h. The
    # server is rated at 8 x 0.7 kW x 1.82 = 10.192 kW and draws 0.75 of it: 7.644 kW.
    cost = owned_cost(H100, scenario(**BY_HAND))
    assert cost is not None
    assert cost.purchase_usd_per_hour == pytest.approx(400_000 / 26_280)
    assert cost.upkeep_usd_per_hour == pytest.approx(20_000 / 6_570)
    assert cost.hosting_usd_per_hour == pytest.approx(10.192 * 150 / 547.5)
    assert cost.energy_usd_per_hour == pytest.approx(7.644 * 1.2 * 0.1)
    assert cost.usd_per_hour == pytest.approx(15.2207 + 3.0441 + 2.7923 + 0.9173, abs=1e-3)


def test_a_published_price_gets_its_share_of_the_network() -> None:
    # 317,000 USD a server; the network is 19 % of the cluster: 317,000 / 0.81.
    cost = owned_cost(H100, scenario())
    assert cost is not None
    assert cost.purchase_usd == pytest.approx(391_358, abs=1)
    assert cost.published == server_prices()["h100"]


@pytest.mark.parametrize("name", [n for n in ownership_defaults() if n != "network_share"])
def test_saying_the_default_changes_nothing(name: str) -> None:
    default = ownership_defaults()[name].value
    if default.is_integer():
        assert hourly(**{name: None}) == pytest.approx(hourly(**{name: int(default)}))


@given(st.integers(0, 1_999), st.integers(100, 299), st.integers(1, 99), st.integers(1, 14))
def test_dearer_power_less_use_and_a_shorter_life_never_make_it_cheaper(
    mwh: int, pue: int, use: int, years: int
) -> None:
    terms = {
        "electricity_usd_per_mwh": mwh, "pue_percent": pue, "owned_use_percent": use + 1,
        "service_years": years + 1,
    }  # fmt: skip
    usual = hourly(**terms)
    assert hourly(**{**terms, "electricity_usd_per_mwh": mwh + 1}) > usual
    assert hourly(**{**terms, "pue_percent": pue + 1}) >= usual
    assert hourly(**{**terms, "owned_use_percent": use}) > usual
    assert hourly(**{**terms, "service_years": years}) > usual


def test_owned_nvidia_stands_beside_rented_trainium() -> None:
    found = answers(scenario(**SMALL))
    owned, rented = found["p5.48xlarge"], found["trn2.48xlarge"]
    assert owned.price
    assert (owned.price.purchase_option, owned.price.source) == ("owned", PUBLISHED)
    assert rented.price == BLOCK
    asked = scenario(**SMALL)
    words = sentence(compare(asked, with_own_prices([BLOCK], asked, TODAY)))
    assert "NVIDIA is counted as hardware that you own, Trainium as rented (capacity block)" in (
        words.detail
    )


def test_trainium_is_rented_as_the_user_says_and_never_owned() -> None:
    found = answers(scenario(**SMALL, rented_option="on_demand"))
    assert found["trn2.48xlarge"].status is Status.NOT_SOLD
    with pytest.raises(ValueError, match="cannot be bought"):
        scenario(rented_option="owned")
    with pytest.raises(ValueError, match="cannot be bought"):
        scenario(server_prices=("trn2.48xlarge:300000",))


def test_electricity_is_a_part_of_its_own_and_counted_once() -> None:
    asked = scenario(**SMALL, **BY_HAND, spare_percent=10, experiments_percent=50)
    found = answers(asked)
    owned = found["p5.48xlarge"]
    assert owned.plan
    assert owned.energy
    # 100 USD a MWh at the meter.
    assert owned.cost_parts_usd["energy"] == pytest.approx(owned.energy.kwh * 0.1)
    hours = owned.plan.instances * owned.plan.days.median * 24 * (1 + 2 / 16) * 1.5
    storage = owned.cost_parts_usd["storage"]
    assert sum(owned.cost_parts_usd.values()) - storage == pytest.approx(hours * hourly())
    assert "energy" not in found["trn2.48xlarge"].cost_parts_usd


def test_an_idle_price_of_power_leaves_no_energy_part() -> None:
    found = answers(scenario(**SMALL, electricity_usd_per_mwh=0))
    assert "energy" not in found["p5.48xlarge"].cost_parts_usd


def test_hardware_without_a_published_price_asks_for_one() -> None:
    asked = scenario(**{**SMALL, "platforms": ("trn2.48xlarge", "p6-b300.48xlarge")})
    lacking = answers(asked)["p6-b300.48xlarge"]
    assert lacking.status is Status.NOT_SOLD
    assert lacking.reason == "No purchase price known: enter one"
    assert "Your hardware" in lacking.remedy
    told = answers(asked.changed(server_prices=("p6-b300.48xlarge:600000",)))["p6-b300.48xlarge"]
    assert told.price
    assert (told.price.source, told.price.as_of) == (TYPED, TODAY)


def test_owned_hardware_has_no_discount_and_is_not_sold_to_others() -> None:
    asked = scenario(**SMALL, discounts=("aws-50",))
    priced = with_own_prices([BLOCK], asked, TODAY)
    owned = find_price(priced, "p5.48xlarge", "us-east-2", "owned")
    cost = owned_cost(H100, scenario())
    assert owned
    assert cost
    assert owned.usd_per_hour == pytest.approx(cost.usd_per_hour)
    rented = asked.changed(purchase_option="on_demand")
    assert with_own_prices([], rented, TODAY) == ()


def test_an_hour_of_owned_hardware_is_not_typed_in() -> None:
    with pytest.raises(ValueError, match="purchase price"):
        read_own_price("p5.48xlarge:owned:us-east-2:9.5")


def test_the_cheapest_region_works_without_one() -> None:
    asked = scenario(**SMALL, region="any")
    owned = answers(asked)["p5.48xlarge"]
    assert owned.price
    assert owned.price.region == "your data centre"


def test_the_chosen_region_is_the_grid_of_owned_hardware() -> None:
    carbon = {}
    for region in ("us-east-2", "eu-north-1", "any"):
        energy = answers(scenario(**SMALL, region=region))["p5.48xlarge"].energy
        assert energy
        carbon[region] = energy.kg_co2e
    assert carbon["us-east-2"]
    assert carbon["eu-north-1"]
    assert carbon["eu-north-1"] < carbon["us-east-2"]
    assert carbon["any"] is None


def test_the_plan_uses_own_servers_and_says_so() -> None:
    asked = scenario(**{**SMALL, "instances": None, "deadline_days": 30})
    found = purchase_plan(asked, with_own_prices([BLOCK], asked, TODAY))
    plans = {p.instance.instance_type: p for p in found.platforms}
    owned = plans["p5.48xlarge"].best
    assert owned
    assert owned.options == ("owned",)
    assert "of your own" in owned.slices[0].what
    assert "free for the whole run" in owned.remarks[0]
    assert plans["trn2.48xlarge"].best
    assert "owned" not in {str(left.option) for left in plans["trn2.48xlarge"].left_out}


def test_evidence_names_purchase_price_and_terms_with_their_sources() -> None:
    asked = scenario(**SMALL, service_years=4)
    found = ledger(asked, with_own_prices([BLOCK], asked, TODAY))
    facts = {fact.name: fact for fact in found.facts if fact.group == "Owned hardware"}
    assert facts["service years"].evidence_class == "yours"
    assert facts["pue percent"].evidence_class == "assumed"
    assert "thinkmate" in facts["Purchase price of p5.48xlarge, with its network"].source
    assert all(fact.source and fact.as_of for fact in facts.values())
    assert found.uncertainty
    assert "Cost of owning p5.48xlarge" in {source.name for source in found.uncertainty.sources}
    rented = ledger(asked.changed(purchase_option="capacity_block"), [BLOCK])
    assert all(fact.group != "Owned hardware" for fact in rented.facts)


def test_a_link_carries_what_owning_costs() -> None:
    asked = scenario(**SMALL, **BY_HAND, rented_option="spot")
    link = encode(asked)
    assert link["server_prices"] == "p5.48xlarge:400000"
    assert decode(link).scenario == asked


def test_charges_of_owned_hardware_are_the_owners_and_electricity_is_in_kwh() -> None:
    asked = scenario(**SMALL, electricity_usd_per_mwh=100)
    comparison = compare(asked, with_own_prices([BLOCK], asked, TODAY))
    charges = {
        row["x_Part"]: row
        for row in focus_rows(comparison)
        if row["x_InstanceType"] == "p5.48xlarge"
    }
    assert {row["ProviderName"] for row in charges.values()} == {"Own hardware"}
    energy = charges["energy"]
    assert (energy["PricingUnit"], energy["PricingCategory"]) == ("kWh", "Other")
    assert energy["ContractedUnitPrice"] == pytest.approx(0.1)


def test_a_frozen_answer_on_owned_hardware_is_found_unchanged() -> None:
    asked = scenario(**SMALL, **BY_HAND)
    comparison = compare(asked, with_own_prices([BLOCK], asked, TODAY))
    opened = open_frozen(dict(parse_qsl(urlsplit(frozen_url(freeze(comparison, TODAY), "")).query)))
    assert isinstance(opened, FrozenAnswer)
    found = drift(opened, comparison)
    assert found.changed == ()
    assert found.consistent


def test_break_even_says_what_owning_would_have_to_cost() -> None:
    asked = scenario(**SMALL, server_prices=("p5.48xlarge:9000000",))
    found = break_even(asked, with_own_prices([BLOCK], asked, TODAY))
    assert "To match, owning H100 SXM would have to cost" in break_even_sentence(found).detail
    assert [option.option for option in found.options if option.parity] == ["owned"]
    rented = break_even(asked.changed(purchase_option="capacity_block"), [BLOCK])
    assert "owned" not in {str(option.option) for option in rented.options}


def test_only_terms_that_count_as_published_make_the_cost_of_owning_uncertain() -> None:
    # Of the H100's 19.10 USD, 18.31 are paid whether it runs or not: 37.41 USD where it is in use
    # 40 % of the time, 17.07 at 90 %.
    low, high = spread_factors(H100, scenario())
    assert low < 17.07 / 19.10
    assert high > 37.41 / 19.10
    assert spread_factors(H100, scenario(**BY_HAND)) == (1.0, 1.0)
    typed = {"server_prices": ("p5.48xlarge:391358",)}
    narrower = spread_factors(H100, scenario(**typed))
    assert low < narrower[0] < 1 < narrower[1] < high
    surest = spread_factors(H100, scenario(**typed, owned_use_percent=80))
    assert narrower[0] < surest[0] < 1 < surest[1] < narrower[1]


def test_the_chance_counts_what_is_unsure_about_owning() -> None:
    asked = scenario(**SMALL)
    owned = next(p for p in with_own_prices([BLOCK], asked, TODAY) if p != BLOCK)
    move = price_move(owned)
    assert move
    assert (move.factor.low, move.factor.high) == spread_factors(H100, asked)
    known = next(p for p in with_own_prices([], scenario(**SMALL, **BY_HAND), TODAY))
    assert price_move(known) is None


def test_the_answer_says_that_its_range_leaves_out_what_is_not_known_of_owning() -> None:
    assert any(
        "Break-even does" in text for text in answers(scenario(**SMALL))["p5.48xlarge"].caveats
    )
    own = answers(scenario(**SMALL, **BY_HAND))["p5.48xlarge"]
    assert own.caveats == ()
    assert own.price
    assert own.price.note == "$15.22 purchase, $3.04 upkeep, $2.79 hosting, $0.92 electricity"
