"""Starting the keeper, once in a process, without waiting for it."""

from __future__ import annotations

from threading import Lock, Thread

_lock = Lock()
_thread: Thread | None = None


def start() -> None:
    """Keep the book up to date from now on, in a thread of its own that ends with the process."""
    global _thread
    with _lock:
        if _thread is None or not _thread.is_alive():
            _thread = Thread(target=_keep, name="price-keeper", daemon=True)
            _thread.start()


def _keep() -> None:
    # Slow to import: a page must not wait for it.
    from pricing.live.keeper import Keeper

    Keeper().run()
