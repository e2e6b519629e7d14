"""What would have to be true, in one sentence."""

from __future__ import annotations

import math

from model.break_even.break_even import BreakEven
from model.break_even.parity import Parity
from model.break_even.published import PublishedRun
from model.break_even.side import Side, unsold
from model.comparison.compare import ANOTHER_PRICE
from model.comparison.money import money_in_words, money_range_in_words, money_unit
from model.comparison.sentence import Sentence, certainty, sentence
from model.comparison.unit_words import UNIT_WORDS
from model.hardware import Family
from model.purchase_option import PurchaseOption
from model.scenario import Scenario
from model.uncertainty import LogNormal
from model.wording import counted, duration, percent, probability, significant, usd

# Porting that raises the parity by less than this factor changes little.
WEIGHS = 1.1
# From this MFU on whole percents are as fine as it is known.
WHOLE = 0.095


def break_even_sentence(found: BreakEven) -> Sentence:
    """The answer of Break-even, or why there is none and what to change."""
    if found.parity is None or found.parity.mfu is None:
        return _no_parity(found)
    parity, mfu = found.parity, found.parity.mfu
    at, before = _share(mfu.median), ", before porting" if _weighs(found.parity) else ""
    ours, theirs = _name(parity.trainium), _name(parity.nvidia)
    cheaper_now = mfu.median <= parity.trainium.mfu
    verdict = found.comparison.verdict
    word = certainty(verdict.probability_trainium_cheaper) if verdict else ""
    if mfu.median > 1:
        headline = f"No MFU makes {ours} cheaper than {theirs} at these prices"
    elif not word:
        headline = f"Too close to call: {ours} is cheaper than {theirs} from {at} MFU on{before}"
    elif cheaper_now:
        headline = f"{ours} {word} stays cheaper than {theirs} down to {at} MFU{before}"
    else:
        headline = f"{ours} is cheaper than {theirs} from {at} MFU on{before}"
    parts = [
        _parity(parity, mfu),
        _costs(parity),
        _ported(found),
        _published(found),
        _mirror(parity),
        _late(parity),
        _chance(found),
    ]
    return Sentence(headline, " ".join(part for part in parts if part))


def payback_sentence(found: BreakEven) -> str:
    """After how much training the move to Trainium has paid, in words."""
    if found.porting is None or found.payback is None or found.parity is None:
        return "Without a cost on both sides there is no saving that could pay for porting."
    moving, back, asked = found.porting, found.payback, found.comparison.scenario
    delay = f" and {usd(moving.delay_usd)} of delay" if moving.delay_usd else ""
    cost = f"Porting costs {usd(moving.work_usd, 2)} of work{delay}, once"
    saving = money_in_words(abs(back.saving_usd), asked, 2)
    verdict = found.comparison.verdict
    assert verdict is not None
    span = verdict.difference
    differs = f"80 % range: from {_more(span.low, asked)} to {_more(span.high, asked)}"
    if back.runs is None or back.compute_usd is None:
        return (
            f"{cost}. A run is expected to cost {saving} more on {_name(found.parity.trainium)} "
            f"({differs}): until it reaches the MFU above, porting does not pay."
        )
    runs = _runs(back.runs)
    latest = _runs(moving.usd / -span.high) if span.high < 0 else "never"
    perhaps = (
        "" if latest == runs else f" (80 % range: {_runs(moving.usd / -span.low)} to {latest})"
    )
    return (
        f"{cost}. Each run is expected to cost {saving} less ({differs}), so porting has paid "
        f"after {runs} of this kind{perhaps}, or {usd(back.compute_usd, 2)} of compute on "
        f"{_name(found.parity.nvidia)}."
    )


def _more(usd_more: float, asked: Scenario) -> str:
    """`$11M more` or `$4M less`."""
    return f"{money_in_words(abs(usd_more), asked, 2)} {'more' if usd_more > 0 else 'less'}"


def _runs(count: float) -> str:
    return "less than one run" if count < 1 else f"{significant(count):,.10g} runs"


def _parity(parity: Parity, mfu: LogNormal) -> str:
    span = mfu.interval()
    ours = LogNormal(parity.trainium.mfu, parity.trainium.plan.step.log_sigma).interval()
    return (
        f"{_priced(parity.trainium)} and {_priced(parity.nvidia)} cost the same where "
        f"{_name(parity.trainium)} gets {_span(span.low, span.high)} of its peak, depending on how "
        f"{_name(parity.nvidia)} does; we expect {_span(ours.low, ours.high)}."
    )


def _costs(parity: Parity) -> str:
    """What a run costs on either side, in the scenario's unit of money."""
    said = " and ".join(
        f"{_range(side)} on {_name(side)}" for side in (parity.trainium, parity.nvidia)
    )
    return f"A run costs {said}."


def _range(side: Side) -> str:
    cost = LogNormal(side.cost_usd(), side.plan.days.log_sigma).interval()
    after = UNIT_WORDS[money_unit(side.scenario)].after
    return f"{money_range_in_words(cost, side.scenario)}{after}"


def _weighs(parity: Parity) -> bool:
    """Whether porting makes another answer of the parity."""
    assert parity.mfu is not None
    ported = parity.mfu_with_porting
    return ported is None or ported > WEIGHS * parity.mfu.median


def _ported(found: BreakEven) -> str:
    """What porting does to the parity, where it shows."""
    parity, runs = found.parity, found.comparison.scenario.planned_runs
    if parity is None or parity.mfu is None or found.porting is None or not found.porting.usd:
        return ""
    shared = f"porting ({usd(found.porting.usd, 2)} over {counted(runs, 'run')})"
    if parity.mfu_with_porting is None:
        return f"With {shared}, no MFU makes it cheaper: that alone is more than the other's run."
    if parity.mfu.median <= 1 < parity.mfu_with_porting:
        return f"With {shared}, no MFU makes it cheaper."
    if _share(parity.mfu_with_porting) == _share(parity.mfu.median):
        return ""
    return f"With {shared}, it has to get {_share(parity.mfu_with_porting)}."


def _published(found: BreakEven) -> str:
    assert found.parity is not None
    name, runs = _name(found.parity.trainium), found.published
    if not runs:
        return f"No run on {name} of this kind is published."
    printed = [run.mfu_printed for run in runs if run.mfu_printed]
    lowest, highest = runs[0], runs[-1]
    said = ""
    if printed and _span(min(printed), max(printed)) != _span(lowest.mfu, highest.mfu):
        said = f", {_span(min(printed), max(printed))} as their authors count"
    if len(runs) == 1:
        return f"The one published {name} run reached {_reached(lowest)}{said}."
    return f"Published {name} runs reached {_reached(lowest)} to {_reached(highest)}{said}."


def _reached(run: PublishedRun) -> str:
    return f"{_share(run.mfu)} ({run.model} on {counted(run.accelerators, 'chip')})"


def _mirror(parity: Parity) -> str:
    """What NVIDIA, or Trainium, would have to give."""
    nvidia, trainium = parity.nvidia_discount, parity.trainium_discount
    if nvidia is not None and parity.nvidia_usd_per_hour is not None and nvidia > 0:
        chip = parity.nvidia_usd_per_hour / parity.nvidia.instance.accelerators
        if parity.nvidia.price and parity.nvidia.price.purchase_option == PurchaseOption.OWNED:
            return (
                f"To match, owning {_name(parity.nvidia)} would have to cost {percent(nvidia)} "
                f"less, {_usd(chip)} per chip-hour."
            )
        return (
            f"To match, {_name(parity.nvidia)} would need a discount of {percent(nvidia)}, "
            f"to {_usd(chip)} per chip-hour."
        )
    if trainium is not None and parity.trainium_usd_per_hour is not None and trainium > 0:
        chip = parity.trainium_usd_per_hour / parity.trainium.instance.accelerators
        return (
            f"At the MFU we expect, {_name(parity.trainium)} would need a discount of "
            f"{percent(trainium)}, to {_usd(chip)} per chip-hour."
        )
    if parity.trainium_usd_per_hour is None:
        return f"Even for nothing, {_name(parity.trainium)} would cost more."
    return ""


def _late(parity: Parity) -> str:
    deadline = parity.trainium.scenario.deadline_days
    if deadline is None or parity.days is None or parity.days <= deadline:
        return ""
    return (
        f"At that MFU the same cluster takes {duration(parity.days)}, past the deadline of "
        f"{counted(deadline, 'day')}."
    )


def _chance(found: BreakEven) -> str:
    if found.chance is None:
        return ""
    verdict = found.comparison.verdict
    alone = ""
    if verdict is not None:
        run = probability(verdict.probability_trainium_cheaper)
        alone = f" ({run} at these prices and without porting, as on Compare)"
    return (
        "Probability that Trainium is cheaper, counting porting, prices that may move and failures "
        f"too: {probability(found.chance.trainium_cheaper)}{alone}."
    )


def _no_parity(found: BreakEven) -> Sentence:
    """What is missing, and what Trainium would have to be sold for if that is what is missing."""
    words = sentence(found.comparison)
    wanted = found.comparison.scenario.purchase_option
    here = next((o.parity for o in found.options if o.option == wanted), None)
    side = unsold(found.comparison, Family.TRAINIUM)
    if side is None or here is None or here.trainium_usd_per_hour is None:
        return words
    chip = here.trainium_usd_per_hour / here.trainium.instance.accelerators
    asked = found.comparison.scenario.bought_as(side.instance.instance_type)
    sigmas = here.trainium.plan.days.log_sigma, here.nvidia.plan.days.log_sigma
    span = LogNormal(chip, math.hypot(*sigmas)).interval()
    option = str(asked).replace("_", "-")
    return Sentence(
        f"{_name(here.trainium)} would have to be sold for {_usd(span.low)} to {_usd(span.high)} "
        "per chip-hour",
        f"It has no {option} price here. At {_usd(chip)}, and the MFU we expect of both, it would "
        f"cost what {_priced(here.nvidia)} costs; the range is how well either may do. "
        f"{ANOTHER_PRICE}",
    )


def _priced(side: Side) -> str:
    chip = side.usd_per_hour / side.instance.accelerators
    return f"{_name(side)} at {_usd(chip)} per chip-hour"


def _name(side: Side) -> str:
    return side.instance.accelerator.name


def _span(low: float, high: float) -> str:
    first, last = (_share(end) if end <= 1 else "over 100 %" for end in (low, high))
    return first if first == last else f"{first.removesuffix(' %')} to {last}"


def _share(mfu: float) -> str:
    """An MFU in whole percent, with two digits where it is lower."""
    return percent(mfu) if mfu >= WHOLE else f"{significant(100 * mfu):.2g} %"


def _usd(value: float) -> str:
    return f"${value:,.2f}"
