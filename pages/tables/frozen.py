"""Rows of the page that shows a frozen answer beside today's. Nothing is drawn here."""

from __future__ import annotations

from datetime import date

from model.comparison import Status
from model.frozen import Drift, FrozenPlatform, PlatformDrift
from model.frozen.answer import CENTS
from model.frozen.sentence import dollars, signed_dollars
from model.hardware import instances
from model.wording import DASH, usd
from pages.tables.markdown import escaped, markdown
from pages.tables.platforms import family_name, short_name

CAUSE_KEY = (
    "Why: the scenario computed again with today's model at the quoted prices and chip facts, then "
    "with today's chip facts, then at today's prices; each step is one cause, and together they "
    "are the whole difference. The range of either cost is far wider than a cent: a difference to "
    "the cent says what moved, not how sure it is."
)
_WITHOUT_COST = {
    Status.PRICED: DASH,
    Status.NOT_SOLD: "not sold this way",
    Status.CANNOT_RUN: "cannot run it",
}


def cost_rows(drift: Drift) -> list[dict[str, str | float]]:
    """The data of the chart: platforms with a cost then and today, cheapest of then first."""
    both = [p for p in drift.platforms if p.then.cost_cents is not None and p.now_cents is not None]
    return [
        {
            "platform": _name(p),
            "family": family_name(instances()[p.then.instance_type]),
            "order": order,
            "then": (p.then.cost_cents or 0) / CENTS,
            "now": (p.now_cents or 0) / CENTS,
            "words": f"{dollars(p.then.cost_cents)}, today {dollars(p.now_cents)}",
        }
        for order, p in enumerate(both)
    ]


def cost_in_words(drift: Drift) -> str:
    """What the chart shows, for people who do not see it."""
    day = _day(drift.frozen.quoted_on)
    costs = [
        f"{_name(p)} {_usd(p.then.cost_cents)}, today {_usd(p.now_cents)}" for p in drift.platforms
    ]
    return f"Cost of the whole run as quoted on {day} and today: " + "; ".join(costs)


def cost_table(drift: Drift) -> str:
    """Each platform's cost then and today, the difference and its causes, as Markdown."""
    day = _day(drift.frozen.quoted_on)
    rows = [
        {
            "Platform": escaped(_name(p)),
            f"As quoted on {day}": escaped(_then(p.then)),
            "Today": escaped(_now(p)),
            "Difference": escaped(_together(signed_dollars(p.difference_cents)) or DASH),
            "Why": escaped(_why(p)),
        }
        for p in drift.platforms
    ]
    return markdown(rows)


def price_table(drift: Drift) -> str:
    """Each platform's price then and today with source and day, as Markdown."""
    rows = []
    for p in drift.platforms:
        then, now = p.then.price, p.now.price if p.now else None
        rows.append(
            {
                "Platform": escaped(_name(p)),
                f"As quoted on {_day(drift.frozen.quoted_on)}": escaped(
                    _price(then.usd_per_hour, then.region, then.source, then.as_of)
                    if then
                    else "no price"
                ),
                "Today": escaped(
                    _price(now.usd_per_hour, now.region, now.source, now.as_of)
                    if now
                    else "no price"
                ),
            }
        )
    return markdown(rows)


def fact_table(drift: Drift) -> str:
    """Facts of the chips that are not as they were, as Markdown; empty without any."""
    rows = [
        {
            "Platform": escaped(_name(p)),
            "Fact": escaped(name),
            "Then": _fact(then),
            "Today": _fact(now),
        }
        for p in drift.platforms
        for name, then, now in p.facts
    ]
    return markdown(rows)


def version_words(drift: Drift) -> str:
    """Which model gave the frozen answer, and what a reader may believe of it."""
    version = drift.frozen.version
    return escaped(
        f"Frozen with formulas {version.formulas}, calibration {version.calibration}, chip facts "
        f"{version.chips}, model architectures {version.architectures}, default assumptions "
        f"{version.defaults}. The link carries these figures itself: the app checks that they are "
        "whole, not who made them."
    )


def _why(p: PlatformDrift) -> str:
    if p.changes:
        return "; ".join(f"{c.cause} {_together(signed_dollars(c.cents))}" for c in p.changes)
    if p.difference_cents is None and p.now is not None:
        return p.now.reason
    return DASH if p.now else "no longer known"


def _then(platform: FrozenPlatform) -> str:
    return dollars(platform.cost_cents) or _WITHOUT_COST[platform.status]


def _now(p: PlatformDrift) -> str:
    if p.now is None:
        return "no longer known"
    return dollars(p.now_cents) or _WITHOUT_COST[p.now.status]


def _price(usd_per_hour: float, region: str, source: str, as_of: date) -> str:
    return f"${usd_per_hour:,.4f}/h, {region}, {source}, {_day(as_of)}"


def _fact(value: float | None) -> str:
    return "unpublished" if value is None else f"{value:,.6g}"


def _usd(cents: int | None) -> str:
    return "no cost" if cents is None else usd(cents / CENTS)


def _together(text: str) -> str:
    """A sign is not left alone at the end of a line."""
    return text.replace("$", "\N{WORD JOINER}$")


def _name(p: PlatformDrift) -> str:
    known = instances().get(p.then.instance_type)
    return short_name(known) if known else p.then.instance_type


def _day(day: date) -> str:
    return f"{day:%d %b %Y}"
