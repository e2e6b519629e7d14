"""Does a piece of work again and again, killed some statements of SQL later each time.

`python -m tests.faults.killed refresh|save EVERY [ADDRESS]` says `killed` after each kill and waits
for a line; at last it says `done`, when the work has come to its end.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import count

from sqlalchemy import Engine, event

from pricing.store.address import store_address
from pricing.store.locks import Busy
from pricing.store.store import open_store
from tests.pricing.quotes import NOW
from tests.pricing.refresh.world import refreshed
from workspace import workspaces

# A server notices a little later that the process which held a lock is gone.
PATIENCE = 1_000


def refresh(attempt: int) -> None:
    """Read all sources, each attempt a day after the one before."""
    store = open_store(store_address())
    for _ in range(PATIENCE):
        with suppress(Busy):
            refreshed(store, NOW + timedelta(days=attempt), force=True)
            return


def save(attempt: int) -> None:
    """Write the number of the attempt into a workspace."""
    kept = workspaces()
    assert kept
    kept.change(sys.argv[3], lambda _: str(attempt), NOW.date())


def until_killed(work: Callable[[int], None], attempt: int, at: int) -> None:
    """Do the work until just before a statement or a commit, by its number."""
    step = count(1)

    def kill(*_: object) -> None:
        if next(step) == at:
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in ("before_cursor_execute", "commit"):
        event.listen(Engine, moment, kill)
    work(attempt)


def main() -> None:
    """Kill the work at its first step, and at each that follows by so many."""
    work, every = {"refresh": refresh, "save": save}[sys.argv[1]], int(sys.argv[2])
    for attempt in count(1):
        child = os.fork()
        if not child:
            until_killed(work, attempt, 1 + (attempt - 1) * every)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            print("done" if status == 0 else "failed", flush=True)
            return
        print("killed", flush=True)
        sys.stdin.readline()


if __name__ == "__main__":
    main()
