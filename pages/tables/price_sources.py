"""Rows on the price sources and on what was not believed. Nothing is drawn here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from pages.tables.markdown import escaped, markdown
from pricing import Disagreement, Rejected, SourceNow

MOST_SHOWN = 50


def sources_table(sources: Iterable[SourceNow], now: datetime) -> str:
    """Every source: what it does at this moment, when it last answered, what it gave."""
    rows = [
        {
            "Source": f"**{escaped(source.title)}**",
            "State": _state(source, now),
            "Last answer": _ago(source.last_success, now),
            "Prices": f"{source.rows:,}",
            "Not believed": f"{source.rejected:,}",
            "Next": _next(source, now),
        }
        for source in sources
    ]
    return markdown(rows)


def rejected_table(rejected: Iterable[Rejected]) -> str:
    """Rows that were not believed, with the reason."""
    rows = [{"Row": escaped(r.row), "Not believed because": escaped(r.reason)} for r in rejected]
    return markdown(rows[:MOST_SHOWN]) + _more(len(rows))


def disagreements_table(found: Iterable[Disagreement]) -> str:
    """Where two sources tell different prices of one thing at one time."""
    rows = [
        {
            "Price": escaped(
                f"{d.believed.instance_type}, {d.believed.purchase_option}, {d.believed.region}"
            ),
            "Believed": escaped(f"${d.believed.usd_per_hour:,.4f} ({d.believed.source})"),
            "Also told": escaped(f"${d.other.usd_per_hour:,.4f} ({d.other.source})"),
            "Difference": escaped(f"{d.difference:+.1%}"),
        }
        for d in found
    ]
    return markdown(rows[:MOST_SHOWN]) + _more(len(rows))


def _more(count: int) -> str:
    return f"\n\nand {count - MOST_SHOWN:,} more" if count > MOST_SHOWN else ""


def _state(source: SourceNow, now: datetime) -> str:
    if source.stage:
        return f":blue-badge[:material/sync: {escaped(source.stage)}]"
    if source.missing:
        return f":gray-badge[off] {escaped(source.missing)}"
    if source.error:
        return f":red-badge[:material/error: failed] {escaped(source.error)}"
    if source.last_success is None:
        return ":gray-badge[not asked yet]"
    if source.fresh_until is not None and now > source.fresh_until:
        return ":orange-badge[:material/schedule: stale]"
    return ":green-badge[:material/check: fresh]"


def _ago(moment: datetime | None, now: datetime) -> str:
    return "never" if moment is None else f"{_length(now - moment)} ago"


def _next(source: SourceNow, now: datetime) -> str:
    if source.missing:
        return "never"
    if source.next_due is None or source.next_due <= now:
        return "due"
    return f"in {_length(source.next_due - now)}"


def _length(span: timedelta) -> str:
    seconds = max(0.0, span.total_seconds())
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
