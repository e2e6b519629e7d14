"""Rows on the price sources and on what was not believed. Nothing is drawn here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from pages.tables.markdown import escaped, markdown
from pricing import Disagreement, Rejected, SourceNow

MOST_SHOWN = 50
ADDRESS = re.compile(r"(https?://\S+?)(?=[:;,.]?(?:\s|$))")


def sources_table(sources: Iterable[SourceNow], now: datetime) -> str:
    """Every source: what it does at this moment, when it last answered, what it gave."""
    rows = [
        {
            "Source": f"**{escaped(source.title)}**",
            "State": _state(source, now),
            "Last answer, next": ", ".join(
                filter(None, (_ago(source.last_success, now), _next(source, now)))
            ),
            "Prices": f"{source.rows:,}{_refused(source.rejected)}",
        }
        for source in sources
    ]
    return markdown(rows)


def sources_said(sources: Iterable[SourceNow]) -> list[str]:
    """Why sources are not asked or what went wrong, one line for all that say the same."""
    by_text: dict[str, list[str]] = {}
    for source in sources:
        if text := source.missing or source.error:
            by_text.setdefault(text, []).append(f"**{escaped(source.title)}**")
    return [f"{', '.join(titles)}: {_code(text)}" for text, titles in by_text.items()]


def _code(text: str) -> str:
    """Addresses as code, so that none of them is made a link; the rest as it stands."""
    parts = ADDRESS.split(text.replace("`", "'"))
    return "".join(f"`{p}`" if ADDRESS.fullmatch(p) else escaped(p) for p in parts)


def rejected_table(rejected: Iterable[Rejected]) -> str:
    """Rows that were not believed, with the reason."""
    rows = [{"Row": escaped(r.row), "Not believed because": escaped(r.reason)} for r in rejected]
    return markdown(rows[:MOST_SHOWN]) + _more(len(rows))


def rejected_file(rejected: Iterable[Rejected]) -> list[dict[str, str | float]]:
    """All of them, as a file has them."""
    return [{"Row": r.row, "Not believed because": r.reason} for r in rejected]


def disagreements_file(found: Iterable[Disagreement]) -> list[dict[str, str | float]]:
    """All disagreements, as a file has them."""
    return [
        {
            "Instance type": d.believed.instance_type,
            "Purchase option": d.believed.purchase_option,
            "Region": d.believed.region,
            "Believed USD per instance-hour": d.believed.usd_per_hour,
            "Believed source": d.believed.source,
            "Also told USD per instance-hour": d.other.usd_per_hour,
            "Also told by": d.other.source,
        }
        for d in found
    ]


def disagreements_table(found: Iterable[Disagreement]) -> str:
    """Where two sources tell different prices of one thing at one time."""
    rows = [
        {
            "Price": escaped(
                f"{d.believed.instance_type}, {d.believed.purchase_option}, {d.believed.region}"
            ),
            "Believed": escaped(f"${d.believed.usd_per_hour:,.4f} ({d.believed.source})"),
            "Also told": escaped(
                f"${d.other.usd_per_hour:,.4f}, {d.difference:+.1%} ({d.other.source})"
            ),
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
        return ":gray-badge[off]"
    if source.failures:
        return ":red-badge[:material/error: failed]"
    if source.last_success is None:
        return ":gray-badge[not asked yet]"
    if source.fresh_until is not None and now > source.fresh_until:
        return ":orange-badge[:material/schedule: stale]"
    return ":green-badge[:material/check: fresh]"


def _refused(rows: int) -> str:
    return f", {rows:,} not believed" if rows else ""


def _ago(moment: datetime | None, now: datetime) -> str:
    return "never" if moment is None else f"{_length(now - moment)} ago"


def _next(source: SourceNow, now: datetime) -> str:
    if source.missing:
        return ""
    if source.next_due is None or source.next_due <= now:
        return "due"
    return f"in {_length(source.next_due - now)}"


def _length(span: timedelta) -> str:
    seconds = max(0.0, span.total_seconds())
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
