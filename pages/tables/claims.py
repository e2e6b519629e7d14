"""Rows of the Claims page. Nothing is drawn here."""

from __future__ import annotations

from datetime import date
from typing import Any

from model.claims.examine import Outcome
from model.claims.ledger import OWN_CLAIM, Claim, ledger
from model.claims.pairs import PricedPair, needed_ratio
from model.claims.report import ClaimReport
from model.claims.sentence import (
    HOLDS,
    change,
    claimed,
    mfu_span,
    ratio_span,
    reading_in_words,
    short_reading,
)
from model.claims.serving import Serving
from model.uncertainty import LogNormal
from model.wording import DASH, count, counted, percent, probability, significant, usd, usd_range
from pages.tables.markdown import escaped, markdown, without_empty
from pages.tables.platforms import age_in_words, short_name

# Percent of the cost before; the chart draws what is above at its edge.
DRAWN_TO = 160.0
_EVIDENCE = {
    "expectation": "an expectation, not a measurement",
    "vendor": "the seller's own claim",
    "customer": "a customer's statement",
    "measurement": "a measurement",
    "analyst": "an analyst's opinion",
    "press": "a press report",
}
_GRADES = {
    "primary": "the original was read",
    "copy": "read in a copy or quotation of the original",
    "press": "read in the press only",
}


def claim_label(claim_id: str) -> str:
    """A claim as the list of claims shows it."""
    if claim_id == OWN_CLAIM:
        return "A claim of your own"
    claim = ledger()[claim_id]
    said = claimed(claim) or "no percentage"
    return f"{claim.who.split(',')[0]}, {claim.said_on[:4]}: {claim.subject} ({said})"


def quotation(claim: Claim) -> str:
    """The words of a claim with who made it, when, where and how good the source is."""
    said = f"{claim.who}, {claim.said_at}, {claim.said_on}. Its baseline: {claim.baseline}."
    grade = f"{_EVIDENCE[claim.evidence]}; {_GRADES[claim.grade]} ({claim.source})"
    # Of a claim without a figure the page begins with the comment.
    comment = f" {claim.comment}" if claim.comment and claim.percent_low is not None else ""
    return (
        f"> {escaped(_words(claim))}\n>\n> {escaped(said)}\n\n"
        f"This is {escaped(grade)}.{escaped(comment)}"
    )


def _words(claim: Claim) -> str:
    """The words of a claim, in quotation marks where they are the speaker's own."""
    return f"“{claim.words}”" if claim.quoted else f"As reported: {claim.words}"


def price_note(report: ClaimReport, today: date) -> str:
    """The prices that a claim about training is held against, with source and age."""
    sides = (report.examined.platform, report.examined.baseline)
    said = [
        f"{p.instance_type} ${p.usd_per_hour:,.2f} an hour, "
        f"{p.purchase_option.replace('_', ' ')}, {p.region} ({p.source}, "
        f"{age_in_words(p.as_of, today)})"
        for side in sides
        if side is not None and (p := side.price) is not None
    ]
    return escaped(f"Prices: {'; '.join(said)}.") if said else ""


def mfu_rows(report: ClaimReport) -> list[dict[str, Any]]:
    """Chart rows: what each reading needs, what public runs reached, what is expected."""
    found = report.examined
    rows: list[dict[str, Any]] = []
    for test in found.tests:
        if test.needed_mfu is None:
            continue
        label = f"Needed for|{short_reading(test.reading, test.percent)}"
        rows.append(_mfu_row(label, len(rows), test.needed_mfu, asked=True))
    if not rows or found.platform is None or found.platform.plan is None:
        return []
    if found.measured is not None:
        runs, low, high = found.measured.runs, found.measured.low, found.measured.high
        rows.append(
            {
                "what": f"Reached in|{counted(runs, 'published run')}", "order": len(rows),
                "low": low * 100, "median": None, "high": high * 100,
                "text": f"{low * 100:.0f}{DASH}{high * 100:.0f} %", "asked": False,
            }
        )  # fmt: skip
    step = found.platform.plan.step
    expected = LogNormal(step.mfu, step.log_sigma)
    rows.append(_mfu_row("Expected here|80 % range", len(rows), expected, asked=False))
    return rows


def _mfu_row(label: str, order: int, mfu: LogNormal, asked: bool) -> dict[str, Any]:
    interval = mfu.interval()
    return {
        "what": label, "order": order, "low": interval.low * 100,
        "median": interval.median * 100, "high": interval.high * 100,
        "text": mfu_span(interval), "asked": asked,
    }  # fmt: skip


def mfu_in_words(rows: list[dict[str, Any]]) -> str:
    """What the chart of MFU shows, for people who do not see it."""
    return "MFU: " + "; ".join(f"{r['what'].replace('|', ' ')} {r['text']}" for r in rows)


def reading_table(report: ClaimReport) -> str:
    """What a claim means under each reading, and what becomes of it."""
    tests = report.examined.tests
    # A reason that is given above the table is not given again.
    judged = report.examined.judged if report.examined.best is None else ()
    above = judged[0].reason if judged else ""
    return markdown(without_empty([_reading_row(test, test.reason == above) for test in tests]))


def _reading_row(test: Outcome, shared: bool) -> dict[str, str]:
    money = test.saved_usd is not None
    discount = test.needed_discount
    texts = {
        "Read as": f"**{escaped(reading_in_words(test.reading, test.percent))}**",
        "Verdict": HOLDS[test.holds] + (f": {test.reason}" if test.reason and not shared else ""),
        "Probability": DASH if test.probability is None else probability(test.probability),
        "Same work for": f"{significant(test.ratio):g}x",
        "Expected here": ratio_span(test.actual) if test.actual else DASH,
        "MFU needed": mfu_span(test.needed_mfu.interval()) if test.needed_mfu else DASH,
        "Or a price lower by": percent(discount) if discount and discount > 0 else DASH,
        "Less a year on your spend": usd(test.saved_usd or 0.0) if money else DASH,
        "Or more models for the same cost": _models(test),
    }
    return {k: v if k == "Read as" else escaped(v) for k, v in texts.items()}


def _models(test: Outcome) -> str:
    if test.more_models is None:
        return DASH
    each = f"{count(significant(test.more_models))} beside each one"
    if test.more_models_a_year is None:
        return each
    return f"{each}, {count(significant(test.more_models_a_year))} a year"


def pair_rows(report: ClaimReport) -> list[dict[str, Any]]:
    """Chart rows: the pairs with a price, and a line for each reading."""
    rows: list[dict[str, Any]] = [
        {
            "label": _two_lines(p, report), "pair": _pair_label(p), "order": order,
            "cost": min((p.cost_ratio or 0.0) * 100, DRAWN_TO),
            "search": _work(p, report),
            "text": change(p.cost_ratio or 0.0, _asked(report)), "asked": None, "reading": None,
        }
        for order, p in enumerate(_drawn(report))
    ]  # fmt: skip
    lines = [
        {
            "label": None, "pair": None, "order": None, "cost": None, "search": None, "text": None,
            "asked": t.ratio * 100, "reading": reading_in_words(t.reading, t.percent),
        }
        for t in report.pairs.tests
    ]  # fmt: skip
    return [*rows, *lines] if rows else []


def _two_lines(priced: PricedPair, report: ClaimReport) -> str:
    pair, said = priced.pair, change(priced.cost_ratio or 0.0, _asked(report))
    return f"{pair.from_instance} → {pair.to_instance}|{said} ({pair.id})"


def _drawn(report: ClaimReport) -> tuple[PricedPair, ...]:
    return (*report.pairs.priced, *report.pairs.priced_beside)


def _work(priced: PricedPair, report: ClaimReport) -> str:
    if priced in report.pairs.beside:
        return "beside it: from a GPU"
    return "search and inference" if priced.pair.of_search else "other work"


def _asked(report: ClaimReport) -> list[float]:
    return [test.ratio for test in report.pairs.tests]


def pairs_in_words(report: ClaimReport) -> str:
    """What the chart of pairs shows, for people who do not see it."""
    asked = _asked(report)
    said = [f"{_pair_label(p)} {change(p.cost_ratio or 0.0, asked)}" for p in _drawn(report)]
    return "Cost of the same work on the second instance of each pair: " + "; ".join(said)


def _pair_label(priced: PricedPair) -> str:
    return f"{priced.pair.from_instance} → {priced.pair.to_instance} ({priced.pair.id})"


def pair_table(report: ClaimReport, today: date) -> str:
    """Every pair of a claim's kind with its prices, and what each reading would take of it."""
    pairs = (*report.pairs.pairs, *report.pairs.beside)
    return markdown([_pair_row(p, report, today) for p in pairs])


def _pair_row(priced: PricedPair, report: ClaimReport, today: date) -> dict[str, str]:
    pair, before, after = priced.pair, priced.from_price, priced.to_price
    texts = {
        "Pair": _pair_label(priced),
        "Work": f"{pair.workload}; {_work(priced, report)}",
        "Work an hour": f"{pair.ratio:g}x",
    }
    for test in report.pairs.tests:
        needs = needed_ratio(priced, test.ratio)
        name = f"Needed for {short_reading(test.reading, test.percent)}"
        texts[name] = DASH if needs is None else f"{needs:.2f}x" + _met(pair.ratio, needs)
    if before is None or after is None:
        prices, cost = "no price of both in one place", DASH
    else:
        prices = (
            f"${before.usd_per_hour:,.3f} → ${after.usd_per_hour:,.3f}/h, {after.region}, "
            f"{age_in_words(min(before.as_of, after.as_of), today)}"
        )
        cost = change(priced.cost_ratio or 0.0, _asked(report))
    texts |= {
        "Same work costs": cost,
        "On-demand prices": prices,
        "Source": f"{pair.who}, {pair.year}: {pair.source}"
        + (f". {pair.note}" if pair.note else ""),
    }
    return {name: escaped(text) for name, text in texts.items()}


def _met(ratio: float, needs: float) -> str:
    return " (met)" if ratio >= needs else ""


def ledger_table(reports: tuple[ClaimReport, ...]) -> str:
    """Every claim with who made it, on what grounds, and what becomes of it here."""
    return markdown([_ledger_row(report) for report in reports])


def _ledger_row(report: ClaimReport) -> dict[str, str]:
    claim = report.examined.claim
    texts = {
        "Claim": _words(claim),
        "Who and when": f"{claim.who}, {claim.said_on}",
        "Held against": claim.baseline,
        "Grounds": f"{_EVIDENCE[claim.evidence]}; {_GRADES[claim.grade]}",
        "Here and today": report.verdict,
        "Source": claim.source,
    }
    return {name: escaped(text) for name, text in texts.items()}


def bill_table(found: Serving) -> str:
    """The cloud bill of a year by platform."""
    return markdown(
        [
            {
                "Platform": f"**{escaped(short_name(bill.instance))}**",
                "Cloud bill a year": escaped(usd_range(bill.usd)),
                "Instances, on average": f"{significant(bill.instances_busy):,.3g}",
                "Price": escaped(
                    f"${bill.price.usd_per_hour:,.2f}/h, {bill.price.source}, {bill.price.region}"
                ),
            }
            for bill in found.bills
        ]
    )
