"""What a page shows while a long computation runs, so that it can be left."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

import streamlit as st

# A wait shorter than this is not worth a word.
PATIENCE_S = 0.25


class Waiting:
    """A progress bar that comes only when the wait is long, and goes when it is over.

    Each step is also where Streamlit can stop the run for a change that the user has made.
    """

    def __init__(self, text: str) -> None:
        """Begin to wait; `text` says for what."""
        self._text, self._since = text, time.monotonic()
        self._place = st.empty()

    def __enter__(self) -> Self:
        """Nothing is shown yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Clear the bar, unless the page is being left."""
        if kind is None:
            self._place.empty()

    def step(self, done: int, of: int) -> None:
        """So many parts of so many are done."""
        if done < of and time.monotonic() - self._since > PATIENCE_S:
            self._place.progress(done / of, f"{self._text}: {done} of {of}")
