"""What a decision memo says, apart from how it is set: the sentences and figures of the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from model.break_even import BreakEven, Tornado
from model.break_even.sentence import break_even_sentence, payback_sentence
from model.break_even.tornado import Lever
from model.calibrated import calibration
from model.comparison import Comparison, PlatformAnswer
from model.comparison.amount import amount
from model.comparison.reasons import capital
from model.comparison.sentence import sentence
from model.comparison.unit_words import UNIT_WORDS, in_words, range_in_words
from model.frozen.version import model_version
from model.own_prices import OWN_SOURCE
from model.price import Price
from model.scenario import Scenario, encode
from model.scenario.link import UNESCAPED
from model.scenario.prices_inputs import read_own_price
from model.scenario.scenario import current_version
from model.unit import Unit
from model.wording import DASH, counted, duration, listed, percent

MOST_LEVERS = 5
_SAME = "The same answer on the command line:"
_FROM_FILE = "On the command line, which takes public prices in place of those of your file:"
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Memo:
    """What a memo is made from.

    Attributes:
        question: what is trained, in a few words.
        comparison: the answer.
        break_even: what would have to be true for the other side to be cheaper.
        tornado: what moves the answer most; None without a price on both sides.
        frozen_link: opens to these figures for ever.
        written_at: the moment whose prices these are, in UTC.
    """

    question: str
    comparison: Comparison
    break_even: BreakEven
    tornado: Tornado | None
    frozen_link: str
    written_at: datetime

    @property
    def written_on(self) -> date:
        """The day."""
        return self.written_at.date()


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence or item: plain text, never markup.

    Attributes:
        text: what it says.
        lead: bold words in front of it.
        link: where the text leads.
        code: to type as it stands, after the text.
    """

    text: str
    lead: str = ""
    link: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Texts by row; every column but the first holds figures, set flush right."""

    header: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a memo.

    Attributes:
        title: its heading.
        lines: what it says.
        listed: the lines are items, not paragraphs.
        may_be_cut: where one page is all there is, its first items will do.
        table: figures in front of the lines.
    """

    title: str
    lines: tuple[Line, ...]
    listed: bool = True
    may_be_cut: bool = False
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """A memo, ready to be set as Markdown, HTML or PDF.

    Attributes:
        title: the answer in its shortest form.
        question: what was asked, and when.
        answer: the answer with its range.
        platforms: cost, time and price by platform; the charts follow it.
        sections: the rest.
        written_on: the day.
    """

    title: str
    question: Line
    answer: str
    platforms: Table
    sections: tuple[Section, ...]
    written_on: date


def memo_contents(memo: Memo) -> Contents:
    """Everything a memo says."""
    comparison, words = memo.comparison, sentence(memo.comparison)
    sections = (
        Section("What would have to be true", _truths(memo.break_even), listed=False),
        Section("What would change the answer", (), table=_levers(memo.tornado)),
        Section("Risks", _risks(comparison), may_be_cut=True),
        Section(
            "Sources",
            (*_price_sources(comparison), *_lever_sources(memo.tornado)),
            may_be_cut=True,
        ),
        Section("To see it again", _again(memo)),
    )
    question = f"What does it cost to train this on NVIDIA and on AWS Trainium: {memo.question}?"
    return Contents(
        title=words.headline,
        question=Line(question, lead=f"Decision memo of {memo.written_on:%d %b %Y}."),
        answer=words.detail,
        platforms=_platforms(comparison),
        sections=tuple(s for s in sections if s.table or any(line.text for line in s.lines)),
        written_on=memo.written_on,
    )


def _truths(found: BreakEven) -> tuple[Line, ...]:
    """Parity and porting; nothing where the two sides have no cost to hold against each other."""
    if found.parity is None:
        return ()
    words = break_even_sentence(found)
    return (
        Line(words.detail, lead=f"{words.headline.rstrip('.')}."),
        Line(payback_sentence(found)),
    )


def _platforms(comparison: Comparison) -> Table:
    unit = comparison.scenario.unit
    counted_in = "cost" if unit is Unit.USD else UNIT_WORDS[unit].short
    header = (
        "Platform",
        f"Expected {counted_in}",
        "80 % range",
        "Time",
        "Cluster",
        "$/instance-hour",
    )
    return Table(header, tuple(_platform(a, comparison.scenario) for a in comparison.platforms))


def _platform(answer: PlatformAnswer, scenario: Scenario) -> Row:
    price = f"${answer.price.usd_per_hour:,.4f}" if answer.price else DASH
    if answer.cost_usd is None or answer.plan is None:
        return (_name(answer), DASH, DASH, DASH, DASH, price)
    taken = amount(answer, scenario)
    interval = taken.interval() if taken else None
    return (
        _name(answer),
        in_words(interval.median, scenario.unit) if interval else DASH,
        range_in_words(interval, scenario.unit) if interval else DASH,
        duration(answer.plan.days.median),
        counted(answer.plan.instances, "instance"),
        price,
    )


def _name(answer: PlatformAnswer) -> str:
    return f"{answer.instance.accelerator.name} ({answer.instance.instance_type})"


def _levers(tornado: Tornado | None) -> Table | None:
    """The strongest inputs and what Trainium costs at their ends."""
    if tornado is None:
        return None
    header = ("What changes, the rest as it is", "From", "To", "Trainium's cost over NVIDIA's")
    rows = [
        (lever.name, lever.low, lever.high, f"{percent(lever.at_low)} to {percent(lever.at_high)}")
        for lever in _strongest(tornado)
    ]
    here = f"{percent(tornado.ratio)}"
    return Table(header, (*rows, ("As it stands, with porting", "", "", here)))


def _strongest(tornado: Tornado) -> list[Lever]:
    return sorted(tornado.levers, key=lambda lever: lever.swing, reverse=True)[:MOST_LEVERS]


def _risks(comparison: Comparison) -> tuple[Line, ...]:
    """Each risk once, with the platforms that run it; how sure the speeds are comes last."""
    risks: dict[str, list[str]] = {}
    speeds: dict[str, list[str]] = {}
    for answer in comparison.platforms:
        kind = answer.instance.instance_type
        for text in filter(None, (answer.reason, *answer.caveats)):
            risks.setdefault(text, []).append(kind)
        if answer.plan and answer.cost_usd:
            speeds.setdefault(answer.plan.step.evidence_text, []).append(kind)
    return (
        *(Line(_ended(text), lead=f"{listed(kinds)}:") for text, kinds in risks.items()),
        *(
            Line(f"The speed is predicted. {_ended(text)}", lead=f"{listed(kinds)}:")
            for text, kinds in speeds.items()
        ),
    )


def _price_sources(comparison: Comparison) -> tuple[Line, ...]:
    """Where each price was read and when, prices of one source together."""
    found: dict[str, list[str]] = {}
    for price in (answer.price for answer in comparison.platforms):
        if price is not None:
            found.setdefault(_read_at(price), []).append(price.instance_type)
    if not found:
        return (Line("No platform here has a price."),)
    return tuple(Line(text, lead=f"Price of {listed(kinds)}:") for text, kinds in found.items())


def _read_at(price: Price) -> str:
    terms = ", ".join(filter(None, (price.purchase_option, price.payment))).replace("_", " ")
    return f"{terms}, {price.region}. {price.source}, {price.as_of:%d %b %Y}."


def _lever_sources(tornado: Tornado | None) -> tuple[Line, ...]:
    """Where the ends of the inputs come from, inputs of one source together."""
    found: dict[str, list[str]] = {}
    for lever in _strongest(tornado) if tornado else ():
        found.setdefault(_ended(lever.source), []).append(lever.name)
    fit = calibration()
    model = Line(
        f"Fitted on {fit.runs:,} published runs, {date.fromisoformat(fit.fitted_on):%d %b %Y}.",
        lead="Efficiency model:",
    )
    ranges = (Line(text, lead=f"Range of {'; '.join(names)}:") for text, names in found.items())
    return (model, *ranges)


def _again(memo: Memo) -> tuple[Line, ...]:
    query = {"v": current_version()} | encode(memo.comparison.scenario)
    typed = urlencode(query, safe=UNESCAPED)
    version = model_version()
    return (
        Line("These figures, and today's beside them", link=memo.frozen_link),
        Line(
            _FROM_FILE if _priced_from_a_file(memo.comparison) else _SAME,
            code="python -m pricing quotes --as-of "
            f"{memo.written_at:%Y-%m-%dT%H:%M:%S} --json | python -m model compare '{typed}'",
        ),
        Line(
            f"formulas {version.formulas}, calibration {version.calibration}, chips "
            f"{version.chips}, architectures {version.architectures}, defaults {version.defaults}.",
            lead="Version of the model:",
        ),
    )


def _priced_from_a_file(comparison: Comparison) -> bool:
    """Whether a price is the user's own and yet not written in the scenario."""
    written = {read_own_price(text).key for text in comparison.scenario.own_prices}
    own = (a.price for a in comparison.platforms if a.price and a.price.source == OWN_SOURCE)
    return any((p.instance_type, p.purchase_option, p.region) not in written for p in own)


def _ended(text: str) -> str:
    """A text as a sentence: with a full stop, and with a capital unless it names a file."""
    stripped = text.strip().rstrip(".")
    return f"{stripped if '/' in stripped.split(' ')[0] else capital(stripped)}."
