"""Files made on a click stay until the browser has fetched them.

Streamlit drops such a file when the second script run after the click ends, whoever's run it is.
With many visitors that is sooner than a browser asks for it, and the download fails.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from streamlit import runtime

KEPT_S = 60.0


class Spaced:
    """Calls a function when the last call was long enough ago, else does nothing."""

    def __init__(
        self,
        function: Callable[[], None],
        every_s: float = KEPT_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._function, self._every_s, self._clock = function, every_s, clock
        self._called_at = clock()

    def __call__(self) -> None:
        """Call it, if it is time."""
        now = self._clock()
        if now - self._called_at >= self._every_s:
            self._called_at = now
            self._function()


def keep() -> None:
    """From now on drop files once a minute only: each stays a minute at least."""
    if not runtime.exists():
        return
    files = runtime.get_instance().media_file_mgr
    if not isinstance(files.remove_orphaned_files, Spaced):
        files.remove_orphaned_files = Spaced(files.remove_orphaned_files)  # type: ignore[method-assign]
