"""Rows of the Break-even page. Nothing is drawn here."""

from __future__ import annotations

from typing import Any

from model.break_even import BreakEven, HeatMap, OptionParity, Tornado
from model.break_even.side import Side
from model.uncertainty import LogNormal
from model.wording import DASH, percent, usd
from pages.shared import labels
from pages.tables.markdown import escaped, markdown
from pages.tables.platforms import short_name

# More bars than these are no longer read; the strongest come first.
BARS = 12
YES_NO = {"yes": "yes", "unlisted": "not listed", "no": "no"}


def map_rows(found: HeatMap) -> list[dict[str, Any]]:
    """The data of the map: cells, lines, today's place and labels."""
    # A little over half, so that no gap shows between the cells.
    half_x = (found.mfu[1] - found.mfu[0]) * 0.52
    half_y = (found.price[1] - found.price[0]) * 0.52
    rows = [
        _row(
            "cell", x - half_x, y - half_y, f"{percent(x)} MFU at ${y:.2f}: {_ratio(ratio)}",
            mfu_to=x + half_x, price_to=y + half_y, ratio=ratio,
        )
        for y, line in zip(found.price, found.ratio, strict=True)
        for x, ratio in zip(found.mfu, line, strict=True)
    ]  # fmt: skip
    outlines = {
        "region": (found.region, "80 % of MFU and price lie inside"),
        "low": (found.line_low, ""),
        "line": (found.line, "Both cost the same"),
        "high": (found.line_high, ""),
    }
    for kind, (points, words) in outlines.items():
        rows += [_row(kind, x, y, words, order=at) for at, (x, y) in enumerate(points)]
    x, y = found.today
    rows.append(_row("today", x, y, f"Expected MFU {percent(x)}, today's price ${y:.2f}"))
    # In the corners that are furthest from parity.
    if found.ratio[-1][0] > 1:
        rows.append(_row("left", found.mfu[0], found.price[-2], "NVIDIA cheaper"))
    if found.ratio[0][-1] < 1:
        rows.append(_row("right", found.mfu[-1], found.price[1], "Trainium cheaper"))
    return rows


def map_in_words(found: HeatMap) -> str:
    """What the map shows, for people who do not see it."""
    x, y = found.today
    return (
        f"Trainium's cost over NVIDIA's by Trainium's MFU, {percent(found.mfu[0])} to "
        f"{percent(found.mfu[-1])}, and price, ${found.price[0]:.2f} to ${found.price[-1]:.2f} per "
        f"chip-hour. Today: {percent(x)} at ${y:.2f}."
    )


def tornado_rows(found: Tornado) -> list[dict[str, Any]]:
    """The data of the bars: two a lever, the strongest levers first."""
    rows: list[dict[str, Any]] = []
    for order, lever in enumerate(found.levers[:BARS]):
        for end, ratio in ((lever.low, lever.at_low), (lever.high, lever.at_high)):
            rows.append(
                {
                    "input": f"{lever.name}|{lever.low} to {lever.high}",
                    "order": order,
                    "end": end,
                    "ratio": ratio,
                    "base": found.ratio,
                    "favours": "Trainium" if ratio < found.ratio else "NVIDIA",
                    "words": f"{end}: {_ratio(ratio)}",
                }
            )
    return rows


def tornado_in_words(found: Tornado) -> str:
    """What the bars show, for people who do not see them."""
    said = [
        f"{lever.name} from {lever.low} to {lever.high}: "
        f"{percent(lever.at_low)} to {percent(lever.at_high)}"
        for lever in found.levers[:BARS]
    ]
    return "Trainium's cost as a share of NVIDIA's, by input: " + "; ".join(said)


def tornado_table(found: Tornado) -> str:
    """Every lever with its ends and their source."""
    return _table(
        [
            {
                "Input": lever.name,
                "From, to": f"{lever.low}, {lever.high}",
                "Trainium's cost over NVIDIA's": (
                    f"{percent(lever.at_low)}, {percent(lever.at_high)}"
                ),
                "Where the range comes from": lever.source,
            }
            for lever in found.levers
        ]
    )


def option_table(found: BreakEven) -> str:
    """Parity under each purchase option, one row an option that NVIDIA is sold under."""
    return _table([_option(option, found) for option in found.options if option.parity])


def _option(option: OptionParity, found: BreakEven) -> dict[str, str]:
    parity = option.parity
    assert parity is not None
    chips, theirs = parity.trainium.instance.accelerators, parity.nvidia.instance.accelerators
    chosen = option.option == found.comparison.scenario.purchase_option
    name = labels.with_rented(option.option, found.comparison.scenario)
    expected = LogNormal(parity.trainium.mfu, parity.trainium.plan.step.log_sigma).interval()
    discount = parity.nvidia_discount
    at_parity = parity.nvidia_usd_per_hour
    return {
        "Bought as": f"{name} (yours)" if chosen else name,
        "Trainium": _priced(parity.trainium),
        "NVIDIA": _priced(parity.nvidia),
        "Parity MFU": _mfu(parity.mfu),
        "Expected MFU": f"{expected.low * 100:.0f}{DASH}{expected.high * 100:.0f} %",
        "Trainium's price at parity, per chip-hour": _price(parity.trainium_usd_per_hour, chips),
        "NVIDIA's price at parity, per chip-hour": _price(at_parity, theirs),
        "Discount NVIDIA needs": _discount(discount),
    }


def support_table(found: BreakEven, family: str) -> str:
    """What the stack of the family's platform supports of the scenario."""
    return _table(
        [
            {
                short_name(instance): fact.need,
                "Supported": YES_NO[fact.support],
                "What the documentation says": fact.text,
                "Source": f"{fact.source} ({fact.as_of})",
            }
            for instance, facts in found.support
            if instance.accelerator.family == family
            for fact in facts
        ]
    )


def published_table(found: BreakEven) -> str:
    """The published runs on the Trainium chip."""
    return _table(
        [
            {
                "Model": run.model,
                "Chips": f"{run.accelerators:,}",
                "MFU, counted as here": f"{run.mfu * 100:.1f} %",
                "As printed": f"{run.mfu_printed * 100:.1f} %" if run.mfu_printed else DASH,
                "Source": f"{run.source}, {run.date}",
            }
            for run in found.published
        ]
    )


def porting_table(found: BreakEven) -> str:
    """Where the porting inputs that the user has not given come from."""
    assumed = found.porting.assumed if found.porting else {}
    return _table(
        [
            {
                "Input": name.replace("_", " "),
                "Used": f"{row.value:,.0f} {row.unit}",
                "Range": f"{row.low:,.0f} to {row.high:,.0f}",
                "Class": row.evidence_class,
                "Source": row.source,
            }
            for name, row in assumed.items()
        ]
    )


def _row(kind: str, x: float, y: float, words: str, **more: float) -> dict[str, Any]:
    empty = {"mfu_to": None, "price_to": None, "ratio": None, "order": 0}
    return {"kind": kind, "mfu": x, "price": y, "words": words, **empty, **more}


def _ratio(ratio: float) -> str:
    """`Trainium costs 12 % more`."""
    if abs(ratio - 1) < 0.005:
        return "both cost the same"
    return f"Trainium costs {percent(ratio - 1)} {'more' if ratio > 1 else 'less'}"


def _priced(side: Side) -> str:
    chip = side.price.usd_per_hour / side.instance.accelerators if side.price else None
    return f"{side.instance.accelerator.name}, {f'${chip:,.2f}' if chip else 'not sold so'}"


def _mfu(mfu: LogNormal | None) -> str:
    if mfu is None:
        return DASH
    span = mfu.interval()
    return f"{span.low * 100:.0f}{DASH}{span.high * 100:.0f} % ({percent(mfu.median)})"


def _price(usd_per_hour: float | None, chips: int) -> str:
    return DASH if usd_per_hour is None else f"{usd(usd_per_hour / chips)}"


def _discount(share: float | None) -> str:
    if share is None:
        return DASH
    return percent(share) if share > 0 else f"none, could ask {percent(share)} more"


def _table(rows: list[dict[str, str]]) -> str:
    return markdown([{name: escaped(text) for name, text in row.items()} for row in rows])
