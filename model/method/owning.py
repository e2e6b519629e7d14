"""The section on owned hardware: what an hour of it costs."""

from __future__ import annotations

from model.method.section import Example, Section, Symbol
from model.method.setting import INSTANCE
from model.ownership import owned_cost
from model.scenario.scenario import default_scenario


def _owning() -> Example:
    asked = default_scenario().changed(
        server_prices=("p5.48xlarge:400000",), service_years=4, owned_use_percent=75,
        electricity_usd_per_mwh=100, pue_percent=120, hosting_usd_per_kw_month=150,
        upkeep_percent=5,
    )  # fmt: skip
    cost = owned_cost(INSTANCE, asked)
    assert cost is not None
    rated = 8 * 0.7 * 1.82
    anyway = 400_000 * (1 / 4 + 0.05) / 8760 + rated * 150 / 730
    by_hand = anyway / 0.75 + rated * 0.75 * 1.2 * 0.1
    return Example(
        "A server of 8 H100 for $400,000 with its network, 4 years, 75 % of the hours in use, $150 "
        "per kW and month, 5 % upkeep, PUE 1.2, $0.10 per kWh",
        by_hand, cost.usd_per_hour, "USD per instance-hour",
    )  # fmt: skip


OWNING = Section(
    title="Owned hardware",
    text=(
        "Purchase, upkeep and hosting are paid whether a server runs or not, and spread over the "
        "hours in which some job runs. Electricity is counted while it trains and is a part of its "
        "own; what idle servers draw, interest, resale and staff are not counted. Trainium is only "
        "rented. Published purchase prices get the network between servers on top, as its share of "
        "what a cluster costs."
    ),
    formulas=(
        r"c = \frac{1}{b}\Bigl(\frac{K}{8760\,Y} + \frac{m\,K}{8760} + \frac{P\,H}{730}\Bigr)"
        r" + \ell\,P\,U\,e",
    ),
    symbols=(
        Symbol("c", "an hour of use of a server", "USD/h"),
        Symbol("K", "price of a server with its share of the network", "USD"),
        Symbol("Y", "years of use"),
        Symbol("b", "hours in use, as a share"),
        Symbol("m", "upkeep in a year, as a share of the price"),
        Symbol("P", "rated power of a server", "kW"),
        Symbol("H", "hosting", "USD/kW/month"),
        Symbol("\\ell", "mean power over rated power"),
        Symbol("U", "power usage effectiveness (PUE)"),
        Symbol("e", "electricity", "USD/kWh"),
    ),
    papers=(
        "Barroso, Hölzle and Ranganathan, The Datacenter as a Computer, 3rd edition, chapter 6",
        "Cottier et al. 2024 (arXiv 2405.21015), for power",
    ),
    code=(owned_cost,),
    example=_owning,
)

SECTIONS = (OWNING,)
