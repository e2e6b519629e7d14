"""Rows of the Purchase plan page. Nothing is drawn here."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from model.comparison.money import money_in_words, money_range_in_words, money_unit
from model.comparison.unit_words import UNIT_WORDS
from model.purchase_limits import purchase_limits
from model.purchase_option import PurchaseOption
from model.purchase_plan.plan import Plan, PlatformPlan, PurchasePlan
from model.purchase_plan.rules import Rule, rules
from model.purchase_plan.sentence import day_in_words, done_in_words, mix_in_words
from model.scenario import Scenario
from model.wording import DASH, counted, probability, significant, usd
from pages.shared import labels
from pages.tables.markdown import escaped, markdown, without_empty
from pages.tables.platforms import age_in_words, bold_name, family_name, short_name


def calendar_rows(found: PurchasePlan) -> list[dict[str, Any]]:
    """Chart rows of the best plan of each platform, the preferred first."""
    scenario, rows = found.scenario, []
    for order, platform in enumerate(p for p in found.platforms if p.best is not None):
        plan = platform.best
        assert plan is not None
        common = {
            "platform": f"{short_name(platform.instance)}|{counted(plan.instances, 'instance')}",
            "family": family_name(platform.instance),
            "order": order,
        }
        chance = "" if plan.in_time is None else f", {probability(plan.in_time)} in time"
        for number, piece in enumerate(plan.slices):
            rows.append(
                common
                | {
                    "start": _day(piece.start, scenario), "end": _day(piece.end, scenario),
                    "sure": piece.certain, "text": usd(piece.usd), "what": piece.what,
                    "order_in_row": number,
                    "total": f"{money_in_words(plan.expected_usd, scenario)}{chance}",
                }
            )  # fmt: skip
        finish = plan.finish
        rows.append(
            common
            | {
                "low": _day(finish.low, scenario), "median": _day(finish.median, scenario),
                "high": _day(finish.high, scenario), "done": done_in_words(plan, scenario),
            }
        )  # fmt: skip
    if rows and scenario.deadline_days is not None:
        day = float(scenario.deadline_days)
        rows.append({"deadline": _day(day, scenario), "by": day_in_words(day, scenario)})
    return [_whole(row) for row in rows]


_CELLS = (
    "platform", "family", "order", "start", "end", "sure", "text", "what", "order_in_row", "total",
    "low", "median", "high", "done", "deadline", "by",
)  # fmt: skip


def _whole(row: dict[str, Any]) -> dict[str, Any]:
    """A row with every column: the first row decides which the chart gets."""
    return {name: row.get(name) for name in _CELLS}


def _day(day: float, scenario: Scenario) -> float | str:
    if scenario.start is None:
        return day
    return (scenario.start + timedelta(days=round(day))).isoformat()


def calendar_in_words(found: PurchasePlan) -> str:
    """What the calendar shows, for people who do not see it."""
    said = []
    for platform in found.platforms:
        plan = platform.best
        if plan is not None:
            bought = ", ".join(
                f"{piece.what} from {day_in_words(piece.start, found.scenario)} to "
                f"{day_in_words(piece.end, found.scenario)}"
                for piece in plan.slices
            )
            done = done_in_words(plan, found.scenario)
            said.append(f"{short_name(platform.instance)}: {bought}; done {done}")
    return ". ".join(said)


def plan_table(found: PurchasePlan) -> str:
    """The best plan of each platform, and why another has none; empty where none has one."""
    if found.best is None:
        return ""
    rows = [_plan_row(platform, found.scenario) for platform in found.platforms]
    return markdown(without_empty(rows))


def _plan_row(platform: PlatformPlan, scenario: Scenario) -> dict[str, str]:
    plan = platform.best
    cost = escaped(f"{UNIT_WORDS[money_unit(scenario)].short}, 80 % range")
    texts: dict[str, str] = {}
    if plan is None:
        names = (cost, "Expected", "Unused", "Overruns", "Done", "In time")
        texts |= {"Buy": platform.reason, **dict.fromkeys(names, DASH)}
    else:
        chance = DASH if plan.in_time is None else probability(plan.in_time)
        texts |= {
            "Buy": f"{counted(plan.instances, 'instance')}: {mix_in_words(plan)}",
            cost: money_range_in_words(plan.usd, scenario),
            "Expected": money_in_words(plan.expected_usd, scenario),
            "Unused": usd(plan.unused_usd, 2) if plan.unused_usd > 0 else DASH,
            "Overruns": probability(plan.over) if plan.then and not plan.planned else DASH,
            "Done": done_in_words(plan, scenario),
            "In time": chance,
        }
    told = {name: escaped(text) for name, text in texts.items()}
    return {"Platform": bold_name(platform.instance), **told}


def slice_table(plan: Plan, scenario: Scenario) -> str:
    """What to buy, one line a purchase; `slice_prices` says at which prices."""
    rows = [
        {
            "From": day_in_words(piece.start, scenario),
            "To": day_in_words(piece.end, scenario),
            "What": piece.what,
            "Cost": usd(piece.usd) + ("" if piece.certain else " expected"),
        }
        for piece in plan.slices
    ]
    return markdown([{k: escaped(v) for k, v in row.items()} for row in rows])


def slice_prices(plan: Plan, today: date) -> str:
    """The prices of a plan's purchases and where they come from, in one line."""
    used = {piece.option for piece in plan.slices}
    given = (plan.first_price, plan.then_price, plan.beside_price)
    prices = {p.purchase_option: p for p in given if p is not None and p.purchase_option in used}
    said = [
        f"{labels.purchase_option(option)} ${price.usd_per_hour:,.2f} an instance-hour in "
        f"{price.region} ({price.source}, {age_in_words(price.as_of, today)})"
        for option, price in prices.items()
    ]
    return escaped(f"Prices: {'; '.join(said)}.")


def remarks(plan: Plan) -> str:
    """What the buyer must know, as a list."""
    return "\n".join(f"- {escaped(remark)}." for remark in plan.remarks)


def every_plan_table(found: PurchasePlan) -> str:
    """Every kind of purchase on every platform, with the options left out and why."""
    rows = []
    for platform in found.platforms:
        name = short_name(platform.instance)
        for plan in platform.plans:
            chance = DASH if plan.in_time is None else probability(plan.in_time)
            rows.append(
                {
                    "Platform": name,
                    "Bought as": mix_in_words(plan),
                    "Instances": f"{plan.instances:,}",
                    "Expected cost": money_in_words(plan.expected_usd, found.scenario),
                    "Done": done_in_words(plan, found.scenario),
                    "In time": chance,
                }
            )
        for left in platform.left_out:
            rows.append(
                {
                    "Platform": name, "Bought as": labels.purchase_option(left.option),
                    "Instances": DASH, "Expected cost": "left out", "Done": left.reason,
                    "In time": DASH,
                }
            )  # fmt: skip
    return markdown([{k: escaped(v) for k, v in row.items()} for row in rows])


def rules_table(found: PurchasePlan) -> str:
    """The rules and assumptions behind the plans, with source and date."""
    rows = [_rule_row(rule) for rule in rules().values()]
    block = purchase_limits()[PurchaseOption.CAPACITY_BLOCK]
    rows += [
        _row("Capacity Blocks of an account hold together at most",
             counted(block.max_instances, "instance"), "vendor", block.source, block.as_of),
        _row("A Capacity Block lasts at most", counted(block.max_days, "day"), "vendor",
             block.source, block.as_of),
    ]  # fmt: skip
    for platform in found.platforms:
        best = platform.best
        if best is not None and best.spot is not None:
            rest = best.spot.interruptions
            name = f"Spot interruptions of {platform.instance.instance_type}"
            grounds = "vendor" if rest.band else "assumed"
            share = f"{rest.share_a_month * 100:g} % a month"
            rows.append(_row(name, share, grounds, rest.source, rest.as_of))
    return markdown([{k: escaped(v) for k, v in row.items()} for row in rows])


def _rule_row(rule: Rule) -> dict[str, str]:
    span = "" if rule.low == rule.high else f" ({rule.low:g}{DASH}{rule.high:g})"
    value = f"{significant(rule.value, 3):g}"
    if rule.unit == "1":
        value = f"{rule.value * 100:g} %"
        span = f" ({rule.low * 100:g}{DASH}{rule.high * 100:g} %)"
        unit = ""
    else:
        unit = f" {rule.unit}" if rule.value == 1 else f" {rule.unit}s"
    return _row(rule.what, f"{value}{span}{unit}", rule.evidence_class, rule.source, rule.as_of)


def _row(rule: str, value: str, grounds: str, source: str, as_of: str) -> dict[str, str]:
    return {"Rule": rule, "Value": value, "Class": grounds, "Source": source, "As of": as_of}


def first_block(found: PurchasePlan) -> tuple[str, str, int, float] | None:
    """Type, region, instances and days of the first Capacity Block of the best plan, if any."""
    plan = found.best
    if plan is None or plan.first.name != PurchaseOption.CAPACITY_BLOCK:
        return None
    piece = plan.slices[0]
    kind = plan.instance.instance_type
    return kind, plan.first_price.region, piece.instances, piece.end - piece.start
