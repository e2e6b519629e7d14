"""Rows of the Evidence page."""

from __future__ import annotations

from datetime import date

from model.evidence.fact import GROUPS, Fact
from model.evidence.ledger import Ledger, share_in_words
from model.evidence.shares import Uncertainty
from model.wording import counted
from pages.tables.markdown import escaped, markdown
from pages.tables.platforms import STALE_DAYS

FAMILIES = {"nvidia": "NVIDIA", "trainium": "Trainium", "": "Both"}
LEAST_SHOWN = 0.005
LONGEST_SOURCE = 260
# A day is not broken over two lines.
UNBROKEN = "\N{NON-BREAKING HYPHEN}"


def bars(found: Uncertainty) -> list[dict[str, object]]:
    """The data of the chart: sources that carry something, the largest first."""
    return [
        {
            "name": _two_lines(source.name),
            "family": FAMILIES[source.family],
            "order": order,
            "percent": source.share * 100,
            "start": 0.0,
            "words": share_in_words(source.share),
        }
        for order, source in enumerate(s for s in found.sources if s.share >= LEAST_SHOWN)
    ]


def _two_lines(name: str) -> str:
    """A name broken at the space nearest its middle, where it is long."""
    if len(name) < 30:
        return name
    spaces = [i for i, letter in enumerate(name) if letter == " "]
    at = min(spaces, key=lambda i: abs(i - len(name) / 2))
    return f"{name[:at]}|{name[at + 1 :]}"


def in_words(found: Uncertainty) -> str:
    """What the chart shows, for people who do not see it."""
    parts = [f"{s.name} {share_in_words(s.share)}" for s in found.sources if s.share >= LEAST_SHOWN]
    return "Share of the variance of the answer: " + "; ".join(parts)


def tables(found: Ledger, today: date) -> list[tuple[str, str]]:
    """A title and a Markdown table for each group of facts that has any."""
    made = []
    for group in GROUPS:
        facts = [fact for fact in found.facts if fact.group == group]
        if facts:
            made.append((group, markdown([_row(fact, today) for fact in facts])))
    return made


def _row(fact: Fact, today: date) -> dict[str, str]:
    return {
        "What": escaped(fact.name),
        "Value": escaped(fact.value),
        "Class": escaped(fact.evidence_class),
        "As of": escaped(_dated(fact, today)),
        "Share": escaped(share_in_words(fact.share)) or "–",
        "Source": escaped(_cut(fact.source)),
    }


def _dated(fact: Fact, today: date) -> str:
    day = fact.as_of.replace("-", UNBROKEN)
    if fact.group != "Prices":
        return day
    age = (today - date.fromisoformat(fact.as_of)).days
    return f"{day}, {counted(age, 'day')} old" + (", stale" if age > STALE_DAYS else "")


def _cut(text: str) -> str:
    if len(text) <= LONGEST_SOURCE:
        return text
    return text[:LONGEST_SOURCE].rsplit(" ", 1)[0] + " …"
