"""Rows of the price history. Nothing is drawn here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from model.market import Market, Offer, per
from model.wording import percent, usd
from pages.tables.markdown import breakable, escaped, markdown
from pages.tables.platforms import family_name, short_name

# An event so shortly before the first price that is known explains that price.
BEFORE_THE_FIRST = timedelta(days=31)


class Told(Protocol):
    """What is needed of a price that was told."""

    @property
    def usd_per_hour(self) -> float:
        """US dollars per instance-hour."""

    @property
    def source(self) -> str:
        """Short name of the source."""

    @property
    def note(self) -> str:
        """What a reader must know of it."""


class Move(Protocol):
    """What is needed of a point in the history of a price."""

    @property
    def since(self) -> datetime:
        """When the price was first seen."""

    @property
    def quote(self) -> Told:
        """The price."""


class Event(Protocol):
    """What is needed of something that moved prices."""

    @property
    def day(self) -> date:
        """When it was so at the latest."""

    @property
    def text(self) -> str:
        """What happened, in a clause."""

    @property
    def source(self) -> str:
        """Who says so."""


def history_rows(
    found: Market,
    moves: Mapping[str, Sequence[Move]],
    events: Mapping[str, Sequence[Event]],
    today: date,
) -> list[dict[str, Any]]:
    """A row for each change of a platform's price, and one for today.

    Args:
        found: the market; its offers here say what the unit is.
        moves: the history by instance type, the oldest first.
        events: what moved it, by instance type, the oldest first.
        today: where the lines end.
    """
    rows: list[dict[str, Any]] = []
    for offer in found.here():
        told = moves.get(offer.instance.instance_type, ())
        for before, move in zip((None, *told), told, strict=False):
            since = before.since.date() if before else move.since.date() - BEFORE_THE_FIRST
            known = events.get(offer.instance.instance_type, ())
            why = [f"{e.text} ({e.source})" for e in known if since < e.day <= move.since.date()]
            rows.append(_row(offer, move, before, why))
        if told:
            last = _row(offer, told[-1], None, [])
            rows.append({**last, "day": today.isoformat(), "change": False, "last": True})
    return rows


def moves_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Each price that was told, the latest first: when, how much, by whom, and what happened."""
    moves = sorted((row for row in rows if row["change"]), key=lambda row: row["day"], reverse=True)
    return markdown(
        [
            {
                "Since": row["day"],
                "Platform": f"**{escaped(row['platform'])}**",
                "Price, source and what happened": escaped(breakable(row["said"])),
            }
            for row in moves
        ]
    )


def history_in_words(found: Market, rows: Sequence[Mapping[str, Any]]) -> str:
    """What the chart shows, for people who do not see it."""
    changes = sum(1 for row in rows if row["change"])
    ends = "; ".join(f"{row['platform']} {usd(row['usd'])} now" for row in rows if row["last"])
    return f"Price per {per(found.scenario.price_unit)} over time, {changes} changes: {ends}"


def _row(offer: Offer, move: Move, before: Move | None, why: list[str]) -> dict[str, Any]:
    assert offer.usd_per_unit is not None
    units = offer.price.usd_per_hour / offer.usd_per_unit
    price = move.quote.usd_per_hour
    change = ""
    if before is not None:
        ratio = price / before.quote.usd_per_hour - 1
        change = f", {percent(ratio)} {'up' if ratio > 0 else 'down'}"
    words = (f"{usd(price / units)}{change}", *why, move.quote.note, f"by {move.quote.source}")
    return {
        "platform": short_name(offer.instance),
        "family": family_name(offer.instance),
        "day": move.since.date().isoformat(),
        "usd": price / units,
        "said": "; ".join(filter(None, words)),
        "change": True,
        "last": False,
    }
