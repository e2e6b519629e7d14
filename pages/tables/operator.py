"""Sentences and rows on how the server is doing. Nothing is drawn here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from observe import RerunTimes
from pages.tables.markdown import escaped, markdown
from pricing import Health

TROUBLE = ("warning", "error", "critical")


def headline(found: Health) -> str:
    """Whether all is well."""
    return "All is well" if found.well else "Something is wrong"


def wrong(found: Health) -> list[str]:
    """What is wrong, a sentence each."""
    return [escaped(f"{text[:1].upper()}{text[1:]}.") for text in found.wrong]


def prices(found: Health, now: datetime) -> str:
    """How old the prices are, in a sentence or two."""
    newest = f"; the latest is of {found.newest}" if found.newest else ""
    fresh = found.quotes - found.stale
    asked = "No live source has answered yet."
    if found.last_refresh is not None:
        minutes = (now - found.last_refresh).total_seconds() / 60
        asked = f"A live source last answered {minutes:,.0f} min ago."
    store = "answers" if found.store_answers else "does not answer"
    return (
        f"**{found.quotes:,} prices, {fresh:,} of them fresh**{newest}. {asked} "
        f"The price store {store}."
    )


def sessions(count: int) -> str:
    """How many have the app open."""
    return f"**{count:,} open session{'' if count == 1 else 's'}** in this process."


def reruns(times: Iterable[RerunTimes]) -> str:
    """How long each page takes."""
    rows = [
        {
            "Page": escaped(one.page),
            "Drawn": f"{one.count:,}",
            "On average": f"{one.mean_s * 1000:,.0f} ms",
            "Over 1 s": f"{one.slow * 100:.0f} %",
        }
        for one in times
    ]
    return markdown(rows) or "No page was drawn yet."


def records(counts: Mapping[tuple[str, str], int]) -> str:
    """What was logged, the trouble only."""
    rows = [
        {"Level": level, "Part": escaped(part), "Lines": f"{count:,}"}
        for (level, part), count in sorted(counts.items())
        if level in TROUBLE
    ]
    return markdown(rows) or "None."
