"""Every fact in the present answer: its value, where it comes from, how old and how sure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from model.break_even.spread import price_move
from model.comparison import Comparison, compare
from model.comparison.reasons import remedies, why_no_cost
from model.data_files import rows
from model.evidence.efficiency import efficiency_facts
from model.evidence.fact import Fact
from model.evidence.owned import owned_facts
from model.evidence.shares import (
    DEFAULT,
    EFFICIENCY,
    PRACTICE,
    PRICE,
    Uncertainty,
    share_of,
    uncertainty,
)
from model.hardware import Accelerator, Family
from model.own_prices import OWN_SOURCE
from model.ownership import PUBLISHED, TYPED
from model.price import Price
from model.purchase_option import PurchaseOption
from model.run_defaults import run_defaults
from model.scenario import Scenario
from model.unit import Unit
from model.wording import percent, probability


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the answer rests on.

    Attributes:
        headline: what carries most of the uncertainty, in a few words.
        detail: the same with figures.
        uncertainty: its parts; None where nothing has a cost.
        facts: every fact, by group.
    """

    headline: str
    detail: str
    uncertainty: Uncertainty | None
    facts: tuple[Fact, ...]


def ledger(scenario: Scenario, prices: Sequence[Price]) -> Ledger:
    """Everything that the answer to a scenario rests on."""
    comparison = compare(scenario, prices)
    found = uncertainty(scenario, prices)
    facts = (
        *_prices(comparison, found),
        *owned_facts(comparison),
        *efficiency_facts(comparison, found),
        *_hardware(comparison),
        *_defaults(found),
        *_moves(comparison),
        *_grid(comparison),
    )
    headline, detail = _words(found, comparison)
    return Ledger(headline, detail, found, facts)


def _words(found: Uncertainty | None, comparison: Comparison) -> tuple[str, str]:
    if found is None:
        return (
            "No platform has a cost, so there is no uncertainty to share out",
            f"{why_no_cost(comparison.platforms)} {remedies(comparison.platforms)} Below is what "
            "the answer would rest on.",
        )
    first = found.sources[0]
    headline = f"{first.name} carries {percent(first.share)} of the uncertainty"
    interval = found.answer.interval()
    what = (
        f"Trainium's cost over NVIDIA's is between {interval.low:.2f} and {interval.high:.2f} in "
        "four of five cases"
        if len(found.sides) == 2
        else f"The cost of {found.sides[0].instance.instance_type} is between "
        f"{percent(interval.low / interval.median)} and "
        f"{percent(interval.high / interval.median)} of the expected one in four of five cases"
    )
    model = found.share(EFFICIENCY, PRACTICE)
    return headline, (
        f"{what} when prices and run defaults are taken as uncertain too: {percent(model)} of that "
        f"variance is efficiency, which the ranges on Compare hold, {percent(found.share(PRICE))} "
        f"is what prices may do until they are paid, {percent(found.share(DEFAULT))} failures and "
        "other defaults."
    )


def _prices(comparison: Comparison, found: Uncertainty | None) -> Iterator[Fact]:
    for answer in comparison.platforms:
        price = answer.price
        if price is None:
            continue
        yield Fact(
            "Prices",
            f"{answer.instance.instance_type}, {price.purchase_option.replace('_', ' ')}, "
            f"{price.region}",
            f"{price.usd_per_hour:,.4f} USD per instance-hour",
            _price_class(price),
            ". ".join(filter(None, (price.source, price.evidence, price.note))),
            price.as_of.isoformat(),
            share_of(found, PRICE, answer.instance.instance_type),
        )


def _price_class(price: Price) -> str:
    if price.source in (OWN_SOURCE, TYPED):
        return "yours"
    return "assumed" if price.source == PUBLISHED else "vendor"


def _hardware(comparison: Comparison) -> Iterator[Fact]:
    seen: set[str] = set()
    for answer in comparison.platforms:
        instance, chip = answer.instance, answer.instance.accelerator
        if chip.id not in seen:
            seen.add(chip.id)
            peak = chip.peak_flops(comparison.scenario.precision) or chip.bf16_flops
            yield Fact(
                "Chips",
                chip.name,
                f"{peak / 1e12:,.0f} dense TFLOP/s in "
                f"{comparison.scenario.precision.value.upper()}, {chip.hbm_bytes / 2**30:,.0f} GiB "
                f"at {chip.hbm_bytes_per_s / 1e12:.2f} TB/s, {chip.scale_up_link_name} "
                f"{chip.scale_up_bytes_per_s / 1e9:,.0f} GB/s, {_power(chip)}",
                "vendor",
                ". ".join(filter(None, (chip.source, chip.notes))),
                chip.retrieved,
                None,
            )
        yield Fact(
            "Instances",
            instance.instance_type,
            f"{instance.accelerators} chips, {instance.scale_up_domain} on the fast link, "
            f"network {instance.network_bytes_per_s * 8 / 1e9:,.0f} Gb/s",
            "vendor",
            ". ".join(filter(None, (instance.source, instance.notes))),
            instance.retrieved,
            None,
        )


def _defaults(found: Uncertainty | None) -> Iterator[Fact]:
    shares: dict[str, float] = {}
    for source in found.sources if found else ():
        if source.kind == DEFAULT:
            shares[source.key] = shares.get(source.key, 0.0) + source.share
    for row in run_defaults().values():
        yield Fact(
            "Defaults of the run",
            row.name.replace("_", " "),
            f"{row.value:g}{_unit(row.unit)} ({row.low:g} to {row.high:g})",
            row.evidence_class,
            row.source,
            row.as_of,
            shares.get(row.name),
        )


def _moves(comparison: Comparison) -> Iterator[Fact]:
    """How far a price may move until it is paid, for each way of buying in the answer."""
    kinds = {row["purchase_option"]: row["class"] for row in rows("price_moves.csv")}
    told: set[str] = set()
    for answer in comparison.platforms:
        price = answer.price
        move = price_move(price) if price is not None else None
        # What an hour of owned hardware rests on is listed by itself.
        if price is None or move is None or price.purchase_option in (*told, PurchaseOption.OWNED):
            continue
        told.add(price.purchase_option)
        yield Fact(
            "Defaults of the run",
            f"{price.purchase_option.replace('_', ' ')} price until it is paid",
            f"{move.factor.low:.2f} to {move.factor.high:.2f} times today's",
            kinds[price.purchase_option],
            f"{move.source}. {move.notes}",
            move.as_of,
            None,
        )


def _grid(comparison: Comparison) -> Iterator[Fact]:
    """What a kilowatt-hour emits where the platforms are bought, if that is counted."""
    if comparison.scenario.unit is not Unit.KG_CO2E:
        return
    regions = {answer.price.region for answer in comparison.platforms if answer.price}
    for row in rows("grid_carbon.csv"):
        if row["region"] in regions:
            yield Fact(
                "Defaults of the run",
                f"grid of {row['region']}",
                f"{row['g_co2e_per_kwh']} g CO2e per kWh",
                "measured",
                row["source"],
                row["as_of"],
                None,
            )


def _unit(unit: str) -> str:
    """A unit behind its number: none of a share, a rate as people say it."""
    return {"1": "", "1/h": " per hour"}.get(unit, f" {unit}")


def _power(chip: Accelerator) -> str:
    if chip.tdp_w is None:
        return "power not published"
    return f"{chip.tdp_w:,.0f} W" + (" (estimated)" if chip.family is Family.TRAINIUM else "")


def share_in_words(share: float | None) -> str:
    """A share of the variance, never zero where there is one."""
    return "" if share is None else probability(share)
