"""What is remembered of each source: when it was asked, what it gave, why it failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from pricing.bulk import many_objects
from pricing.checks import Rejected
from pricing.fetch.breaker import Breaker
from pricing.interruption import Interruption
from pricing.sources.source import Part, Reading
from pricing.store.tables import interruption, rejected_row, source_part, source_state
from pricing.store.write import save_quotes, see_unchanged

MOST_REJECTED = 200
LONGEST_TEXT = 1000
UNBROKEN = Breaker()
# A stage older than this was left by a process that is no more.
LONGEST_STAGE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is remembered of a source.

    Attributes:
        source: its name.
        last_attempt: when it was last asked.
        last_success: when it last answered something believed.
        rows: quotes and facts in its last answers.
        rejected: rows of them that were not believed.
        error: what went wrong the last time; empty when nothing did.
        breaker: its failures in a row.
        stage: what is being done with it now, `reading` or `storing`; empty when nothing is.
        stage_at: since when.
    """

    source: str
    last_attempt: datetime | None = None
    last_success: datetime | None = None
    rows: int = 0
    rejected: int = 0
    error: str = ""
    breaker: Breaker = UNBROKEN
    stage: str = ""
    stage_at: datetime | None = None

    def stage_now(self, now: datetime) -> str:
        """The stage, unless whoever set it must have stopped since."""
        recent = self.stage_at is not None and abs(now - self.stage_at) <= LONGEST_STAGE
        return self.stage if recent else ""


def states(connection: Connection) -> dict[str, SourceState]:
    """What is remembered of every source that was ever asked."""
    return {
        row.source: SourceState(
            row.source, row.last_attempt, row.last_success, row.rows, row.rejected, row.error,
            Breaker(row.failures, row.failed_at), row.stage, row.stage_at,
        )
        for row in connection.execute(select(source_state).order_by(source_state.c.source))
    }  # fmt: skip


def known_etags(connection: Connection, source: str) -> dict[str, str]:
    """The ETag of each address of a source that has one."""
    rows = select(source_part.c.address, source_part.c.etag).where(source_part.c.source == source)
    return {row.address: row.etag for row in connection.execute(rows) if row.etag}


def rejected_rows(connection: Connection) -> dict[str, tuple[Rejected, ...]]:
    """The rows last not believed, by source; of each address the first two hundred."""
    found: dict[str, list[Rejected]] = {}
    for row in connection.execute(select(rejected_row).order_by(*rejected_row.primary_key)):
        found.setdefault(row.source, []).append(Rejected(row.row, row.reason))
    return {source: tuple(rows) for source, rows in found.items()}


def interruptions(connection: Connection, since: datetime) -> tuple[Interruption, ...]:
    """How often spot instances were taken back, by region and type, as far as read since then."""
    c = interruption.c
    found = select(interruption).where(c.read_at >= since).order_by(c.region, c.instance_type)
    rows = connection.execute(found)
    return tuple(
        Interruption(r.region, r.instance_type, r.label, r.saving_percent, r.read_at.date())
        for r in rows
    )


def begin_attempt(connection: Connection, source: str, now: datetime) -> None:
    """Note that a source is being asked, before it is: whatever happens then, this is known."""
    _set(connection, source, last_attempt=now, stage="reading", stage_at=now)


def set_stage(connection: Connection, source: str, stage: str, now: datetime) -> None:
    """Note what is being done with a source."""
    _set(connection, source, stage=stage, stage_at=now)


def end_stages(connection: Connection) -> None:
    """Forget what a process that was killed was doing; for whoever holds the refresh lock."""
    connection.execute(update(source_state).values(stage="", stage_at=None))


def save_failure(connection: Connection, source: str, error: str, now: datetime) -> None:
    """Note that nothing of a source's answer is believed; what was known of it stays."""
    row = connection.execute(select(source_state).where(source_state.c.source == source)).first()
    breaker = Breaker(row.failures, row.failed_at) if row else Breaker()
    after = breaker.after_failure(now)
    _set(
        connection, source, error=error[:LONGEST_TEXT], failures=after.failures,
        failed_at=after.failed_at, stage="", stage_at=None,
    )  # fmt: skip


def save_reading(connection: Connection, source: str, reading: Reading, now: datetime) -> None:
    """Keep everything a source answered, and that it did."""
    known = select(source_part).where(source_part.c.source == source)
    read_at = {row.address: row for row in connection.execute(known)}
    for part in reading.parts:
        if part.error:
            continue
        before = read_at.get(part.address)
        if part.unchanged:
            if before is not None:
                see_unchanged(connection, source, part.address, before.read_at, part.read_at)
                _save_part(connection, source, part, before.rows, before.rejected)
            continue
        _save_new(connection, source, part)
    sums = select(func.sum(source_part.c.rows), func.sum(source_part.c.rejected))
    rows, rejected = connection.execute(sums.where(source_part.c.source == source)).one()
    _set(
        connection, source, last_success=now, rows=rows or 0, rejected=rejected or 0,
        error=reading.said[:LONGEST_TEXT], failures=0,
        failed_at=None, stage="", stage_at=None,
    )  # fmt: skip


def _save_new(connection: Connection, source: str, part: Part) -> None:
    quotes = part.parsed.quotes if part.parsed else ()
    rejected = part.parsed.rejected if part.parsed else ()
    with many_objects():
        save_quotes(connection, source, quotes, part.address, part.read_at)
    if part.interruptions:
        _save_interruptions(connection, source, part)
    of_part = (rejected_row.c.source == source) & (rejected_row.c.address == part.address)
    connection.execute(delete(rejected_row).where(of_part))
    if rejected:
        connection.execute(rejected_row.insert(), _bounded(source, part.address, rejected))
    rows = len(quotes) + len(part.interruptions)
    _save_part(connection, source, part, rows, len(rejected))


def _bounded(source: str, address: str, rejected: Sequence[Rejected]) -> list[dict[str, Any]]:
    return [
        {"source": source, "address": address, "position": at,
         "row": one.row[:LONGEST_TEXT], "reason": one.reason[:LONGEST_TEXT]}
        for at, one in enumerate(rejected[:MOST_REJECTED])
    ]  # fmt: skip


def _save_part(connection: Connection, source: str, part: Part, rows: int, rejected: int) -> None:
    same = (source_part.c.source == source) & (source_part.c.address == part.address)
    connection.execute(delete(source_part).where(same))
    connection.execute(
        source_part.insert().values(
            source=source, address=part.address, etag=part.etag, read_at=part.read_at, rows=rows,
            rejected=rejected,
        )
    )  # fmt: skip


def _save_interruptions(connection: Connection, source: str, part: Part) -> None:
    connection.execute(delete(interruption).where(interruption.c.source == source))
    latest = {(fact.region, fact.instance_type): fact for fact in part.interruptions}
    connection.execute(
        interruption.insert(),
        [
            {"source": source, "region": fact.region, "instance_type": fact.instance_type,
             "label": fact.label, "saving_percent": fact.saving_percent, "read_at": part.read_at}
            for fact in latest.values()
        ],
    )  # fmt: skip


def _set(connection: Connection, source: str, **values: object) -> None:
    found = update(source_state).where(source_state.c.source == source).values(**values)
    if connection.execute(found).rowcount == 0:
        empty = {"rows": 0, "rejected": 0, "error": "", "failures": 0, "stage": ""}
        connection.execute(source_state.insert().values({**empty, **values, "source": source}))
