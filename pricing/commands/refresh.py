"""`python -m pricing refresh`: read the sources anew."""

from __future__ import annotations

import argparse
import os
import sys

from pricing.commands.kept import say, with_store
from pricing.fetch.client import Client
from pricing.fetch.errors import Offline
from pricing.refresh.due import BUTTON, FORCED, NAMED, WHEN_DUE, Despite
from pricing.refresh.run import Outcome, Status, refresh
from pricing.sources.registry import SOURCES, source_named
from pricing.store.address import store_address
from pricing.store.errors import StoreError
from pricing.store.locks import Busy
from pricing.store.store import Store, open_store

STATUS = """exit status: 0 when every source asked answered, 1 when one failed, 2 when prices
cannot be kept at all, 3 when another refresh is under way"""


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the others."""
    command = commands.add_parser("refresh", help="read the sources anew", epilog=STATUS)
    names = ", ".join(source.name for source in SOURCES)
    command.add_argument(
        "--source",
        action="append",
        metavar="NAME",
        help=f"only this one, due or not, unless it keeps failing; may be repeated: {names}",
    )
    command.add_argument(
        "--now",
        action="store_true",
        help="those too that are not due or keep failing, unless asked within a minute; as the "
        "button of the app does",
    )
    command.add_argument(
        "--force", action="store_true", help="whatever was asked, answered or failed of late"
    )
    command.add_argument(
        "--low-priority", action="store_true", help="let other programs go first, as the app does"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Refresh, one line a source; returns the exit status."""
    if options.low_priority and hasattr(os, "nice"):
        os.nice(10)
    try:
        sources = [source_named(name) for name in options.source or ()] or SOURCES
    except KeyError as error:
        say(str(error.args[0]))
        return 2

    def read(store: Store) -> tuple[Outcome, ...]:
        return refresh(store, sources, Client(), _despite(options), _tell)

    try:
        outcomes = with_store(open_store(store_address()), read)
    except Offline as error:
        say(str(error))
        return 1
    except Busy:
        say("another refresh of this price store is under way")
        return 3
    except StoreError as error:
        say(str(error))
        return 2
    lost = [outcome.said for outcome in outcomes if outcome.store_failed]
    if lost:
        say(lost[0])
        return 2
    return int(any(outcome.status is Status.FAILED for outcome in outcomes))


def _despite(options: argparse.Namespace) -> Despite:
    if options.force:
        return FORCED
    return (NAMED if options.source else WHEN_DUE) | (BUTTON if options.now else WHEN_DUE)


def _tell(outcome: Outcome) -> None:
    sys.stdout.write(f"{outcome.source:24} {outcome.status:10} {outcome.said}\n")
    sys.stdout.flush()
