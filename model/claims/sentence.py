"""What became of a claim, in words."""

from __future__ import annotations

from collections.abc import Sequence

from model.claims.examine import Examined, Holds, Outcome
from model.claims.ledger import OWN_CLAIM, Claim, Kind, Reading
from model.claims.pairs import PairsExamined
from model.claims.serving import Serving
from model.comparison.sentence import Sentence
from model.uncertainty import Interval, LogNormal
from model.wording import DASH, counted, listed, percent, probability, significant, usd_range

# So many models of published runs are named.
FEW = 3

HOLDS = {
    Holds.YES: "holds",
    Holds.PROBABLY: "probably holds",
    Holds.OPEN: "is too close to call",
    Holds.PROBABLY_NOT: "probably does not hold",
    Holds.NO: "does not hold",
    Holds.UNKNOWN: "cannot be checked",
}


# What is said of a claim without a percentage.
_UNCHECKED = {
    Kind.COUNTER: "a counter-claim without a percentage of cost to check",
    Kind.SCALE: "no percentage of cost to check",
}
_STANDS_IN = "What it is held against is not known: the cheapest NVIDIA platform chosen stands in."


def reading_in_words(reading: Reading, share: float) -> str:
    """What a percentage means under a reading, e.g. `50 % less cost for the same work`."""
    return {
        Reading.COST: f"{share:g} % less cost for the same work",
        Reading.WORK: f"{share:g} % more work for the same dollars",
        Reading.SPEED: f"{share:g} % more work an hour on one instance",
        Reading.ENERGY: f"{share:g} % more work for the same electricity",
    }[reading]


def claimed(claim: Claim) -> str:
    """The figure of a claim, e.g. `30–40 %` or `3x`; empty where it names none."""
    low, high = claim.percent_low, claim.percent_high
    if claim.figure:
        return claim.figure
    if low is None or high is None:
        return ""
    return f"{low:g} %" if low == high else f"{low:g}{DASH}{high:g} %"


def claim_sentence(found: Examined, pairs: PairsExamined) -> Sentence:
    """Whether a claim holds, in a headline and in a sentence with the numbers behind it."""
    claim = found.claim
    if claim.kind is Kind.INFERENCE:
        return _of_pairs(pairs)
    if claim.id == OWN_CLAIM and not found.tests:
        return Sentence(
            f"Nothing costs {claimed(claim)} less",
            "Enter fewer per cent, or choose what else the percentage is of.",
        )
    if not found.tests:
        who = claim.who.split(",")[0]
        return Sentence(f"{who}: {_UNCHECKED[claim.kind]}", claim.comment)
    name = "Your" if claim.id == OWN_CLAIM else _whose(claim)
    when = "at today’s prices" if _of_money(found) else "on this scenario"
    best = found.best
    if best is None:
        reason = found.judged[0].reason
        below = " What it would mean for your spend is below." if _of_money(found) else ""
        return Sentence(
            f"{name} {claimed(claim)} cannot be checked here",
            f"The reason: {reason.rstrip('.')}.{below}",
        )
    mild = found.holds in (Holds.YES, Holds.PROBABLY, Holds.OPEN)
    reading = " in its mildest reading" if mild else " in any reading"
    if len(found.judged) < len(found.tests):
        reading += " of cost"
    if len({test.reading for test in found.judged}) == 1:
        reading = ""
    return Sentence(
        f"{name} {claimed(claim)} {HOLDS[found.holds]} {when}{reading}",
        " ".join(_test(test, found) for test in _told(found, best))
        + _reached(found)
        + _beyond_cost(found)
        + ("" if found.baseline_named else " " + _STANDS_IN),
    )


def verdict_text(found: Examined, pairs: PairsExamined) -> str:
    """The verdict on a claim in a few words, for the ledger."""
    if found.claim.kind is Kind.INFERENCE:
        total = len(pairs.priced)
        said = [f"{t.reached} of {total} pairs as {_short(t.reading)}" for t in pairs.tests]
        if not pairs.pairs:
            return "no public measurement of these chips"
        return "reached by " + ", ".join(said) if total else "no pair with prices"
    if not found.tests:
        return "no percentage to check"
    best = found.best
    if best is None:
        return f"cannot be checked: {found.judged[0].reason}"
    return (
        f"{HOLDS[best.holds]} ({probability(best.probability or 0.0)}, as {_short(best.reading)})"
    )


def serving_sentence(found: Serving) -> str:
    """What the on-device share saves of the cloud bill."""
    split = (
        f"{percent(found.device)} of the tokens are answered on the device, {percent(found.own)} "
        f"on your own servers and {percent(found.cloud)} in the cloud."
    )
    if not found.bills or found.saved is None:
        return f"{split} No platform chosen has a price here, so the cloud bill is not known."
    best = found.bills[0]
    return (
        f"{split} On {best.instance.accelerator.name} the cloud bill is {usd_range(best.usd)} a "
        f"year; answering on the device takes {usd_range(found.saved)} off it. Your own servers "
        "are not priced: nobody publishes what they cost."
    )


def change(ratio: float, asked: Sequence[float] = ()) -> str:
    """A cost over another in words, e.g. `28 % less` or `3.6 times as much`.

    Args:
        ratio: the cost over the other.
        asked: ratios that it is held against: where it misses one by less than a rounding, a
            decimal shows that it does.
    """
    if ratio >= 2:
        return f"{significant(ratio):g} times as much"
    near = any(ratio > a and round(ratio, 2) <= round(a, 2) for a in asked)
    share = f"{abs(ratio - 1) * 100:.1f} %" if near else percent(ratio - 1)
    return f"{share} {'more' if ratio > 1 else 'less'}"


def ratio_span(ratio: LogNormal) -> str:
    """A ratio with its 80 % range, e.g. `1.4x (1.0–2.0x)`."""
    found = ratio.interval()
    texts = (f"{significant(v):#.2g}".rstrip(".") for v in (found.median, found.low, found.high))
    median, low, high = texts
    return f"{median}x ({low}{DASH}{high}x)"


def mfu_span(interval: Interval) -> str:
    """An MFU with its range, e.g. `45 % (38–54 %)`."""
    low, high = interval.low * 100, interval.high * 100
    return f"{percent(interval.median)} ({low:.0f}{DASH}{high:.0f} %)"


def short_reading(reading: Reading, share: float) -> str:
    """A reading in a few words, e.g. `50 % more work per dollar`."""
    return f"{share:g} % {_short(reading)}"


def _whose(claim: Claim) -> str:
    who = claim.who.split(",")[0]
    return f"{who}’" if who.endswith("s") else f"{who}’s"


def _of_money(found: Examined) -> bool:
    return any(t.saved_usd is not None for t in found.tests)


def _told(found: Examined, best: Outcome) -> list[Outcome]:
    """The readings of money, each with its least percentage; else the best one."""
    least = min(t.percent for t in found.judged)
    told = [t for t in found.judged if t.percent == least]
    return told if _of_money(found) else [best]


def _test(test: Outcome, found: Examined) -> str:
    if test.needed_mfu is None or found.platform is None or found.baseline is None:
        return f"As {reading_in_words(test.reading, test.percent)}: {test.reason.rstrip('.')}."
    chip, other = found.platform.instance.accelerator.name, found.baseline.instance
    needs = mfu_span(test.needed_mfu.interval())
    if test.needed_mfu.median > 1:
        needs = "more than 100 %, which nothing reaches,"
    return (
        f"As {reading_in_words(test.reading, test.percent)}, {chip} would need an MFU of {needs} "
        f"against {other.accelerator.name} ({other.instance_type}); probability "
        f"{probability(test.probability or 0.0)}."
    )


def _reached(found: Examined) -> str:
    if found.platform is None or found.platform.plan is None:
        return ""
    step = found.platform.plan.step
    expected = LogNormal(step.mfu, step.log_sigma).interval()
    we = f"we expect {_span(expected.low, expected.high)} here."
    runs = found.measured
    if runs is None:
        return f" No published run says what it reaches; {we}"
    printed = f" (printed as {_span(*runs.printed)})" if runs.printed else ""
    of = f" of {listed(runs.models)}" if len(runs.models) <= FEW else ""
    unlike = ", none a mixture of experts as here," if found.unlike else ""
    return (
        f" {counted(runs.runs, 'published run')}{of}{unlike} reached "
        f"{_span(runs.low, runs.high)}{printed}; {we}"
    )


def _beyond_cost(found: Examined) -> str:
    """The readings that hold and are not of cost, where others are."""
    held = [
        f" As {reading_in_words(test.reading, test.percent)} it {HOLDS[test.holds]} "
        f"({probability(test.probability or 0.0)}), which is not cost."
        for test in found.tests
        if test not in found.judged and test.holds in (Holds.YES, Holds.PROBABLY)
    ]
    return "".join(held)


def _span(low: float, high: float) -> str:
    return f"{low * 100:.0f}{DASH}{high * 100:.0f} %"


def _short(reading: Reading) -> str:
    return {
        Reading.COST: "less cost",
        Reading.WORK: "more work per dollar",
        Reading.SPEED: "more work per hour",
        Reading.ENERGY: "more work per kWh",
    }[reading]


def _of_pairs(pairs: PairsExamined) -> Sentence:
    claim, priced = pairs.claim, pairs.priced
    whose = _whose(claim)
    if not pairs.pairs:
        return Sentence(
            f"{whose} {claimed(claim)} cannot be checked here",
            "No public measurement of the chips it names was found.",
        )
    if not priced or not pairs.tests:
        return Sentence(
            f"{whose} {claimed(claim)} cannot be checked here",
            "No measured pair of instances has both prices. Choose another region in the form.",
        )
    total = len(priced)
    counts = sorted({t.reached for t in pairs.tests})
    word = f"holds on {' or '.join(str(count or 'none') for count in counts)}"
    low, high = priced[0].cost_ratio or 0.0, priced[-1].cost_ratio or 0.0
    readings = " ".join(
        f"As {reading_in_words(t.reading, t.percent)} it holds on {t.reached or 'none'} of "
        f"{total} pairs."
        for t in pairs.tests
    )
    spread = (
        f"From pair to pair the same work costs from {change(low)} to {change(high)}: "
        "which pair is meant decides."
    )
    return Sentence(
        f"{whose} {claimed(claim)} {word} of {total} measured pairs"
        + (", by reading" if len(counts) > 1 else ""),
        f"{readings} {spread}{_beside(pairs)}",
    )


def _beside(pairs: PairsExamined) -> str:
    """What comes of the pairs that the claim says nothing of."""
    total = len(pairs.priced_beside)
    if not total:
        return ""
    counts = sorted({test.reached_beside for test in pairs.tests})
    on = " or ".join(str(count or "none") for count in counts)
    return (
        f" Of GPUs it says nothing; against them the same saving is reached on {on} of {total} "
        "measured pairs."
    )
