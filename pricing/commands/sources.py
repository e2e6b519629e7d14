"""`python -m pricing sources`: how each source is doing."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from pricing.commands.kept import from_store
from pricing.live.board import SourceNow
from pricing.live.sources_now import sources_now
from pricing.refresh.due import ago
from pricing.sources.registry import SOURCES
from pricing.store.states import SourceState, states
from pricing.store.store import Store


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the others."""
    command = commands.add_parser("sources", help="how each source is doing")
    command.add_argument("--json", action="store_true", help="as JSON")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the state of every source; returns the exit status."""
    now = datetime.now(UTC)
    found = sources_now(from_store(_remembered) or {}, SOURCES, now)
    sys.stdout.write(as_json(found) if options.json else as_table(found, now))
    return 0


def _remembered(store: Store) -> dict[str, SourceState]:
    with store.reading() as connection:
        return states(connection)


def as_json(sources: Sequence[SourceNow]) -> str:
    """The sources as a JSON list, times in ISO 8601."""
    rows = [
        {k: v.isoformat() if isinstance(v, datetime) else v for k, v in asdict(one).items()}
        for one in sources
    ]
    return json.dumps(rows, indent=1) + "\n"


def as_table(sources: Sequence[SourceNow], now: datetime) -> str:
    """The sources as aligned text, one a line."""
    lines = [
        f"{'source':24} {'last success':17} {'age':>12} {'rows':>7} {'refused':>7}  what is wrong"
    ]
    lines += [
        f"{one.name:24} {_time(one.last_success):17} {ago(one.last_success, now):>12} "
        f"{one.rows:7,} {one.rejected:7,}  {one.missing or one.error}".rstrip()
        for one in sources
    ]
    return "\n".join(lines) + "\n"


def _time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}Z" if moment else "-"
