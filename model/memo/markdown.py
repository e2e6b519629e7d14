"""The decision memo as Markdown: the same sentences and figures as the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from model.break_even import BreakEven, Tornado
from model.break_even.sentence import break_even_sentence, payback_sentence
from model.comparison import Comparison, PlatformAnswer
from model.comparison.sentence import sentence
from model.scenario import encode
from model.scenario.link import UNESCAPED
from model.wording import DASH, counted, duration, usd_range

MOST_LEVERS = 5


@dataclass(frozen=True, slots=True)
class Memo:
    """What a memo is made from.

    Attributes:
        question: what is trained, in a few words.
        comparison: the answer.
        break_even: what would have to be true for the other side to be cheaper.
        tornado: what moves the answer most; None without a price on both sides.
        frozen_link: opens to these figures for ever.
        written_on: the day.
    """

    question: str
    comparison: Comparison
    break_even: BreakEven
    tornado: Tornado | None
    frozen_link: str
    written_on: date


def memo_markdown(memo: Memo) -> str:
    """The memo, ready to paste."""
    words = sentence(memo.comparison)
    parity = break_even_sentence(memo.break_even)
    parts = [
        f"# {words.headline}",
        f"*Decision memo of {memo.written_on:%d %b %Y}. Question: what does it cost to train "
        f"{memo.question}, on NVIDIA and on AWS Trainium?*",
        words.detail,
        _table(memo.comparison),
        "## What would have to be true",
        f"**{parity.headline}.** {parity.detail}",
        payback_sentence(memo.break_even),
        *_levers(memo.tornado),
        *_risks(memo.comparison),
        "## Prices",
        *_prices(memo.comparison),
        "## To see it again",
        f"- These figures, and today's beside them: {memo.frozen_link}",
        "- The same answer on the command line: `python -m pricing quotes --json | "
        f"python -m model compare '{urlencode(encode(memo.comparison.scenario), safe=UNESCAPED)}'`",
    ]
    return "\n\n".join(_paragraphs(parts)) + "\n"


def _paragraphs(parts: list[str]) -> list[str]:
    """Parts set apart by a blank line, the items of one list kept together."""
    joined: list[str] = []
    for part in filter(None, parts):
        if part.startswith("- ") and joined and joined[-1].startswith("- "):
            joined[-1] += f"\n{part}"
        else:
            joined.append(part)
    return joined


def _table(comparison: Comparison) -> str:
    lines = ["| Platform | Cost, 80 % range | Time | Cluster |", "| :--- | ---: | ---: | ---: |"]
    return "\n".join([*lines, *(_line(answer) for answer in comparison.platforms)])


def _line(answer: PlatformAnswer) -> str:
    name = f"{answer.instance.accelerator.name} ({answer.instance.instance_type})"
    if answer.cost_usd is None or answer.plan is None:
        return f"| {name} | {DASH} | {DASH} | {DASH} |"
    cost, time = usd_range(answer.cost_usd.interval()), duration(answer.plan.days.median)
    return f"| {name} | {cost} | {time} | {counted(answer.plan.instances, 'instance')} |"


def _levers(tornado: Tornado | None) -> list[str]:
    if tornado is None:
        return []
    strongest = sorted(tornado.levers, key=lambda lever: lever.swing, reverse=True)[:MOST_LEVERS]
    items = [
        f"- {lever.name}, {lever.low} to {lever.high}: Trainium costs {lever.at_low:.2f} to "
        f"{lever.at_high:.2f} times as much as NVIDIA ({lever.source})"
        for lever in strongest
    ]
    return ["## What would change the answer", *items]


def _risks(comparison: Comparison) -> list[str]:
    items = [
        f"- {answer.instance.instance_type}: {text}"
        for answer in comparison.platforms
        for text in (*filter(None, [answer.reason]), *answer.caveats)
    ]
    evidence = [
        f"- {a.instance.instance_type}: its speed is predicted; {a.plan.step.evidence_text}"
        for a in comparison.platforms
        if a.plan and a.cost_usd
    ]
    return ["## Risks", *items, *evidence] if items or evidence else []


def _prices(comparison: Comparison) -> list[str]:
    items = [
        f"- {price.instance_type}: ${price.usd_per_hour:,.4f} per instance-hour, {price.region}, "
        f"{price.purchase_option.replace('_', ' ')}, {price.source}, {price.as_of:%d %b %Y}"
        for price in (answer.price for answer in comparison.platforms)
        if price
    ]
    return items or ["No platform here has a price."]
